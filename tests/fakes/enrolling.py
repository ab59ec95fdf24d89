"""The steps of an enrolment as a kiosk takes them, without its screens."""

import secrets
from base64 import b32decode
from collections.abc import Mapping
from typing import cast
from urllib.parse import parse_qs, urlsplit

import msgspec

from core.acts import Act, ActKind, Meaning, Signature, Who
from core.changes import Change, change, change_manifest
from core.language import text
from core.people import Person, Role
from core.record.box import open_box
from core.record.keys import KeyKind, PrivateKey, public_key
from core.record.messages import Answer
from core.record.sealed import NONCE_BYTES, SALT_BYTES, wrap_key, wrapping_statement
from core.secret import Secret
from core.times import local_text, utc_text
from core.token import Token, TokenKind, TokenState
from server.codes import current_code
from server.enrolment import QUICK, kept_form
from tests.fakes.core import KioskUnderTest

REASON = "HR-2026-118, identity card checked"


class Enroller:
    """An administrator in session at a kiosk, who enrols people."""

    def __init__(self, kiosk: KioskUnderTest, person: str = "P-0013") -> None:
        self.kiosk = kiosk
        self.core = kiosk.core
        self.person = person
        answer = kiosk.ask("check_code", person=person, code=kiosk.code(person), purpose="sign_in")
        assert answer.refusal is None, answer.refusal
        checked = {"code_check": str(answer.body["confirmation"]), "code_step": str(answer.body["step"])}
        self.session = kiosk.enter(person, checked)

    def ask(self, verb: str, **body: object) -> Answer:
        return self.kiosk.ask(verb, session=self.session, **body)

    def got(self, verb: str, **body: object) -> Mapping[str, object]:
        answer = self.ask(verb, **body)
        assert answer.refusal is None, answer.refusal
        return answer.body

    def opened(self, answer: Mapping[str, object]) -> bytes:
        return open_box(self.kiosk.device, bytes.fromhex(str(answer["box"])))

    def key(self, person: str, password: str) -> PrivateKey:
        """Make a key here and hand it in wrapped."""
        seed = secrets.token_bytes(32)
        private = PrivateKey(seed)
        share = self.opened(self.got("enrol_pepper", person=person, key=private.id)).hex()
        wrapped = wrap_key(
            seed,
            person,
            Secret(password),
            share,
            salt=secrets.token_bytes(SALT_BYTES),
            nonce=secrets.token_bytes(NONCE_BYTES),
            ops=QUICK.ops,
            memory=QUICK.memory,
        )
        proof = private.sign(wrapping_statement(person, wrapped)).hex()
        self.got("enrol_key", person=person, public=private.public.hex(), wrapped=kept_form(wrapped), proof=proof)
        return private

    def app(self, person: str, user_id: str) -> tuple[str, bytes]:
        """Take a new token for an app: its id and seed, as the QR code holds it."""
        answer = self.got("enrol_token", person=person, user_id=user_id, kind="app")
        address = urlsplit(self.opened(answer).decode())
        return str(answer["token"]), b32decode(parse_qs(address.query)["secret"][0])

    def codes(self, seed: bytes) -> tuple[str, str]:
        """Read two consecutive codes off a token, the second one now."""
        first = current_code(seed, self.core.clock.utc())
        self.core.clock.advance(30)
        return first, current_code(seed, self.core.clock.utc())

    def new_person(self, user_id: str, password: str, *roles: Role) -> tuple[tuple[Change, ...], bytes]:
        """Go all steps; gives the changes to be signed and the seed."""
        person = str(self.got("enrol_begin")["person"])
        private = self.key(person, password)
        token, seed = self.app(person, user_id)
        self.got("enrol_codes", token=token, codes=self.codes(seed))
        return self.changes(Person(person, user_id, user_id.title(), roles), private, token), seed

    def changes(self, person: Person, private: PrivateKey, token: str) -> tuple[Change, ...]:
        now = self.core.clock.utc()
        row = public_key(private, KeyKind.USER, person.id, utc_text(now))
        held = Token(token, person.id, TokenKind.APP, TokenState.ACTIVE, now.date())
        return change("people", person.id, person), change("keys", row.id, row), change("tokens", token, held)

    def sign(self, changes: tuple[Change, ...], *people: str) -> Answer:
        """Have them signed by the people, in order, and ask the core."""
        meanings = (Meaning.PERFORMED, Meaning.APPROVED)
        signed = [self.signed(changes, person, meaning) for person, meaning in zip(people, meanings, strict=False)]
        plain = cast("list[object]", msgspec.to_builtins(changes))
        return self.kiosk.ask("change", changes=plain, reason=REASON, signatures=signed)

    def signed(self, changes: tuple[Change, ...], person: str, meaning: Meaning) -> str:
        kiosk, plant = self.kiosk, self.core.service.writer.picture.plant
        signer = plant.people[person]
        answer = kiosk.ask("check_code", person=person, code=kiosk.code(person), purpose="sign")
        assert answer.refusal is None, answer.refusal
        act: Act = kiosk.act(ActKind.SIGNED, Who(person=person, session="session-1"))
        key = kiosk.user_key(person)
        signature = Signature(
            person,
            signer.user_id,
            signer.name,
            signer.roles[0].value,
            meaning,
            text(f"declaration.{meaning.value}", "en"),
            REASON,
            local_text(self.core.clock.utc(), 480),
            key.id,
            int(str(answer.body["step"])),
            str(answer.body["confirmation"]),
            (change_manifest(changes, REASON, plant, "en"),),
        )
        kept = kiosk.seal(msgspec.structs.replace(act, signature=signature), key)
        kiosk.send(kept)
        return kept.act.id
