"""What a logbook form says beside its steps: what it is filled in about, how often, and who reviews it.

A form is approved like a master batch record; filled in once for one thing it is a round (GMP articles 84, 86, 211).
Text form: `docs/reference/logbook-forms.md`.
"""

from enum import StrEnum

import msgspec

from core.fields import Fields
from core.finding import finding

FORM = "logbook"
"""What `form` says in the text of a logbook form."""

ROUND = "ROUND"
"""The one operation of a form, and what the review of a round signs."""

_YES_NO = {"yes": True, "no": False}


class About(StrEnum):
    """What kind of thing a form is filled in about."""

    ROOM = "room"
    EQUIPMENT = "equipment"
    LOCATION = "location"


class RoundReview(StrEnum):
    """Who looks over a complete round."""

    NONE = "none"
    SUPERVISOR = "supervisor"
    QA = "qa"


class Thing(msgspec.Struct, frozen=True):
    """The one thing that a round is about.

    Attributes:
        about: What kind of thing.
        id: What its label says.
        room: The room itself, or the one in which it stands.
    """

    about: About
    id: str
    room: str


class Logbook(msgspec.Struct, frozen=True):
    """What makes a record a logbook form.

    Attributes:
        about: What kind of thing it is filled in about.
        things: Ids of these things; () for every one of the kind, or of the equipment class.
        equipment_class: Class of the equipment, or "".
        every_s: Seconds after which it is due again, 0 where it is opened when needed.
        review: Who looks over a complete round.
        cleans: True where a complete round leaves the thing clean.
        clean_hold_s: Seconds for which it then stays clean, 0 without limit.
    """

    about: About
    things: tuple[str, ...] = ()
    equipment_class: str = ""
    every_s: int = 0
    review: RoundReview = RoundReview.NONE
    cleans: bool = False
    clean_hold_s: int = 0


def read_logbook(fields: Fields) -> Logbook:
    """Read what stands beside the steps of a form."""
    about = fields.choice("about", {kind.value: kind for kind in About}, About.ROOM)
    things = fields.codes("things") if fields.has("things") else ()
    wanted = fields.code("equipment_class", "")
    if about == About.EQUIPMENT and not wanted and not things:
        fields.wrong(finding("logbook.class_missing"), "about")
    if about != About.EQUIPMENT and wanted:
        fields.wrong(finding("logbook.class_unfit", about=about.value), "equipment_class")
    every = fields.seconds("every") if fields.has("every") else 0
    review = fields.choice("review", {who.value: who for who in RoundReview}, RoundReview.NONE, "none")
    cleans = fields.choice("cleans", _YES_NO, False, "no")
    hold = fields.seconds("clean_hold") if fields.has("clean_hold") else 0
    if hold and not cleans:
        fields.wrong(finding("logbook.hold_unclean"), "clean_hold")
    return Logbook(about, things, wanted, every, review, cleans, hold)
