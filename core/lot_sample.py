"""The sample of a received lot: drawn from chosen containers, tested, checked; outside any batch.

Source: GMP (2010) articles 110, 222, 223, 229.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta

import msgspec

from core.acts import Act, ActKind, ActReference, Manifest, ManifestLine, Meaning, Signature
from core.finding import Finding, finding
from core.language import LANGUAGE_TAGS, Language, text
from core.plant import Plant, Specification
from core.quality import Conclusion, ResultError, judge_result
from core.quantity import QuantityError, decimal
from core.rights import may
from core.specified import drawing_refusal, specification_of, stated_version
from core.stock import instrument_refusals

REQUESTED, DRAWN, ENTERED, VERIFIED = "requested", "drawn", "entered", "verified"
"""States of the sample of a lot, one after the other."""

CONTENTS: Mapping[str, str] = {"assay": "assay", "lod": "water", "water": "water"}
"""What of a lot a verified result gives, by the code of the test in small letters."""


class LotResult(msgspec.Struct, frozen=True):
    """One result, with the record that holds it.

    Attributes:
        test: Code of the test.
        value: As entered.
        unit: Its unit.
        verdict: Computed by the core.
        person: Who entered it.
        record: Id of the record.
        sha256: Hash of its payload.
    """

    test: str
    value: str
    unit: str
    verdict: str
    person: str
    record: str
    sha256: str


class LotSample(msgspec.Struct, frozen=True):
    """A sample of a lot as the core knows it.

    Attributes:
        id: What its label says, `S-L-261120-01-01`.
        lot: Lot number.
        specification: Code of the specification.
        state: `requested`, `drawn`, `entered` or `verified`.
        containers: Those it is drawn from.
        results: In the order in which they came.
        performed: Who signed the results, or None.
        version: Version of the specification that was in force when it was drawn, 0 until then.
    """

    id: str
    lot: str
    specification: str
    state: str
    containers: tuple[str, ...] = ()
    results: tuple[LotResult, ...] = ()
    performed: str | None = None
    version: int = 0

    def newest(self) -> Mapping[str, LotResult]:
        """Give the newest result of each test."""
        return {result.test: result for result in self.results}


def sample_number(lot: str) -> str:
    """Name the sample that the receipt of a lot asks for."""
    return f"S-{lot}-01"


def lot_sample_manifest(sample: LotSample, plant: Plant, language: Language) -> Manifest:
    """Draw what the analyst and the checker of a lot's results sign: every result, and the records that hold them."""
    specification = tested_by(sample, plant)
    version = f" v{specification.version}" if specification is not None else ""
    newest = sample.newest()
    lot = plant.lots[sample.lot]
    lines = [
        ManifestLine(text("lot_sample.lot", language), f"{lot.number} {lot.material}"),
        ManifestLine(text("lot_sample.specification", language), f"{sample.specification}{version}"),
    ]
    for test in specification.tests if specification is not None else ():
        if test.code in newest:
            result = newest[test.code]
            verdict = text(f"lot_sample.{result.verdict}", language)
            lines.append(ManifestLine(test.name.in_language(language), f"{result.value} {result.unit}  {verdict}"))
    title = f"{text('manifest.results', language)} {sample.id}"
    acts = tuple(ActReference(result.record, result.sha256) for result in sample.results)
    return Manifest("", sample.id, title, LANGUAGE_TAGS[language], tuple(lines), acts)


def tested_by(sample: LotSample, plant: Plant) -> Specification | None:
    """Give the version of the specification that a sample is tested by; until it is drawn, the one in force."""
    return specification_of(plant, sample.specification, sample.version)


def complete(sample: LotSample, specification: Specification | None) -> bool:
    """Tell whether every test of the specification has a result."""
    return specification is not None and {test.code for test in specification.tests} <= set(sample.newest())


def conclusion(sample: LotSample, specification: Specification | None) -> Conclusion:
    """Conclude over a sample: it complies when every test is there and no result of any says otherwise."""
    if any(result.verdict == Conclusion.DOES_NOT_COMPLY for result in sample.results):
        return Conclusion.DOES_NOT_COMPLY
    return Conclusion.COMPLIES if complete(sample, specification) else Conclusion.INCOMPLETE


