"""The tables of a batch record beside its steps: materials, yields, equipment, results, genealogy."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from core.acts import Act, ActKind
from core.batch.evidence import Evidence
from core.batch.packaging import LotBalance, balances
from core.batch.review import review
from core.batch.state import Filled, Input
from core.master.kinds import Reconciliation, Yield
from core.master.model import Step
from core.plant import TestLimit
from core.quality import Conclusion, judge_result, limits_of
from core.quantity import Quantity
from core.record.payload import Record
from core.specified import specification_of
from server.reports.evidence_text import EvidenceText, quantity_of
from server.reports.parts import SIGNATURE_WIDTHS, Cell, Note, Part, Section, Style, Table, plain
from server.reports.wording import Wording


def _heads(wording: Wording, *names: str) -> tuple[str, ...]:
    return tuple(wording.say(f"report.head_{name}") for name in names)


def inputs_of(evidence: Evidence) -> list[Input]:
    """List what went into the batch, outputs of earlier stages left out."""
    made = {output.lot for output in evidence.state.outputs}
    used = [item for output in evidence.state.outputs for item in output.inputs] + list(evidence.state.pending)
    return [item for item in used if item.lot not in made]


def materials(evidence: Evidence, text: EvidenceText) -> Iterator[Part]:
    """Give the bill with every lot, its suppliers and what was used of it (GMP articles 175(5), 180(5))."""
    used: dict[str, dict[str, Quantity]] = defaultdict(dict)
    for item in inputs_of(evidence):
        sums = used[item.material]
        sums[item.lot] = sums[item.lot] + item.quantity if item.lot in sums else item.quantity
    rows: list[tuple[Cell, ...]] = []
    for line in evidence.master.bill:
        lots = used.get(line.material, {})
        head = (Cell(f"{line.material} {text.material(line.material)}"), Cell(str(line.quantity), "label"))
        for place, (number, total) in enumerate(lots.items()):
            first = head if place == 0 else plain("", "")
            amount = Cell(text.used(line.material, total))
            rows.append((*first, Cell(number, "key"), amount, *_source(evidence, number)))
        if not lots:
            rows.append((*head, Cell(text.wording.say("report.not_used"), "label"), *plain("", "", "", "")))
    yield Section(text.wording.say("report.materials"))
    heads = _heads(text.wording, "material", "planned", "lot", "used", "supplier", "manufacturer", "expiry")
    yield Table("1.5fr, 20mm, 24mm, 20mm, 1.2fr, 1.2fr, 19mm", heads, tuple(rows))


def _source(evidence: Evidence, number: str) -> tuple[Cell, ...]:
    lot = evidence.plant.lots.get(number)
    if lot is None:
        return plain("", "", "")
    expiry = lot.expiry.isoformat() if lot.expiry else ""
    return plain(f"{lot.supplier} {lot.supplier_lot}", f"{lot.manufacturer} {lot.manufacturer_lot}", expiry)


def yields(evidence: Evidence, text: EvidenceText) -> Iterator[Part]:
    """Give yields and reconciliations of every stage (GMP articles 175(8), 180(10), 187)."""
    rows: list[tuple[Cell, ...]] = []
    for step in evidence.master.steps():
        filled = evidence.state.step(step.id).filled
        detail = step.detail
        if isinstance(detail, Yield):
            counts = {"output": filled["output"]} if "output" in filled else {}
            of, planned = f"{detail.material} {text.material(detail.material)}", str(detail.theoretical)
            rows.append(_balance(step, detail, (of, planned), counts, filled.get("yield"), text))
        elif isinstance(detail, Reconciliation):
            kept = tuple(balances(filled)) or (LotBalance(1, "", {}),)
            of = f"{detail.material} {text.material(detail.material)}"
            rows += [_balance(step, detail, (f"{of} {one.lot}", ""), one.counts, one.result, text) for one in kept]
    if rows:
        yield Section(text.wording.say("report.yields"))
        yield Table(
            "10mm, 1.4fr, 24mm, 1.6fr, 26mm, 30mm",
            _heads(text.wording, "step", "material", "theoretical", "counted", "result", "limits"),
            tuple(rows),
        )


def _balance(
    step: Step,
    detail: Yield | Reconciliation,
    about: tuple[str, str],
    counts: Mapping[str, Filled],
    result: Filled | None,
    text: EvidenceText,
) -> tuple[Cell, ...]:
    """Give a yield, or the balance of one lot; `about` is what it is of, and the theoretical quantity."""
    said = (f"{text.wording.say(f'entry.{name}')} {_counted(item.act, text)}" for name, item in counts.items())
    rate = quantity_of(result.act) if result is not None and not text.hides(result.act) else None
    style: Style = "ok" if rate and detail.limits.hold(rate.value) else "fail"
    mark = "" if rate is None else ("[OK] " if style == "ok" else "[X] ")
    limits, verdict = Cell(text.limits(detail.limits, "%"), "label"), Cell(f"{mark}{rate or ''}", style)
    return *plain(str(step.number), *about, "\n".join(said)), verdict, limits


def _counted(act: Act, text: EvidenceText) -> str:
    return text.wording.say("shown.counted") if text.hides(act) else str(quantity_of(act))


def equipment(evidence: Evidence, text: EvidenceText) -> Iterator[Part]:
    """Give the equipment that was used, from the scans (GMP articles 86, 175(6))."""
    uses: dict[str, list[Record]] = defaultdict(list)
    for record in evidence.records:
        if record.act.kind == ActKind.EQUIPMENT_SCANNED and record.act.subject.equipment:
            uses[record.act.subject.equipment].append(record)
    numbers = {step.id: str(step.number) for step in evidence.master.steps()}
    rows: list[tuple[Cell, ...]] = []
    for identity, records in sorted(uses.items()):
        item = evidence.plant.equipment.get(identity)
        steps = ", ".join(dict.fromkeys(numbers.get(record.act.subject.step or "", "") for record in records))
        calibrated = item.calibrated_to.isoformat() if item and item.calibrated_to else ""
        span = f"{text.time(records[0].act.when.utc)}\n{text.time(records[-1].act.when.utc)}"
        rows.append(plain(text.equipment(identity), item.serial if item else "", calibrated, steps, span))
    if rows:
        yield Section(text.wording.say("report.equipment"))
        heads = _heads(text.wording, "equipment", "serial", "calibrated_to", "steps", "first_last")
        yield Table("1.6fr, 1fr, 24mm, 1fr, 30mm", heads, tuple(rows))


def results(evidence: Evidence, text: EvidenceText) -> Iterator[Part]:
    """Give the samples with their results, judged as rounded (GMP article 223)."""
    if not evidence.state.samples:
        return
    yield Section(text.wording.say("report.results"))
    for sample in evidence.state.samples.values():
        specification = specification_of(evidence.plant, sample.specification, sample.version)
        tests = specification.tests if specification else ()
        version = f" v{specification.version}" if specification else ""
        drawn = f"{text.time(sample.drawn.act.when.utc)} {text.person(sample.drawn.act.who.person)}"
        yield Note(f"{text.wording.say('report.sample')} {sample.id}   {sample.specification}{version}   {drawn}")
        rows = [_result_row(test, evidence, text, sample.id) for test in tests]
        heads = _heads(text.wording, "test", "method", "limits", "result", "conclusion", "time_person")
        yield Table("1.2fr, 1fr, 1.2fr, 20mm, 30mm, 29mm", heads, tuple(rows))
        signed = tuple(text.signature(by) for by in (sample.performed, sample.verified) if by is not None)
        if signed:
            yield Table(SIGNATURE_WIDTHS, (), signed)


def _result_row(test: TestLimit, evidence: Evidence, text: EvidenceText, identity: str) -> tuple[Cell, ...]:
    sample = evidence.state.samples[identity]
    head = (
        Cell(text.wording.name(test.name)),
        Cell(test.method, "label"),
        Cell(text.wording.found(limits_of(test)), "label"),
    )
    entered = sample.results.get(test.code)
    amount = quantity_of(entered.act) if entered else None
    if entered is None or amount is None:
        return (*head, Cell(""), Cell(f"[..] {text.wording.say('report.result_missing')}", "wait"), Cell(""))
    judged = judge_result(test, amount.value)
    holds = judged.conclusion == Conclusion.COMPLIES
    verdict = Cell(
        f"{'[OK]' if holds else '[X]'} {text.wording.say(f'quality.{judged.conclusion}')}", "ok" if holds else "fail"
    )
    when = Cell(f"{text.time(entered.act.when.utc)}\n{text.person(entered.act.who.person)}")
    return (*head, Cell(str(Quantity(judged.rounded, amount.unit)), "key"), verdict, when)


def genealogy(evidence: Evidence, text: EvidenceText) -> Iterator[Part]:
    """Give what came out of what: each output with the lots that went into it."""
    if not evidence.state.outputs:
        return
    rows: list[tuple[Cell, ...]] = []
    for output in evidence.state.outputs:
        sums: dict[tuple[str, str], Quantity] = {}
        for item in output.inputs:
            key = (item.lot, item.material)
            sums[key] = sums[key] + item.quantity if key in sums else item.quantity
        made = (Cell(output.lot, "key"), Cell(text.material(output.material)), Cell(str(output.quantity)))
        for place, ((lot, material), total) in enumerate(sums.items()):
            first = made if place == 0 else plain("", "", "")
            rows.append((*first, Cell(lot), Cell(text.material(material), "label"), Cell(text.used(material, total))))
        if not sums:
            rows.append((*made, *plain("", "", "")))
    yield Section(text.wording.say("report.genealogy"))
    heads = _heads(text.wording, "output_lot", "material", "quantity", "from_lot", "material", "used")
    yield Table("26mm, 1.3fr, 24mm, 26mm, 1.3fr, 24mm", heads, tuple(rows))


def reviewed(evidence: Evidence, text: EvidenceText) -> Iterator[Part]:
    """Give the review by exception: every rule with its count, clean ones too, and the random sample (article 25)."""
    say = text.wording.say
    found = review(evidence.state, evidence.records, evidence.master, evidence.plant)
    yield Section(say("report.review"), f"{found.rule_set}   {found.held}/{found.applied}")
    rows: list[tuple[Cell, ...]] = []
    for count in found.rules:
        clean = count.applied == count.held
        verdict = Cell(f"{'[OK]' if clean else '[!]'} {count.held}/{count.applied}", "ok" if clean else "warn")
        if not count.applied:
            verdict = Cell("[--]", "muted")
        rows.append((Cell(say(f"review.rule_{count.rule}")), Cell(count.source, "label"), verdict))
    yield Table("1.4fr, 1fr, 30mm", _heads(text.wording, "rule", "source_clause", "held"), tuple(rows))
    yield from _reviews(evidence, text)
    for item in found.findings:
        style: Style = "warn" if item.open else "label"
        yield Note(f"[!] {say(f'review.severity_{item.severity}')}   {item.step}   {text.found(item)}", style)
    read = ", ".join(step for step in found.sample if step not in found.unread)
    yield Note(f"{say('report.sample_drawn')} {', '.join(found.sample)}   {say('report.sample_read')} {read or '-'}")


def _reviews(evidence: Evidence, text: EvidenceText) -> Iterator[Part]:
    """Tell who went through the review on a screen, what it had found by then and what it took (F14)."""
    for record in evidence.records:
        act = record.act
        if act.kind != ActKind.BATCH_REVIEWED:
            continue
        facts = defaultdict(lambda: "-", act.facts)
        read, seconds = str(_whole(act, "sample") - _whole(act, "unread")), _whole(act, "seconds")
        names = {name: facts[name] for name in ("held", "applied", "open", "sample")}
        took = f"{seconds // 60} min {seconds % 60:02d} s"
        said = text.wording.say("report.review_effort", **names, read=read, keys=facts["keystrokes"], t=took)
        who = f"{text.person(act.who.person)}, {text.time(act.when.utc)}"
        yield Note(f"{text.wording.say('report.reviewed_by')}: {who}   {said}", "label")


def _whole(act: Act, name: str) -> int:
    """Give a fact as a whole number, 0 where it is none."""
    said = act.facts.get(name, "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else 0
