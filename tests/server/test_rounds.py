"""Rounds at the core: who may open one, about what, and what goes out of them."""

from pathlib import Path

import pytest

from core.acts import Signature
from core.batch.voiding import void_manifest, void_refusals
from core.plant import Plant
from core.record.messages import Answer
from server.config import CoreConfig, write_config
from server.db.store import Store
from server.db.tables.evidence import record_flag
from server.documents import Wish, write_export
from server.rebuild import rebuild
from server.verifier import verify
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.forms import approve, form_text
from tests.server.test_usage_standing import GRANULATOR, ServedRound
from tests.server.test_voiding import void

OPERATOR, WAREHOUSE, PLANNER = "P-0001", "P-0010", "P-0011"


def plant_of(core: CoreUnderTest) -> Plant:
    return core.service.writer.picture.plant


def opened(kiosk: KioskUnderTest, thing: str, form: str = "LB-CLEAN-ROOM", person: str = OPERATOR) -> Answer:
    return kiosk.ask_as(person, "open_round", form=form, thing=thing)


def why(answer: Answer) -> str:
    assert answer.refusal is not None
    return answer.refusal.key


@pytest.mark.urs("F31")
def test_rounds_are_numbered_in_a_series_of_their_own_one_at_a_time_about_a_thing(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    approve(core, form_text("room-cleaning"))
    assert opened(kiosk, "D-104").body["round"] == "R2611-0001"
    assert opened(kiosk, "D-106").body["round"] == "R2611-0002"
    assert why(opened(kiosk, "D-104")) == "decision.round_under_way"


def test_a_round_needs_a_form_in_force_a_thing_it_is_about_and_who_may_begin_it(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    office = KioskUnderTest(core, "QA-01")
    assert why(opened(kiosk, "D-104")) == "decision.form_unknown"
    approve(core, form_text("room-cleaning"), office)
    assert why(opened(kiosk, "WH-01")) == "decision.thing_unfit"
    assert why(opened(kiosk, "D-104", "PCM500")) == "decision.form_unknown"
    assert why(opened(kiosk, "D-104", person=WAREHOUSE)) == "refusal.role"
    assert why(opened(kiosk, "D-104", person=PLANNER)) == "decision.not_entitled"
    assert why(opened(office, "D-104")) == "decision.round_elsewhere"


def test_no_batch_is_issued_from_a_form(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    approve(core, form_text("room-cleaning"))
    assert why(kiosk.ask_as(PLANNER, "issue_batch", master="LB-CLEAN-ROOM")) == "decision.master_is_form"


@pytest.mark.urs("F31", "F34")
def test_a_round_is_exported_and_verified_like_any_records(
    core: CoreUnderTest, kiosk: KioskUnderTest, tmp_path: Path
) -> None:
    approve(core, form_text("room-cleaning"))
    number = str(opened(kiosk, "D-104").body["round"])
    config = tmp_path / "core.json"
    bus = ("nats://127.0.0.1:1",)
    parts = (core.founded.postgres_url, bus, Path("x"), core.founded.folder, tmp_path)
    write_config(config, CoreConfig(plant_of(core).site, *parts))
    out = tmp_path / "round.zip"
    assert write_export(config, Wish(batch=number), out) > 1
    assert verify(out).failures == []


def voiding_of(made: ServedRound) -> Signature:
    """Give the signature by which a round was voided."""
    (signature,) = [record.act.signature for record in made.records if record.act.signature is not None]
    return signature


@pytest.mark.urs("F31", "F02")
def test_a_round_opened_in_error_is_voided_and_the_next_one_has_a_number_of_its_own(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    approve(core, form_text("equipment-cleaning"))
    made = ServedRound(kiosk, form_text("equipment-cleaning"), GRANULATOR)
    made.play(lambda played: len(played.state.step(played.master.steps()[0].id).filled) == 1)
    key = f"{made.master.code}/{GRANULATOR}"
    assert plant_of(core).rounds[key].under_way
    answer = void(made, "the wrong label was scanned")
    assert answer.refusal is None, answer.refusal
    line = plant_of(core).rounds[key]
    assert (line.number, line.under_way, line.completed) == ("R2611-0001", False, "")
    assert plant_of(core).standings == {}
    again = ServedRound(kiosk, form_text("equipment-cleaning"), GRANULATOR)
    assert again.state.number == "R2611-0002"
    again.play()
    assert plant_of(core).rounds[key].completed
    found = void_refusals(
        void_manifest(again.state, again.master, "en"),
        voiding_of(made),
        again.state,
        again.master,
        "en",
    )
    assert [item.key for item in found] == ["refusal.void_complete"]
    assert core.rows(record_flag) == []
    owner = Store(core.owner_url)
    assert rebuild(owner).differing == ()
    owner.close()
