"""Master records with conditions, optional steps, parallel operations, blocks and repeats, from a plan of pieces.

Every plan makes a sound record for the demo plant: a condition rests only on what is certainly recorded before it.
"""

from collections.abc import Sequence
from typing import NamedTuple

from core.master.check import check_master
from core.master.model import MasterBatchRecord
from core.plant import Plant

ROOMS = ("D-106", "D-110", "E-201")
LIMITS = (("above", "5.0"), ("at_least", "5.0"), ("below", "5.0"), ("at_most", "4.0"))
ANSWERS = (("is", "fail"), ("is_not", "fail"), ("is", "pass"))


class Piece(NamedTuple):
    """One step, or one use of the block.

    Attributes:
        kind: `instruction`, `measurement`, `choice`, `twice`, `until`, or one of `FURTHER`.
        rests_on: Which of the values recorded before it is conditional on, by place from the last; 0 for none.
        relation: Which relation, by place.
        optional: Whether it may be left out.
        verified: Whether a second person signs.
    """

    kind: str
    rests_on: int = 0
    relation: int = 0
    optional: bool = False
    verified: bool = False


class Branch(NamedTuple):
    """One operation: its pieces, and on what it is conditional, as those are."""

    pieces: tuple[Piece, ...]
    rests_on: int = 0
    relation: int = 0


class Stage(NamedTuple):
    """One unit procedure."""

    parallel: bool
    branches: tuple[Branch, ...]


FURTHER: dict[str, tuple[str, ...]] = {
    "attachment": ("types: [photo]", "largest_mb: 1"),
    "counted": ("unit: pcs", "decimals: 0", "limits: {{low: 10, high: 20}}"),
    "hold_time": ("after: {cleared}", "maximum: 24 h"),
    "environment_check": (
        "equipment_class: room_monitor",
        "readings: [{{name: {{en: Pressure, zh: 压差}}, unit: Pa, decimals: 0, limits: {{low: 10}}}}]",
    ),
    "equipment_setting": (
        *("equipment_class: granulator", "tag: impeller_setpoint", "value: 150 r/min", "tolerance: 1"),
    ),
}
"""Kinds of steps on whose values nothing is conditional, with what each says besides."""

_NOWHERE = frozenset(
    {
        *(("environment_check", room) for room in ROOMS if room != "D-106"),
        *(("equipment_setting", room) for room in ROOMS if room != "D-106"),
    }
)
"""Where a kind cannot be done, since the plant has no such equipment there."""

EXAMPLE = (
    Stage(
        parallel=True,
        branches=(
            Branch((Piece("choice"), Piece("instruction", 1, 0), Piece("measurement", verified=True))),
            Branch((Piece("until"), Piece("instruction", optional=True))),
        ),
    ),
    Stage(parallel=False, branches=(Branch((Piece("twice"),), 1, 0), Branch((Piece("measurement", 1, 0),)))),
)
"""A plan with everything in it."""


def clearance(identity: str, room: str) -> str:
    """Write the line clearance with which every operation begins."""
    return f"""\
          - id: {identity}
            kind: line_clearance
            name: {{en: Clear, zh: 清场}}
            text: {{en: Clear., zh: 请清场。}}
            roles: [operator]
            sign: none
            room: {room}
            items: [{{en: Empty, zh: 无遗留物}}]
"""


_HEAD = (
    """
code: STRUCT
version: 1
product: FP-PCM500
name: {en: Structured, zh: 结构示例}
strength: 500 mg
batch_size: 120000 pcs
shelf_life_months: 24
specification: SP-PCM500
bill:
  - {material: RM-PCM, quantity: 60.000 kg}
procedures:
  - id: UP-001
    name: {en: Dispense, zh: 称量}
    operations:
      - id: OP-001
        name: {en: Dispense, zh: 称量}
        room: D-104
        steps:
"""
    + clearance("D1", "D-104")
    + """\
          - id: D2
            kind: weigh
            name: {en: Weigh, zh: 称量}
            text: {en: Weigh., zh: 请称量。}
            roles: [operator]
            sign: performed_verified
            critical: yes
            material: RM-PCM
            unit: kg
            limits: {low: 59.700, target: 60.000, high: 60.300}
"""
)

