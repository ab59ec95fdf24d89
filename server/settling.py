"""Putting in force, with the signed change that names them, the secrets that were prepared at a kiosk."""

from collections.abc import Sequence
from typing import Any

import msgspec

from core.changes import Change
from core.errors import CountersignError
from core.record.canonical import strict_json
from core.record.keys import KeyKind, PublicKey
from core.token import Token, TokenKind, TokenState
from server.code_uses import use_up
from server.db.statements import insert
from server.db.tables.secrets import pending_key, pending_token, token_secret, token_test, user_secret
from server.decisions.pending import HOLDS
from server.writing import Writing


class EnrolmentMissing(CountersignError):
    """A key or a token is to hold of which no secret was prepared at a kiosk, or not within the last hour."""

    code = "COR-023"


def settle_secrets(writing: Writing, changes: Sequence[Change]) -> None:
    """Put in force the secrets that were prepared for what is decided now, in the same transaction.

    Raises:
        EnrolmentMissing: A key, a token or a token's test was decided that nobody has prepared.
    """
    for item in changes:
        if item.kind == "keys":
            _settle_key(writing, msgspec.convert(strict_json(item.body.encode()), PublicKey))
    tokens = [msgspec.convert(strict_json(item.body.encode()), Token) for item in changes if item.kind == "tokens"]
    # What ends goes before what begins: nobody ever has two.
    for token in sorted(tokens, key=lambda token: token.state == TokenState.ACTIVE):
        _settle_token(writing, token)


def _settle_key(writing: Writing, key: PublicKey) -> None:
    known = writing.picture.registry.find(key.id) is not None
    if key.kind != KeyKind.USER or known:
        return
    unit, waiting = writing.unit, pending_key.c.key == key.id
    row = unit.first(pending_key.select().where(waiting, *_fresh(writing, pending_key)))
    if row is None or (row.person, row.public) != (key.owner, key.public):
        raise EnrolmentMissing("core.enrolment_missing", id=key.id)
    kept = {"key": row.key, "person": row.person, "wrapped": row.wrapped, "at": writing.journal.now}
    unit.do(insert(user_secret).values(**kept))
    unit.do(pending_key.delete().where(waiting))


def _settle_token(writing: Writing, token: Token) -> None:
    before = writing.picture.plant.tokens.get(token.id)
    if before is None:
        _begin(writing, token)
        return
    if token.state == TokenState.ACTIVE and token.tested != before.tested:
        _tested(writing, token)
    held = {"active": token.state == TokenState.ACTIVE, "until": token.until}
    writing.unit.do(token_secret.update().where(token_secret.c.token == token.id).values(**held))


def _begin(writing: Writing, token: Token) -> None:
    """Let a token begin whose two codes were confirmed; they count no more."""
    unit, waiting = writing.unit, pending_token.c.token == token.id
    row = unit.first(pending_token.select().where(waiting, *_fresh(writing, pending_token)))
    step = row.step if row is not None else None
    if row is None or step is None or (row.person, row.kind) != (token.person, token.kind.value):
        raise EnrolmentMissing("core.enrolment_missing", id=token.id[:40])
    held = {"person": row.person, "active": True, "until": token.until, "drift": row.drift, "at": writing.journal.now}
    if token.kind is TokenKind.HARDWARE:
        stock = token_secret.c.token == token.id, token_secret.c.person.is_(None)
        if unit.do(token_secret.update().where(*stock).values(**held)) != 1:
            raise EnrolmentMissing("core.enrolment_missing", id=token.id[:40])
    else:
        unit.do(insert(token_secret).values(token=token.id, kind=row.kind, seed=row.seed, **held))
    use_up(unit, row.person, step)
    unit.do(pending_token.delete().where(waiting))


def _tested(writing: Writing, token: Token) -> None:
    passed = token_test.c.token == token.id
    if writing.unit.first(token_test.select().where(passed, *_fresh(writing, token_test))) is None:
        raise EnrolmentMissing("enrol.test_missing", token=token.id[:40])
    writing.unit.do(token_test.delete().where(passed))


def _fresh(writing: Writing, table: Any) -> tuple[Any, ...]:
    return (table.c.at >= writing.journal.now - HOLDS,)
