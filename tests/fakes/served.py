"""A whole batch rehearsed against a real core: issued, leased, signed with checked codes, every act taken in."""

import base64
from collections.abc import Mapping
from copy import copy
from datetime import datetime
from typing import cast

from core.acts import Act, ActKind, Meaning, Subject, Value, Who
from core.batch.fold import apply, begin
from core.batch.rounds import OPENED, pinned
from core.finding import Finding
from core.master.text import load_master
from core.people import Person, Role
from core.record.keys import PrivateKey
from core.record.payload import Record
from server.records import record_from
from tests.fakes.core import MASTER_TEXT, KioskUnderTest
from tests.fakes.rehearsal import KIOSK, Rehearsal


class ServedBatch(Rehearsal):
    """A rehearsal whose kiosk sends every record to the core at once, and whose core is the real one."""

    def __init__(self, kiosk: KioskUnderTest) -> None:
        self.kiosk = kiosk
        self.master = load_master(MASTER_TEXT)
        self.records = []
        self.refusals = []
        self.plant = kiosk.core.service.writer.picture.plant
        self._cast()
        self._decided(self.person(Role.PLANNER), "issue_batch", master=self.master.code)

    def taken_up(self, kiosk: KioskUnderTest) -> "ServedBatch":
        """Give it to the same kiosk of a core that has all its records: chain, session and time go on from there."""
        taken = copy(self)
        taken.kiosk, taken.records, taken.refusals = kiosk, [*self.records], [*self.refusals]
        kiosk.goes_on_from(self.kiosk)
        taken.plant = kiosk.core.service.writer.picture.plant
        return taken

    def _decided(self, person: Person, verb: str, **body: object) -> None:
        """Ask for a decision as a person and take its records in."""
        answer = self.kiosk.ask_as(person.id, verb, **body)
        assert answer.refusal is None, answer.refusal
        for envelope in cast("list[str]", answer.body["records"]):
            record = record_from(base64.b64decode(envelope))
            assert record is not None
            self.records.append(record)
            if record.act.kind in OPENED:
                self.state, self.master = begin(record), pinned(self.master, record.act)
            else:
                self._fold(record)
        self._refresh()

    def _fold(self, record: Record) -> None:
        self.state = apply(self.state, record, self.master)

    def _refresh(self) -> None:
        self.plant = self.kiosk.core.service.writer.picture.plant

    def keep(self, act: Act, station: str, user: PrivateKey | None = None) -> Record:
        assert station == KIOSK
        record = self.kiosk.seal(act, user)
        self.kiosk.send(record)
        self.records.append(record)
        self._fold(record)
        self._refresh()
        return record

    def decide(self, kind: ActKind, subject: Subject, **content: dict[str, str]) -> None:
        assert kind == ActKind.OPERATION_LEASED
        self._decided(self.operator, "lease_operation", batch=self.state.number, operation=subject.operation)

    def act(
        self,
        kind: ActKind,
        who: Who,
        subject: Subject,
        values: Mapping[str, Value] | None = None,
        facts: Mapping[str, str] | None = None,
    ) -> Act:
        return self.kiosk.act(kind, who, subject, values, facts)

    @property
    def now(self) -> datetime:
        return self.kiosk.core.clock.utc()

    @now.setter
    def now(self, value: datetime) -> None:
        self.kiosk.core.clock.advance((value - self.kiosk.core.clock.utc()).total_seconds())

    def sign(self, manifest: object, person: Person, meaning: Meaning) -> tuple[Finding, ...]:
        confirmed = self.kiosk.ask("check_code", person=person.id, code=self.kiosk.code(person.id), purpose="sign")
        assert confirmed.refusal is None, confirmed.refusal
        answer = cast("int", confirmed.body["step"]), cast("str", confirmed.body["confirmation"])
        return self.put(self.signed(manifest, person, meaning, answer), self.user_key(person.id))

    def user_key(self, person: str) -> PrivateKey:
        return self.kiosk.user_key(person)
