"""Procedures: operating procedures and test methods with their effective version; a new version by signed change."""

from datetime import date

import msgspec

from console.desk import Desk
from console.flows.chosen import ChosenTask
from console.flows.pages import MOVES
from console.flows.qualified import today
from core.changes import change
from core.finding import finding
from core.qualification import Procedure, effective_version
from core.trained import trained_on
from screens.everyone.listed import ListedView
from screens.views import FieldKind, FieldView, ItemView, MarkView, RowView, Tone


class ProceduresFlow(ChosenTask[Procedure]):
    """A digit chooses one; the first day of its next version is typed and goes to the signatures."""

    size = 8

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        super().__init__(desk)
        self._typing = False
        self._attempt = 0

    @property
    def view(self) -> ListedView:
        """Show a page, and who is trained on the chosen one."""
        field = FieldView("day", self.words("procedures.day"), FieldKind.WORDS, attempt=self._attempt)
        return self.listed(
            self.words("procedures.title"),
            self.words("next.procedure_day" if self._typing else "next.procedures"),
            found=self.found(),
            live=("f1", "f3", "f4", "f5", "f10", *(("f12",) if self._typing else ())),
            empty=self.words("procedures.none"),
            fields=(field,) if self._typing else (),
        )

    async def open(self, one: Procedure) -> None:
        """Begin its next version."""
        self.rows.choose(one)
        self._turn(typing=True)

    async def key(self, name: str) -> None:
        """See the earlier versions with F4; F3 and F12 leave what is typed, and so does choosing another."""
        chosen = self.rows.row(self.found())
        if name in ("f3", "f12") and self._typing:
            self._turn(typing=False)
        elif name == "f4" and chosen is not None:
            versions = ("procedures", chosen.code, lambda: self)
            self.desk.navigation.go(self.desk.ways.task("versions", "VersionsFlow", *versions))
        else:
            await super().key(name)
            if name in MOVES:
                self._turn(typing=False)

    async def enter(self, typed: str) -> None:
        """Propose the next version from the day typed on."""
        self._attempt += 1
        try:
            first = date.fromisoformat(typed.strip())
        except ValueError:
            self.say(finding("qualification.day"))
            return
        now = self.rows.row(self.found())
        if now is None:
            return
        if first < today(self.desk):
            self.say(finding("procedures.past", d=today(self.desk).isoformat()))
            return
        wanted = msgspec.structs.replace(now, version=now.version + 1, effective_from=first)
        desk = self.desk
        desk.navigation.go(desk.ways.change((change("procedures", now.code, wanted),), lambda: ProceduresFlow(desk)))

    def _turn(self, *, typing: bool) -> None:
        self._typing = typing
        self._attempt += 1
        self.say(None)

    def found(self) -> list[Procedure]:
        """List them by their codes."""
        return sorted(self.desk.recorder.plant.procedures.values(), key=lambda item: item.code)

    def name(self, one: Procedure) -> str:
        """Name it by its code."""
        return one.code

    def item(self, number: int, one: Procedure) -> ItemView:
        """Draw a row."""
        day = today(self.desk)
        effective = effective_version(one, day) == one.version
        mark = MarkView(Tone.OK, self.words("issue.effective"))
        if not effective:
            mark = MarkView(Tone.WAIT, self.words("procedures.from", d=f"{one.effective_from:%m-%d}"))
        name = f"{one.code}  {one.title.in_language(self.desk.language)}"
        return ItemView(number, name, count=f"v{one.version}", mark=mark)

    def about(self, one: Procedure) -> tuple[RowView, ...]:
        """Say which version holds, which is the newest, and who is trained on it."""
        version = effective_version(one, today(self.desk))
        now = f"v{version}" if version else self.words("procedures.not_yet")
        newest = f"v{one.version}  {one.effective_from.isoformat()}"
        trained = trained_on(self.desk.recorder.plant, one)
        return (
            RowView(self.words("issue.effective"), detail=now),
            RowView(self.words("procedures.newest"), detail=newest),
            RowView(self.words("procedures.trained"), detail=", ".join(trained) or "-"),
            RowView(self.words("procedures.new_text"), detail=self.words("procedures.road")),
        )
