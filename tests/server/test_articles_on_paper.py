"""Every point of GMP articles 175 and 180 on the printed record of rehearsed tablets, in the order of the paper."""

import io
from collections.abc import Mapping
from hashlib import sha256

import msgspec
import pypdf
import pytest
from PIL import Image

from core.acts import Act, ActKind, Meaning, Source, Subject, Value
from core.batch.evidence import Evidence, evidence
from core.language import text
from core.people import Role
from server.reports.articles import POINTS, STEPS, Point
from server.reports.batch_record import batch_document, batch_record
from server.reports.mark import LogMark
from server.reports.parts import Note, Picture, Section, StepEnd, StepHead, Table
from server.reports.photographs import MOST_PIXELS, photograph
from tests.fakes.kinds import kinds_batch
from tests.fakes.rehearsal import Rehearsal
from tests.fakes.small_product import small_batch

LOG = LogMark(88412, "ab12cd34" * 8)

WANTED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "product": {
        "Batch record": (
            *("Paracetamol tablets (FP-PCM500)", "500 mg", "B2611-0001", "carton of 20"),
            *("Manufacturing date 2026-11-20", "Expiry date 2028-11-20"),
        )
    },
    "times": {
        "Stages": ("Weigh and dispense", "D-104 Weighing D", "2026-11-20 08:00:12", "2026-11-20 08:01:25"),
        "Compress the tablets": ("2026-11-20 08:4",),
    },
    "heads": {"Stages": ("Signature of the head", "陈静, Supervisor")},
    "special": {
        "Exceptions and deviations": (
            *("4.90 kg is outside 11.50 .. 12.50", "Process not as usual", "Accept, quality not affected"),
            *("陈静, Supervisor", "周婷, QA"),
        ),
    },
    "materials": {"Materials": ("RM-PCM", "L-260812-01", "60.000 kg", "PM-CTN", "L-260804-08", "5990 pcs")},
    "operators": {
        "Weigh and dispense": ("performed 王芳 operator1", "verified 陈静 supervisor1"),
        "Blister and carton": ("performed 王芳 operator1", "verified 陈静 supervisor1"),
    },
    "parameters": {
        "Compress the tablets": ("Main compression force", "15.0 kN", "12.0 .. 18.0 kN", "E-PRESS-01"),
        "Equipment used": ("E-GRAN-01", "E-PACK-01", "B123456789"),
    },
    "controls": {
        "Compress the tablets": ("Tablet weight", "570.0 .. 630.0 mg", "Statistics: n 10", "performed 王芳 operator1"),
        "Blister and carton": ("Carton labels", "Label 1 scanned back", "Batch number and expiry set on the line"),
    },
    "bulk": {
        "Product packed": ("BT-PCM500", "B2611-0001-2 119040 pcs", "Planned quantity 6000 pcs", "F2611-0001 5952 pcs")
    },
    "yields": {
        "Yields and reconciliation": (
            *("IB-PCM500", "71.424 kg", "99.2%", "PM-CTN", "L-260804-08", "PM-LFT", "Issued 6000 pcs"),
            *("Used 5990 pcs", "Destroyed 10 pcs", "Returned 0 pcs", "100.00%"),
        )
    },
    "specimens": {
        "Printed labels and attached files": ("Carton labels", "F2611-0001-01", "F2611-0001-02", "2028-11-20")
    },
}
"""Point of the articles, then heading, then what stands beneath it."""


def too_little(act: Act) -> Act:
    """Let the water of granulation be too little."""
    if act.kind == ActKind.VALUE_ENTERED and act.subject.step == "S170":
        return msgspec.structs.replace(act, values={"value": Value("4.90", act.values["value"].unit, Source.TYPED)})
    return act


@pytest.fixture(scope="module")
def tablets() -> Evidence:
    made = Rehearsal(change=too_little)
    made.play()
    made.enter_results()
    (case,) = made.state.open_cases()
    step = made.master.step(case.step)
    assert step is not None
    made.dispose(case.id, made.person(Role.QA), Meaning.APPROVED, step)
    return evidence(tuple(made.records), made.master, made.plant)


@pytest.fixture(scope="module")
def sections(tablets: Evidence) -> dict[str, str]:
    """Give what the PDF shows beneath each heading, read in the order of the headings."""
    reader = pypdf.PdfReader(io.BytesIO(batch_record(tablets, LOG, "en")))
    whole = " ".join(" ".join(page.extract_text().split()) for page in reader.pages)
    titles = [part.title for part in batch_document(tablets, LOG, "en").parts if isinstance(part, Section)]
    found, title, begin = {}, "Batch record", 0
    for following in titles:
        end = whole.find(f" {following} ", begin)
        assert end > begin, following
        found[title], title, begin = whole[begin:end], following, end + 1
    return found | {title: whole[begin:]}


