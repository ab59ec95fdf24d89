"""Proposals of master data: kept as stated, listed until they hold."""

import msgspec

from core.proposals import Proposal, in_force, propose
from core.record.messages import Request
from core.text_proposals import TEXTS, propose_texts
from server.db.store import Unit
from server.enrolment import state_item
from server.picture import Picture
from server.writing import Writer


def keep_proposal(writer: Writer, text: str, file: str, kind: str) -> Proposal:
    """Keep a table as a proposal; the same one again changes nothing.

    Raises:
        TableUnfit: It has faults; nothing is kept.
    """
    with writer.writing() as writing:
        read = propose_texts if kind in TEXTS else propose
        proposal = read(text, file, kind, writing.picture.plant)
        if proposal.id not in writing.picture.contents.documents["proposals"]:
            state_item(writing, "proposals", proposal.id, proposal)
    return proposal


def list_proposals(_unit: Unit, picture: Picture, _request: Request) -> dict[str, object]:
    """List the proposals of which something does not hold yet."""
    kept: list[Proposal] = list(picture.contents.documents["proposals"].values())
    waiting = [one for one in kept if not all(in_force(item, picture.plant) for item in one.changes)]
    return {"proposals": msgspec.to_builtins(waiting)}
