"""Master record: one draft or version; the dry run, the approval from a day, and the retirement."""

from datetime import date
from enum import StrEnum
from functools import partial

import msgspec

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.masters import ASK_S, mark_of, told_of
from console.flows.qualified import today
from core.batch.dry_run import OtherBehaviour
from core.changes import change
from core.errors import CountersignError
from core.finding import finding
from core.master_change import MASTERS, timing_refusals
from core.master_versions import DraftLine, VersionLine
from core.plant import DryRun, EffectiveMaster
from core.rights import may
from screens.everyone.listed import ListedView
from screens.views import FieldKind, FieldView, ItemView, RowView, keys

DRY_RUN_S = 60.0
"""Longest wait for a dry run over the newest batches."""


class _Wish(StrEnum):
    TRY = "try"
    APPROVE = "approve"
    RETIRE = "retire"


class _Tried(msgspec.Struct):
    batches: int
    acts: int
    differently: tuple[OtherBehaviour, ...]


class _Draft(msgspec.Struct):
    draft: EffectiveMaster


class MasterRecordFlow(TaskFlow):
    """Digits choose what to do, as far as the rights go; the day is typed, then the change goes to the signatures."""

    screen = "listed"

    def __init__(self, desk: Desk, line: DraftLine | VersionLine) -> None:
        """Take the draft or version as listed."""
        super().__init__(desk)
        self._line = line
        self._chosen = 0
        self._typing = False
        self._attempt = 0
        self._tried: _Tried | None = None

    @property
    def view(self) -> ListedView:
        """Show what is known of it, what can be done, and the field of the day."""
        line, wishes = self._line, self._wishes()
        following = "next.master_day" if self._typing else "next.master_record" if wishes else "next.back"
        view_frame = frame(
            self.desk,
            header(self.desk),
            f"{line.code} v{line.version}  {line.name.in_language(self.desk.language)}".strip(),
            self.words(following),
            keys("f1", "f3", "f10", *(("f12",) if self._typing else ())),
            subject=mark_of(self, line).words,
            message=self.message,
        )
        items = tuple(
            ItemView(number, self.words(f"masters.wish.{wish.value}"), chosen=number == self._chosen + 1)
            for number, wish in enumerate(wishes, 1)
        )
        field = FieldView("day", self.words("field.effective_from"), FieldKind.WORDS, attempt=self._attempt)
        return ListedView(view_frame, items, self._rows(), (field,) if self._typing else (), self.words("masters.read"))

    async def digit(self, number: int) -> None:
        """Do one of the things offered."""
        if 1 <= number <= len(self._wishes()):
            self._chosen = number - 1
            await self._do(self._wishes()[self._chosen])

    async def key(self, name: str) -> None:
        """Move, do it with Enter, go back with F3."""
        wishes = self._wishes()
        if name in ("f3", "f12") and self._typing:
            self._turn(typing=False)
        elif name == "f3":
            self.desk.navigation.go(self.desk.ways.task("masters", "MastersFlow"))
        elif name == "enter" and wishes:
            await self._do(wishes[self._chosen])
        elif name in ("up", "down"):
            self._chosen = max(0, min(len(wishes) - 1, self._chosen + (1 if name == "down" else -1)))
            self.say(None)

    async def enter(self, typed: str) -> None:
        """Take the first day, and go on to the signatures."""
        self._attempt += 1
        try:
            first = date.fromisoformat(typed.strip())
        except ValueError:
            self.say(finding("qualification.day"))
            return
        try:
            answer = await self.desk.ask("draft", self._asks(), ASK_S)
        except CountersignError as error:
            self.say(error)
            return
        self._approve(msgspec.convert(answer, _Draft, strict=False).draft, first)

    async def _do(self, wish: _Wish) -> None:
        match wish:
            case _Wish.TRY:
                await self.guarded(self._try())
            case _Wish.APPROVE:
                self._turn(typing=True)
            case _Wish.RETIRE:
                before = self.desk.recorder.plant.masters[self._line.sha256]
                self._propose(msgspec.structs.replace(before, retired=True))

    async def _try(self) -> None:
        """Have the core replay the newest batches, and show what would have gone differently."""
        answer = await self.desk.ask("dry_run", self._asks(), DRY_RUN_S)
        self._tried = msgspec.convert(answer, _Tried)
        if self._tried.differently:
            told = (self._tried.differently, lambda: self)
            self.desk.navigation.go(self.desk.ways.task("dry_run", "DryRunFlow", *told))
        else:
            self.say(None)

    def _approve(self, draft: EffectiveMaster, first: date) -> None:
        tried = DryRun(self._tried.batches, self._tried.acts) if self._tried else None
        wanted = msgspec.structs.replace(draft, effective_from=first, dry_run=tried)
        proposed = change(MASTERS, wanted.sha256, wanted)
        found = timing_refusals((proposed,), self.desk.recorder.plant, today(self.desk))
        if found:
            self.say(found[0])
            return
        self._propose(wanted)

    def _propose(self, wanted: EffectiveMaster) -> None:
        desk = self.desk
        after = partial(desk.ways.task, "masters", "MastersFlow")
        desk.navigation.go(desk.ways.change((change(MASTERS, wanted.sha256, wanted),), after))

    def _asks(self) -> dict[str, object]:
        return {"session": self.desk.session.id if self.desk.session else "", "sha256": self._line.sha256}

    def _wishes(self) -> tuple[_Wish, ...]:
        roles = self.desk.session.person.roles if self.desk.session else ()
        if isinstance(self._line, DraftLine):
            approves = may(roles, "change.masters.performed")
            return (_Wish.TRY, _Wish.APPROVE) if approves else (_Wish.TRY,)
        retires = may(roles, "change.retire_master.performed") and self._line.sha256 in self.desk.recorder.plant.masters
        return (_Wish.RETIRE,) if retires else ()

    def _rows(self) -> tuple[RowView, ...]:
        rows = told_of(self, self._line)
        if self._tried is None:
            return rows
        counts = {"n": str(self._tried.batches), "k": str(self._tried.acts)}
        tried = RowView(self.words("master_change.dry_run"), detail=self.words("master_change.tried", **counts))
        return (*rows[1:], tried)

    def _turn(self, *, typing: bool) -> None:
        self._typing = typing
        self._attempt += 1
        self.say(None)