_BLOCKS = """
blocks:
  - id: TEST
    parameters: [low, what]
    steps:
      - id: T1
        kind: measurement
        name: {en: Test of $what, zh: 检测 $what}
        text: {en: Measure., zh: 请测量。}
        roles: [operator]
        sign: none
        unit: kPa
        decimals: 1
        limits: {low: $low, high: 9.0}
      - id: T2
        kind: choice
        name: {en: Result of $what, zh: 结果 $what}
        text: {en: Choose., zh: 请选择。}
        roles: [operator]
        sign: none
        options:
          - {id: done, name: {en: Done, zh: 完成}}
          - {id: again, name: {en: Again, zh: 重做}}
      - kind: instruction
        name: {en: Note of $what, zh: 备注 $what}
        text: {en: Write it down., zh: 请记录。}
        roles: [operator]
        sign: none
        when: {of: T1.value, above: 3.0}
"""

_TAIL = (
    """
  - id: UP-999
    name: {en: Finish, zh: 完成}
    operations:
      - id: OP-999
        name: {en: Finish, zh: 完成}
        room: D-106
        steps:
"""
    + clearance("E1", "D-106")
    + """\
          - id: E2
            kind: charge_in
            name: {en: Charge, zh: 投料}
            text: {en: Charge., zh: 请投料。}
            roles: [operator]
            sign: performed
            equipment_class: granulator
            materials: [RM-PCM]
          - id: E3
            kind: yield
            name: {en: Yield, zh: 收率}
            text: {en: Count., zh: 请清点。}
            roles: [operator]
            sign: performed
            material: FP-PCM500
            theoretical: 6000 pcs
            limits: {low: 95.0, high: 101.0}
          - id: E4
            kind: sample
            name: {en: Sample, zh: 取样}
            text: {en: Take a sample., zh: 请取样。}
            roles: [operator]
            sign: performed
            quantity: 20 pcs
            specification: SP-PCM500
"""
)


def structured_text(stages: Sequence[Stage] = EXAMPLE) -> str:
    """Write the text of a plan."""
    used = any(piece.kind in ("twice", "until") for stage in stages for b in stage.branches for piece in b.pieces)
    return (_BLOCKS.lstrip() if used else "") + _HEAD.lstrip() + _Writer().stages(stages) + _TAIL.lstrip("\n")


def structured(plant: Plant, stages: Sequence[Stage] = EXAMPLE) -> MasterBatchRecord:
    """Make the record of a plan; it must be sound."""
    checked = check_master(structured_text(stages), "structured.yaml", plant)
    assert checked.record is not None, checked.faults
    return checked.record


