"""How acts, times, people and limits are written on paper."""

from core.acts import Act, ActKind, Source, When
from core.batch.blind_rounds import BlindRounds
from core.batch.entries import Entry, entry_of
from core.batch.evidence import Evidence
from core.batch.manifest import entry_label, shown_of
from core.batch.rules.found import ReviewFinding
from core.batch.rules.of_records import refusal_of
from core.batch.shelf_life import expires_on
from core.batch.state import ExceptionCase, SignedBy
from core.clock_state import WARN, ClockState
from core.language import catalogue
from core.master.kinds import Reconciliation
from core.master.limits import Limits
from core.master.model import SignPolicy, Step
from core.quantity import Quantity
from core.times import local_text, utc_from
from server.reports.parts import Cell, Style
from server.reports.wording import Wording


class EvidenceText:
    """Writes what stands in the record of one batch, in the languages of one document."""

    def __init__(self, evidence: Evidence, wording: Wording) -> None:
        self.evidence, self.wording = evidence, wording
        self._blind, self._counting = _unseen(evidence)

    def hides(self, act: Act) -> bool:
        """Tell whether an act holds a number that nobody may see before somebody else has counted the same."""
        return act.id in self._blind

    def what(self, case: ExceptionCase) -> str:
        """Word what an exception is about, without the number of a count that waits for its second."""
        return self.wording.say("shown.counted") if case.step in self._counting else self.wording.found(case.what)

    def found(self, item: ReviewFinding) -> str:
        """Word a finding of the review, likewise."""
        return self.wording.say("shown.counted") if item.step in self._counting else self.wording.found(item.what)

    def label(self, step: Step, entry: Entry) -> str:
        """Name an entry."""
        return self.wording.joined([entry_label(step, entry, language) for language in self.wording.languages])

    def entry(self, step: Step, name: str) -> str:
        """Name an entry by its name."""
        known = entry_of(step, name, self.evidence.state.step(step.id).filled)
        return self.label(step, known) if known else name

    def used(self, material: str, quantity: Quantity) -> str:
        """Write how much of a material went in, but no amount that follows from a count that waits for its second."""
        details = (step.detail for step in self.evidence.master.steps() if step.id in self._counting)
        if any(isinstance(each, Reconciliation) and each.material == material for each in details):
            return self.wording.say("shown.counted")
        return str(quantity)

    def value(self, act: Act) -> str:
        """Write what an act recorded."""
        if self.hides(act):
            return self.wording.say("shown.counted")
        if act.kind == ActKind.EQUIPMENT_SCANNED and act.subject.equipment:
            return self.equipment(act.subject.equipment)
        step, plant = self.evidence.master.step(act.subject.step or ""), self.evidence.plant
        return self.wording.joined([shown_of(step, act, language, plant) for language in self.wording.languages])

    def limits(self, limits: Limits | None, unit: str) -> str:
        """Write limits with their unit; nothing where there are none."""
        if limits is None or (limits.low is None and limits.high is None):
            return ""
        low = "" if limits.low is None else f"{limits.low:f}"
        high = "" if limits.high is None else f"{limits.high:f}"
        space = "" if unit in "%℃" else " "
        shown_unit = "" if unit == "1" else f"{space}{unit}"
        if low and high:
            return f"{low} .. {high}{shown_unit}"
        return f"≥ {low}{shown_unit}" if low else f"≤ {high}{shown_unit}"

    def source(self, act: Act) -> Cell:
        """Tell where a value came from; what was typed is marked for ever."""
        value = next(iter(act.values.values()), None)
        if value is None:
            code = act.facts.get("code") or act.facts.get("raw")
            return Cell(self.wording.say("report.source_scanned") if code else "", "label")
        origin = self.wording.say(f"report.source_{value.source}")
        device = f"{value.device.model} {value.device.serial}" if value.device else ""
        if value.device is not None and value.device.by_label:
            device += f" ({self.wording.say('report.by_label')})"
        style: Style = "warn" if value.source == Source.TYPED else "label"
        return Cell(f"{origin} {device}".rstrip(), style)

    def time(self, utc: str) -> str:
        """Write an instant in plant time: `2026-11-20 14:03:22`."""
        return local_text(utc_from(utc), self.evidence.plant.offset_min)[:19]

    def clocked(self, when: When) -> Cell:
        """Write when something was recorded, with a note where the clock ran free or was off (NMPA 2020 art. 21)."""
        off = when.offset_ms or 0
        free = when.clock == ClockState.UNSYNCHRONISED
        if not free and abs(off) < WARN.total_seconds() * 1000:
            return Cell(self.time(when.utc))
        note = self.wording.say("clock.state_unsynchronised") if free else f"{off / 1000:+.1f} s"
        return Cell(f"{self.time(when.utc)}\n[!] {self.wording.say('report.clock')} {note}", "warn")

    def day(self, utc: str) -> str:
        """Write the plant's day of an instant."""
        return self.time(utc)[:10]

    def person(self, identity: str | None) -> str:
        """Name a person, or the service behind an act."""
        person = self.evidence.plant.people.get(identity or "")
        if person is None:
            return identity or self.wording.say("report.core")
        return person.name

    def role(self, role: str) -> str:
        """Name a role."""
        return self.wording.say(f"role.{role}") if f"role.{role}" in catalogue() else role

    def signature(self, by: SignedBy) -> tuple[Cell, ...]:
        """Write a signature with its meaning (21 CFR 11.50): meaning, name and role, time, declaration, manifest."""
        reason = f" ({by.reason})" if by.reason else ""
        return (
            Cell(self.wording.say(f"meaning.{by.meaning}"), "ok"),
            Cell(f"{by.name} {self._user(by.person)}"),
            Cell(self.role(by.role), "label"),
            Cell(f"{self.time(by.utc)}"),
            Cell(f"{by.statement}{reason}", "label"),
            Cell(by.manifest[:8], "code"),
        )

    def refusal(self, act: Act) -> str:
        """Word a refused attempt from its facts."""
        if self.hides(act):
            return self.wording.say("shown.counted")
        return self.wording.found(refusal_of(act))

    def equipment(self, identity: str) -> str:
        """Name equipment by its id and name."""
        item = self.evidence.plant.equipment.get(identity)
        return f"{identity} {self.wording.name(item.name)}" if item else identity

    def room(self, identity: str) -> str:
        """Name a room by its id, name and grade."""
        room = self.evidence.plant.rooms.get(identity)
        if room is None:
            return identity
        grade = self.wording.say("report.not_graded") if room.grade == "not graded" else room.grade
        return f"{identity} {self.wording.name(room.name)} {grade}"

    def coded(self, kind: str, code: str) -> str:
        """Word a code of the catalogue; what people wrote stands as it is."""
        return self.wording.say(f"{kind}.{code}") if f"{kind}.{code}" in catalogue() else code

    def material(self, code: str) -> str:
        """Name a material."""
        material = self.evidence.plant.materials.get(code)
        return self.wording.name(material.name) if material else code

    def _user(self, identity: str) -> str:
        person = self.evidence.plant.people.get(identity)
        return person.user_id if person else identity