@pytest.mark.urs("GMP 175", "GMP 180")
@pytest.mark.parametrize("point", POINTS, ids=lambda point: point.name)
def test_each_point_of_the_articles_stands_under_its_heading(point: Point, sections: dict[str, str]) -> None:
    for heading, needed in WANTED[point.name].items():
        assert [one for one in needed if one not in sections[heading]] == [], heading


@pytest.mark.urs("GMP 175", "GMP 180")
def test_the_list_of_points_is_whole_and_names_only_headings_of_the_paper(tablets: Evidence) -> None:
    asked = {clause for point in POINTS for clause in point.clauses}
    assert asked >= {f"175({n})" for n in range(1, 10)} | {f"180({n})" for n in range(1, 11)}
    document = batch_document(tablets, LOG, "zh")
    titles = [document.title, *(part.title for part in document.parts if isinstance(part, Section))]
    words = {key: text(key, "zh") for point in POINTS for key in point.answered if key != STEPS}
    assert {key for key, title in words.items() if title not in titles} == set()


def test_a_short_step_is_not_parted_and_every_whole_step_ends(tablets: Evidence) -> None:
    parts = batch_document(tablets, LOG, "en").parts
    marks = [part for part in parts if isinstance(part, StepEnd) or (isinstance(part, StepHead) and part.whole)]
    assert len(marks) > 40
    assert [isinstance(mark, StepEnd) for mark in marks] == [False, True] * (len(marks) // 2)


@pytest.mark.urs("GMP 180")
def test_an_attached_photograph_is_drawn_and_one_that_is_not_here_is_named() -> None:
    made = kinds_batch()
    made.play()
    shown = evidence(tuple(made.records), made.master, made.plant)
    taken = io.BytesIO()
    Image.new("RGB", (2400, 1600), "teal").save(taken, "JPEG")
    digest = "ab" * 32
    small = photograph(taken.getvalue())
    drawn = batch_document(shown, LOG, "en", {digest: small})
    (picture,) = [part for part in drawn.parts if isinstance(part, Picture)]
    assert max(Image.open(io.BytesIO(picture.jpeg)).size) <= MOST_PIXELS
    assert digest in picture.lines[-1].text
    pdf = batch_record(shown, LOG, "both", {digest: small})
    assert sum(len(page.images) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages) >= 1
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    absent = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(batch_record(shown, LOG, "en"))).pages)
    assert "The file is not here" in absent
    unread = [part.text for part in batch_document(shown, LOG, "en", {digest: None}).parts if isinstance(part, Note)]
    assert "Not drawn here; kept under its hash." in unread


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n" + bytes(40), sha256(b"x").digest()])
def test_what_is_no_picture_is_not_drawn(data: bytes) -> None:
    assert photograph(data) is None


@pytest.mark.urs("NMPA 21(1)")
@pytest.mark.parametrize(
    ("clock", "offset", "said"),
    [("unsynchronised", None, "clock not synchronised"), ("synchronised", -2500, "clock -2.5 s"), ("unknown", 400, "")],
)
def test_the_time_of_a_clock_that_was_off_is_marked(clock: str, offset: int | None, said: str) -> None:
    def change(act: Act) -> Act:
        return msgspec.structs.replace(act, when=msgspec.structs.replace(act.when, clock=clock, offset_ms=offset))

    made = small_batch(change)
    step = made.master.steps()[1]
    made.record(ActKind.STEP_STARTED, Subject(step=step.id))
    scanned = Subject(step=step.id, entry="source", container="C-000981", lot="L-240817-03")
    made.record(ActKind.CONTAINER_SCANNED, scanned)
    document = batch_document(evidence(tuple(made.records), made.master, made.plant), LOG, "en")
    cells = [cell for part in document.parts if isinstance(part, Table) for row in part.rows for cell in row]
    marked = [cell.text.partition("[!] ")[2] for cell in cells if "[!] clock" in cell.text]
    assert marked == ([said] if said else [])


def test_the_list_of_points_says_what_a_batch_does_not_have() -> None:
    made = small_batch()
    document = batch_document(evidence(tuple(made.records), made.master, made.plant), LOG, "en")
    rows = [row for part in document.parts if isinstance(part, Table) for row in part.rows]
    assert [row[1].text for row in rows if row[-1].text == "none in this batch"] == ["GMP 178, 180(10)", "GMP 180(8)"]


@pytest.mark.urs("GMP 175")
def test_a_stage_that_still_goes_on_has_no_end() -> None:
    made = small_batch()
    made.play(lambda batch: len(batch.state.steps) > 2)
    document = batch_document(evidence(tuple(made.records), made.master, made.plant), LOG, "en")
    stages = next(part for part in document.parts if isinstance(part, Table))
    assert stages.rows[0][3].style == "wait"
    assert stages.rows[-1][2].text == ""
