"""The daily report: a day counted, its exceptions, refusals and alarms, and the root of the log as text and code."""

import io
from datetime import date
from pathlib import Path

import msgspec
import pypdf
import pytest
import zxingcpp
from PIL import Image
from typer.testing import Result

from core.acts import ActKind, Subject, Who
from core.record.checkpoint import read_checkpoint
from core.record.witness import LogStanding
from server.daily import read_daily
from server.reports.daily import TEMPLATE, DailyEvidence, daily_document, daily_report, day_text
from server.reports.mark import LogMark
from server.reports.parts import Document, Section, Table
from server.reports.typesetting import pictures
from server.reports.wording import Languages
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.witness import WitnessUnderTest, grown
from tests.server.test_proof_commands import run
from tests.server.test_witness_commands import configured

DAY = date(2026, 11, 20)
MADE = "2026-11-20T10:00:00.000000Z"
LOG = LogMark(88412, "ab12cd34" * 8)


def read(core: CoreUnderTest, day: date = DAY) -> DailyEvidence:
    with core.store.unit() as unit:
        return read_daily(unit, core.service.writer.picture, day)


def tables(document: Document) -> list[list[list[str]]]:
    parts = [part for part in document.parts if isinstance(part, Table)]
    return [[[cell.text for cell in row] for row in table.rows] for table in parts]


def busy(kiosk: KioskUnderTest) -> None:
    facts = {"attempt": "WeightTaken", "why": "refusal.nothing_to_sign"}
    kiosk.send(kiosk.seal(kiosk.act(ActKind.REFUSED, Who(person="P-0001"), Subject(), facts=facts)))
    facts = {"verdict": "forked", "seen": "a", "shown": "b"}
    kiosk.send(kiosk.seal(kiosk.act(ActKind.LOG_CONTRADICTED, facts=facts)))


@pytest.mark.urs("F34")
async def test_a_day_is_counted_by_kind_and_station(core: CoreUnderTest, kiosk: KioskUnderTest, tmp_path: Path) -> None:
    before = read(core)
    busy(kiosk)
    note = grown(kiosk, 3)
    witness = await WitnessUnderTest.opened(core, "KIOSK-01", tmp_path)
    await witness.witness.look()
    await witness.outbox.close()
    found = read(core)
    counts = {(kind, station): count for kind, station, count in found.counts}
    assert counts["KioskStarted", "KIOSK-01"] == 3
    assert counts["Refused", "KIOSK-01"] == 1
    assert sum(counts.values()) == found.end - found.begin
    assert (found.end - before.end, found.end_root != before.end_root) == (6, True)
    signed = read_checkpoint(note, core.keys.core.public)
    assert found.end_root == signed.root.hex()
    assert [(line.size, line.witnesses) for line in found.checkpoints] == [(signed.size, 1)]
    assert [line.attempt for line in found.refused] == ["WeightTaken"]
    assert [line.kind for line in found.alarms] == ["log.contradicted"]
    assert [line.witness for line in found.standing.witnesses] == ["KIOSK-01"]


def test_another_day_holds_nothing_and_says_so(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    busy(kiosk)
    found = read(core, date(2026, 11, 21))
    assert (found.begin, found.end, found.counts, found.refused, found.alarms) == (
        *(read(core).end, read(core).end),
        *((), (), ()),
    )
    document = daily_document(found, LOG, MADE, "en")
    assert tables(document) == []
    assert "No kiosk has cosigned" in str(document.parts)


@pytest.mark.parametrize("languages", ["en", "zh", "both"])
def test_every_section_stands_on_paper_and_the_code_reads_as_the_root(
    core: CoreUnderTest, kiosk: KioskUnderTest, languages: Languages
) -> None:
    busy(kiosk)
    grown(kiosk)
    document = daily_document(read(core), LOG, MADE, languages)
    assert len([part for part in document.parts if isinstance(part, Section)]) == 6
    pages = pictures(TEMPLATE, document, core.clock.utc(), ppi=144)
    codes = [code.text for page in pages for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(page)))]
    assert day_text(DAY, core.founded.plant.site, LOG) in codes
    printed = pypdf.PdfReader(io.BytesIO(daily_report(read(core), LOG, MADE, languages)))
    words = "\n".join(page.extract_text() for page in printed.pages)
    assert LOG.root in words.replace("\n", "")
    assert ("Daily report" in words, "日报" in words) == (languages != "zh", languages != "en")


def test_the_same_day_gives_the_same_bytes(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    busy(kiosk)
    found = read(core)
    assert daily_report(found, LOG, MADE, "both") == daily_report(found, LOG, MADE, "both")
    none = LogStanding(0, "", None, 0, None, ())
    assert daily_report(msgspec.structs.replace(found, standing=none), LOG, MADE, "en")


def test_the_command_prints_it(core: CoreUnderTest, kiosk: KioskUnderTest, tmp_path: Path) -> None:
    busy(kiosk)
    config, out = configured(core, tmp_path), tmp_path / "day.pdf"
    made: Result = run("report", "daily", "--date", "2026-11-20", "--out", out, "--config", config)
    assert (made.exit_code, out.read_bytes()[:5]) == (0, b"%PDF-"), made.output
    bad = run("report", "daily", "--date", "yesterday", "--out", tmp_path / "x.pdf", "--config", config)
    assert (bad.exit_code, "is no day" in bad.stderr) == (1, True)
