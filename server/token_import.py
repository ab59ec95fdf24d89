"""Taking a list of hardware tokens into stock: every seed sealed at once, nobody's until it is given to a person."""

from collections.abc import Sequence
from datetime import datetime

from core.token import TokenKind
from server.db.statements import insert
from server.db.store import Store
from server.db.tables.secrets import token_secret
from server.token_files import TokenLine, TokensUnreadable
from server.vault import sealed_seed


def import_tokens(store: Store, seeds_key: bytes, lines: Sequence[TokenLine], now: datetime) -> int:
    """Take all tokens of a list or none; gives how many.

    Raises:
        TokensUnreadable: One of them is known already.
        CountersignError: The database refuses; none was taken.
    """
    with store.unit() as unit:
        for line in lines:
            row = {"token": line.serial, "kind": TokenKind.HARDWARE.value, "active": False, "drift": 0, "at": now}
            sealed = sealed_seed(line.serial, line.seed, seeds_key)
            taken = insert(token_secret).values(**row, seed=sealed).on_conflict_do_nothing()
            if unit.first(taken.returning(token_secret.c.token)) is None:
                raise TokensUnreadable("tokens.known", serial=line.serial)
    return len(lines)
