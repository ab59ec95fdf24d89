"""The judge of passphrases: long enough, not listed, nothing of the person's own; the one place that uses zxcvbn.

The password is all that keeps a thief of the database and its pepper from signing, so it must be hard to guess by
trying: at 220 tries a second on a hundred cores, `LEAST_GUESSES` takes a year and a half on average.
Source: measured figures of `docs/explanation/signatures.md`; 21 CFR 11.300(b).
"""

import re
import unicodedata
from collections.abc import Iterable

from zxcvbn import zxcvbn

from core.finding import Finding, finding
from core.secret import Secret

SHORTEST = 12
LONGEST = 128
LEAST_GUESSES = 10**10
_JUDGED = 72
"""Characters that are looked at; what a longer passphrase begins with must be good enough by itself."""
_WORD = re.compile(r"[^\W_]+")


def passphrase_refusal(password: Secret, own: Iterable[str]) -> Finding | None:
    """Say what speaks against a passphrase, or None.

    Args:
        password: As typed; NFKC decides, as when it is used.
        own: The person's names and user id, the plant's name: none of them may stand in it.
    """
    typed = unicodedata.normalize("NFKC", password.reveal())
    if len(typed) < SHORTEST:
        return finding("passphrase.short", least=str(SHORTEST))
    if len(typed) > LONGEST:
        return finding("passphrase.long", most=str(LONGEST))
    words = [word.casefold() for text in own for word in (text, *_WORD.findall(text))]
    if any(_telling(word) and word in typed.casefold() for word in words):
        return finding("passphrase.own")
    if zxcvbn(typed[:_JUDGED], user_inputs=words)["guesses"] < LEAST_GUESSES:
        return finding("passphrase.weak")
    return None


def _telling(word: str) -> bool:
    """A name of two Chinese characters tells as much as three letters."""
    return len(word) >= (3 if word.isascii() else 2)
