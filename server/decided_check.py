"""Was every change of the plant decided by people, and does what stands beside the records follow from them?"""

from typing import Any

import msgspec

from core.acts import Act, ActKind
from core.changes import Change, changes_digest, digest_of
from core.finding import Finding, finding
from core.record.canonical import Undecodable, strict_json
from core.record.keys import KeyKind
from core.record.payload import CORE_STATION
from core.session_signing import SESSION
from server.db.statements import select, text
from server.db.store import Unit
from server.db.tables.evidence import record_flag
from server.db.tables.secrets import code_use
from server.offline_codes import OFFLINE

_DRAFTS = "drafts"
_FOREVER = "9999"
_CONFIRMED_TWICE = "SELECT person FROM confirmation GROUP BY person, step HAVING count(*) > 1 ORDER BY 1"


class DecidedCheck:
    """Gathers while records pass in the order of the log, and tells at the end."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._found: list[Finding] = []
        self._changes: dict[str, list[tuple[str, Change]]] = {}
        self._signed: dict[str, set[str]] = {}
        self._keys: dict[str, str | None] = {}
        self._steps: dict[str, int] = {}
        self._others = False
        self._flagged = {row.seq for row in unit.rows(select(record_flag.c.seq).distinct())}

    def take(self, row: Any, act: Act) -> None:
        """Take in the next record."""
        if row.kiosk != CORE_STATION:
            self._others = True
        if row.kiosk != CORE_STATION and row.seq not in self._flagged:
            self._code(act)
        if act.signature is not None:
            digests = (digest_of(manifest) for manifest in act.signature.manifests)
            self._signed[act.id] = {digest for digest in digests if digest is not None}
        if act.kind == ActKind.PLANT_CHANGED:
            self._change(act)

    def faults(self) -> list[Finding]:
        """Give what was found, now that all records have passed."""
        return [*self._found, *self._undecided(), *self._codes()]

    def _change(self, act: Act) -> None:
        facts = act.facts
        item = Change(facts.get("kind", ""), facts.get("id", ""), facts.get("body", ""))
        end = _end(item.body) if item.kind == "keys" else None
        ending = end is not None and end <= (self._keys.get(item.id, "") or _FOREVER)
        if item.kind == "keys":
            self._keys[item.id] = end
        if "signatures" in facts:
            self._changes.setdefault(facts["signatures"], []).append((act.id, item))
        elif self._others and item.kind != _DRAFTS and not ending:
            self._found.append(finding("doctor.change_undecided", record=act.id, item=f"{item.kind} {item.id}"))

    def _undecided(self) -> list[Finding]:
        """Name the changes whose signatures are not over them."""
        found: list[Finding] = []
        for named, together in self._changes.items():
            digest = changes_digest(tuple(item for _, item in together))
            signers = [self._signed.get(identity, set[str]()) for identity in named.split(",")]
            if not all(digest in signed for signed in signers):
                found += [
                    finding("doctor.change_undecided", record=record, item=f"{item.kind} {item.id}")
                    for record, item in together
                ]
        return found

    def _code(self, act: Act) -> None:
        """Note the newest one-time code that a person has used."""
        signature, person, step = act.signature, act.who.person, act.facts.get("code_step", "")
        if signature is not None and signature.code_check not in (SESSION, OFFLINE):
            person, step = signature.person, str(signature.code_step)
        if act.kind not in (ActKind.SIGNED, ActKind.SIGNED_IN) or act.facts.get("code_check") == OFFLINE:
            return
        if person and step.isdecimal():
            self._steps[person] = max(self._steps.get(person, 0), int(step))

    def _codes(self) -> list[Finding]:
        """Name the persons of whom a code could count again, or has."""
        last = {row.person: row.last_step for row in self._unit.rows(code_use.select())}
        back = [person for person, step in self._steps.items() if last.get(person, -1) < step]
        twice = [row.person for row in self._unit.rows(text(_CONFIRMED_TWICE))]
        return [finding("doctor.code_again", person=person) for person in sorted({*back, *twice})]


class _Ending(msgspec.Struct, frozen=True):
    kind: KeyKind
    valid_to: str | None = None


def _end(body: str) -> str | None:
    """Give the end that a statement sets; one no later than before needs no signature, the verifier looks closer."""
    try:
        return msgspec.convert(strict_json(body.encode()), _Ending).valid_to
    except (Undecodable, msgspec.ValidationError):
        return None
