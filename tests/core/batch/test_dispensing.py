"""Dispensing: several containers and lots to one target, by what each lot holds; worked out by hand."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import msgspec
import pytest

from core.acts import ActKind, Meaning, Source, Value
from core.batch.fold import fold
from core.batch.guide import Stage
from core.batch.manifest import step_manifest
from core.batch.review import review
from core.finding import Finding
from core.master.kinds import Potency
from core.master.limits import Limits
from core.plant import LotState, Plant
from tests.fakes.dispensing import AS_IS, DRIED, FIRST, SECOND, Dispensing, stocked


def limits(low: str, target: str, high: str) -> Limits:
    return Limits(Decimal(low), Decimal(high), target=Decimal(target))


def keys(found: Iterable[Finding]) -> list[str]:
    return [item.key for item in found]


@pytest.mark.urs("F07")
@pytest.mark.parametrize(
    ("potency", "assay", "water", "due"),
    [
        # 10.000 / 0.994 = 10.06036; 9.950 / 0.994 = 10.01006, up; 10.050 / 0.994 = 10.11066, down
        (AS_IS, "99.4", "", limits("10.011", "10.060", "10.110")),
        # 10.000 / 0.994 / 0.995 = 10.11092; low 10.06036, up; high 10.16147, down
        (DRIED, "99.4", "0.5", limits("10.061", "10.111", "10.161")),
        # a nominal assay of 99.0 %: 10.000 * 99.0 / 99.4 = 9.95976; low 9.90996, up; high 10.00956, down
        (Potency(Decimal("99.0"), AS_IS.basis, 3), "99.4", "", limits("9.910", "9.960", "10.009")),
        # an assay above 100 %: 10.000 / 1.012 = 9.88142; low 9.83201, up; high 9.93083, down
        (AS_IS, "101.2", "", limits("9.833", "9.881", "9.930")),
    ],
)
def test_what_is_weighed_of_a_lot_is_the_target_by_its_content(
    potency: Potency, assay: str, water: str, due: Limits
) -> None:
    batch = Dispensing(potency, stocked((assay, "98.0"), potency.basis.value, water))
    step, entry = batch.to("S20", "net")
    assert batch.due("S20", "net") == due
    assert keys(batch.fill(step, entry, f"{due.low - Decimal('0.001'):f}")) == ["refusal.weight_under"]  # type: ignore[operator]  # set above
    assert keys(batch.fill(step, entry, f"{due.high + Decimal('0.001'):f}")) == ["refusal.weight_over"]  # type: ignore[operator]  # set above
    assert batch.fill(step, entry, f"{due.target:f}") == ()


def two_lots() -> Dispensing:
    batch = Dispensing()
    step, entry = batch.to("S20", "net")
    assert batch.part(step, entry, "6.000") == ()
    step, entry = batch.to("S20", "source_2")
    assert batch.scan(step, entry, "C-000984") == ()
    return batch


@pytest.mark.urs("F07", "F08")
def test_two_lots_add_up_what_they_hold() -> None:
    batch = two_lots()
    # 6.000 kg at 99.4 % hold 5.964 kg; 4.036 / 0.98 = 4.11837; 3.986 / 0.98 = 4.06735, up; 4.086 / 0.98 = 4.16939, down
    assert batch.due("S20", "net_2") == limits("4.068", "4.118", "4.169")
    step, entry = batch.to("S20", "net_2")
    assert batch.fill(step, entry, "4.118") == ()
    batch.to("S30", "source")
    made = [(item.container, item.lot, str(item.net)) for item in batch.state.dispensed.values()]
    assert made == [("C-2611004202", FIRST, "6.000 kg"), ("C-2611004202-2", SECOND, "4.118 kg")]


@pytest.mark.urs("F07")
def test_the_filler_makes_up_for_the_mass_that_potency_adds() -> None:
    batch = two_lots()
    # 6.000 + 4.118 = 10.118 kg were weighed for 10.000: 0.118 less of the filler
    batch.to("S30", "net")
    assert batch.due("S30", "net") == limits("2.357", "2.382", "2.407")


@pytest.mark.urs("F07")
def test_formula_inputs_and_rounding_stand_in_the_record_and_are_signed() -> None:
    batch = two_lots()
    batch.to("S30", "source")
    filled = batch.state.step("S20").filled
    assert {name: filled["source"].act.facts[name] for name in ("assay", "basis")} == {
        "assay": "99.4",
        "basis": "as_is",
    }
    facts = filled["net_2"].act.facts
    assert (facts["formula"], facts["active"], facts["rounding"]) == (
        "missing / (assay / 100)",
        "4.036 kg",
        "3 half-even",
    )
    step = batch.master.step("S20")
    assert step is not None
    shown = " | ".join(line.value for line in step_manifest(step, batch.state, "en", batch.plant).lines)
    assert "C-000981 L-240817-03  assay 99.4% as is, water -" in shown
    assert "4.118 kg counts 4.036 kg" in shown


@pytest.mark.urs("F07")
@pytest.mark.parametrize(
    ("plant", "key"),
    [
        (stocked(("", "98.0")), "refusal.assay_missing"),
        (stocked(("0", "98.0")), "refusal.assay_missing"),
        (stocked(("99.4", "98.0"), "dried", "0.5"), "refusal.assay_basis"),
        (stocked(("99.4", "98.0"), ""), "refusal.assay_basis"),
    ],
)
def test_a_lot_without_a_usable_assay_is_refused_at_its_scan(plant: Plant, key: str) -> None:
    batch = Dispensing(AS_IS, plant)
    step, entry = batch.to("S20", "source")
    assert keys(batch.scan(step, entry, "C-000981")) == [key]


@pytest.mark.urs("F07")
def test_an_assay_is_used_up_to_its_last_day_and_water_is_needed_for_dried_substance() -> None:
    cases: tuple[tuple[dict[str, date], list[str]], ...] = (
        ({"assay_until": date(2026, 11, 19)}, ["refusal.assay_expired"]),
        ({"assay_until": date(2026, 11, 20)}, []),
        ({"retest": date(2026, 11, 19)}, ["store.retest_due"]),
    )
    for change, found in cases:
        plant = stocked()
        lot = msgspec.structs.replace(plant.lots[FIRST], **change)
        batch = Dispensing(AS_IS, msgspec.structs.replace(plant, lots={**plant.lots, FIRST: lot}))
        step, entry = batch.to("S20", "source")
        assert keys(batch.scan(step, entry, "C-000981")) == found
    batch = Dispensing(DRIED, stocked(basis="dried"))
    step, entry = batch.to("S20", "source")
    assert keys(batch.scan(step, entry, "C-000981")) == ["refusal.assay_missing"]


@pytest.mark.urs("F07")
@pytest.mark.parametrize(("name", "value"), [("assay", "90.0"), ("basis", "dried"), ("water", "5.0"), ("shift", "-1")])
def test_a_kiosk_cannot_make_up_the_content_of_a_lot(name: str, value: str) -> None:
    batch = Dispensing()
    step, entry = batch.to("S20", "source")
    subject, values, facts = batch.content(step, entry)
    about = msgspec.structs.replace(subject, entry="source")
    assert keys(batch.do(entry.act, step, about, values, {**facts, name: value})) == ["refusal.potency_other"]


@pytest.mark.urs("F08")
@pytest.mark.parametrize(
    ("net", "found"), [("9.949", []), ("0.000", ["refusal.no_part"]), ("9.950", ["refusal.no_part"])]
)
def test_a_part_is_more_than_nothing_and_less_than_what_is_missing(net: str, found: list[str]) -> None:
    batch = Dispensing(None)
    step, entry = batch.to("S20", "net")
    assert keys(batch.part(step, entry, net)) == found


@pytest.mark.urs("F08", "F09")
def test_every_part_has_its_label_and_is_charged_by_its_own_scan() -> None:
    batch = two_lots()
    batch.to("S40", "charge_1")
    step, entry = batch.to("S40", "charge_1")
    subject, values, _ = batch.content(step, entry)
    about = msgspec.structs.replace(subject, entry="charge_1")
    assert keys(batch.do(entry.act, step, about, values, {"material": "RM-001"})) == ["refusal.charge_left"]
    assert batch.fill(step, entry) == ()
    step, entry = batch.to("S40", "charge_1_2")
    assert batch.fill(step, entry) == ()
    batch.to("S40", "charge_2")
    batch.play(lambda r: bool(r.state.outputs))
    used = {item.lot: str(item.quantity) for item in batch.state.outputs[0].inputs}
    assert used[FIRST] == "6.000 kg"
    assert used[SECOND] == "4.118 kg"
    assert batch.state.step("S80").filled["result"].act.values["value"].value == "12.500"


@pytest.mark.urs("F08")
def test_a_batch_with_parts_is_made_to_its_end_with_nothing_refused() -> None:
    batch = two_lots()
    batch.play()
    assert batch.guidance().stage == Stage.COMPLETE
    assert batch.refusals == []


@pytest.mark.urs("F08")
def test_what_is_undone_in_parts_leaves_numbers_that_are_never_used_again() -> None:
    batch = two_lots()
    step, entry = batch.to("S20", "net_2")
    batch.fill(step, entry, "4.118")
    assert batch.do(ActKind.ENTRIES_UNDONE, step) == ()
    assert batch.state.dispensed == {}
    batch.chosen = "C-000981"
    batch.to("S30", "source")
    assert [*batch.state.dispensed] == ["C-2611004202-3"]


@pytest.mark.urs("F28")
def test_kiosk_core_and_rebuild_fold_the_same() -> None:
    batch = two_lots()
    batch.play()
    again = fold(tuple(batch.records), batch.master)
    assert again == batch.state


@pytest.mark.urs("F25", "CS 15", "GMP 163")
def test_a_typed_weight_asks_for_a_second_person_whatever_the_step_says() -> None:
    batch = Dispensing(None)
    plain = msgspec.to_builtins(batch.master)
    weighing = plain["procedures"][0]["operations"][0]["steps"][1]
    weighing["sign"], weighing["critical"] = "performed", False
    batch.master = msgspec.convert(plain, type(batch.master), strict=False)
    step, entry = batch.to("S20", "net")
    supervisor = batch.plant.people["P-0003"]
    subject, _, facts = batch.content(step, entry, "10.000")
    about, values = msgspec.structs.replace(subject, entry="net"), {"net": Value("10.000", "kg", Source.TYPED)}
    reason = {"reason": "balance broken"}
    assert keys(batch.do(entry.act, step, about, values, {**facts, **reason})) == ["refusal.typed_right"]
    assert keys(batch.do(entry.act, step, about, values, facts, supervisor)) == ["refusal.typed_reason"]
    assert keys(
        batch.do(entry.act, step, about, {"net": Value("9.000", "kg", Source.TYPED)}, {**facts, **reason}, supervisor)
    ) == ["refusal.weight_under"]
    assert batch.do(entry.act, step, about, values, {**facts, **reason}, supervisor) == ()
    batch.play(lambda r: r.guidance().stage == Stage.VERIFY)
    assert keys(batch.sign_step(step, supervisor, Meaning.VERIFIED)) == ["refusal.own_countersign"]
    shown = " | ".join(line.value for line in step_manifest(step, batch.state, "en", batch.plant).lines)
    assert "10.000 kg [!] typed: balance broken" in shown
    batch.play()
    assert batch.guidance().stage == Stage.COMPLETE
    found = review(batch.state, tuple(batch.records), batch.master, batch.plant).findings
    (typed,) = [item for item in found if item.rule == "typed_weights"]
    assert (typed.severity, typed.what.params) == ("note", {"step": "2", "reason": "balance broken"})


@pytest.mark.urs("F09", "GMP 113")
@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"state": LotState.ON_HOLD}, "refusal.lot_on_hold"),
        ({"state": LotState.REJECTED}, "refusal.lot_rejected"),
        ({"expiry": date(2026, 11, 19)}, "refusal.lot_expired"),
    ],
)
def test_what_was_held_or_has_expired_since_it_was_weighed_goes_into_no_vessel(
    change: dict[str, object], key: str
) -> None:
    batch = Dispensing()
    step, entry = batch.to("S40", "charge_1")
    lot = msgspec.structs.replace(batch.plant.lots[FIRST], **change)
    batch.plant = msgspec.structs.replace(batch.plant, lots={**batch.plant.lots, FIRST: lot})
    assert keys(batch.fill(step, entry)) == [key]
