"""The signatures of a set of changes as a kiosk gathers them: whose are needed, and what speaks against them."""

import msgspec

from console.desk import Desk
from core.acts import Signature
from core.change_rules import change_refusals
from core.change_signers import Signer, signature_refusals, signers
from core.changes import Change, in_force
from core.errors import CountersignError
from core.finding import Finding
from core.people import Person, Role
from core.plant import Plant


class ChangeSignatures:
    """Judges before each signature, by the same rules as the core after the last one.

    Attributes:
        claims: The signatures given so far, as judged.
        records: Ids of their records.
    """

    def __init__(self, desk: Desk, changes: tuple[Change, ...]) -> None:
        """Take what is signed."""
        self._desk = desk
        self._changes = changes
        self._judged: tuple[Plant, Finding | None] | None = None
        self._settled: tuple[Signer, ...] = ()
        self.claims: list[Signature] = []
        self.records: list[str] = []

    @property
    def needed(self) -> tuple[Signer, ...]:
        """Give whose signatures are needed, in order; none where the changes cannot even be read.

        They stay the same from the first one on: what is in force in the end would be another change by then.
        """
        if self._settled:
            return self._settled
        try:
            return signers(self._changes, self._desk.recorder.plant)
        except (CountersignError, msgspec.ValidationError):
            return ()

    @property
    def need(self) -> Signer | None:
        """Give whose turn it is, or None when all have signed."""
        needed = self.needed
        return needed[len(self.claims)] if len(self.claims) < len(needed) else None

    def refusal(self) -> Finding | None:
        """Give what speaks against the changes themselves, or against the first signer; before anybody signs."""
        plant = self._desk.recorder.plant
        if self._judged is None or self._judged[0] is not plant:
            # A master record is long to judge, so it is judged once for a plant.
            self._judged = (plant, next(iter(change_refusals(self._changes, plant)), None))
        if self._judged[1] is not None:
            return self._judged[1]
        session = self._desk.session
        return None if self.claims or session is None else self.refusal_of(session.person)

    def refusal_of(self, person: Person) -> Finding | None:
        """Give what speaks against a person as the one whose turn it is."""
        claim = self.claim(person)
        if claim is None:
            return None
        plant = self._desk.recorder.plant
        return next(iter(signature_refusals(self._changes, [*self.claims, claim], plant, partly=True)), None)

    def claim(self, person: Person) -> Signature | None:
        """Give what a person claims before anything is signed; None when nobody's turn it is."""
        need = self.need
        if need is None:
            return None
        role = self.role(person)
        acting = role.value if role and person.active else ""
        return Signature(person.id, person.user_id, person.name, acting, need.meaning, "", "", "", "", 0, "", ())

    def role(self, person: Person) -> Role | None:
        """Give the role in which a person may sign now."""
        need = self.need
        return next((role for role in person.roles if need is not None and role in need.roles), None)

    def give(self, claim: Signature, record: str) -> None:
        """Note a signature that is on record."""
        self._settled = self.needed
        self.claims.append(claim)
        self.records.append(record)

    def in_force(self) -> bool:
        """Tell whether the plant is as proposed."""
        return all(in_force(self._desk.recorder.plant, item) for item in self._changes)
