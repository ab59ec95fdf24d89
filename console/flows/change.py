"""Change: what is proposed is read, explained and signed by those whom it needs, then the core puts it in force."""

from collections.abc import Callable
from enum import Enum, auto

import msgspec

from console.answers import ask_for_records
from console.desk import Desk
from console.flows.arrived import arrived
from console.flows.change_rows import page_of, pages_of, rows_of
from console.flows.change_signatures import ChangeSignatures
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.second_person import SecondPerson
from core.acts import Manifest, Signature
from core.change_signers import Signer
from core.changes import Change, change_manifest, ordered
from core.codes import Code
from core.finding import Finding
from core.language import worded
from core.people import Person
from core.plant import Plant
from core.secret import Secret
from screens.everyone.change import MARK_GAP, ROW_CELLS, ChangeView
from screens.views import FieldKind, FieldView, MarkView, Tone, keys
from screens.widgets.mark import mark_width


class _Stage(Enum):
    REASON = auto()
    FIRST = auto()
    SECOND = auto()
    DECIDE = auto()
    DONE = auto()


class ChangeFlow(TaskFlow):
    """One set of changes, from the reason to its being in force.

    Attributes:
        changes: What is proposed, as signed and stated.
        reason: Why, once it was typed.
        second: The second signer, and each further one, where they are needed.
    """

    screen = "change"

    def __init__(
        self,
        desk: Desk,
        changes: tuple[Change, ...],
        then: Callable[[], TaskFlow] | None = None,
        reason: str = "",
    ) -> None:
        """Take what is proposed.

        Args:
            desk: The desk.
            changes: What shall be.
            then: Makes the flow that follows, whether it was signed or left; home where there is none.
            reason: To begin the field of the reason with.
        """
        super().__init__(desk)
        self.changes = ordered(changes)
        self.reason = ""
        self.second = SecondPerson(self)
        self._signed = ChangeSignatures(desk, self.changes)
        self._suggested = reason
        self._then = then
        self._stage = _Stage.REASON
        if reason and any(need.person is not None for need in self._signed.needed):
            # What concerns nobody but the signer himself says its own reason.
            self.reason, self._stage = reason, _Stage.FIRST
        self._page = 0
        self._seen: set[int] = set()
        self._attempt = 0
        # A master record is long to compare, so it is drawn once for a plant.
        self._drawn: tuple[Plant, tuple[str, str], Manifest] | None = None

    # ------------------------------------------------------------------ what is shown

    @property
    def manifest(self) -> Manifest:
        """Give what is signed, drawn from the plant as it is now; once all have signed, as they have seen it."""
        if self._drawn is not None and self._stage in (_Stage.DECIDE, _Stage.DONE):
            return self._drawn[2]
        plant, shown_by = self.desk.recorder.plant, (self.reason, self.desk.language)
        if self._drawn is None or self._drawn[0] is not plant or self._drawn[1] != shown_by:
            drawn = change_manifest(self.changes, self.reason, plant, self.desk.language)
            self._drawn = (plant, shown_by, drawn)
        return self._drawn[2]

    @property
    def view(self) -> ChangeView:
        """Show one page of the manifest, who signs, and what is asked now."""
        rows = rows_of(self.manifest)
        pages = pages_of(rows)
        self._page = min(self._page, pages - 1)
        self._seen.add(self._page)
        blocked = self._stage is _Stage.REASON and self._signed.refusal() is not None
        following, declaration, leave = self._words()
        view_frame = frame(
            self.desk,
            header(self.desk),
            self.words("change.flow.title"),
            following,
            keys("f1", "f3", "f5", "f10") if self._stage is _Stage.DECIDE else keys("f1", "f3", "f10", "f12"),
            subject=self.words("change.flow.count", n=str(len(self.changes))),
            message=self.message or self._refusal_words(),
        )
        page = self.words("kiosk.page", page=str(self._page + 1), pages=str(pages)) if pages > 1 else ""
        shown = () if blocked else self._fields()
        return ChangeView(view_frame, page_of(rows, self._page), page, self._marks(), declaration, leave, shown)

    def _words(self) -> tuple[str, str, str]:
        """Give the NEXT line, the declaration and how to leave."""
        if self._stage is _Stage.REASON and self._signed.refusal():
            return self.words("next.change_refused"), "", self.words("change.flow.leave")
        if self._stage is _Stage.DONE:
            return self.words("next.change_done"), self.words("change.flow.in_force"), ""
        if self._stage is _Stage.DECIDE:
            return self.words("next.change_decide"), self.words("change.flow.deciding"), ""
        need = self._signed.need
        declaration = self.words(f"declaration.{need.meaning.value}") if need else ""
        if self._stage is _Stage.REASON:
            return self.words("next.change_reason"), self.words("change.flow.why"), self.words("change.flow.leave")
        if self._stage is _Stage.SECOND and self.second.person is None:
            return self.words("next.change_second"), declaration, self.words("change.flow.leave")
        return self.words("next.sign"), declaration, self.words("sign.leave_short")

    def _marks(self) -> tuple[MarkView, ...]:
        """Say who has signed and what is to be signed; in single words where three signatures need the room."""
        needed = tuple(enumerate(self._signed.needed))
        marks = tuple(self._mark(number, need, short=False) for number, need in needed)
        if sum(mark_width(mark) + MARK_GAP for mark in marks) - MARK_GAP <= ROW_CELLS:
            return marks
        return tuple(self._mark(number, need, short=True) for number, need in needed)

    def _mark(self, number: int, need: Signer, *, short: bool) -> MarkView:
        meaning = self.words(f"meaning.{need.meaning.value}")
        if number >= len(self._signed.claims):
            return MarkView(Tone.NONE, meaning if short else self.words("change.flow.to_sign", meaning=meaning))
        by = self._signed.claims[number].user_id
        return MarkView(Tone.OK, by if short else self.words("change.flow.signed", meaning=meaning, user=by))

    def _fields(self) -> tuple[FieldView, ...]:
        match self._stage:
            case _Stage.REASON:
                label = self.words("change.reason")
                value = self._suggested
                return (FieldView("reason", label, FieldKind.WORDS, value=value, attempt=self._attempt),)
            case _Stage.FIRST:
                return self.second.secret_fields()
            case _Stage.SECOND:
                return self.second.fields()
            case _:
                return ()

    # ------------------------------------------------------------------ what is typed, scanned and pressed

    async def opened(self) -> None:
        """Show at once what speaks against it."""
        self.changed()

    async def enter(self, typed: str) -> None:
        """Take the reason, or the second signer's user id."""
        if self._stage is _Stage.REASON and typed.strip():
            self.reason = typed.strip()
            self._suggested = self.reason
            self._turn(_Stage.FIRST)
        elif self._stage is _Stage.SECOND and self.second.person is None:
            await self._come(typed)

    async def scan(self, code: Code) -> None:
        """Take the second signer's badge."""
        if self._stage is not _Stage.SECOND or not await self.second.scan(code):
            await super().scan(code)
            return
        await self._come("")

    async def key(self, name: str) -> None:
        """Turn pages; F3 and F12 leave what is not signed; F5 asks the core again."""
        match name:
            case "pagedown" | "pageup":
                self._page = max(0, self._page + (1 if name == "pagedown" else -1))
                self.changed()
            case "f12" if self._stage is _Stage.SECOND and self.second.person is not None:
                self.second.leave()
            case "f3" if self._stage is _Stage.FIRST:
                self._turn(_Stage.REASON)
            case "f3" | "f12":
                self._go_on()
            case "f5" if self._stage is _Stage.DECIDE:
                await self._decide()
            case "enter" if self._stage is _Stage.DONE:
                self._go_on()
            case _:
                return

    async def submit(self, password: Secret, code: Secret) -> None:
        """Sign as the one whose turn it is; the whole manifest must have been on the screen."""
        person, session = self._signer, self.desk.session
        claim = self._signed.claim(person) if person is not None else None
        if person is None or claim is None or session is None:
            return
        self.second.tried()
        if len(self._seen) < pages_of(rows_of(self.manifest)):
            self.say(Finding("change.flow.see_all", {}))
            return
        found = self._signed.refusal() or self._signed.refusal_of(person)
        if found:
            self.say(found)
            return
        if await self.guarded(self._sign(person, claim, password, code, session.id)):
            await self._forward()

    # ------------------------------------------------------------------ signing and deciding

    @property
    def _signer(self) -> Person | None:
        if self._stage is _Stage.SECOND:
            return self.second.person
        return self.desk.session.person if self.desk.session else None

    def _refusal_words(self) -> str:
        found = self._signed.refusal() if self._stage is _Stage.REASON else None
        return worded(found, self.desk.language) if found else ""

    async def _sign(self, person: Person, claim: Signature, password: Secret, code: Secret, session: str) -> None:
        record = await self.desk.ceremony.sign(
            person,
            claim.meaning,
            (self.manifest,),
            password,
            code,
            self.desk.language,
            session,
            self.reason,
            self._signed.role(person),
        )
        self._signed.give(claim, record.act.id)

    async def _forward(self) -> None:
        if self._signed.need is not None:
            # Each further signer comes as himself: nobody stays from the signature before.
            self.second.leave()
            self._turn(_Stage.SECOND)
            return
        self._turn(_Stage.DECIDE)
        await self._decide()

    async def _decide(self) -> None:
        """Ask the core to decide on the signatures once it has them; a lost answer is found in the plant."""
        await arrived(self.desk)
        body = {
            "changes": msgspec.to_builtins(self.changes),
            "reason": self.reason,
            "signatures": self._signed.records,
        }
        decided = await self.guarded(ask_for_records(self.desk.ask, self.desk.recorder, "change", body))
        message = self.message
        await self.guarded(self.desk.reload())
        if decided or self._signed.in_force():
            self.message = ""
            self._turn(_Stage.DONE)
        elif message:
            self.message = message
            self.changed()

    # ------------------------------------------------------------------ moving on

    async def _come(self, user_id: str) -> None:
        """Let the second signer come; one who may not sign this is told at once."""
        if user_id:
            await self.second.identify(user_id)
        found = self._signed.refusal_of(self.second.person) if self.second.person else None
        if found:
            self.second.leave()
            self.say(found)

    def _turn(self, stage: _Stage) -> None:
        """Go to a stage; whoever comes next sees every page himself."""
        self._stage = stage
        self._attempt += 1
        self.second.tried()
        self._page = 0
        self._seen.clear()
        self.changed()

    def _go_on(self) -> None:
        if self._then is None:
            self.desk.navigation.home()
        else:
            self.desk.navigation.go(self._then())
