"""The two founders of a real plant, enrolled at the installation: each types a passphrase and confirms a token.

Nobody else is enrolled there; the founders enrol everybody at a kiosk. What is typed goes nowhere but into the key.
"""

import io
import secrets
from collections.abc import Iterable
from typing import Protocol

import msgspec
import segno

from core.finding import Finding, finding
from core.language import text, worded
from core.passphrase import passphrase_refusal
from core.people import Person, Role
from core.plant import Plant
from core.ports import Clock
from core.record.digest import sha256_hex
from core.record.keys import KeyKind, held_key
from core.record.payload import CORE_STATION
from core.secret import Secret
from core.token import TokenKind
from server.codes import SEED_BYTES, consecutive_step, enrolment_uri
from server.vault import TokenSecret

FOUNDERS = 2


class Talk(Protocol):
    """How a founder is asked at the installation."""

    def say(self, words: str) -> None:
        """Show words."""
        ...

    def typed(self, prompt: str) -> str:
        """Ask for a line."""
        ...

    def hidden(self, prompt: str) -> str:
        """Ask for a line that nobody else sees."""
        ...


class FounderSecrets(msgspec.Struct, frozen=True):
    """What a founder begins with.

    Attributes:
        password: As typed twice.
        seed: Seed of the token; its address was shown once.
        step: Later of the two codes that confirmed it.
    """

    password: Secret
    seed: bytes
    step: int

    def __repr__(self) -> str:
        """Show nothing."""
        return "FounderSecrets(***)"


def founders_of(people: Iterable[Person]) -> list[Person]:
    """Give the founders: the first administrators of the plant file."""
    return [person for person in people if Role.ADMIN in person.roles][:FOUNDERS]


def ask_founders(plant: Plant, clock: Clock, talk: Talk) -> dict[str, FounderSecrets]:
    """Ask both founders, one after the other; nothing is founded before both have answered."""
    return {person.id: _ask(person, plant, clock, talk) for person in founders_of(plant.people.values())}


def fingerprints(plant: Plant) -> list[tuple[str, str]]:
    """Give what goes on paper: the fingerprint of the core's key and of each founder's, SHA-256 of the public half."""
    wanted = [(KeyKind.CORE, CORE_STATION), *((KeyKind.USER, one.id) for one in founders_of(plant.people.values()))]
    held = [(owner, held_key(plant.keys, kind, owner)) for kind, owner in wanted]
    return [(owner, sha256_hex(bytes.fromhex(key.public))) for owner, key in held if key is not None]


def _ask(person: Person, plant: Plant, clock: Clock, talk: Talk) -> FounderSecrets:
    talk.say(text("founders.turn", "en", name=person.name, user=person.user_id))
    password = _password(person, plant, talk)
    seed = secrets.token_bytes(SEED_BYTES)
    address = enrolment_uri(seed, person.user_id, plant.site[:16])
    talk.say(_drawn(address))
    talk.say(text("founders.address", "en", address=address))
    return FounderSecrets(password, seed, _confirmed(seed, clock, talk))


def _password(person: Person, plant: Plant, talk: Talk) -> Secret:
    own = (person.user_id, person.name, plant.site, plant.company.en, plant.company.zh)
    while True:
        first = Secret(talk.hidden(text("passphrase.new", "en")))
        again = Secret(talk.hidden(text("passphrase.again", "en")))
        found: Finding | None = finding("passphrase.differ")
        if first.reveal() == again.reveal():
            found = passphrase_refusal(first, own)
        if found is None:
            return first
        talk.say(worded(found, "en"))


def _confirmed(seed: bytes, clock: Clock, talk: Talk) -> int:
    token = TokenSecret("founder", TokenKind.APP, seed, 0)
    while True:
        first = Secret(talk.typed(text("give.first", "en")))
        second = Secret(talk.typed(text("give.second", "en")))
        step = consecutive_step(token, first, second, clock.utc())
        if step is not None:
            return step
        talk.say(text("enrol.codes_wrong", "en"))


def _drawn(address: str) -> str:
    out = io.StringIO()
    segno.make(address, error="l", micro=False, boost_error=False).terminal(out, border=2, compact=True)
    return out.getvalue()
