"""The logbook of equipment and rooms: each line follows from records, and a rebuild gives the same."""

from typing import cast

import pytest

from core.acts import ActKind, Source, Subject, Value, Who
from core.usage.line import Kept, UsageKind, UsageLine
from core.usage.shown import what_of
from server.db.store import Store
from server.rebuild import rebuild
from server.usage_log import page
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.served import ServedBatch


def lines(core: CoreUnderTest, of: Kept, thing: str) -> tuple[UsageLine, ...]:
    """Give a logbook, the oldest line first, without how it was registered."""
    with core.store.unit() as unit:
        return tuple(reversed(page(unit, of, thing)[0]))[1:]


def checked(kiosk: KioskUnderTest) -> None:
    """Put a passed daily check of the balance on record."""
    facts = {"result": "passed", "check": "daily", "nominal_low": "7.5 kg"}
    shown = {"low": Value("7.500", "kg", Source.WEIGHED)}
    act = kiosk.act(ActKind.DEVICE_CHECKED, Who(person="P-0001"), Subject(equipment="E-BAL-01"), shown, facts)
    kiosk.send(kiosk.seal(act))


@pytest.mark.urs("F17", "GMP 86", "GMP 87")
def test_a_batch_writes_the_logbooks_of_its_equipment_and_rooms(core: CoreUnderTest, batch: ServedBatch) -> None:
    number = batch.state.number
    (use,) = lines(core, Kept.EQUIPMENT, "E-BAL-01")
    assert (use.kind, use.batch, use.product.zh, use.strength) == (UsageKind.USE, number, "对乙酰氨基酚片", "500 mg")
    assert (use.specification, use.operation, use.persons, use.checkers) == (
        "SP-PCM500",
        "OP-110",
        ("P-0001",),
        ("P-0004",),
    )
    weighed = [r.act for r in batch.records if r.act.kind in (ActKind.EQUIPMENT_SCANNED, ActKind.WEIGHT_TAKEN)]
    assert use.since == min(act.when.utc for act in weighed)
    assert use.until > max(act.when.utc for act in weighed if act.subject.operation == "OP-110")
    cleared, used, after = lines(core, Kept.ROOM, "D-104")
    assert [line.kind for line in (cleared, used, after)] == [UsageKind.CLEANING, UsageKind.USE, UsageKind.CLEANING]
    assert cleared.until < used.since
    assert used.until < after.since
    assert cleared.checkers
    owner = Store(core.owner_url)
    assert rebuild(owner).differing == ()
    owner.close()


@pytest.mark.urs("F17", "GMP 86")
@pytest.mark.usefixtures("batch")
def test_equipment_scanned_for_an_operation_is_in_use_until_its_last_step_is_signed(core: CoreUnderTest) -> None:
    (press,) = lines(core, Kept.EQUIPMENT, "E-PRESS-01")
    last = lines(core, Kept.ROOM, "D-110")[-1]
    assert press.steps == ("S320", "S330")
    assert press.until == last.until
    assert what_of(press, "en") == "Compress the tablets  S320 S330"
    assert press.told[0].params == {"tag": "compression_force", "value": "15.0 kN"}


@pytest.mark.urs("F17", "GMP 86")
def test_a_check_parts_a_use_in_two_and_tells_what_was_shown(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    batch = ServedBatch(kiosk)
    batch.play(lambda played: len(played.state.dispensed) == 1)
    checked(kiosk)
    batch.play(lambda played: len(played.state.dispensed) == 2)
    first, check, second = lines(core, Kept.EQUIPMENT, "E-BAL-01")
    assert [line.kind for line in (first, check, second)] == [UsageKind.USE, UsageKind.CHECK, UsageKind.USE]
    assert first.until < check.since < second.since
    assert [found.key for found in check.told] == ["usage.check_daily", "usage.passed", "usage.check_point"]
    assert check.told[2].params == {"nominal": "7.5 kg", "shown": "7.500 kg"}


@pytest.mark.urs("F17", "11.10(d)")
def test_the_logbook_is_shown_to_who_may_see_it_by_pages(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    for _ in range(5):
        checked(kiosk)
    asked = {"of": "equipment", "thing": "E-BAL-01", "most": 4}
    first = kiosk.ask("usage_log", session=kiosk.signed_in("P-0012"), **asked)
    assert first.refusal is None, first.refusal
    shown = first.body["lines"]
    assert isinstance(shown, list)
    assert (len(shown), first.body["more"]) == (4, True)
    place = {"since": shown[-1]["since"], "seq": shown[-1]["records"][0], "kind": "check"}
    rest = kiosk.ask("usage_log", session=kiosk.signed_in("P-0012"), **asked, before=place)
    lines = cast("list[dict[str, str]]", rest.body["lines"])
    assert [one["kind"] for one in lines] == ["check", "master_data"]
    line = {"of": "equipment", "thing": "E-BAL-01", "seq": shown[0]["records"][0], "kind": "check"}
    behind = kiosk.ask("usage_line", session=kiosk.signed_in("P-0012"), **line)
    entries = cast("list[dict[str, str]]", behind.body["entries"])
    assert [entry["kind"] for entry in entries] == ["DeviceChecked"]
    opened = kiosk.ask("usage_record", session=kiosk.signed_in("P-0012"), **line, record=shown[0]["records"][0])
    assert opened.refusal is None
    foreign = kiosk.ask("usage_record", session=kiosk.signed_in("P-0012"), **line, record=0)
    assert foreign.refusal is not None
    assert foreign.refusal.key == "decision.record_unknown"
    kept_out = kiosk.ask("usage_log", session=kiosk.signed_in("P-0013"), **asked)
    assert kept_out.refusal is not None
    assert kept_out.refusal.key == "decision.not_entitled"
    unknown = kiosk.ask("usage_log", session=kiosk.signed_in("P-0012"), of="room", thing="X-9")
    assert unknown.refusal is not None
    assert unknown.refusal.key == "usage_log.unknown"


@pytest.mark.urs("F17")
def test_an_exception_stands_in_the_logbook_of_the_equipment_it_happened_with(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    batch = ServedBatch(kiosk)
    batch.play(lambda played: (entry := played.guidance().entry) is not None and entry.act == ActKind.TAG_READ)
    guidance = batch.guidance()
    assert guidance.step is not None
    assert guidance.entry is not None
    batch.fill(guidance.step, guidance.entry, "1")
    (case,) = batch.state.cases.values()
    told = [line for line in lines(core, Kept.EQUIPMENT, "E-GRAN-01") if line.kind == UsageKind.EXCEPTION]
    assert [line.told[0].params for line in told] == [{"id": case.id}]
    assert told[0].batch == batch.state.number