def results_signed(
    sample: LotSample, signature: Signature, manifest: Manifest, plant: Plant
) -> tuple[str, str | None] | None:
    """Give the state and the performer of a sample after a signature over its results; None where it settles nothing.

    It counts when it covers every result there is, is given by somebody who may, and is checked by another person.
    """
    covers = [reference.id for reference in manifest.acts] == [result.record for result in sample.results]
    person = plant.people.get(signature.person)
    if not covers or person is None or not complete(sample, tested_by(sample, plant)):
        return None
    roles = [role for role in person.roles if role.value == signature.role]
    if signature.meaning == Meaning.PERFORMED and sample.state == DRAWN and may(roles, "act.enter_result"):
        return ENTERED, person.id
    entered = {sample.performed, *(result.person for result in sample.results)}
    checks = signature.meaning == Meaning.VERIFIED and sample.state == ENTERED and may(roles, "act.check_result")
    return (VERIFIED, sample.performed) if checks and person.id not in entered else None


def contents(sample: LotSample, specification: Specification) -> Mapping[str, str]:
    """Give what verified results say of the lot itself: `assay`, `water` and `assay_basis`, in %."""
    found: dict[str, str] = {}
    newest = sample.newest()
    for test in specification.tests:
        name = CONTENTS.get(test.code.casefold())
        if name is None or test.code not in newest or newest[test.code].unit != "%":
            continue
        found[name] = newest[test.code].value
        if name == "assay":
            found["assay_basis"] = test.basis
    return found


def assay_until(specification: Specification, today: date) -> date | None:
    """Give the last day on which an assay that is checked today may be used, or None where the expiry decides."""
    days = next((test.valid_days for test in specification.tests if CONTENTS.get(test.code.casefold()) == "assay"), 0)
    return today + timedelta(days=days) if days else None


def lot_sample_refusals(act: Act, plant: Plant) -> tuple[Finding, ...]:
    """Judge what is stated of a lot's sample outside a batch, its drawing and its results; other acts are passed by."""
    if act.subject.batch is not None or act.kind not in (ActKind.SAMPLE_DRAWN, ActKind.RESULT_ENTERED):
        return ()
    person = plant.people.get(act.who.person or "")
    if person is None or not may(person.roles, "act.enter_result"):
        return (finding("refusal.role_result"),)
    return _draw_refusals(act, plant) if act.kind == ActKind.SAMPLE_DRAWN else _result_refusals(act, plant)


def _draw_refusals(act: Act, plant: Plant) -> tuple[Finding, ...]:
    """A sample bears the number of its lot, is of that material, and is drawn from containers of that lot."""
    lot, name = plant.lots.get(act.subject.lot or ""), act.subject.sample or "-"
    if lot is None or not re.fullmatch(rf"S-{re.escape(lot.number)}-\d{{2}}", name, re.ASCII):
        return (finding("refusal.sample_number", sample=name[:60]),)
    specification = plant.specifications.get(act.facts.get("specification", ""))
    if specification is None or specification.material != lot.material:
        return (finding("refusal.sample_other", sample=name),)
    if (outdated := drawing_refusal(act, plant)) is not None:
        return (outdated,)
    drawn = tuple(filter(None, act.facts.get("containers", "").split(",")))
    for identity in drawn or ("-",):
        held = plant.containers.get(identity)
        if held is None or held.lot != lot.number:
            return (finding("lot_sample.refused.container", container=identity[:40], lot=lot.number),)
        if held.ended:
            return (finding("store.container_ended", container=held.id, why=held.ended),)
    return ()


def _result_refusals(act: Act, plant: Plant) -> tuple[Finding, ...]:
    subject = act.subject
    specification = specification_of(plant, act.facts.get("specification", ""), stated_version(act.facts))
    test = next((one for one in specification.tests if one.code == subject.test), None) if specification else None
    value = act.values.get("value")
    if test is None or value is None or value.unit != test.unit:
        return (finding("lot_sample.refused.test", test=(subject.test or "")[:40]),)
    try:
        judge_result(test, decimal(value.value))
    except (ResultError, QuantityError) as error:
        return (Finding(error.key, error.params),)
    return instrument_refusals(act, plant)
