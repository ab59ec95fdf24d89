"""Procedures: operating procedures and test methods with their effective version; a new version by signed change."""

from datetime import date

import msgspec

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.qualified import PAGE, today
from core.changes import change
from core.finding import finding
from core.qualification import Procedure, effective_version
from core.trained import trained_on
from screens.everyone.listed import ListedView
from screens.views import FieldKind, FieldView, ItemView, MarkView, RowView, Span, Tone, keys


class ProceduresFlow(TaskFlow):
    """A digit chooses one; the first day of its next version is typed and goes to the signatures."""

    screen = "listed"

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        super().__init__(desk)
        self._chosen = 0
        self._typing = False
        self._attempt = 0

    @property
    def view(self) -> ListedView:
        """Show a page, and who is trained on the chosen one."""
        procedures, start = self._procedures(), self._chosen // PAGE * PAGE
        view_frame = frame(
            self.desk,
            header(self.desk),
            self.words("procedures.title"),
            self.words("next.procedure_day" if self._typing else "next.procedures"),
            keys("f1", "f3", "f4", "f10", *(("f12",) if self._typing else ())),
            aside=(Span(self.words("audit.page", n=str(start // PAGE + 1))),),
            message=self.message,
        )
        shown = enumerate(procedures[start : start + PAGE], 1)
        items = tuple(self._item(number, item, start + number == self._chosen + 1) for number, item in shown)
        field = FieldView("day", self.words("procedures.day"), FieldKind.WORDS, attempt=self._attempt)
        rows = self._rows(procedures[self._chosen]) if procedures else ()
        return ListedView(view_frame, items, rows, (field,) if self._typing else (), self.words("procedures.none"))

    async def digit(self, number: int) -> None:
        """Choose one and begin its next version."""
        place = self._chosen // PAGE * PAGE + number - 1
        if 1 <= number <= PAGE and place < len(self._procedures()):
            self._chosen = place
            self._turn(typing=True)

    async def key(self, name: str) -> None:
        """Move, begin with Enter, see the earlier versions with F4, go back with F3."""
        steps = {"up": -1, "down": 1, "pageup": -PAGE, "pagedown": PAGE}
        procedures = self._procedures()
        if name in ("f3", "f12") and self._typing:
            self._turn(typing=False)
        elif name == "f3":
            self.desk.navigation.home()
        elif name == "f4" and procedures:
            versions = ("procedures", procedures[self._chosen].code, lambda: self)
            self.desk.navigation.go(self.desk.ways.task("versions", "VersionsFlow", *versions))
        elif name == "enter" and procedures:
            self._turn(typing=True)
        elif name in steps:
            self._chosen = max(0, min(len(procedures) - 1, self._chosen + steps[name]))
            self._turn(typing=False)

    async def enter(self, typed: str) -> None:
        """Propose the next version from the day typed on."""
        self._attempt += 1
        try:
            first = date.fromisoformat(typed.strip())
        except ValueError:
            self.say(finding("qualification.day"))
            return
        now = self._procedures()[self._chosen]
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

    def _procedures(self) -> list[Procedure]:
        return sorted(self.desk.recorder.plant.procedures.values(), key=lambda item: item.code)

    def _item(self, number: int, procedure: Procedure, chosen: bool) -> ItemView:
        day = today(self.desk)
        effective = effective_version(procedure, day) == procedure.version
        mark = MarkView(Tone.OK, self.words("issue.effective"))
        if not effective:
            mark = MarkView(Tone.WAIT, self.words("procedures.from", d=f"{procedure.effective_from:%m-%d}"))
        name = f"{procedure.code}  {procedure.title.in_language(self.desk.language)}"
        return ItemView(number, name, count=f"v{procedure.version}", mark=mark, chosen=chosen)

    def _rows(self, procedure: Procedure) -> tuple[RowView, ...]:
        version = effective_version(procedure, today(self.desk))
        now = f"v{version}" if version else self.words("procedures.not_yet")
        newest = f"v{procedure.version}  {procedure.effective_from.isoformat()}"
        trained = trained_on(self.desk.recorder.plant, procedure)
        return (
            RowView(self.words("issue.effective"), detail=now),
            RowView(self.words("procedures.newest"), detail=newest),
            RowView(self.words("procedures.trained"), detail=", ".join(trained) or "-"),
            RowView(self.words("procedures.new_text"), detail=self.words("procedures.road")),
        )
