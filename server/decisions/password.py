"""Changing one's own password: the same key, wrapped anew at the kiosk, takes the place of the old wrapping."""

import msgspec

from core.acts import ActKind
from core.record.keys import KeyKind
from core.record.messages import Request
from server.db.tables.secrets import user_secret
from server.decisions.answers import with_records
from server.decisions.asker import signed_in
from server.decisions.enrolling import own_wrapped
from server.decisions.refused import DecisionRefused, body_as
from server.enrolment import kept_form
from server.writing import Writing


class AskPassword(msgspec.Struct):
    """`change_password`: the new wrapped form of the asker's key, and the key's own signature over it."""

    session: str
    wrapped: dict[str, object]
    proof: str


def change_password(writing: Writing, request: Request) -> dict[str, object]:
    """Keep the asker's key under the new password; answers `records`, which name the key and no secret.

    Raises:
        DecisionRefused: Nobody is signed in there, or the new form is not the work of the asker's own key.
    """
    wish, picture = body_as(request, AskPassword), writing.picture
    person = signed_in(writing.unit, picture, request, wish.session)
    held = picture.registry.held(KeyKind.USER, person.id)
    if held is None:
        raise DecisionRefused("decision.no_user_key", person=person.id)
    wrapped = own_wrapped(person.id, held.public, wish.wrapped, wish.proof)
    own = user_secret.c.key == wrapped.key, user_secret.c.person == person.id
    changed = user_secret.update().where(*own).values(wrapped=kept_form(wrapped))
    if writing.unit.do(changed) != 1:
        raise DecisionRefused("decision.no_user_key", person=person.id)
    facts = {"person": person.id, "key": wrapped.key, "kiosk": request.kiosk}
    return with_records([writing.decide(ActKind.PASSWORD_CHANGED, facts=facts)])
