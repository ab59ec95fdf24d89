"""Bugs that are planted on purpose, and the tests that must find them.

Each is one exchange of text in one module: what a tired programmer could write on a Friday.
"""

from typing import NamedTuple


class Bug(NamedTuple):
    """A planted bug.

    Attributes:
        name: What is wrong with it.
        module: Where it is planted.
        old: What stands there, exactly once.
        new: What is put in its place.
        test: What must find it, as given to pytest.
    """

    name: str
    module: str
    old: str
    new: str
    test: str


_JUDGE = "tests/core/batch/test_judge.py"
_SIGNATURES = "tests/core/batch/test_judge_signature.py"
_CODES = "tests/server/test_codes.py"

COUNTERSIGNING = (
    Bug(
        "the performer may check the own work",
        "core.batch.judge_signature",
        "if self._person.id in {performed.person, *_people(filled.values())}:",
        "if self._person.id in _people(()):",
        f"{_JUDGE}::test_nobody_countersigns_what_he_performed",
    ),
    Bug(
        "any manifest confirms any other",
        "core.batch.judge_signature",
        "if manifest_hash(manifest) != performed.manifest or",
        "if",
        f"{_JUDGE}::test_a_check_must_name_the_manifest_that_the_performer_signed",
    ),
    Bug(
        "a check before the performance counts",
        "core.batch.judge_signature",
        "if utc_from(self._act.when.utc) < utc_from(performed.utc):",
        "if performed.utc == self._act.when.utc and False:",
        f"{_JUDGE}::test_a_check_dated_before_the_performance_is_refused",
    ),
    Bug(
        "a check without a performance counts",
        "core.batch.judge_signature",
        '        if performed is None:\n            return [finding("refusal.not_performed")]\n',
        "        if performed is None:\n            return []\n",
        f"{_JUDGE}::test_a_check_of_what_nobody_has_performed_is_refused",
    ),
    Bug(
        "any role may check",
        "core.rights",
        '"sign.verified": frozenset({Role.OPERATOR, Role.SUPERVISOR, Role.QC_ANALYST, Role.QC_HEAD, Role.QA}),',
        '"sign.verified": _ALL,',
        f"{_JUDGE}::test_a_person_without_the_role_cannot_check",
    ),
    Bug(
        "a closed person may check",
        "core.batch.judge_signature",
        "if person is None or not person.active or act.who.person != person.id:",
        "if person is None or act.who.person != person.id:",
        f"{_JUDGE}::test_a_closed_person_cannot_check",
    ),
    Bug(
        "a signature in another's name counts",
        "core.batch.judge_signature",
        "(signature.user_id, signature.name) == (person.user_id, person.name)",
        "signature.user_id == person.user_id",
        f"{_SIGNATURES}::test_what_a_signature_says_of_its_signer_is_what_is_registered",
    ),
    Bug(
        "a step with something missing may be signed",
        "core.batch.judge_signature",
        "if unsettled or lacking(step, self._state):",
        "if unsettled:",
        f"{_JUDGE}::test_a_step_with_something_missing_cannot_be_signed",
    ),
)

CODES = (
    Bug(
        "a code may be used again",
        "server.codes",
        "if far <= use.last_step:",
        "if far < use.last_step:",
        f"{_CODES}::test_a_code_is_good_once",
    ),
    Bug(
        "a code of an hour ago is good",
        "server.codes",
        "_WINDOW = 1",
        "_WINDOW = 120",
        f"{_CODES}::test_one_step_of_drift_is_taken_and_no_more",
    ),
    Bug(
        "full-width digits are digits",
        "server.codes",
        '_CODE = re.compile(r"[0-9]{6}")',
        '_CODE = re.compile(r"\\d{6}")',
        f"{_CODES}::test_full_width_digits_of_a_right_code_are_not_accepted",
    ),
    Bug(
        "nobody is ever locked",
        "server.codes",
        "locked = failures >= ",
        "locked = failures >= 100 * ",
        f"{_CODES}::test_five_failures_lock_for_a_quarter_of_an_hour_over_a_restart",
    ),
    Bug(
        "a lock is forgotten",
        "server.code_uses",
        "return until if until is not None and until > now else None",
        "return until if until is not None and until < now else None",
        f"{_CODES}::test_five_failures_lock_for_a_quarter_of_an_hour_over_a_restart",
    ),
    Bug(
        "failures do not count up",
        "server.codes",
        "tried.failures + 1",
        "1",
        f"{_CODES}::test_five_failures_lock_for_a_quarter_of_an_hour_over_a_restart",
    ),
    Bug(
        "failures at a kiosk raise no alarm",
        "server.refused_attempts",
        "if recent >= KIOSK_FAILURES_PER_HOUR and",
        "if recent >= KIOSK_FAILURES_PER_HOUR * 1000 and",
        f"{_CODES}::test_every_failure_is_reported_and_many_at_one_kiosk_raise_an_alarm",
    ),
    Bug(
        "a replayed code is told as a wrong one",
        "server.codes",
        '_refused("code.replayed", person,',
        '_refused("code.wrong", person,',
        f"{_CODES}::test_an_old_code_that_was_used_is_a_replay_and_not_a_skewed_token",
    ),
)
