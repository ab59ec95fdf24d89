"""What a person signs alone about himself, and what may not be signed before it."""

from datetime import date, timedelta

import msgspec
import pytest

from core.acts import Meaning, Signature
from core.change_rules import change_refusals
from core.change_signers import signers
from core.changes import Change, change, change_manifest
from core.own_changes import signing_refusals, statement_change, token_test_change
from core.people import Person, Role
from core.plant import Plant
from core.token import Token, TokenKind, TokenState
from core.words import Words

TODAY = date(2026, 11, 20)
ANN = Person("P-0001", "ann", "Ann", (Role.OPERATOR,))
BEN = Person("P-0002", "ben", "Ben", (Role.ADMIN,), statement=1)
TOKEN = Token("P-0001-T1", "P-0001", TokenKind.APP, TokenState.ACTIVE, TODAY)
PLANT = Plant("s", Words("S", "S"), 480, people={"P-0001": ANN, "P-0002": BEN}, tokens={TOKEN.id: TOKEN})


def stated(plant: Plant = PLANT) -> Plant:
    return msgspec.structs.replace(plant, people={**plant.people, "P-0001": msgspec.structs.replace(ANN, statement=1)})


def about(changes: tuple[Change, ...], plant: Plant) -> Signature:
    manifest = change_manifest(changes, "why", plant, "en")
    return Signature("P-0001", "ann", "Ann", "operator", Meaning.PERFORMED, "", "why", "", "k", 0, "", (manifest,))


def keys(signature: Signature, plant: Plant, today: date = TODAY) -> list[str]:
    return [found.key for found in signing_refusals(signature, plant, today)]


def refused(*changes: Change, plant: Plant = PLANT) -> list[str]:
    return [found.key for found in change_refusals(changes, plant)]


def roles(person: Person, *wanted: Role, statement: int | None = None) -> Change:
    changed = msgspec.structs.replace(person, roles=wanted)
    if statement is not None:
        changed = msgspec.structs.replace(changed, statement=statement)
    return change("people", person.id, changed)


@pytest.mark.urs("11.10(j)", "11.100(c)")
def test_nothing_but_the_statement_is_signed_before_the_statement() -> None:
    own = statement_change("P-0001", PLANT)
    assert keys(about((own,), PLANT), PLANT) == []
    assert keys(about((roles(BEN, Role.QA),), PLANT), PLANT) == ["refusal.statement_due"]
    assert keys(about((roles(BEN, Role.QA),), stated()), stated()) == []


def test_the_words_of_the_statement_stand_in_what_is_signed() -> None:
    lines = about((statement_change("P-0001", PLANT),), PLANT).manifests[0].lines
    assert PLANT.policy.statement.en in {line.value for line in lines}


def test_a_new_version_of_the_statement_is_due_again() -> None:
    newer = msgspec.structs.replace(PLANT.policy, statement_version=2)
    plant = msgspec.structs.replace(stated(), policy=newer)
    assert keys(about((roles(BEN, Role.QA),), plant), plant) == ["refusal.statement_due"]


@pytest.mark.urs("11.300(e)")
def test_an_overdue_token_lets_only_its_test_be_signed() -> None:
    plant, due = stated(), TODAY + timedelta(days=366)
    anything = about((roles(BEN, Role.QA),), plant)
    assert keys(anything, plant, due) == []
    late = due + timedelta(days=1)
    assert keys(anything, plant, late) == ["refusal.token_test_due"]
    assert keys(about((token_test_change(TOKEN, late),), plant), plant, late) == []
    assert keys(about((token_test_change(TOKEN, due),), plant), plant, late) == ["refusal.token_test_due"]


@pytest.mark.urs("11.300(c)")
def test_a_replacement_is_over_after_its_last_day() -> None:
    token = msgspec.structs.replace(TOKEN, until=TODAY)
    plant = msgspec.structs.replace(stated(), tokens={token.id: token})
    anything = about((roles(BEN, Role.QA),), plant)
    assert keys(anything, plant) == []
    assert keys(anything, plant, TODAY + timedelta(days=1)) == ["refusal.token_over"]


def test_own_changes_are_signed_by_the_person_alone() -> None:
    for item in (statement_change("P-0001", PLANT), token_test_change(TOKEN, TODAY + timedelta(days=9))):
        [need] = signers((item,), PLANT)
        assert need.person == "P-0001"
        assert refused(item) == []


@pytest.mark.urs("11.200(a)(3)")
def test_nobody_states_for_another_under_cover_of_another_change() -> None:
    assert refused(roles(ANN, Role.SUPERVISOR, statement=1)) == ["change.refused.statement"]
    assert refused(roles(BEN, Role.ADMIN, statement=0)) == ["change.refused.statement"]
    new = Person("P-0003", "cyd", "Cyd", (Role.OPERATOR,), statement=1)
    assert refused(change("people", new.id, new)) == ["change.refused.statement"]
    ahead = msgspec.structs.replace(ANN, statement=2)
    assert refused(change("people", ANN.id, ahead)) == ["change.refused.statement"]


def test_nobody_signs_a_change_about_himself_beside_an_own_one() -> None:
    test = token_test_change(TOKEN, TODAY + timedelta(days=9))
    assert refused(test, roles(ANN, Role.SUPERVISOR)) == ["change.refused.own_alone"]


def test_a_change_that_changes_nothing_is_refused() -> None:
    assert refused(change("people", ANN.id, ANN)) == ["change.refused.nothing"]
