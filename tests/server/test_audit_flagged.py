"""The audit trail tells flags in words, and no first count before somebody else has counted the same."""

from pathlib import Path

import pytest

from core.acts import Act, ActKind, Source, Subject, Value, Who
from core.batch.progress import ENDED
from core.language import LANGUAGES, catalogue
from core.plant import EffectiveMaster
from core.record.digest import sha256_hex
from core.trail import TrailDetail, TrailEntry, TrailFilter
from core.trail_words import told
from server.audit.export import write_trail
from server.audit.pages import count, detail, page
from server.audit.unseen import Unseen
from server.config import CoreConfig, write_config
from server.db.tables.batches import batch
from server.enrolment import state_item
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.kinds import KINDS

NUMBER, FIRST, SECOND = "B2611-0900", "P-0001", "P-0003"


@pytest.fixture
def counting(core: CoreUnderTest, kiosk: KioskUnderTest) -> KioskUnderTest:
    """Issue a batch with a step that is counted twice, and begin that step."""
    sha256 = sha256_hex(KINDS.encode())
    master = EffectiveMaster("KINDS", 1, sha256, KINDS)
    facts, size = {"master": sha256, "code": "KINDS"}, {"quantity": Value("120000", "pcs", Source.CALCULATED)}
    with core.service.writer.writing() as writing:
        state_item(writing, "masters", sha256, master)
        writing.decide(ActKind.BATCH_ISSUED, Subject(batch=NUMBER), size, facts)
    kept(kiosk, ActKind.STEP_STARTED, FIRST, None)
    return kiosk


def kept(kiosk: KioskUnderTest, kind: ActKind, person: str, entry: str | None, number: str = "") -> Act:
    """Have a kiosk state an act of the step and the core take it in."""
    about = Subject(batch=NUMBER, operation="OP-110", step="S112", entry=entry)
    values = {"value": Value(number, "pcs", Source.TYPED)} if number else None
    act = kiosk.act(kind, Who(person, "s"), about, values, {"reason": "miscounted"} if not entry else None)
    kiosk.send(kiosk.seal(act))
    return act


def trail(core: CoreUnderTest) -> list[TrailEntry]:
    with core.store.unit() as unit:
        return list(page(unit, core.service.writer.picture.plant, TrailFilter(), most=50)[0])


def one(core: CoreUnderTest, act: Act) -> TrailEntry:
    return next(entry for entry in trail(core) if entry.id == act.id)


def whole(core: CoreUnderTest, seq: int) -> TrailDetail:
    picture = core.service.writer.picture
    with core.store.unit() as unit:
        found = detail(unit, picture.plant, picture.registry, seq)
    assert found is not None
    return found


def everything(core: CoreUnderTest, act: Act, folder: Path) -> str:
    """Give all that a reader can be shown of a record: its row, its page, and the lines of it in both files."""
    config, site = folder / "core.json", core.service.writer.picture.plant.site
    bus = ("nats://127.0.0.1:1",)
    write_config(config, CoreConfig(site, core.founded.postgres_url, bus, Path("x"), core.founded.folder, folder))
    lines: list[str] = []
    for form in ("csv", "jsonl"):
        out = folder / f"{act.id}-{len(list(folder.iterdir()))}.{form}"
        write_trail(config, out, form)
        lines += [line for line in out.read_text("utf-8").splitlines() if act.id in line]
    assert len(lines) >= 2
    entry = one(core, act)
    return "".join([repr(entry), repr(whole(core, entry.seq)), *lines])