def _unseen(evidence: Evidence) -> tuple[frozenset[str], frozenset[str]]:
    """Give the records that show no number now, and the steps in which a count waits for its second."""
    acts: set[str] = set()
    steps: set[str] = set()
    for step in evidence.master.steps() if evidence.state.decided is None else ():
        if step.sign != SignPolicy.BLIND_SECOND_COUNT:
            continue
        mine = [(place, kept) for place, kept in enumerate(evidence.records) if kept.act.subject.step == step.id]
        rounds = BlindRounds(step, mine)
        acts |= {kept.act.id for place, kept in mine if rounds.hides(place, kept.act)}
        steps |= {step.id} if rounds.open else set()
    return frozenset(acts), frozenset(steps)


def quantity_of(act: Act) -> Quantity | None:
    """Give the first quantity of an act, if it has one."""
    value = next(iter(act.values.values()), None)
    return None if value is None else value.quantity


def expiry_of(evidence: Evidence) -> str:
    """Give the expiry of the finished lot as the plant keeps it, else by the shelf life in the master record."""
    lot = evidence.plant.lots.get(evidence.state.outputs[-1].lot) if evidence.state.outputs else None
    if lot is not None and lot.expiry is not None:
        return lot.expiry.isoformat()
    return expires_on(evidence.state, evidence.master, evidence.plant.offset_min).isoformat()
