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
        tests: Where it must be found, as given to pytest.
    """

    name: str
    module: str
    old: str
    new: str
    tests: tuple[str, ...]


_JUDGE = ("tests/core/batch/test_judge.py", "tests/core/batch/test_judge_signature.py")
_CODES = ("tests/server/test_codes.py",)

COUNTERSIGNING = (
    Bug(
        "the performer may check the own work",
        "core.batch.judge_signature",
        "if self._person.id in {performed.person, *_people(filled.values())}:",
        "if self._person.id in _people(()):",
        _JUDGE,
    ),
    Bug(
        "any manifest confirms any other",
        "core.batch.judge_signature",
        "if manifest_hash(manifest) != performed.manifest or",
        "if",
        _JUDGE,
    ),
    Bug(
        "a check before the performance counts",
        "core.batch.judge_signature",
        "if utc_from(self._act.when.utc) < utc_from(performed.utc):",
        "if performed.utc == self._act.when.utc and False:",
        _JUDGE,
    ),
    Bug(
        "a check without a performance counts",
        "core.batch.judge_signature",
        '        if performed is None:\n            return [finding("refusal.not_performed")]\n',
        "        if performed is None:\n            return []\n",
        _JUDGE,
    ),
    Bug(
        "any role may check",
        "core.rights",
        '"sign.verified": frozenset({Role.OPERATOR, Role.SUPERVISOR, Role.QC_ANALYST, Role.QC_HEAD, Role.QA}),',
        '"sign.verified": _ALL,',
        _JUDGE,
    ),
    Bug(
        "a closed person may check",
        "core.batch.judge_signature",
        "if person is None or not person.active or act.who.person != person.id:",
        "if person is None or act.who.person != person.id:",
        _JUDGE,
    ),
    Bug(
        "a signature in another's name counts",
        "core.batch.judge_signature",
        "(signature.user_id, signature.name) == (person.user_id, person.name)",
        "signature.user_id == person.user_id",
        _JUDGE,
    ),
    Bug(
        "a step with something missing may be signed",
        "core.batch.judge_signature",
        "if unsettled or any(entry.name not in recorded.filled for entry in entries(step, recorded.filled)):",
        "if unsettled:",
        _JUDGE,
    ),
)

CODES = (
    Bug(
        "a code may be used again",
        "server.codes",
        "code_use.c.last_step < step)",
        "code_use.c.last_step < step + 100)",
        _CODES,
    ),
    Bug("a code of an hour ago is good", "server.codes", "_WINDOW = 1", "_WINDOW = 120", _CODES),
    Bug(
        "full-width digits are digits",
        "server.codes",
        '_CODE = re.compile(r"[0-9]{6}")',
        '_CODE = re.compile(r"\\d{6}")',
        _CODES,
    ),
    Bug(
        "nobody is ever locked",
        "server.codes",
        "locked = failures >= ",
        "locked = failures >= 100 * ",
        _CODES,
    ),
    Bug(
        "a lock is forgotten",
        "server.codes",
        "if use.locked_until is not None and use.locked_until > now:",
        "if use.locked_until is not None and use.locked_until < now:",
        _CODES,
    ),
    Bug("failures do not count up", "server.codes", "use.failures + 1", "1", _CODES),
    Bug(
        "failures at a kiosk raise no alarm",
        "server.codes",
        "if recent >= KIOSK_FAILURES_PER_HOUR and not raised:",
        "if recent >= KIOSK_FAILURES_PER_HOUR * 1000 and not raised:",
        _CODES,
    ),
    Bug(
        "a replayed code is told as a wrong one",
        "server.codes",
        'self._note(unit, "code.replayed", kiosk, now, person)',
        'self._note(unit, "code.wrong", kiosk, now, person)',
        (*_CODES, "tests/server/test_alarms.py"),
    ),
)
