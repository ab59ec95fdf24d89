"""Who may sign: a key holds only by its own records, decided by two others whose keys hold, back to the founders."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from core.acts import ActKind, Manifest, ManifestLine, Meaning, Subject
from core.changes import Change, changes_digest
from core.record.canonical import canonical
from core.record.keys import KeyKind, PublicKey, public_key
from core.record.payload import Record
from server import verifier
from server.verifier import Report
from tests.fakes.exports import by_hand, entry
from tests.fakes.log import START, Founding, key
from tests.fakes.small_product import BATCH, KIOSK, keys, small_batch
from tests.second_verifier.agreement import verify

LATER = "2026-11-20T00:00:00.000000Z"
FOUNDERS = ("P-0001", "P-0002")


def user(person: str, since: str = START) -> PublicKey:
    return public_key(key(person), KeyKind.USER, person, since)


CORE, DEVICE = (next(row for row in keys() if row.owner == owner) for owner in ("CORE", KIOSK))


class Plant:
    """A plant that is founded by hand, and one batch record signed by a person of it."""

    def __init__(self, *founding: PublicKey) -> None:
        self.made = Founding((), key("CORE"))
        self.rows: dict[str, PublicKey] = {}
        for row in founding or (CORE, DEVICE, *map(user, FOUNDERS)):
            self.found(row)

    def found(self, row: PublicKey) -> None:
        self.rows[row.id] = row
        self.made.state(row, founding="yes")

    def decide(self, *rows: PublicKey, by: tuple[str, ...] = FOUNDERS) -> list[Record]:
        self.rows |= {row.id: row for row in rows}
        return self.made.decide(*rows, signers=by)

    def signed_by(self, person: str, tmp_path: Path, *founders: str) -> Report:
        """Verify an export in which the person has signed a step."""
        batch = small_batch()
        done = batch.record(ActKind.CONFIRMED, Subject(step="S10", entry="item_1"), person=person)
        manifest = Manifest(BATCH, "S10", "1", "en", (ManifestLine("a", "b"),), ())
        signer = msgspec.structs.replace(batch.plant.people["P-0001"], id=person)
        signed = batch.signed_record(manifest, signer, Meaning.PERFORMED)
        lines = [entry(record) for record in (*batch.records[:-2], done, signed)]
        rows = [self.rows[identity] for identity in sorted(self.rows)]
        path = by_hand(tmp_path / "plant.zip", BATCH, lines, rows, key("CORE"), self.made.records)
        return verify(path, founders=founders)


def reasons(report: Report) -> list[str]:
    return sorted({failure.key for failure in report.failures})


@pytest.mark.urs("11.100(b)", "11.300(a)")
def test_a_key_that_two_founders_registered_signs_and_the_founders_are_named(tmp_path: Path) -> None:
    plant = Plant()
    plant.decide(user("P-0007"))
    report = plant.signed_by("P-0007", tmp_path)
    assert report.ok, verifier.words(report)
    assert report.founders == [f"{person} {verifier.sha256(key(person).public).hexdigest()}" for person in FOUNDERS]
    assert all(founder in verifier.words(report, "zh") for founder in report.founders)


def test_whom_the_founders_registered_may_register_others(tmp_path: Path) -> None:
    plant = Plant()
    plant.decide(user("P-0003"), user("P-0004"))
    plant.decide(user("P-0007"), by=("P-0003", "P-0004"))
    assert plant.signed_by("P-0007", tmp_path).ok


@pytest.mark.urs("11.200(a)(3)")
@pytest.mark.parametrize(
    "by",
    [("P-0001",), ("P-0001", "P-0001"), ("P-0001", "P-0007"), ("P-0001", "P-0005"), ()],
    ids=["one", "one twice", "with the owner", "with a stranger", "nobody"],
)
def test_a_key_of_a_person_that_two_others_did_not_register_signs_nothing(tmp_path: Path, by: tuple[str, ...]) -> None:
    plant = Plant()
    plant.decide(user("P-0007"), by=by)
    report = plant.signed_by("P-0007", tmp_path)
    assert {"key_not_decided", "key_not_stated"} <= set(reasons(report))
    assert report.failures[-1].key == "key_not_stated"


def test_a_key_that_stands_in_the_registry_alone_signs_nothing(tmp_path: Path) -> None:
    plant = Plant()
    plant.rows[key("P-0007").id] = user("P-0007")
    assert reasons(plant.signed_by("P-0007", tmp_path)) == ["key_not_stated"]


def test_a_kiosk_needs_one_person_and_without_any_its_records_are_refused(tmp_path: Path) -> None:
    plant = Plant(CORE, *map(user, FOUNDERS))
    plant.decide(DEVICE, by=("P-0002",))
    assert plant.signed_by("P-0001", tmp_path).ok
    bare = Plant(CORE, *map(user, FOUNDERS))
    bare.rows[DEVICE.id] = DEVICE
    bare.made.state(DEVICE)
    assert reasons(bare.signed_by("P-0001", tmp_path)) == ["key_not_decided", "key_not_stated"]


def _two_manifests(plant: Plant, digest: str) -> list[str]:
    return [plant.made.sign(person, digest).act.id for person in FOUNDERS]


def test_signatures_over_other_bodies_decide_nothing(tmp_path: Path) -> None:
    plant = Plant()
    named = ",".join(_two_manifests(plant, "0" * 64))
    plant.rows[key("P-0007").id] = user("P-0007")
    plant.made.state(user("P-0007"), signatures=named)
    assert "key_not_decided" in reasons(plant.signed_by("P-0007", tmp_path))


def test_a_change_smuggled_in_beside_those_that_were_signed_undoes_them_all(tmp_path: Path) -> None:
    plant = Plant()
    [stated] = plant.decide(user("P-0007"))
    plant.rows[key("P-0006").id] = user("P-0006")
    plant.made.state(user("P-0006"), signatures=stated.act.facts["signatures"])
    assert "key_not_decided" in reasons(plant.signed_by("P-0007", tmp_path))


def test_changes_decided_together_are_hashed_as_the_product_hashes_them(tmp_path: Path) -> None:
    plant = Plant()
    row = user("P-0007")
    person = Change("people", "P-0007", '{"id":"P-0007"}')
    changes = (Change("keys", row.id, canonical(row).decode()), person)
    named = ",".join(_two_manifests(plant, changes_digest(changes)))
    plant.rows[row.id] = row
    plant.made.state(row, signatures=named)
    act = plant.made.records[-1].act
    facts = {"kind": person.kind, "id": person.id, "body": person.body, "signatures": named}
    plant.made.keep(msgspec.structs.replace(act, id="00000000-0000-7000-8000-999999999999", facts=facts))
    assert plant.signed_by("P-0007", tmp_path).ok


def closed(row: PublicKey, at: str) -> PublicKey:
    return msgspec.structs.replace(row, valid_to=at, revoked_because="lost")


@pytest.mark.urs("11.300(c)")
def test_a_key_is_closed_by_the_core_alone_and_opened_again_by_nobody_alone(tmp_path: Path) -> None:
    plant = Plant()
    plant.decide(user("P-0007"))
    plant.rows[key("P-0007").id] = closed(user("P-0007"), LATER)
    plant.made.state(closed(user("P-0007"), LATER))
    assert reasons(plant.signed_by("P-0007", tmp_path)) == ["key_not_valid"]
    plant.rows[key("P-0007").id] = user("P-0007")
    plant.made.state(user("P-0007"))
    assert "key_not_decided" in reasons(plant.signed_by("P-0007", tmp_path))


@pytest.mark.urs("11.10(c)")
def test_what_was_accepted_before_the_end_of_a_key_was_stated_stays_good_though_the_end_is_dated_before_it(
    tmp_path: Path,
) -> None:
    plant = Plant()
    plant.decide(user("P-0007"))
    plant.made.sign("P-0007", "0" * 64)
    plant.rows[key("P-0007").id] = closed(user("P-0007"), START)
    plant.made.state(closed(user("P-0007"), START))
    assert plant.signed_by("P-0001", tmp_path).ok
    assert reasons(plant.signed_by("P-0007", tmp_path)) == ["key_not_valid"]


def test_old_signatures_do_not_open_a_closed_key_again(tmp_path: Path) -> None:
    plant = Plant()
    [stated] = plant.decide(user("P-0007"))
    plant.made.state(closed(user("P-0007"), LATER))
    first, second = stated.act.facts["signatures"].split(",")
    plant.made.state(user("P-0007"), signatures=f"{second},{first}")
    assert "key_not_decided" in reasons(plant.signed_by("P-0007", tmp_path))


def test_a_registry_that_says_otherwise_than_the_records_is_refused(tmp_path: Path) -> None:
    plant = Plant()
    plant.decide(user("P-0007"))
    plant.rows[key("P-0007").id] = user("P-0007", "2026-01-02T00:00:00.000000Z")
    assert reasons(plant.signed_by("P-0007", tmp_path)) == ["key_differs"]


def test_a_third_founder_is_refused(tmp_path: Path) -> None:
    plant = Plant(CORE, DEVICE, *map(user, (*FOUNDERS, "P-0007")))
    assert reasons(plant.signed_by("P-0007", tmp_path)) == ["founders_many", "key_not_stated"]


def test_a_founder_whose_key_is_stated_twice_is_one_founder(tmp_path: Path) -> None:
    again = user("P-0001", "2026-01-02T00:00:00.000000Z")
    for order in ((user("P-0001"), again, user("P-0002")), (user("P-0001"), user("P-0002"), again)):
        report = Plant(CORE, DEVICE, *order).signed_by("P-0002", tmp_path)
        assert report.ok, verifier.words(report)
        assert [founder.split()[0] for founder in report.founders] == ["P-0001", "P-0002"]


def test_nobody_is_founded_once_others_than_the_core_have_stated_anything(tmp_path: Path) -> None:
    plant = Plant(CORE, DEVICE, user("P-0001"))
    plant.made.skip()
    plant.found(user("P-0002"))
    assert reasons(plant.signed_by("P-0002", tmp_path)) == ["founding_late", "key_not_stated"]


@pytest.mark.urs("11.100(b)")
def test_founders_are_compared_with_the_fingerprints_on_paper(tmp_path: Path) -> None:
    plant = Plant()
    first, second = (verifier.sha256(key(person).public).hexdigest() for person in FOUNDERS)
    assert plant.signed_by("P-0001", tmp_path, first[:16], second.upper()).founders_pinned
    assert plant.signed_by("P-0001", tmp_path, first[:16], second.upper()).ok
    assert reasons(plant.signed_by("P-0001", tmp_path, first)) == ["founder_not_pinned"]
    assert reasons(plant.signed_by("P-0001", tmp_path, "abc")) == ["pin_unreadable"]


@pytest.mark.parametrize(
    "bend",
    [
        lambda facts: facts.pop("id"),
        lambda facts: facts.pop("kind"),
        lambda facts: facts.clear(),
        lambda facts: facts.pop("body"),
        lambda facts: facts.update(body="{}"),
        lambda facts: facts.update(body="[" * 40),
        lambda facts: facts.update(id="0" * 16),
        lambda facts: facts.update(body=facts["body"].replace("user", "ghost")),
    ],
)
def test_a_statement_of_another_shape_is_named_and_states_nothing(
    tmp_path: Path, bend: Callable[[dict[str, str]], object]
) -> None:
    plant = Plant()
    [stated] = plant.decide(user("P-0007"))
    facts = dict(stated.act.facts)
    bend(facts)
    plant.made.records.pop()
    plant.made.unwind()
    plant.made.keep(msgspec.structs.replace(stated.act, facts=facts))
    report = plant.signed_by("P-0007", tmp_path)
    assert report.failures[0].record == stated.act.id
    assert report.failures[-1].key == "key_not_stated"
