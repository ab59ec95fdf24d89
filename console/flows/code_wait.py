"""The wait for the next one-time code, counted down where the code is typed: a code counts once."""

from console.desk import Desk
from console.flows.flow import TaskFlow
from core.language import text
from core.people import Person
from screens.views import FieldKind, FieldView

USED = "refusal.code_used"


def code_field(desk: Desk, person: Person | None, label: str, attempt: int) -> FieldView:
    """Ask for the code; while the person's last one still shows on the token, say when the next one comes.

    Without the core the field says that it will check the code later.
    """
    wait = desk.ceremony.code_wait_s(person, desk.clock.utc()) if person is not None else 0
    hint = "" if desk.link().online else text("offline.code_hint", desk.language)
    hint = text("sign.code_wait", desk.language, s=str(wait)) if wait else hint
    return FieldView("code", label, FieldKind.CODE, hint, attempt=attempt)


def live_message(flow: TaskFlow, person: Person | None) -> str:
    """Give the flow's message; that of a used code counts down, and then says that the next one is there."""
    if flow.said != USED or person is None:
        return flow.message
    wait = flow.desk.ceremony.code_wait_s(person, flow.desk.clock.utc())
    return flow.words(USED, s=str(wait)) if wait else flow.words("refusal.code_fresh")
