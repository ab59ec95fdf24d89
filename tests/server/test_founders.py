"""Founding a real plant: both founders choose a passphrase and confirm a token; nobody's password stands in a file."""

import re
from base64 import b32decode
from datetime import date
from pathlib import Path

import pytest

from console.kiosk_keys import ANNOUNCEMENT, make_keys
from core.acts import ActKind
from core.announcement import Announcement, bus_kiosks, registered
from core.plant_text import PlantText, PlantUnreadable, read_plant
from core.record.keys import KeyKind, held_key
from core.record.sealed import unwrap_key
from core.secret import Secret
from server.codes import current_code
from server.db.store import Store
from server.db.tables.evidence import record
from server.founders import ask_founders, fingerprints
from server.founding_kiosks import KiosksMissing, ask_kiosks
from server.keys import load_keys
from server.opening import Founded, FoundersMissing, found
from server.vault import Vault
from tests.fakes.clock import ManualClock
from tests.fakes.core import MASTER_TEXT, QUICK, ROOT

KIOSK = "KIOSK-01"
GOOD = ("lake-pencil-thunder-9", "moss-ladder-violin-3")
DEMO = (ROOT / "server/plants/demo.yaml").read_text("utf-8")


PEOPLE = """people:
  - {id: P-0013, user_id: admin1, name: 林涛, roles: [admin]}
  - {id: P-0014, user_id: admin2, name: 徐慧, roles: [admin]}

"""


def real_text() -> str:
    """Make a real plant of the demo's: only the two administrators, no password."""
    head, rest = DEMO.split("\npeople:\n", 1)
    after = re.split(r"\n(?=# ---)", rest, maxsplit=1)[1]
    return f"{head}\n{PEOPLE}{after}".replace("simulated: yes", "simulated: no")


def real_plant() -> PlantText:
    return read_plant(real_text(), "plant.yaml", date(2026, 11, 20))


class Scripted:
    """The founders' hands: they type what is due and read codes off the token that was shown."""

    def __init__(self, clock: ManualClock) -> None:
        self.clock = clock
        self.said: list[str] = []
        self.secrets = ["short", "short", GOOD[0], GOOD[0] + "x", GOOD[0], GOOD[0], GOOD[1], GOOD[1]]
        self.seeds: list[bytes] = []
        self.answers: list[str] = []
        self._codes: list[str] = ["000000", "000000"]

    def say(self, words: str) -> None:
        self.said.append(words)
        if shown := re.search(r"secret=([A-Z2-7]+)", words):
            self.seeds.append(b32decode(shown[1]))

    def hidden(self, prompt: str) -> str:
        return self.secrets.pop(0)

    def typed(self, prompt: str) -> str:
        if self.answers:
            return self.answers.pop(0)
        if self._codes:
            return self._codes.pop(0)
        first = current_code(self.seeds[-1], self.clock.utc())
        self.clock.advance(30)
        self._codes.append(current_code(self.seeds[-1], self.clock.utc()))
        return first


def announced(folder: Path, talk: Scripted) -> dict[str, Announcement]:
    """Let a terminal make its keys, and type the fingerprint on its screen, after another one."""
    made = make_keys(folder / "kiosk", KIOSK, 1)
    talk.answers = ["0000 0000 0000 0000 0000 0000", made.fingerprint.upper()]
    return ask_kiosks([folder / "kiosk" / ANNOUNCEMENT], talk)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


def founded(owner_url: str, folder: Path, clock: ManualClock, talk: Scripted) -> Founded:
    plant = real_plant()
    asked = ask_founders(plant.plant, clock, talk)
    return found(owner_url, folder / "keys", plant, [MASTER_TEXT], clock, QUICK, asked, announced(folder, talk))


@pytest.mark.urs("11.100(b)", "11.300(a)", "11.200(a)(3)")
def test_both_founders_and_nobody_else_are_enrolled(empty_database: str, tmp_path: Path, clock: ManualClock) -> None:
    talk = Scripted(clock)
    made = founded(empty_database, tmp_path, clock, talk)
    assert sorted(made.plant.people) == ["P-0013", "P-0014"]
    assert [person.statement for person in made.plant.people.values()] == [0, 0]
    assert [owner for owner, _ in fingerprints(made.plant)] == ["CORE", "P-0013", "P-0014"]
    assert all(len(shown) == 64 for _, shown in fingerprints(made.plant))
    assert all(held_key(made.plant.keys, KeyKind.USER, person) for person in made.plant.people)
    assert "Use at least 12 characters. Several words are best." in talk.said
    assert "The two are not the same. Type both again." in talk.said
    assert any("not two consecutive codes" in words for words in talk.said)


def test_the_token_and_the_passphrase_are_those_that_were_chosen(
    empty_database: str, tmp_path: Path, clock: ManualClock
) -> None:
    talk = Scripted(clock)
    made = founded(empty_database, tmp_path, clock, talk)
    vault, store = Vault(load_keys(made.folder)), Store(made.postgres_url)
    with store.unit() as unit:
        for person, seed, password in zip(("P-0013", "P-0014"), talk.seeds, GOOD, strict=True):
            wrapped = vault.wrapped_key(unit, person)
            assert wrapped is not None
            assert unwrap_key(wrapped, person, Secret(password)).id == wrapped.key
            assert vault.seed(unit, person) == seed
        kinds = [row.kind for row in unit.rows(record.select())]
    store.close()
    assert ActKind.SIGNED.value not in kinds


def test_without_the_founders_nothing_is_founded(empty_database: str, tmp_path: Path, clock: ManualClock) -> None:
    kiosks = announced(tmp_path, Scripted(clock))
    with pytest.raises(FoundersMissing):
        found(empty_database, tmp_path / "keys", real_plant(), [MASTER_TEXT], clock, QUICK, {}, kiosks)


@pytest.mark.urs("11.10(h)")
def test_a_founded_kiosk_has_the_keys_that_it_made_itself_and_no_other_has_any(
    empty_database: str, tmp_path: Path, clock: ManualClock
) -> None:
    talk = Scripted(clock)
    made = founded(empty_database, tmp_path, clock, talk)
    own = make_keys(tmp_path / "kiosk", KIOSK, 1)
    assert registered(KIOSK, made.plant) == own
    assert [key.owner for key in made.plant.keys if key.kind == KeyKind.DEVICE] == [KIOSK]
    assert bus_kiosks(made.plant).admitted == {KIOSK: own.nkey}
    assert list(made.folder.rglob("device.key")) == []
    assert any("fingerprint" in words for words in talk.said)


@pytest.mark.parametrize(("kiosk", "why"), [("", "founders.no_kiosk"), ("WEIGH-99", "founders.kiosk_unknown")])
def test_a_real_plant_begins_with_a_kiosk_of_its_own(
    empty_database: str, tmp_path: Path, clock: ManualClock, kiosk: str, why: str
) -> None:
    kiosks = {kiosk: make_keys(tmp_path / "kiosk", kiosk, 1)} if kiosk else {}
    with pytest.raises(KiosksMissing) as caught:
        found(empty_database, tmp_path / "keys", real_plant(), [MASTER_TEXT], clock, QUICK, {}, kiosks)
    assert caught.value.key == why


def test_a_password_in_the_file_of_a_real_plant_and_anybody_else_are_refused() -> None:
    with pytest.raises(PlantUnreadable) as caught:
        read_plant(DEMO.replace("simulated: yes", "simulated: no"), "plant.yaml", date(2026, 11, 20))
    keys = {fault.finding.key for fault in caught.value.faults}
    assert {"plant_file.password_real", "plant_file.only_founders"} <= keys
