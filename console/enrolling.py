"""Enrolment at this kiosk: the person's key is made and wrapped here, the token's seed comes sealed to this kiosk.

Neither password nor private key leaves the kiosk in the clear; the core keeps what is sent until two have signed.
"""

import asyncio
import secrets
from collections.abc import Callable, Mapping
from typing import TypeVar

import msgspec

from console.answers import AnswerUnreadable, ask_for_records
from console.keyshelf import KeyShelf
from console.recorder import Recorder
from core.people import Person, WrappedKey
from core.plant import Plant
from core.ports import Ask
from core.record.box import BoxClosed, open_box
from core.record.canonical import Undecodable, strict_json
from core.record.keys import PrivateKey
from core.record.sealed import (
    KEY_BYTES,
    MEMORY,
    NONCE_BYTES,
    OPS,
    SALT_BYTES,
    with_password,
    wrap_key,
    wrapping_statement,
)
from core.secret import Secret
from core.token import TokenKind

QUICK_OPS = 2
QUICK_MEMORY = 64 * 1024 * 1024
"""Limits of Argon2id in a simulated plant."""
_T = TypeVar("_T")


class GivenToken(msgspec.Struct, frozen=True):
    """A token that waits for its two codes.

    Attributes:
        token: Token id.
        address: What an app reads as a QR code; "" for hardware. It is shown once and kept nowhere.
    """

    token: str
    address: str = ""

    def __repr__(self) -> str:
        """Show the token id only."""
        return f"GivenToken({self.token})"


class _Begun(msgspec.Struct):
    person: str


class _Box(msgspec.Struct):
    box: str
    token: str = ""


class Enrolling:
    """Takes the steps of an enrolment for whoever is in session."""

    def __init__(
        self, ask: Ask, device: PrivateKey, plant: Callable[[], Plant], recorder: Recorder, shelf: KeyShelf
    ) -> None:
        """Join the way to the core, the kiosk's key, the plant, the recorder and the keys kept here."""
        self._ask = ask
        self._device = device
        self._plant = plant
        self._recorder = recorder
        self._shelf = shelf

    async def begin(self, session: str) -> str:
        """Take a new person id; nobody else ever gets it."""
        return self._read(await self._ask("enrol_begin", {"session": session}), _Begun).person

    async def make_key(self, session: str, person: str, password: Secret) -> PrivateKey:
        """Make a person's own key and hand it in, wrapped; gives it for its public half."""
        seed = secrets.token_bytes(KEY_BYTES)
        private = PrivateKey(seed)
        body = {"session": session, "person": person, "key": private.id}
        share = self._opened(await self._ask("enrol_pepper", body)).hex()
        wrapped = await asyncio.to_thread(self._wrapped, seed, person, password, share)
        handed = {"public": private.public.hex(), **_shown(person, wrapped, private)}
        await self._ask("enrol_key", {"session": session, "person": person, **handed})
        return private

    async def take_token(
        self, session: str, person: str, user_id: str, kind: TokenKind, serial: str = ""
    ) -> GivenToken:
        """Take a token for a person: a new seed for an app, or hardware from stock by its serial number."""
        body = {"session": session, "person": person, "user_id": user_id, "kind": kind.value, "serial": serial}
        answer = await self._ask("enrol_token", body)
        given = self._read(answer, _Box)
        return GivenToken(given.token, self._opened(answer).decode("ascii") if given.box else "")

    async def confirm(self, session: str, token: str, first: Secret, second: Secret) -> None:
        """Have the core check two consecutive codes of a token that waits."""
        await self._ask("enrol_codes", {"session": session, "token": token, "codes": [first.reveal(), second.reveal()]})

    async def test(self, session: str, first: Secret, second: Secret) -> None:
        """Have the core check two consecutive codes of the own token."""
        await self._ask("test_token", {"session": session, "codes": [first.reveal(), second.reveal()]})

    async def change_password(self, session: str, person: Person, old: Secret, new: Secret) -> None:
        """Wrap the own key under another password, at the core and here.

        Raises:
            WrongPassword: The old password is not the one.
            CountersignError: The core cannot be asked or refuses; the old password goes on to hold.
        """
        answer = await self._ask("wrapped_key", {"person": person.id, "have": ""})
        wrapped = self._read(strict_json(self._opened(answer)), WrappedKey)
        ops, memory = self._limits()
        salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
        private, anew = await asyncio.to_thread(
            with_password, wrapped, person.id, old, new, salt=salt, nonce=nonce, ops=ops, memory=memory
        )
        body = {"session": session, **_shown(person.id, anew, private)}
        await ask_for_records(self._ask, self._recorder, "change_password", body)
        await self._shelf.open(person, new, renew=True)

    def _wrapped(self, seed: bytes, person: str, password: Secret, share: str) -> WrappedKey:
        ops, memory = self._limits()
        salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
        return wrap_key(seed, person, password, share, salt=salt, nonce=nonce, ops=ops, memory=memory)

    def _limits(self) -> tuple[int, int]:
        return (QUICK_OPS, QUICK_MEMORY) if self._plant().simulated else (OPS, MEMORY)

    def _opened(self, answer: Mapping[str, object]) -> bytes:
        try:
            return open_box(self._device, bytes.fromhex(self._read(answer, _Box).box))
        except (ValueError, BoxClosed) as error:
            raise AnswerUnreadable("kiosk.answer_unreadable", verb="enrol") from error

    def _read(self, answer: object, kind: type[_T]) -> _T:
        try:
            return msgspec.convert(answer, kind)
        except (msgspec.ValidationError, Undecodable) as error:
            raise AnswerUnreadable("kiosk.answer_unreadable", verb="enrol") from error


def _shown(person: str, wrapped: WrappedKey, private: PrivateKey) -> dict[str, object]:
    """Give a wrapped key without the pepper's share, with the key's own signature over it."""
    plain = msgspec.to_builtins(wrapped)
    plain.pop("pepper")
    return {"wrapped": plain, "proof": private.sign(wrapping_statement(person, wrapped)).hex()}
