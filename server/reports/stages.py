"""A batch at a glance: its stages with their heads, what was packed, its exceptions (GMP articles 175, 178, 180)."""

from collections.abc import Iterator

from core.acts import ActKind
from core.batch.evidence import Evidence
from core.batch.exception_class import class_of
from core.batch.progress import finished
from core.batch.state import ExceptionCase, SignedBy
from core.master.kinds import Yield
from core.master.model import Operation
from core.people import Role
from server.reports.evidence_text import EvidenceText
from server.reports.parts import Cell, Facts, Note, Pair, Part, Section, Style, Table


def stages(evidence: Evidence, text: EvidenceText) -> Iterator[Part]:
    """Give begin, end and the signature of the head of every stage (GMP articles 175(2), (3), 180(2), (3))."""
    say = text.wording.say
    rows = tuple(_stage(operation, evidence, text) for operation in evidence.master.operations())
    heads = tuple(say(f"report.head_{name}") for name in ("stage", "room", "began", "ended", "head_of_stage"))
    yield Section(say("report.stages"))
    yield Table("1.5fr, 1.2fr, 29mm, 29mm, 1.6fr", heads, rows)


def _stage(operation: Operation, evidence: Evidence, text: EvidenceText) -> tuple[Cell, ...]:
    times = making_times(operation, evidence)
    span = [Cell(text.time(at)) for at in (min(times), max(times))] if times else [Cell(""), Cell("")]
    if times and not all(finished(step, evidence.state) for step in operation.steps):
        span[1] = Cell(f"[..] {text.wording.say('report.not_ended')}", "wait")
    by = _head(operation, evidence)
    if by is None:
        head = Cell(f"[..] {text.wording.say('report.not_signed')}", "wait") if times else Cell("-", "muted")
    else:
        head = Cell(f"{by.name}, {text.role(by.role)}\n{text.time(by.utc)}  {by.manifest[:8]}")
    return (
        Cell(text.wording.name(operation.name), "key"),
        Cell(text.room(operation.room), "label"),
        *span,
        head,
    )


def making_times(operation: Operation, evidence: Evidence) -> list[str]:
    """Give when the steps of a stage were begun, filled and signed; what a review or correction adds is none of it."""
    states = [evidence.state.step(step.id) for step in operation.steps]
    filled = [item.act for state in states for item in (state.started, *state.filled.values()) if item is not None]
    signed = [by.utc for state in states for by in (state.performed, state.verified) if by is not None]
    return [act.when.utc for act in filled if act.kind != ActKind.CORRECTION_MADE] + signed


def _head(operation: Operation, evidence: Evidence) -> SignedBy | None:
    """Find the last signature in a stage by its head: the supervisor, who performs or verifies."""
    states = [evidence.state.step(step.id) for step in operation.steps]
    signed = [by for state in states for by in (state.performed, state.verified) if by is not None]
    return max((by for by in signed if by.role == Role.SUPERVISOR), key=lambda by: by.utc, default=None)


def packed(evidence: Evidence, text: EvidenceText) -> Iterator[Part]:
    """Give what was to be packed and what was planned of it (GMP article 178)."""
    say, state, made = text.wording.say, evidence.state, evidence.state.outputs
    finished = next((one for one in made if one.material == evidence.master.product), None)
    lots = {one.lot: one for one in made}
    bulk = [item for item in finished.inputs if item.lot in lots] if finished else []
    details = (step.detail for step in evidence.master.steps())
    planned = next((d for d in details if isinstance(d, Yield) and d.material == evidence.master.product), None)
    if finished is None or planned is None or not bulk:
        return
    of = "\n".join(f"{text.material(item.material)} ({item.material})" for item in bulk)
    yield Section(say("report.packing"))
    yield Facts(
        (
            Pair(say("report.bulk"), of),
            Pair(say("report.bulk_lot"), "\n".join(f"{item.lot}   {item.quantity}" for item in bulk), "key"),
            Pair(say("report.pack"), f"{text.material(finished.material)} ({finished.material})"),
            Pair(say("report.finished_lot"), f"{finished.lot}   {finished.quantity}", "key"),
            Pair(say("report.planned_packs"), str(planned.theoretical)),
            Pair(say("report.batch"), state.number),
        )
    )


def exceptions(evidence: Evidence, text: EvidenceText) -> Iterator[Part]:
    """List all exceptions with cause, disposition and who approved it (GMP articles 175(9), 180(9))."""
    say, cases = text.wording.say, evidence.state.cases.values()
    yield Section(say("report.exceptions"))
    if not cases:
        yield Note(say("report.no_exception"))
        return
    heads = tuple(say(f"report.head_{name}") for name in ("exception", "step", "what", "cause", "settled"))
    yield Table("19mm, 9mm, 1.6fr, 1.1fr, 1.5fr", heads, tuple(_exception(case, evidence, text) for case in cases))


def _exception(case: ExceptionCase, evidence: Evidence, text: EvidenceText) -> tuple[Cell, ...]:
    say, step = text.wording.say, evidence.master.step(case.step)
    kind = f"{say(f'report.severity_{case.severity}')}, {say(f'exception.class_{class_of(case, evidence.master)}')}"
    cause = case.explained.act.facts.get("cause", "") if case.explained else ""
    settled = [f"{by.name}, {text.role(by.role)}, {text.time(by.utc)}" for by in (case.production, case.quality) if by]
    lines = [text.coded("disposition", case.disposition), *settled] if case.disposition else settled
    style: Style = "plain" if case.closed else "warn"
    state = say("report.closed" if case.closed else "report.open")
    return (
        Cell(f"{case.id}\n{state}", style),
        Cell(str(step.number) if step else "-"),
        Cell(f"{text.what(case)}\n{kind}"),
        Cell(text.coded("cause", cause)),
        Cell("\n".join(lines)),
    )
