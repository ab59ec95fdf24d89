"""Countersign: a second person identifies himself by badge, sees the evidence and signs the same manifest."""

from console.flows.step import StepFlow, limits_bar, limits_verdict
from core.acts import Manifest, Meaning
from core.batch.entries import Entry, entries
from core.batch.guide import Guidance, Stage
from core.batch.manifest import step_manifest
from core.codes import Code, CodeKind
from core.finding import Finding
from core.people import Person
from core.quantity import Quantity
from core.record.payload import manifest_hash
from core.secret import Secret
from core.times import local_text, utc_from
from screens.operator.countersign import CountersignView
from screens.views import FieldKind, FieldView, MarkView, ReadingView, RowView, Tone


class CountersignFlow(StepFlow):
    """The verification of a performed step."""

    screen = "countersign"
    _person: Person | None = None
    _attempt = 0

    @property
    def manifest(self) -> Manifest:
        """Give the very manifest that the performer signed."""
        recorded = self.recorded.performed
        language = self.desk.language
        if recorded is None:
            return step_manifest(self.step, self.open.state, language, self.desk.recorder.plant)
        signed = next(r for r in self.open.records if r.act.id == recorded.reference.id).act.signature
        manifests = signed.manifests if signed else ()
        return next(manifest for manifest in manifests if manifest_hash(manifest) == recorded.manifest)

    @property
    def view(self) -> CountersignView:
        """Show value, verdict, evidence, and the fields once the checker is known."""
        entry, value = self._value()
        tone = Tone.NONE
        if entry is not None and value is not None and entry.limits is not None:
            tone = Tone.OK if entry.limits.hold(value.value) else Tone.FAIL
        following = "next.check_and_sign" if self._person else "next.scan_checker"
        return CountersignView(
            self.frame(self.words("step.countersign"), self.words(following), "f6"),
            ReadingView(f"{value.value:f}", value.unit, False, tone) if value else None,
            limits_verdict(self, entry, value.value) if entry and value else None,
            limits_bar(entry, value.value, tone) if entry and value else None,
            self._rows(),
            self.words("declaration.verified"),
            self.words("sign.leave_short"),
            self._fields(),
        )

    def stays(self, guidance: Guidance) -> bool:
        """Stay until the step is verified."""
        return guidance.stage == Stage.VERIFY and guidance.step is not None and guidance.step.id == self.step.id

    async def scan(self, code: Code) -> None:
        """Take the checker's badge."""
        if code.kind == CodeKind.BADGE:
            self._identify(code.get("badge") or "")
        else:
            await super().scan(code)

    async def enter(self, typed: str) -> None:
        """Take the checker's user id as typed."""
        self._identify(typed.strip())

    async def key(self, name: str) -> None:
        """F12 lets the next person come; nothing is undone any more."""
        if name == "f12":
            self._person, self.message = None, ""
            self._attempt += 1
            self.changed()
        else:
            await super().key(name)

    async def submit(self, password: Secret, code: Secret) -> None:
        """Sign the same manifest as the checker."""
        person, session = self._person, self.desk.session
        if person is None:
            return
        self._attempt += 1
        signing = self.desk.ceremony.sign(
            person,
            Meaning.VERIFIED,
            (self.manifest,),
            password,
            code,
            self.desk.language,
            session.id if session else "",
        )
        if await self.guarded(signing):
            await self.advance()
        elif self.message and self._same_person(person):
            self._person = None
            self.changed()

    def _identify(self, user_id: str) -> None:
        person = self.desk.recorder.plant.person_of_user(user_id)
        if person is None:
            self.say(Finding("refusal.person_unknown", {"person": user_id[:32]}))
            return
        self._person, self.message = person, ""
        self._attempt += 1
        self.changed()

    def _same_person(self, person: Person) -> bool:
        return self.recorded.performed is not None and self.recorded.performed.person == person.id

    # ------------------------------------------------------------------ what is shown

    def _value(self) -> tuple[Entry | None, Quantity | None]:
        """Give the entry that matters: the last one with limits, else the last with a value."""
        filled = self.recorded.filled
        with_value = [e for e in entries(self.step) if e.name in filled and e.unit and filled[e.name].act.values]
        limited = [entry for entry in with_value if entry.limits is not None]
        entry = (limited or with_value or [None])[-1]
        if entry is None:
            return None, None
        return entry, next(iter(filled[entry.name].act.values.values())).quantity

    def _rows(self) -> tuple[RowView, ...]:
        performed = self.recorded.performed
        rows: list[RowView] = []
        if performed is not None:
            when = local_text(utc_from(performed.utc), self.desk.recorder.plant.offset_min)
            who = f"{performed.name}, {self.words(f'role.{performed.role}')}"
            signed = MarkView(Tone.OK, self.words("state.signed"))
            rows.append(RowView(self.words("meaning.performed"), who, when[11:19], signed))
        rows.extend(RowView(line.label, line.value) for line in self.manifest.lines)
        entry, _ = self._value()
        return tuple(rows[:3] if entry is not None and entry.limits is not None else rows[:8])

    def _fields(self) -> tuple[FieldView, ...]:
        if self._person is None:
            label = self.words("sign.user_id")
            return (FieldView("user_id", label, FieldKind.WORDS, self.words("sign.badge_hint"), attempt=self._attempt),)
        return (
            FieldView("password", self.words("sign.password"), FieldKind.PASSWORD, attempt=self._attempt),
            FieldView("code", self.words("sign.code"), FieldKind.CODE, attempt=self._attempt),
        )
