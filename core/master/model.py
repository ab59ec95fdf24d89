"""The master batch record as data: header, bill of materials, unit procedures, operations, steps.

Words after ISA-88: unit procedure, operation, step. Text form and checks: `core.master.text`, `core.master.check`.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

import msgspec

from core.master.condition import Condition
from core.master.kinds import StepDetail
from core.master.logbook import Logbook, Thing
from core.master.out_of_limits import OutOfLimits
from core.master.plan import Plan
from core.people import Role
from core.quantity import Quantity
from core.words import Words


class SignPolicy(StrEnum):
    """Whose signatures close a step."""

    NONE = "none"
    PERFORMED = "performed"
    PERFORMED_VERIFIED = "performed_verified"
    BLIND_SECOND_COUNT = "blind_second_count"


class Step(msgspec.Struct, frozen=True):
    """One step.

    Attributes:
        id: Unique in the master record, `S140`.
        number: Position in the whole record, from 1.
        name: Short name on screens and paper.
        text: What to do, for the operator.
        roles: Who may perform it.
        sign: Whose signatures close it.
        critical: True where a mistake reaches the patient.
        detail: What kind of step, with its particulars.
        line: Line in the text, for messages.
        procedure: Code of the operating procedure (SOP) that the performer must be trained on, or "".
        when: It is needed only where all of these hold.
        optional: True where it may be declared not applicable, with a reason.
        until: In the last round of a repeat what its value has to be; anything else opens an exception.
        out_of_limits: What happens where a value is out of limits.
    """

    id: str
    number: int
    name: Words
    text: Words
    roles: tuple[Role, ...]
    sign: SignPolicy
    critical: bool
    detail: StepDetail
    line: int = 0
    procedure: str = ""
    when: tuple[Condition, ...] = ()
    optional: bool = False
    until: Condition | None = None
    out_of_limits: OutOfLimits = OutOfLimits()


class Operation(msgspec.Struct, frozen=True):
    """An operation: leased to one kiosk at a time, done in one room.

    Attributes:
        id: Unique in the master record, `OP-110`.
        name: For people.
        room: Where it is done.
        steps: In order.
        procedure: Code of the operating procedure of its steps that name none themselves, or "".
        when: Its steps are needed only where all of these hold.
    """

    id: str
    name: Words
    room: str
    steps: tuple[Step, ...]
    procedure: str = ""
    when: tuple[Condition, ...] = ()


class UnitProcedure(msgspec.Struct, frozen=True):
    """A stage of the process, such as granulation.

    Attributes:
        id: Unique in the master record, `UP-100`.
        name: For people.
        operations: In order.
        parallel: True where its operations are open at once; what follows waits for all of them.
    """

    id: str
    name: Words
    operations: tuple[Operation, ...]
    parallel: bool = False


class BillLine(msgspec.Struct, frozen=True):
    """One material of the bill, with the quantity for the batch size."""

    material: str
    quantity: Quantity


class _Place(NamedTuple):
    """Where a step stands."""

    step: Step
    operation: Operation
    procedure: UnitProcedure


class MasterBatchRecord(msgspec.Struct, frozen=True, dict=True):
    """A master batch record.

    Attributes:
        code: Such as `PCM500`.
        version: Version number.
        product: Material code of the finished product.
        name: Product name.
        strength: 规格, such as `500 mg`; of a form that is bound to a thing the id of the thing.
        batch_size: Planned quantity.
        shelf_life_months: From manufacturing date to expiry.
        specification: Code of the finished product's specification.
        bill: Bill of materials.
        procedures: Unit procedures in order.
        logbook: What makes it a logbook form, which has no product, or None.
    """

    code: str
    version: int
    product: str
    name: Words
    strength: str
    batch_size: Quantity
    shelf_life_months: int
    specification: str
    bill: tuple[BillLine, ...]
    procedures: tuple[UnitProcedure, ...]
    logbook: Logbook | None = None

    def bound_to(self, thing: Thing) -> "MasterBatchRecord":
        """Give a logbook form as it is filled in about one thing: named after the thing, and in its room."""
        procedures = tuple(
            msgspec.structs.replace(
                procedure,
                operations=tuple(msgspec.structs.replace(o, room=thing.room) for o in procedure.operations),
            )
            for procedure in self.procedures
        )
        return msgspec.structs.replace(self, procedures=procedures, strength=thing.id)

    def operations(self) -> tuple[Operation, ...]:
        """Give all operations in order."""
        return tuple(operation for procedure in self.procedures for operation in procedure.operations)

    def steps(self) -> tuple[Step, ...]:
        """Give all steps in order."""
        return self._steps

    def step(self, identity: str) -> Step | None:
        """Find a step by id."""
        place = self._places.get(identity)
        return place.step if place else None

    def operation_of(self, step: str) -> Operation | None:
        """Find the operation that holds a step."""
        place = self._places.get(step)
        return place.operation if place else None

    def procedure_of(self, step: Step) -> str:
        """Give the code of the operating procedure of a step: its own, else that of its operation, else ""."""
        operation = self.operation_of(step.id)
        return step.procedure or (operation.procedure if operation else "")

    def conditions_of(self, step: str) -> tuple[Condition, ...]:
        """Give what must hold for a step to be needed: the conditions of its operation and its own."""
        place = self._places.get(step)
        return (*place.operation.when, *place.step.when) if place else ()

    def conditional(self) -> tuple[Step, ...]:
        """Give the steps that are needed only on a condition, in order."""
        return self._conditional

    def decisive(self) -> frozenset[str]:
        """Name the steps on whose values conditions rest."""
        return self._decisive

    def parallel(self, step: str) -> bool:
        """Tell whether other operations are open at the same time as that of a step."""
        place = self._places.get(step)
        return place is not None and place.procedure.parallel

    def precedes(self, first: str, second: str) -> bool:
        """Tell whether one step is always done before another one: steps of parallel operations have no order."""
        one, other = self._places.get(first), self._places.get(second)
        if one is None or other is None or one.step.number >= other.step.number:
            return False
        apart = one.operation is not other.operation and one.procedure is other.procedure
        return not (apart and one.procedure.parallel)

    def beside(self, one: str, other: str) -> bool:
        """Tell whether two steps have no order between them: they stand in operations that are open at once."""
        here, there = self._places.get(one), self._places.get(other)
        if here is None or there is None or here.operation is there.operation:
            return False
        return here.procedure is there.procedure and here.procedure.parallel

    def part(self, identity: str) -> tuple[Step, ...]:
        """Give the steps of an operation, or the one step, of that id; none where there is neither."""
        operation = next((item for item in self.operations() if item.id == identity), None)
        step = self.step(identity)
        return operation.steps if operation is not None else (step,) if step is not None else ()

    def part_name(self, identity: str) -> Words:
        """Name the operation, or the step with its number, of that id."""
        operation = next((item for item in self.operations() if item.id == identity), None)
        if operation is not None:
            return operation.name
        step = self.step(identity)
        return (
            Words(identity, identity)
            if step is None
            else Words(f"{step.number} {step.name.en}", f"{step.number} {step.name.zh}")
        )

    def accompanying(self) -> Mapping[str, tuple[Step, ...]]:
        """Give the controls that last as long as something beside them runs, by id, each with the steps of that."""
        return self._accompanying

    # Every act asks for steps by their id; a record is frozen, so that they are looked up once.

    @cached_property
    def _steps(self) -> tuple[Step, ...]:
        return tuple(step for operation in self.operations() for step in operation.steps)

    @cached_property
    def _places(self) -> dict[str, _Place]:
        """Index the steps; of two with one id, a fault of a draft, the first is found."""
        found: dict[str, _Place] = {}
        for procedure in self.procedures:
            for operation in procedure.operations:
                for step in operation.steps:
                    found.setdefault(step.id, _Place(step, operation, procedure))
        return found

    @cached_property
    def _accompanying(self) -> Mapping[str, tuple[Step, ...]]:
        plans = {step.id: getattr(step.detail, "plan", None) for step in self._steps}
        named = {identity: plan.during for identity, plan in plans.items() if isinstance(plan, Plan) and plan.during}
        return {identity: self.part(during) for identity, during in named.items()}

    @cached_property
    def _decisive(self) -> frozenset[str]:
        steps = (condition.step for step in self._conditional for condition in self.conditions_of(step.id))
        return frozenset(steps)

    @cached_property
    def _conditional(self) -> tuple[Step, ...]:
        return tuple(step for step in self._steps if self.conditions_of(step.id))