class _Writer:
    """Writes stage after stage, and remembers which values are there by then."""

    def __init__(self) -> None:
        self._count = 0
        self._numbers: list[tuple[str, bool]] = []  # `STEP.entry`, and whether it is an answer

    def stages(self, stages: Sequence[Stage]) -> str:
        return "".join(self._stage(number, stage) for number, stage in enumerate(stages, 1))

    def _stage(self, number: int, stage: Stage) -> str:
        lines = [f"  - id: UP-{number}00", "    name: {en: Stage, zh: 阶段}"]
        lines += ["    parallel: yes"] if stage.parallel else []
        lines.append("    operations:")
        before, made = list(self._numbers), []
        for place, branch in enumerate(stage.branches):
            if stage.parallel:
                self._numbers = list(before)
            lines += self._branch(f"OP-{number}{place}0", ROOMS[place % len(ROOMS)], branch)
            made += [item for item in self._numbers if item not in before and item not in made]
        self._numbers = before + made
        return "\n".join(lines) + "\n"

    def _branch(self, identity: str, room: str, branch: Branch) -> list[str]:
        lines = [f"      - id: {identity}", f"        name: {{en: Work {identity}, zh: 操作 {identity}}}"]
        lines += [f"        room: {room}", *self._when(branch.rests_on, branch.relation, " " * 8), "        steps:"]
        self._count += 1
        lines += clearance(f"S{self._count}", room).splitlines()
        cleared = f"S{self._count}"
        for piece in branch.pieces:
            lines += self._further(piece, cleared, room) if piece.kind in FURTHER else self._piece(piece)
        return lines

    def _when(self, rests_on: int, relation: int, pad: str) -> list[str]:
        if not rests_on or not self._numbers:
            return []
        of, answers = self._numbers[-1 - (rests_on - 1) % len(self._numbers)]
        known = ANSWERS if answers else LIMITS
        word, value = known[relation % len(known)]
        if answers and "-" in of and value == "fail":
            value = "again"
        elif answers and "-" in of:
            value = "done"
        return [f"{pad}when: {{of: {of}, {word}: {value}}}"]

    def _piece(self, piece: Piece) -> list[str]:
        self._count += 1
        pad, identity = " " * 12, f"S{self._count}"
        when = self._when(piece.rests_on, piece.relation, pad)
        if piece.kind in ("twice", "until"):
            return self._use(piece.kind, identity, when)
        lines = [
            f"          - id: {identity}",
            f"{pad}kind: {piece.kind}",
            f"{pad}name: {{en: Do {identity}, zh: 执行 {identity}}}",
            f"{pad}text: {{en: Do it., zh: 请执行。}}",
            f"{pad}roles: [operator]",
            f"{pad}sign: {'performed_verified' if piece.verified else 'none'}",
            *([f"{pad}optional: yes"] if piece.optional else []),
            *when,
        ]
        if piece.kind == "measurement":
            lines += [f"{pad}unit: kPa", f"{pad}decimals: 1", f"{pad}limits: {{low: 0.0, high: 9.0}}"]
            self._numbers.append((f"{identity}.value", False))
        if piece.kind == "choice":
            options = "{id: pass, name: {en: Pass, zh: 合格}}, {id: fail, name: {en: Fail, zh: 不合格}}"
            lines.append(f"{pad}options: [{options}]")
            self._numbers.append((f"{identity}.choice", True))
        return lines

    def _further(self, piece: Piece, cleared: str, room: str) -> list[str]:
        """Write a step whose value decides nothing; a hold time runs from the clearance of its operation."""
        plain = self._piece(piece._replace(kind="instruction", optional=piece.optional and piece.kind != "counted"))
        kind, written = piece.kind, FURTHER[piece.kind]
        if (kind, room) in _NOWHERE:
            return plain
        told = {"kind:": "kind: measurement" if kind == "counted" else f"kind: {kind}"}
        if kind == "counted":
            told |= {"roles:": "roles: [operator, supervisor]", "sign:": "sign: blind_second_count"}
        pad = " " * 12
        lines = [next((pad + new for key, new in told.items() if line.startswith(pad + key)), line) for line in plain]
        return lines + [pad + line.format(cleared=cleared) for line in written]

    def _use(self, kind: str, identity: str, when: list[str]) -> list[str]:
        pad = " " * 12
        repeat = "{times: 2}" if kind == "twice" else "{until: {of: T2.choice, is: done}, most: 3}"
        self._numbers += [(f"{identity}-1-1.value", False), (f"{identity}-1-2.choice", True)]
        values = f"{{low: 0.5, what: {identity}}}"
        return [
            "          - block: TEST",
            f"{pad}id: {identity}",
            f"{pad}with: {values}",
            f"{pad}repeat: {repeat}",
            *when,
        ]
