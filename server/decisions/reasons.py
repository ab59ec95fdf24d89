"""Reasons: which decisions carry one, and the one place where a reason that says nothing is refused.

Source: 21 CFR 11.50, 211.100(b).
"""

from collections.abc import Mapping

from core.record.messages import Request
from core.said import says_something
from server.decisions.refused import DecisionRefused

REASONED: Mapping[str, tuple[str, str]] = {
    "change": ("reason", "decision.reason_missing"),
    "change_lot_state": ("reason", "decision.reason_missing"),
    "settle_hold": ("reason", "decision.reason_missing"),
    "take_return": ("reason", "decision.reason_missing"),
    "open_recall": ("reason", "decision.reason_missing"),
    "notify_recall": ("how", "recall.how_missing"),
    "close_recall": ("reason", "recall.effect_missing"),
    "adjust_stock": ("reason", "decision.reason_missing"),
    "destroy_container": ("reason", "decision.reason_missing"),
    "settle_goods": ("reason", "decision.reason_missing"),
}
"""By verb the field of the body that says why or how, and the refusal where it says nothing."""

SOMETIMES: Mapping[str, str] = {
    "reserve_container": "due only where another container expires earlier; the decision itself asks for it then",
    "release": "stands in the signature that decides; due where the record holds comments, as its judge says",
    "reject": "stands in the signature that decides, whose judge asks for it",
}
"""Decisions whose reason may be left out, and when."""


def reason_given(request: Request) -> None:
    """Hold the reason of a decision that carries one.

    Raises:
        DecisionRefused: It says nothing.
    """
    if request.verb not in REASONED:
        return
    name, key = REASONED[request.verb]
    # A body without the field is refused by its form.
    if name in request.body and not says_something(str(request.body[name])):
        raise DecisionRefused(key)
