"""Life of master records at the real core: draft, approval by three, effective by date, retired; batches pin a hash."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import msgspec
import pytest

from core.acts import Meaning
from core.changes import Change, change, change_manifest
from core.plant import DryRun, EffectiveMaster, Plant
from core.record.digest import sha256_hex
from core.record.messages import Answer
from server.db.store import Store
from server.drafts import DraftRefused, submit
from server.rebuild import rebuild
from tests.fakes.core import MASTER_TEXT, CoreUnderTest, KioskUnderTest
from tests.server.test_change import REASON, asked, refusal, signed

AUTHOR, PRODUCTION, QUALITY, PLANNER = "P-0012", "P-0004", "P-0008", "P-0011"
TODAY, CODE = date(2026, 11, 20), "PCM500"
NEXT = MASTER_TEXT.replace("version: 1", "version: 2", 1)
THREE = ((AUTHOR, Meaning.PERFORMED), (PRODUCTION, Meaning.REVIEWED), (QUALITY, Meaning.APPROVED))
TWO = ((AUTHOR, Meaning.PERFORMED), (QUALITY, Meaning.APPROVED))


@pytest.fixture(autouse=True)
def _rebuilt_alike(core: CoreUnderTest) -> Iterator[None]:
    yield
    owner = Store(core.owner_url)
    assert rebuild(owner).differing == ()
    owner.close()


def plant_of(core: CoreUnderTest) -> Plant:
    return core.service.writer.picture.plant


def drafted(core: CoreUnderTest, text: str = NEXT) -> EffectiveMaster:
    return submit(core.service.writer, text, "new.yaml")


def approval(draft: EffectiveMaster, first: date | None = TODAY) -> tuple[Change, ...]:
    return (change("masters", draft.sha256, msgspec.structs.replace(draft, effective_from=first)),)


def retirement(core: CoreUnderTest, sha256: str) -> tuple[Change, ...]:
    before = plant_of(core).masters[sha256]
    return (change("masters", sha256, msgspec.structs.replace(before, retired=True)),)


def decided(kiosk: KioskUnderTest, changes: tuple[Change, ...], who: Sequence[tuple[str, Meaning]] = THREE) -> Answer:
    manifest = change_manifest(changes, REASON, plant_of(kiosk.core), "en")
    return asked(kiosk, changes, [signed(kiosk, person, meaning, manifest) for person, meaning in who])


def issue(kiosk: KioskUnderTest, master: str = CODE) -> Answer:
    return kiosk.ask_as(PLANNER, "issue_batch", master=master)


def ask_as_engineer(kiosk: KioskUnderTest, verb: str, **body: object) -> Answer:
    return kiosk.ask(verb, session=kiosk.signed_in(AUTHOR), **body)


@pytest.mark.urs("F01", "F02", "GMP 173")
def test_a_draft_approved_by_three_is_effective_from_its_day_and_batches_go_on_under_their_own(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    before = issue(kiosk)
    assert before.refusal is None
    old = plant_of(core).effective_master(CODE, TODAY)
    draft = drafted(core)
    assert draft.sha256 not in plant_of(core).masters
    assert decided(kiosk, approval(draft, TODAY + timedelta(days=1))).refusal is None
    assert set(plant_of(core).masters) == {sha256_hex(MASTER_TEXT.encode()), draft.sha256}
    assert plant_of(core).effective_master(CODE, TODAY) == old
    assert refusal(issue(kiosk, draft.sha256)) == "decision.master_not_effective"
    core.clock.advance(86_400)
    assert old is not None
    assert refusal(issue(kiosk, old.sha256)) == "decision.master_not_effective"
    with core.service.writer.writing() as writing:
        pinned = writing.batch(str(before.body["batch"]))
    assert pinned is not None
    assert pinned.master.version == 1


@pytest.mark.urs("F01")
def test_from_its_day_on_batches_are_issued_from_the_new_version(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    draft = drafted(core)
    assert decided(kiosk, approval(draft)).refusal is None
    answer = issue(kiosk)
    assert answer.refusal is None
    with core.service.writer.writing() as writing:
        issued = writing.batch(str(answer.body["batch"]))
    assert issued is not None
    assert issued.master.version == 2


@pytest.mark.urs("F01", "NMPA 14", "CS 17")
def test_an_approved_text_is_never_edited(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    (before,) = plant_of(core).masters.values()
    edited = before.text.replace("shelf_life_months: 24", "shelf_life_months: 36", 1)
    for after, key in (
        (msgspec.structs.replace(before, text=edited), "master_change.hash"),
        (msgspec.structs.replace(before, effective_from=TODAY - timedelta(days=9)), "master_change.fixed"),
        (msgspec.structs.replace(before, version=7), "master_change.fixed"),
        (before, "master_change.fixed"),
        (msgspec.structs.replace(before, text=edited, sha256=sha256_hex(edited.encode())), "master_change.version"),
    ):
        assert refusal(asked(kiosk, (change("masters", after.sha256, after),), [])) == key
    (kept,) = plant_of(core).masters.values()
    assert kept == before


@pytest.mark.urs("F01", "GMP 173", "11.10(g)")
@pytest.mark.parametrize(
    ("who", "key"),
    [
        (((AUTHOR, Meaning.PERFORMED), (PRODUCTION, Meaning.REVIEWED)), "change.refused.signatures"),
        ((*THREE[:2], (AUTHOR, Meaning.APPROVED)), "change.refused.role"),
        (((QUALITY, Meaning.PERFORMED), *THREE[1:]), "change.refused.role"),
        (
            ((AUTHOR, Meaning.PERFORMED), (QUALITY, Meaning.REVIEWED), (QUALITY, Meaning.APPROVED)),
            "change.refused.role",
        ),
    ],
)
def test_fewer_or_other_signers_approve_nothing(
    core: CoreUnderTest, kiosk: KioskUnderTest, who: Sequence[tuple[str, Meaning]], key: str
) -> None:
    assert refusal(decided(kiosk, approval(drafted(core)), who)) == key
    assert len(plant_of(core).masters) == 1


@pytest.mark.urs("F01")
def test_one_version_at_most_waits_for_its_day_and_none_begins_in_the_past(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    draft = drafted(core)
    assert refusal(decided(kiosk, approval(draft, TODAY - timedelta(days=1)))) == "master_change.past"
    assert refusal(decided(kiosk, approval(draft, None))) == "master_change.no_day"
    assert decided(kiosk, approval(draft, TODAY + timedelta(days=9))).refusal is None
    third = drafted(core, NEXT.replace("version: 2", "version: 3", 1))
    assert refusal(decided(kiosk, approval(third))) == "master_change.waiting"
    assert decided(kiosk, retirement(core, draft.sha256), TWO).refusal is None
    assert decided(kiosk, approval(third)).refusal is None


@pytest.mark.urs("F01", "NMPA 14")
def test_a_retired_version_issues_nothing_stays_retired_and_its_text_can_still_be_had(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    (only,) = plant_of(core).masters
    whole = plant_of(core).masters[only]
    assert decided(kiosk, retirement(core, only), TWO).refusal is None
    assert plant_of(core).masters == {}
    assert refusal(issue(kiosk)) == "decision.master_unknown"
    assert kiosk.ask("master", sha256=only).body == {"text": MASTER_TEXT}
    assert refusal(kiosk.ask("master", sha256="0" * 64)) == "core.master_unknown"
    assert refusal(asked(kiosk, (change("masters", only, whole),), [])) == "master_change.version"


@pytest.mark.urs("F01")
def test_a_text_with_faults_or_an_old_version_is_no_draft(core: CoreUnderTest) -> None:
    with pytest.raises(DraftRefused) as caught:
        drafted(core, NEXT.replace("material: RM-LAC", "material: RM-LAK", 1))
    assert any(fault.finding.params.get("meant") == "RM-LAC" for fault in caught.value.faults)
    with pytest.raises(DraftRefused, match=r"master_change\.version"):
        drafted(core, MASTER_TEXT)
    assert core.service.writer.picture.draft_masters() == ()


@pytest.mark.urs("F01")
def test_drafts_are_told_with_their_differences_and_leave_the_list_once_approved(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    draft = drafted(core, NEXT.replace("shelf_life_months: 24", "shelf_life_months: 36", 1))
    size = core.service.writer.picture.read_to
    assert drafted(core, draft.text) == draft
    assert core.service.writer.picture.read_to == size
    assert refusal(kiosk.ask("drafts", session="C-9")) == "decision.not_signed_in"
    told = ask_as_engineer(kiosk, "drafts").body
    (line,) = msgspec.convert(told["drafts"], list[dict[str, object]])
    assert (line["code"], line["version"], line["before"], line["differences"]) == (CODE, 2, 1, 2)
    (version,) = msgspec.convert(told["versions"], list[dict[str, object]])
    assert (version["version"], version["effective_from"], version["retired"]) == (1, "2026-11-20", False)
    found = ask_as_engineer(kiosk, "draft", sha256=draft.sha256).body
    assert msgspec.convert(found["draft"], EffectiveMaster) == draft
    assert decided(kiosk, approval(draft)).refusal is None
    assert ask_as_engineer(kiosk, "drafts").body["drafts"] == []
    assert refusal(ask_as_engineer(kiosk, "draft", sha256=draft.sha256)) == "decision.draft_unknown"


@pytest.mark.urs("F01")
def test_a_dry_run_is_counted_and_its_outcome_stands_in_what_is_signed(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    assert issue(kiosk).refusal is None
    draft = drafted(core)
    answer = ask_as_engineer(kiosk, "dry_run", sha256=draft.sha256)
    assert answer.body == {"batches": 1, "acts": 0, "differently": []}
    tried = msgspec.structs.replace(draft, dry_run=DryRun(1, 0))
    manifest = change_manifest(approval(tried), REASON, plant_of(core), "en")
    assert ("  dry run", "1 batches, 0 acts differently") in [(line.label, line.value) for line in manifest.lines]
    assert decided(kiosk, approval(tried)).refusal is None
