"""Questions about master records: drafts, versions, texts, and what a draft would have changed."""

import msgspec

from core.master.model import MasterBatchRecord
from core.plant import EffectiveMaster
from core.record.messages import Request
from core.rights import holders
from server.db.store import Unit
from server.decisions.asker import signed_in
from server.decisions.refused import DecisionRefused, body_as
from server.drafts import draft_lines, version_lines
from server.picture import Picture
from server.replaying import replay

MOST_BATCHES = 20
"""Batches that a dry run asked for at a kiosk replays."""
MOST_TOLD = 50
"""Acts that would have gone differently which its answer tells one by one."""

_READERS = holders("screen.masters")


class AskMasters(msgspec.Struct):
    """`drafts`: by which session."""

    session: str


class AskText(msgspec.Struct):
    """`master`: the hash of a text."""

    sha256: str


class AskDraft(msgspec.Struct):
    """`draft`, `dry_run`: by which session, and the hash of the draft's text."""

    session: str
    sha256: str


def list_drafts(unit: Unit, picture: Picture, request: Request) -> dict[str, object]:
    """Give `drafts` that can be approved and all `versions` ever approved, the newest of each code first.

    Raises:
        DecisionRefused: Nobody who may see them is signed in there.
    """
    signed_in(unit, picture, request, body_as(request, AskMasters).session, *_READERS)
    picture = _refreshed(unit, picture)
    drafts, versions = tuple(draft_lines(picture)), tuple(version_lines(picture))
    return {"drafts": msgspec.to_builtins(drafts), "versions": msgspec.to_builtins(versions)}


def draft_text(unit: Unit, picture: Picture, request: Request) -> dict[str, object]:
    """Give `draft`: code, version, hash and text.

    Raises:
        DecisionRefused: Nobody who may see it is signed in there, or there is no such draft.
    """
    wish = body_as(request, AskDraft)
    signed_in(unit, picture, request, wish.session, *_READERS)
    return {"draft": msgspec.to_builtins(_draft(_refreshed(unit, picture), wish.sha256)[0])}


def dry_run_draft(unit: Unit, picture: Picture, request: Request) -> dict[str, object]:
    """Give `batches` and `acts`, how many were replayed and would have gone differently, and the first `differently`.

    Raises:
        DecisionRefused: Nobody who may see it is signed in there, or there is no such draft.
    """
    wish = body_as(request, AskDraft)
    signed_in(unit, picture, request, wish.session, *_READERS)
    picture = _refreshed(unit, picture)
    replayed = replay(unit, picture, _draft(picture, wish.sha256)[1], MOST_BATCHES)
    told = msgspec.to_builtins(replayed.differently[:MOST_TOLD])
    return {"batches": replayed.batches, "acts": len(replayed.differently), "differently": told}


def master_text(_unit: Unit, picture: Picture, request: Request) -> dict[str, object]:
    """Give `text` of a version that was ever approved, so that a kiosk can open a batch that pins it.

    Raises:
        MasterUnknown: None of this hash was approved here.
    """
    return {"text": picture.master_text(body_as(request, AskText).sha256).text}


def _refreshed(unit: Unit, picture: Picture) -> Picture:
    """Give the plant with what other processes have stated, such as the command that submits a draft."""
    fresh = picture.copy()
    fresh.refresh(unit)
    return fresh


def _draft(picture: Picture, sha256: str) -> tuple[EffectiveMaster, MasterBatchRecord]:
    found = next((draft for draft in picture.draft_masters() if draft.sha256 == sha256), None)
    if found is None:
        raise DecisionRefused("decision.draft_unknown", sha256=sha256[:16])
    return found, picture.draft(sha256)
