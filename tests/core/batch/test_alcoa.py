"""A played batch has what ALCOA+ asks of data: one test for each letter that software can show."""

import json
from itertools import pairwise

import pytest

from core.acts import ActKind, Source
from core.record.envelope import open_envelope
from core.record.keys import KeyRegistry
from core.record.verify import verify_envelope
from core.times import utc_from
from tests.fakes.rehearsal import Rehearsal


@pytest.fixture(scope="module")
def batch() -> Rehearsal:
    made = Rehearsal()
    made.play()
    return made


@pytest.mark.urs("ALCOA+")
def test_attributable_every_record_names_a_registered_person_or_the_service_and_a_key_that_holds(
    batch: Rehearsal,
) -> None:
    registry = KeyRegistry(batch.plant.keys)
    for record in batch.records:
        assert (record.act.who.person in batch.plant.people) != (record.act.who.service is not None)
        assert verify_envelope(record.envelope, registry).fault == ""


@pytest.mark.urs("ALCOA+")
def test_legible_every_record_is_plain_text_that_any_program_reads(batch: Rehearsal) -> None:
    for record in batch.records:
        assert json.loads(open_envelope(record.envelope)[1])["schema"] == "countersign.record"


@pytest.mark.urs("ALCOA+", "PI 041")
def test_contemporaneous_each_act_is_one_record_and_instants_never_go_back_along_a_chain(batch: Rehearsal) -> None:
    for station in ("CORE", batch.kiosk_id):
        made = [utc_from(record.act.when.utc) for record in batch.records if record.place.kiosk == station]
        assert made == sorted(made)
    assert len({record.act.id for record in batch.records}) == len(batch.records)


@pytest.mark.urs("ALCOA+")
def test_original_and_accurate_each_weight_keeps_its_balance_and_the_bytes_that_came(batch: Rehearsal) -> None:
    weights = [record for record in batch.records if record.act.kind == ActKind.WEIGHT_TAKEN]
    weighed = [value for record in weights for value in record.act.values.values() if value.source == Source.WEIGHED]
    assert weighed
    assert all(value.device is not None and value.device.serial and value.device.raw for value in weighed)


@pytest.mark.urs("ALCOA+")
def test_complete_and_consistent_each_chain_is_gapless_and_tied_to_the_record_before(batch: Rehearsal) -> None:
    for station in ("CORE", batch.kiosk_id):
        chain = [record for record in batch.records if record.place.kiosk == station]
        assert [record.place.seq for record in chain] == list(range(1, len(chain) + 1))
        assert all(later.place.prev == earlier.sha256 for earlier, later in pairwise(chain))