@pytest.mark.urs("F09", "F11", "11.10(e)")
def test_no_number_of_a_first_count_is_in_the_trail_before_the_second_is_there(
    core: CoreUnderTest, counting: KioskUnderTest, tmp_path: Path
) -> None:
    wrong = kept(counting, ActKind.VALUE_ENTERED, FIRST, "value", "587103469")
    undone = kept(counting, ActKind.ENTRIES_UNDONE, FIRST, None)
    first = kept(counting, ActKind.VALUE_ENTERED, FIRST, "value", "599305726")
    refused = kept(counting, ActKind.REFUSED, FIRST, "value", "599305726")
    for act in (wrong, undone, first, refused):
        told_of = everything(core, act, tmp_path)
        assert "587103469" not in told_of
        assert "599305726" not in told_of
        assert one(core, act).unseen
        assert "counted, not shown" in told_of
    kept(counting, ActKind.SECOND_COUNT_MADE, SECOND, "second_value", "599305726")
    assert not any(entry.unseen for entry in trail(core))
    assert "599305726" in everything(core, first, tmp_path)
    assert [(c.old, c.new) for c in one(core, undone).changes if c.field == "value"] == [
        ("587103469 pcs", "599305726 pcs")
    ]


@pytest.mark.urs("F09", "F11", "11.10(e)")
def test_no_search_finds_a_first_count_by_its_digits_before_the_second_is_there(
    core: CoreUnderTest, counting: KioskUnderTest
) -> None:
    def found(words: str) -> set[str]:
        plant = core.service.writer.picture.plant
        with core.store.unit() as unit:
            assert count(unit, plant, TrailFilter(words=words)).count == len(
                page(unit, plant, TrailFilter(words=words))[0]
            )
            return {entry.id for entry in page(unit, plant, TrailFilter(words=words))[0]}

    act = kept(counting, ActKind.VALUE_ENTERED, FIRST, "value", "5993601")
    refused = kept(counting, ActKind.REFUSED, FIRST, "value", "5993601")
    flags = {entry.id for entry in trail(core) if entry.kind == "RecordFlagged"}
    assert flags
    for digits in ("5993601", "59936"):
        assert not found(digits) & {act.id, refused.id, *flags}
    assert found("5993601 S112") == set()
    assert {act.id, refused.id} <= found("S112")
    assert act.id in found("S112 ValueEntered")
    kept(counting, ActKind.SECOND_COUNT_MADE, SECOND, "second_value", "5993601")
    assert {act.id, refused.id} <= found("5993601")


@pytest.mark.urs("F11", "F26")
@pytest.mark.parametrize("ended", sorted(ENDED))
def test_a_count_made_anew_is_as_blind_as_the_first_and_the_round_before_stays_readable(
    core: CoreUnderTest, counting: KioskUnderTest, tmp_path: Path, ended: str
) -> None:
    former = kept(counting, ActKind.VALUE_ENTERED, FIRST, "value", "587103469")
    kept(counting, ActKind.SECOND_COUNT_MADE, SECOND, "second_value", "587203469")
    repeated = kept(counting, ActKind.STEP_REPEATED, SECOND, None)
    again = kept(counting, ActKind.VALUE_ENTERED, FIRST, "value", "599305726")
    assert "587103469" in everything(core, former, tmp_path)
    for act in (repeated, again):
        assert "599305726" not in everything(core, act, tmp_path)
    with core.service.writer.writing() as writing:
        writing.unit.do(batch.update().where(batch.c.number == NUMBER).values(state=ended))
    assert "599305726" in everything(core, again, tmp_path)
    with core.store.unit() as unit:
        assert list(Unseen(unit).hidden()) == []  # of all the rounds of years only those under way are read


@pytest.mark.urs("11.10(e)")
def test_why_a_record_is_flagged_is_told_in_words(
    core: CoreUnderTest, counting: KioskUnderTest, tmp_path: Path
) -> None:
    kept(counting, ActKind.VALUE_ENTERED, FIRST, "value", "599305726")
    hidden = next(entry for entry in trail(core) if entry.kind == "RecordFlagged")
    assert (hidden.unseen, hidden.findings) == (True, ())
    assert not [value for _, value in whole(core, hidden.seq).fields if "refusal." in value]
    kept(counting, ActKind.SECOND_COUNT_MADE, SECOND, "second_value", "599305726")
    flags = [entry for entry in trail(core) if entry.kind == "RecordFlagged"]
    assert flags
    for entry in flags:
        assert entry.findings
        assert "flags" not in dict(entry.told)
        assert all(found.key in catalogue() for found in entry.findings)
        assert all("{" not in told(found, language) for found in entry.findings for language in LANGUAGES)
