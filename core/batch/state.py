"""The state of a batch as data: what its acts have left; made by `core.batch.fold`."""

from functools import cached_property

import msgspec

from core.acts import Act, ActKind, ActReference, Meaning
from core.finding import Finding
from core.master.condition import Condition
from core.master.logbook import Thing
from core.master.model import MasterBatchRecord, Step
from core.quantity import Quantity


class Filled(msgspec.Struct, frozen=True):
    """An act that fills an entry, with the reference a manifest needs."""

    reference: ActReference
    act: Act


class SignedBy(msgspec.Struct, frozen=True):
    """A signature that was given.

    Attributes:
        reference: The `Signed` record.
        person: Person id.
        name: Printed name.
        role: Role in which it was given.
        meaning: What it means.
        utc: When.
        manifest: Hash of the manifest it names.
        statement: The declaration as shown.
        reason: Reason, or "".
    """

    reference: ActReference
    person: str
    name: str
    role: str
    meaning: Meaning
    utc: str
    manifest: str
    statement: str
    reason: str


class StepState(msgspec.Struct, frozen=True, dict=True):
    """What has been recorded in a step.

    Attributes:
        started: When it was begun, or None.
        filled: What fills its entries, by their names.
        performed: The signature of who performed it, or None.
        verified: The second person's signature, or None.
        repeated: True where it is done anew after it was signed once: two sign it, whatever its policy asks for.
    """

    started: Filled | None = None
    filled: dict[str, Filled] = {}
    performed: SignedBy | None = None
    verified: SignedBy | None = None
    repeated: bool = False

    @cached_property
    def known(self) -> dict[int, tuple[Step, bool, bool]]:
        """Keep what was worked out of this for a step, by its id: every act of the batch asks that of every step."""
        return {}

    def cleared(self, filled: dict[str, Filled] | None = None) -> "StepState":
        """Give the step as it was begun, without signatures and with no more recorded than is given."""
        return StepState(self.started, filled or {}, repeated=self.repeated)


_UNTOUCHED = StepState()


class Run(msgspec.Struct, frozen=True):
    """When that has run beside which a control is done.

    Attributes:
        began: Instant at which its first step was begun, or "".
        ended: Instant of the last act by which its performer recorded something, once all is recorded, or "".
    """

    began: str = ""
    ended: str = ""


class DirtyHold(msgspec.Struct, frozen=True):
    """For how long what is cleaned in a round may have been dirty.

    Attributes:
        since: Instant at which its last use ended.
        limit_s: Longest time in seconds from then to the beginning of the cleaning.
    """

    since: str
    limit_s: int


class ExceptionCase(msgspec.Struct, frozen=True):
    """An exception, opened by the fold itself when a value breaks a limit, or by the core on a record it flagged.

    Attributes:
        id: `EX-`, or `FL-` when the core opened it, and six hex digits of the record's hash.
        step: Step id.
        entry: Entry of the step.
        severity: `major` or `minor`.
        what: What is wrong, as a sentence to be worded.
        reference: The record it is about.
        opened: When.
        person: Who recorded it, or "".
        others: Who else recorded what it is about: of two counts that differ whoever counted first.
        explained: The `ExceptionExplained` act, or None.
        proposed: The last `ExceptionDisposed` act, not yet signed, or None.
        production: The supervisor's signature on a disposition, or None.
        quality: QA's signature on a disposition, which closes it, or None.
        disposition: What was decided last.
        by_core: True when the core opened it on a record that broke a rule; QA alone settles it.
        on_hold: True when its step and all that follow wait until QA has settled it: packaging that does not add up
            (GMP 215), a hold time that was passed (GMP 84), or what the master record says.
    """

    id: str
    step: str
    entry: str
    severity: str
    what: Finding
    reference: ActReference
    opened: str
    person: str = ""
    explained: Filled | None = None
    proposed: Filled | None = None
    production: SignedBy | None = None
    quality: SignedBy | None = None
    disposition: str = ""
    by_core: bool = False
    on_hold: bool = False
    others: tuple[str, ...] = ()

    @property
    def closed(self) -> bool:
        """Tell whether QA has settled it."""
        return self.quality is not None

    @property
    def awaits_production(self) -> bool:
        """Tell whether the supervisor settles it next; what the core opened waits for QA and holds the release."""
        return not self.by_core and self.production is None and not self.closed

    @property
    def holds_step(self) -> bool:
        """Tell whether its step waits: for the supervisor, or for QA where the batch is on hold."""
        return self.awaits_production or (self.on_hold and not self.closed)


class Dispensed(msgspec.Struct, frozen=True):
    """A dispensed container: what is in it, from where, and whether it has been charged."""

    container: str
    material: str
    lot: str
    source: str
    net: Quantity
    step: str
    charged: bool = False


class Input(msgspec.Struct, frozen=True):
    """A quantity of a lot that went into what is being made, and in which step."""

    lot: str
    material: str
    quantity: Quantity
    step: str = ""


class Output(msgspec.Struct, frozen=True):
    """What came out of a stage: a lot with the inputs since the stage before, and the step that put it out."""

    lot: str
    material: str
    quantity: Quantity
    inputs: tuple[Input, ...]
    step: str = ""


