"""Printed records: what has to stand on paper, in both languages, tied to the record by digest and code."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import msgspec
import pypdf
import pytest
import zxingcpp
from PIL import Image

from core.acts import Act, ActKind, Manifest, ManifestLine, Meaning, Source, Subject, Value
from core.batch.evidence import Evidence, evidence
from core.finding import finding
from core.master.limits import Limits
from core.people import Role
from core.plant import ReplacedSpecification
from core.specified import replaced_key
from server.export import build_export
from server.reports.batch_record import TEMPLATE, batch_document, batch_record
from server.reports.certificate import certificate, certificate_document
from server.reports.errors import ReportError
from server.reports.evidence_text import EvidenceText
from server.reports.glyphs import printable
from server.reports.mark import LogMark, qr_text
from server.reports.parts import Cell, Document, Note, Panel, Table
from server.reports.typesetting import literal, pictures, source, typeset
from server.reports.wording import Languages, Wording
from server.verifier import verify
from tests.fakes.log import exported, key, reference
from tests.fakes.rehearsal import Rehearsal
from tests.fakes.small_product import BATCH, RESULTS, keys, played, small_batch

LOG = LogMark(88412, "ab12cd34" * 8)
STAMP = datetime(2026, 11, 20, tzinfo=UTC)
HOSTILE = '#evil[*x*] $a$ \\ "q" <b> {{ 7*7 }} \u202e😀'


def too_wet(act: Act) -> Act:
    """Let the moisture come out above its limit."""
    if act.kind == ActKind.VALUE_ENTERED and act.subject.step == "S70":
        return msgspec.structs.replace(act, values={"value": Value("3.40", "%", Source.TYPED)})
    return act


def gathered(made: Rehearsal) -> Evidence:
    return evidence(tuple(made.records), made.master, made.plant)


@pytest.fixture(scope="module")
def batch() -> Evidence:
    """Give a whole batch with one settled exception, one refusal, results and a release."""
    made = played(too_wet)
    made.record(ActKind.REFUSED, Subject(step="S70"), attempt="Confirmed", why="refusal.step_order", got_step="7")
    made.enter_results(RESULTS)
    for case in made.state.open_cases():
        step = made.master.step(case.step or "")
        assert step is not None
        made.dispose(case.id, made.person(Role.QA), Meaning.APPROVED, step)
    shown = (ManifestLine("Input lots", "released"), ManifestLine("Checkpoint", "88412"))
    manifest = Manifest(BATCH, "release", f"Release of batch {BATCH}", "en", shown, (reference(made.records[-1]),))
    made.sign(manifest, made.person(Role.AUTHORISED_PERSON), Meaning.RELEASED)
    made.decide(ActKind.BATCH_RELEASED, Subject())
    return gathered(made)


def pages(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def cells(document: Document) -> Iterator[Cell]:
    for part in document.parts:
        if isinstance(part, Table):
            for row in part.rows:
                yield from row


@pytest.mark.urs("F04", "C02", "GMP 172", "GMP 177", "GMP 160")
@pytest.mark.parametrize(
    ("languages", "product", "numbered"),
    [
        ("en", "Paracetamol tablets", "Page {n} of {m}"),
        ("zh", "对乙酰氨基酚片", "第 {n} 页，共 {m} 页"),
        ("both", "对乙酰氨基酚片 Paracetamol tablets", "第 {n} 页，共 {m} 页 Page {n} of {m}"),
    ],
)
def test_every_page_names_product_strength_batch_and_page(
    batch: Evidence, languages: Languages, product: str, numbered: str
) -> None:
    found = pages(batch_record(batch, LOG, languages))
    assert len(found) >= 4
    for number, text in enumerate(found, 1):
        for needed in (product, "500 mg", BATCH, "PCM500 v3", numbered.format(n=number, m=len(found))):
            assert needed in text, (number, needed)
        assert batch.digest[:8] in text
        assert "ab12 cd34 ab12 cd34" in text


@pytest.mark.urs("F12", "11.50", "GMP 175", "GMP 180")
def test_the_batch_record_holds_what_the_articles_ask_for(batch: Evidence) -> None:
    text = " ".join(pages(batch_record(batch, LOG, "en")))
    for needed in (
        *("2026-11-20 08:00:06", "B2611-0042-1", "F2611-0042"),  # begun, lots of both stages
        *("L-240817-03", "12.500 kg", "华北医药供应 HB-881", "2405-17", "2027-08-31"),  # materials with their origin
        *("12.438 .. 12.563 kg", "weighed XPR10 B123456789", "E-GRA-01 Granulator"),  # parameters, ranges, equipment
        *("600.0 mg", "typed", "99.2%", "97.0 .. 100.5%"),  # in-process control, yields
        *("Issued 2500 pcs", "Destroyed 10 pcs", "100.00%"),  # reconciliation
        *("performed", "verified", "张伟", "Li Na", "operator2", "I checked what is shown, independently."),
        *(
            "3.40% is outside 1.00 .. 3.00",
            "Process not as usual",
            "approved: 赵敏, QA",
            "Accept, quality not affected",
        ),
        *("Refused", "Step 7 is not finished."),
        *("Assay", "95.0 .. 105.0%", "99.6%", "complies", "ChP 2025 0512"),
        *("released", "孙悦", "Authorised person", "Input lots"),
    ):
        assert needed in text, needed


@pytest.mark.urs("F34")
def test_the_file_is_a_pdf_for_archives_and_the_same_each_time(batch: Evidence) -> None:
    first, second = batch_record(batch, LOG, "both"), batch_record(batch, LOG, "both")
    assert first == second
    assert b"<pdfaid:part>2</pdfaid:part>" in first
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in first


def test_no_cell_of_a_table_costs_an_object_of_its_own(batch: Evidence) -> None:
    made = batch_record(batch, LOG, "both")
    drawn = sum(1 for _ in cells(batch_document(batch, LOG, "both")))
    assert made.count(b"/StructElem") < drawn / 2


@pytest.mark.urs("F34")
@pytest.mark.parametrize("page", [0, -1])
def test_the_code_on_a_page_reads_as_digest_and_root(batch: Evidence, page: int) -> None:
    drawn = pictures(TEMPLATE, batch_document(batch, LOG, "zh"), STAMP, ppi=200)[page]
    read = {code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(drawn)))}
    assert read == {qr_text(BATCH, batch.digest, LOG)}


@pytest.mark.urs("NMPA 6", "CS 18", "F34")
def test_paper_and_export_show_the_same_digest(batch: Evidence, tmp_path: Path) -> None:
    core = key("CORE")
    path = tmp_path / "batch.zip"
    path.write_bytes(build_export(exported(BATCH, batch.records, keys(), core), core))
    assert verify(path).digest == batch.digest


@pytest.mark.urs("F26", "GMP 161", "Annex 11 8.2", "NMPA 13")
def test_undone_entries_stay_and_are_struck_through() -> None:
    made = small_batch()
    step = made.master.steps()[1]
    made.record(ActKind.STEP_STARTED, Subject(step=step.id))
    source_act = Subject(step=step.id, entry="source", container="C-000981", lot="L-240817-03")
    made.record(ActKind.CONTAINER_SCANNED, source_act)
    made.record(ActKind.ENTRIES_UNDONE, Subject(step=step.id))
    made.record(ActKind.CONTAINER_SCANNED, source_act)
    found = [cell for cell in cells(batch_document(gathered(made), LOG, "en")) if "C-000981" in cell.text]
    assert [cell.style for cell in found] == ["struck", "plain"]


@pytest.mark.urs("F25", "CS 15")
def test_a_typed_value_is_marked_and_a_value_out_of_limits_too(batch: Evidence) -> None:
    document = batch_document(batch, LOG, "en")
    assert sum(cell.text == "typed" and cell.style == "warn" for cell in cells(document)) == 9
    assert [cell.style for cell in cells(document) if cell.text == "[X] 3.40%"] == ["fail"]


@pytest.mark.urs("F13")
def test_an_open_exception_and_what_the_core_flagged_stand_out() -> None:
    made = played(too_wet)
    flagged = {made.records[20].act.id: finding("refusal.step_order", step="2")}
    shown = batch_document(evidence(tuple(made.records), made.master, made.plant, flagged), LOG, "en")
    panels = [part for part in shown.parts if isinstance(part, Panel)]
    assert [(panel.style, "open" in panel.head) for panel in panels] == [("warn", True)]
    notes = [part.text for part in shown.parts if isinstance(part, Note) and part.style == "warn"]
    assert "[!] Step 2 is not finished. Finish it first." in notes


def test_text_from_people_is_never_markup(batch: Evidence) -> None:
    made = played(lambda act: _explained(too_wet(act)))
    made.plant = msgspec.structs.replace(made.plant, company=msgspec.structs.replace(made.plant.company, en=HOSTILE))
    text = "".join(pages(batch_record(gathered(made), LOG, "en"))).replace(" ", "")
    shown = '#evil[*x*]$a$\\"q"<b>{{7*7}}<U+202E><U+1F600>'
    assert text.count(shown) >= 2


def _explained(act: Act) -> Act:
    if act.kind == ActKind.EXCEPTION_EXPLAINED:
        return msgspec.structs.replace(act, facts={"cause": HOSTILE})
    return act


@pytest.mark.parametrize("text", ["步骤 a", "℃ ± ≤ ～", "12.438 .. 12.563 kg", "", "a\nb", "全\u3000角", "1\u00a0kg"])
def test_what_the_font_can_show_stays(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [("😀", "<U+1F600>"), ("\x1b[2J", "<U+001B>[2J"), ("a\u200bb", "a<U+200B>b"), ("\ud800", "<U+D800>")],
)
def test_what_no_page_can_show_is_written_by_its_code(text: str, shown: str) -> None:
    assert printable(text) == shown
    assert typeset(TEMPLATE, _one_note(text), STAMP).startswith(b"%PDF-1.7")


def _one_note(text: str) -> Document:
    code = (137, 80, 78, 71, 13, 10, 26, 10)
    blank = io.BytesIO()
    Image.new("1", (4, 4)).save(blank, "PNG")
    assert tuple(blank.getvalue()[:8]) == code
    return Document(text, "en", text, text, text, text, text, ("", "", ""), (), tuple(blank.getvalue()), (Note(text),))


def test_a_value_becomes_one_literal() -> None:
    assert literal('a"b\\c\nd') == '"a\\"b\\\\c\\nd"'


def test_a_template_that_asks_for_what_is_not_there_is_an_error() -> None:
    with pytest.raises(ReportError):
        source(TEMPLATE, {"title": "only"})
    with pytest.raises(ReportError):
        source("none.typ.j2", {})


@pytest.mark.urs("GMP 221")
def test_the_certificate_names_every_test_with_limit_result_and_conclusion(batch: Evidence) -> None:
    text = " ".join(pages(certificate(batch, LOG, "both")))
    for needed in (
        "检验报告书",
        "Certificate of analysis",
        "含量 Assay",
        "99.6%",
        "符合规定 complies",
        "F2611-0042",
        "刘洋",
        "孙悦",
    ):
        assert needed in text, needed


@pytest.mark.urs("F30")
def test_a_result_out_of_specification_is_never_shown_as_complying() -> None:
    made = played()
    made.enter_results({"ASSAY": "94.94"})
    found = [cell for cell in cells(certificate_document(gathered(made), LOG, "en")) if cell.text.startswith("[")]
    assert [(cell.text, cell.style) for cell in found] == [
        ("[X] does not comply", "fail"),
        ("[..] no result yet", "wait"),
    ]


@pytest.mark.urs("F30", "GMP 221")
def test_paper_goes_by_the_version_a_sample_was_drawn_by_once_another_is_in_force(batch: Evidence) -> None:
    sample = next(iter(batch.state.samples.values()))
    now = batch.plant.specifications[sample.specification]
    tests = tuple(msgspec.structs.replace(test, low="999", high="999") for test in now.tests)
    newer = msgspec.structs.replace(now, version=now.version + 1, tests=tests)
    before = ReplacedSpecification(now, "2026-11-21T00:00:00.000000Z")
    plant = msgspec.structs.replace(
        batch.plant,
        specifications={**batch.plant.specifications, now.code: newer},
        replaced_specifications={replaced_key(now.code, now.version): before},
    )
    later = msgspec.structs.replace(batch, plant=plant)
    assert certificate_document(later, LOG, "both") == certificate_document(batch, LOG, "both")
    notes = [part.text for part in certificate_document(later, LOG, "en").parts if isinstance(part, Note)]
    assert any(f"{now.code} v{now.version}" in note for note in notes)


def test_a_batch_without_a_sample_has_no_certificate() -> None:
    with pytest.raises(ReportError):
        certificate(gathered(small_batch()), LOG, "en")


def test_a_batch_only_just_issued_prints() -> None:
    assert batch_record(gathered(small_batch()), LOG, "both").startswith(b"%PDF-1.7")


def test_people_lots_and_equipment_that_the_plant_no_longer_knows_are_named_by_id() -> None:
    made = played()
    bare = msgspec.structs.replace(made.plant, people={}, lots={}, equipment={}, rooms={}, materials={})
    text = " ".join(pages(batch_record(evidence(tuple(made.records), made.master, bare), LOG, "en")))
    assert all(needed in text for needed in ("P-0001", "L-240817-03", "E-GRA-01", "R-102", "RM-001"))


def test_simulated_values_are_said_on_the_first_page() -> None:
    made = small_batch(lambda act: msgspec.structs.replace(act, simulated=True))
    assert "Simulated devices" in pages(batch_record(gathered(made), LOG, "en"))[0]


def test_limits_are_written_with_one_side_or_both() -> None:
    text = EvidenceText(gathered(small_batch()), Wording("en"))
    low, high = Decimal("1.0"), Decimal("2.0")
    assert text.limits(Limits(low, high), "%") == "1.0 .. 2.0%"
    assert text.limits(Limits(low), "kg") == "≥ 1.0 kg"
    assert text.limits(Limits(high=high), "1") == "≤ 2.0"
    assert text.limits(Limits(target=low), "kg") == ""
