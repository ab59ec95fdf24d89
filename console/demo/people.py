"""The people of the demo plant with their passwords, and the tokens in their pockets that show one-time codes."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from core.errors import CountersignError

STEP_S = 30
_PLACES = 6


class SecretsUnreadable(CountersignError):
    """The file of the demo's passwords and seeds is missing or says something else."""

    code = "DEM-002"


class Token:
    """A token as a person carries it: it shows the code of now and knows nothing else (RFC 6238, SHA-1, 6 digits)."""

    def __init__(self, seed: bytes) -> None:
        """Take the seed that was handed out at the founding."""
        self._seed = seed

    def code(self, now: datetime) -> str:
        """Show the code of the time step of an instant."""
        return self.code_of(step_of(now))

    def code_of(self, step: int) -> str:
        """Show the code of a time step (RFC 4226, 5.3)."""
        digest = hmac.new(self._seed, step.to_bytes(8, "big"), hashlib.sha1).digest()
        place = digest[-1] & 0x0F
        number = int.from_bytes(digest[place : place + 4], "big") & 0x7FFFFFFF
        return f"{number % 10**_PLACES:0{_PLACES}d}"


class Pocket(msgspec.Struct, frozen=True):
    """What one person has: user id, password, token."""

    person: str
    user_id: str
    password: str
    token: Token

    def __repr__(self) -> str:
        """Show the user id only."""
        return f"Pocket({self.user_id})"


def step_of(now: datetime) -> int:
    """Give the time step of an instant."""
    return int(now.timestamp()) // STEP_S


def read_people(file: Path) -> Mapping[str, Pocket]:
    """Read what the founding handed out, by user id.

    Raises:
        SecretsUnreadable: The file is missing or says something else.
    """
    try:
        given: dict[str, dict[str, str]] = json.loads(file.read_text("ascii"))
        return {
            user_id: Pocket(item["person"], user_id, item["password"], Token(bytes.fromhex(item["seed"])))
            for user_id, item in given.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SecretsUnreadable("demo.secrets_unreadable", file=str(file)) from error
