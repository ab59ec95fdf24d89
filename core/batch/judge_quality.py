"""The judge of exceptions and of test results: who explains, settles or enters, and in which order."""

from core.acts import Act, ActKind
from core.batch.judge_qualification import method_refusals
from core.batch.judge_signature import took_part
from core.batch.manifest import DISPOSITIONS
from core.batch.state import BatchState
from core.errors import CountersignError
from core.finding import Finding, finding
from core.master.model import MasterBatchRecord
from core.people import Role
from core.plant import Plant
from core.quality import judge_result
from core.rights import holders, may
from core.specified import specification_of
from core.stock import instrument_refusals

LONGEST_CAUSE = 400
"""Longest cause of an exception, in characters."""


def exception_refusals(act: Act, state: BatchState, master: MasterBatchRecord, plant: Plant) -> tuple[Finding, ...]:
    """Judge the explanation or the disposition of an exception."""
    case = state.cases.get(act.subject.exception or "")
    if case is None or case.closed:
        return (finding("refusal.exception_unknown", exception=act.subject.exception or "-"),)
    person = plant.people.get(act.who.person or "")
    if person is None or not person.active:
        return (finding("refusal.person_unknown", person=act.who.person or "-"),)
    if act.kind == ActKind.EXCEPTION_EXPLAINED:
        step = master.step(case.step)
        if not {*(step.roles if step else ()), Role.SUPERVISOR} & set(person.roles):
            return (finding("refusal.role", step=str(step.number) if step else "-", roles=Role.SUPERVISOR),)
        return () if case.explained is None and _said(act.facts.get("cause", "")) else (_cause(case.id),)
    if case.explained is None and not case.by_core:
        return (finding("refusal.not_explained", exception=case.id),)
    settling = holders("act.settle_for_production" if case.awaits_production else "act.settle_for_quality")
    if settling.isdisjoint(person.roles):
        return (finding("refusal.role_disposition", role=", ".join(sorted(settling))),)
    if person.id in took_part(case):
        return (finding("refusal.own_disposition"),)
    chosen = act.facts.get("disposition", "") in DISPOSITIONS
    return () if chosen else (finding("refusal.disposition_unknown", exception=case.id),)


def result_refusals(act: Act, state: BatchState, plant: Plant) -> tuple[Finding, ...]:
    """Judge a test result: by whom, of which test, once, and a number in the unit of the test."""
    sample = state.samples.get(act.subject.sample or "")
    if sample is None:
        return (finding("refusal.sample_unknown", sample=act.subject.sample or "-"),)
    specification = specification_of(plant, sample.specification, sample.version)
    test = next((t for t in specification.tests if t.code == act.subject.test), None) if specification else None
    if test is None:
        return (finding("refusal.test_unknown", test=act.subject.test or "-"),)
    person = plant.people.get(act.who.person or "")
    if person is None or not person.active or not may(person.roles, "act.enter_result"):
        return (finding("refusal.role_result"),)
    if sample.performed is not None:
        return (finding("refusal.already_signed", step=sample.id),)
    if test.code in sample.results:
        return (finding("refusal.result_recorded", test=test.code, sample=sample.id),)
    unit = act.values["value"].unit if "value" in act.values else "-"
    if unit != test.unit:
        return (finding("refusal.unit_wrong", got=unit[:20], want=test.unit),)
    try:
        judge_result(test, act.values["value"].quantity.value)
    except CountersignError as error:
        return (Finding(error.key, error.params),)
    return (*method_refusals(act, person.id, (test.method,), plant), *instrument_refusals(act, plant))


def _said(cause: str) -> bool:
    return len(cause.strip()) > 0 and len(cause) <= LONGEST_CAUSE and cause.isprintable()


def _cause(case: str) -> Finding:
    return finding("refusal.cause_unfit", exception=case, n=str(LONGEST_CAUSE))
