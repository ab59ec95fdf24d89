"""Whoever administers the database, and is root on the core with all its keys, is found, or cannot sign for anybody."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from core.acts import ActKind, Who
from core.record.chain import Head
from core.record.envelope import open_envelope
from core.record.payload import decode_payload
from core.record.sealed import WrongPassword, unwrap_key
from core.secret import Secret
from server.db.migrate import SERVICE_ROLE
from server.db.store import Store
from server.rebuild import rebuild
from server.scopes import batch_scope
from server.vault import Vault
from tests.adversary.deeds import DEEDS, Deed
from tests.adversary.on_people import OWN_KEY, register_a_users_key_alone
from tests.adversary.on_the_log import cut_the_tail_and_sign_all_anew
from tests.adversary.plant import Adversary, Spoiled, Worked, without_guards, worked_plant
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.servers import Cluster
from tests.second_verifier.agreement import verify


@pytest.fixture(scope="module")
def plant(postgres: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worked]:
    """A plant that worked for some hours, to be copied for each deed."""
    made = worked_plant(postgres, tmp_path_factory.mktemp("plant"))
    yield made
    postgres.drop(made.database)
    postgres.drop(made.backup)


@pytest.fixture
def spoiled(postgres: Cluster, plant: Worked, tmp_path: Path) -> Iterator[Spoiled]:
    """Its copy, its triggers off."""
    yield from spoilable(postgres, plant, plant.database, tmp_path)


def spoilable(postgres: Cluster, plant: Worked, database: str, folder: Path) -> Iterator[Spoiled]:
    """Copy a database of the plant and its keys, switch the triggers off, and clean up afterwards."""
    name = postgres.create(database)
    shutil.copytree(plant.founded.folder, folder / "keys")
    service, owner = postgres.of(name, SERVICE_ROLE), Store(postgres.of(name))
    without_guards(owner)
    founded = msgspec.structs.replace(plant.founded, postgres_url=service)
    core = CoreUnderTest(founded, postgres.of(name), service)
    core.clock.advance(7200)
    yield Spoiled(plant, core, owner, folder)
    core.close()
    owner.close()
    postgres.drop(name)


def done(spoiled: Spoiled, deed: Deed) -> str:
    """Do it as well as it can be done: who signs all anew also refills the projections from the new records."""
    with spoiled.owner.unit() as unit:
        named = deed.do(Adversary(spoiled.plant, unit, spoiled.core, spoiled.folder / "keys"))
    if deed.name.endswith("anew"):
        rebuild(spoiled.owner)
    spoiled.core.service = spoiled.core.again()
    return named


def test_at_least_twenty_deeds_are_tried() -> None:
    assert len({deed.do for deed in DEEDS}) == len(DEEDS) >= 40
    assert sum(bool(deed.found) for deed in DEEDS) >= 40


@pytest.mark.urs("11.10(a)", "11.10(c)", "11.10(e)", "11.70", "NMPA 22(2)", "GMP 163")
@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.name.replace(" ", "-"))
def test_a_deed_is_found_by_these_means_and_named(spoiled: Spoiled, deed: Deed) -> None:
    named = done(spoiled, deed)
    found = spoiled.found()
    assert set(found) == set(deed.found.split()), found
    assert not found or any(named in words for told in found.values() for words in told), (named, found)


LEFT_OUT = (
    "DELETE FROM record WHERE seq = :seq",
    "UPDATE record SET batch = NULL WHERE seq = :seq",
    "UPDATE record SET batch = 'another' WHERE seq = :seq",
)


@pytest.mark.urs("11.10(a)", "11.10(c)", "F34")
@pytest.mark.parametrize("how", ["", *LEFT_OUT], ids=["none", "deleted", "hidden", "moved"])
def test_a_record_left_out_of_the_export_of_a_decided_batch_is_found_by_that_export_alone(
    spoiled: Spoiled, plant: Worked, how: str
) -> None:
    """The core's own key signs the export; no other batch, no period, no terminal and no doctor is asked."""
    about = f"FROM record WHERE batch = '{plant.decided}'"
    (decision,) = spoiled.rows(f"SELECT rid {about} AND kind = 'BatchRejected'")
    places = [row.seq for row in spoiled.rows(f"SELECT seq {about} AND kind NOT IN ('BatchRejected', 'Signed')")]
    if not how:
        assert spoiled.exported(lambda unit: batch_scope(unit, plant.decided)) == set()
        assert verify(spoiled.folder / "export.zip").ok
        assert [told.split()[0] for told in spoiled.complete] == [plant.decided]
        return
    with spoiled.owner.unit() as unit:
        Adversary(plant, unit, spoiled.core, spoiled.folder / "keys").sql(how, seq=places[len(places) // 2])
    found = spoiled.exported(lambda unit: batch_scope(unit, plant.decided))
    assert f"{decision.rid} records_left_out" in found
    assert spoiled.complete == []
    assert not verify(spoiled.folder / "export.zip").ok


@pytest.mark.urs("11.10(c)")
def test_an_old_backup_is_refused_at_the_start_and_by_a_witness(
    postgres: Cluster, plant: Worked, tmp_path: Path
) -> None:
    for spoiled in spoilable(postgres, plant, plant.backup, tmp_path):
        with spoiled.owner.unit() as unit:
            Adversary(plant, unit, spoiled.core, tmp_path / "keys").checkpointed()
        found = spoiled.found()
        assert found["start"] == {"witness.log_behind"}
        assert found["witness"] == {"witness.rolled_back"}
        assert set(found) == {"doctor", "start", "witness"}


@pytest.mark.urs("11.10(c)")
def test_a_kiosk_whose_last_records_were_cut_off_sends_what_follows_and_the_gap_is_told(spoiled: Spoiled) -> None:
    """The chain lies on the kiosk too: what it records next does not fit a core that has forgotten the end."""
    rows = spoiled.rows("SELECT * FROM record WHERE kiosk = 'KIOSK-01' AND joined ORDER BY kiosk_seq")
    kiosk = KioskUnderTest(spoiled.core)
    kiosk.head = Head("KIOSK-01", rows[-1].epoch, rows[-1].kiosk_seq, rows[-1].sha256)
    done(spoiled, next(deed for deed in DEEDS if deed.do is cut_the_tail_and_sign_all_anew))
    (resend,) = kiosk.send(kiosk.seal(), service=spoiled.core.again()).resends
    kept = max(row.kiosk_seq for row in spoiled.rows("SELECT kiosk_seq FROM record WHERE kiosk = 'KIOSK-01'"))
    assert (resend.kiosk, resend.from_seq) == ("KIOSK-01", kept + 1)
    assert kept < rows[-1].kiosk_seq


def unlocked(hand: Adversary, person: str, password: str) -> bool:
    """Try a password on a person's key with all that the core holds."""
    with hand.core.store.unit() as unit:
        wrapped = Vault(hand.keys).wrapped_key(unit, person)
    assert wrapped is not None
    try:
        unwrap_key(wrapped, person, Secret(password))
    except WrongPassword:
        return False
    return True


@pytest.mark.urs("11.200(a)(2)", "11.200(a)(3)", "11.10(j)", "NMPA 22(3)", "CS 23")
def test_all_keys_of_the_core_and_every_code_open_no_key_of_a_person(spoiled: Spoiled, plant: Worked) -> None:
    with spoiled.owner.unit() as unit:
        hand = Adversary(plant, unit, spoiled.core, spoiled.folder / "keys")
        seed = plant.founded.seeds["P-0001"]
        with spoiled.core.store.unit() as reading:
            assert Vault(hand.keys).seed(reading, "P-0001") == seed, "one-time codes are no barrier to root on the core"
        tries = ("", "password", seed.hex(), hand.keys.pepper.hex(), hand.keys.core.id, "P-0001", "123456")
        assert not any(unlocked(hand, "P-0001", password) for password in tries)
        assert unlocked(hand, "P-0001", plant.founded.passwords["P-0001"])


@pytest.mark.urs("11.200(a)(3)", "11.100", "NMPA 22(3)")
@pytest.mark.parametrize("registered", [False, True], ids=["unknown key", "key stated by the core alone"])
def test_a_signature_made_with_a_key_that_the_core_invented_is_refused(spoiled: Spoiled, registered: bool) -> None:
    """Root on the core and on a kiosk: both station keys are true, the person's key is not."""
    with spoiled.owner.unit() as unit:
        hand = Adversary(spoiled.plant, unit, spoiled.core, spoiled.folder / "keys")
        row = hand.signed()
        if registered:
            register_a_users_key_alone(hand)
        old = decode_payload(open_envelope(bytes(row.envelope))[1]).act
        last = hand.records("kiosk = 'KIOSK-01'")[-1]
    kiosk = KioskUnderTest(spoiled.core)
    kiosk.head = Head("KIOSK-01", last.epoch, last.kiosk_seq, last.sha256)
    assert old.signature is not None
    claim = msgspec.structs.replace(old.signature, person="P-0004", key=OWN_KEY.id)
    forged = msgspec.structs.replace(kiosk.act(ActKind.SIGNED, Who(person="P-0004"), old.subject), signature=claim)
    record = kiosk.seal(forged, OWN_KEY)
    kiosk.send(record, service=spoiled.core.again())
    found = spoiled.found()
    assert any(record.act.id in words for words in found["verify"]), found