class SampleState(msgspec.Struct, frozen=True):
    """A sample and the results entered for it, by test code.

    Attributes:
        id: What its label says.
        specification: Code of the specification that it is tested by.
        drawn: The act that drew it.
        version: Version of the specification that was in force then, as the act states it.
    """

    id: str
    specification: str
    drawn: Filled
    version: int = 0
    results: dict[str, Filled] = {}
    performed: SignedBy | None = None
    verified: SignedBy | None = None


class Correction(msgspec.Struct, frozen=True):
    """A value of a signed step that is replaced; the old one stays in the record and is shown struck through.

    Attributes:
        id: `CR-` and six hex digits of the record's hash.
        step: Step id.
        entry: Entry of the step.
        old: What filled the entry.
        new: The `CorrectionMade` act.
        performed: The signature of who made it, or None.
        verified: The second person's signature, which puts it in force, or None.
        in_force: True once it has taken the place of the old value; not where another one had done so before.
    """

    id: str
    step: str
    entry: str
    old: Filled
    new: Filled
    performed: SignedBy | None = None
    verified: SignedBy | None = None
    in_force: bool = False


class FormerRound(msgspec.Struct, frozen=True):
    """What a step had recorded before it, or a calculation in it, was to be done anew.

    Attributes:
        recorded: What was recorded and signed; of a corrected step only what was calculated, and the signatures.
        by: The act that set it aside.
    """

    recorded: StepState
    by: Filled


class BatchState(msgspec.Struct, frozen=True, dict=True):
    """Where a batch stands.

    Attributes:
        number: Batch number.
        master: Hash of the pinned master record.
        quantity: Batch size issued.
        issued: When.
        leases: Operation id to the kiosk that holds it.
        reserved: Container id to lot number.
        unreserved: Containers whose reservation ended because of their lot, with its number.
        steps: By step id; a step not yet touched is missing.
        not_needed: Id of each step that is not needed, and the condition that does not hold.
        runs: Id of each control that lasts as long as something beside it, and when that has run.
        cases: Exceptions by id.
        dispensed: Dispensed containers by id.
        undone: Step id to the number of dispensed containers undone in it.
        reversals: Step id to the acts that put back what it had dispensed.
        pending: Inputs since the last output.
        outputs: In order; the last of a finished batch is the finished lot.
        samples: By sample id.
        corrections: By correction id, signed or not.
        former: Step id to what it had recorded before it was done anew, in order.
        comments: Comments on its steps, in order.
        refused: Number of refused attempts.
        signatures: Number of signatures.
        acts: Number of acts folded.
        release: The authorised person's signature, or None.
        voiding: QA's signature that voids the batch, or None.
        decided: The core's decision `BatchReleased`, `BatchRejected` or `BatchVoided`, or None.
        thing: Of a round of a logbook form what it is about; None for a batch.
        reviewed: The signature of who looked over a complete round, or None.
        dirty: Of a round that cleans how long its equipment may have been dirty, or None.
    """

    number: str
    master: str
    quantity: Quantity
    issued: str
    leases: dict[str, str] = {}
    reserved: dict[str, str] = {}
    unreserved: dict[str, str] = {}
    steps: dict[str, StepState] = {}
    not_needed: dict[str, Condition] = {}
    runs: dict[str, Run] = {}
    cases: dict[str, ExceptionCase] = {}
    dispensed: dict[str, Dispensed] = {}
    undone: dict[str, int] = {}
    reversals: dict[str, tuple[Filled, ...]] = {}
    pending: tuple[Input, ...] = ()
    outputs: tuple[Output, ...] = ()
    samples: dict[str, SampleState] = {}
    corrections: dict[str, Correction] = {}
    former: dict[str, tuple[FormerRound, ...]] = {}
    comments: tuple[Filled, ...] = ()
    refused: int = 0
    signatures: int = 0
    acts: int = 0
    release: SignedBy | None = None
    voiding: SignedBy | None = None
    decided: ActKind | None = None
    thing: Thing | None = None
    reviewed: SignedBy | None = None
    dirty: DirtyHold | None = None

    def step(self, identity: str) -> StepState:
        """Give what is recorded of a step."""
        return self.steps.get(identity, _UNTOUCHED)

    @cached_property
    def open_in(self) -> dict[int, tuple[MasterBatchRecord, tuple[Step, ...]]]:
        """Keep the steps that are open, by the id of a master record: who projects and who judges ask alike."""
        return {}

    @cached_property
    def waiting(self) -> frozenset[str]:
        """Give the ids of the steps that wait for somebody to settle an exception."""
        return frozenset(case.step for case in self.cases.values() if case.holds_step)

    def held(self) -> bool:
        """Tell whether a step of the batch, and all that follow it, wait until QA has settled an exception."""
        return any(case.on_hold and not case.closed for case in self.cases.values())

    def open_cases(self) -> tuple[ExceptionCase, ...]:
        """List the exceptions that QA has not settled."""
        return tuple(case for case in self.cases.values() if not case.closed)

    def with_not_needed(self, found: dict[str, Condition]) -> "BatchState":
        """Give the state with other steps not needed."""
        return msgspec.structs.replace(self, not_needed=found)

    def having(self, field: str, key: str, value: object) -> "BatchState":
        """Give the state with one item of one of its tables set."""
        return msgspec.structs.replace(self, **{field: {**getattr(self, field), key: value}})
