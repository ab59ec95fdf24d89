"""Accounts that are closed: told apart from those that never were, and the attempt is on record under their owner."""

from console.desk import Desk
from core.acts import Act, ActKind, Subject, Who
from core.errors import CountersignError
from core.finding import Finding, finding


class AccountClosed(CountersignError):
    """The person's account was closed; nobody signs in or signs with it any more."""

    code = "KSK-050"


async def refuse_unknown(desk: Desk, attempt: Act, why: Finding) -> None:
    """Keep an attempt with a user id or badge that is nobody's; of very many together, their number."""
    times = desk.nobodys.again(attempt.when)
    if times is not None:
        await desk.recorder.refuse(attempt, why, times)


async def refuse_closed(desk: Desk, user_id: str, kind: ActKind, subject: Subject | None = None) -> None:
    """Refuse a closed account, on record; does nothing for any other user id.

    Args:
        desk: The desk.
        user_id: As scanned or typed.
        kind: What was attempted.
        subject: What it was about.

    Raises:
        AccountClosed: It is one.
    """
    people = desk.recorder.plant.people.values()
    person = next((p for p in people if p.user_id == user_id.strip() and not p.active), None)
    if person is None or desk.recorder.plant.person_of_user(person.user_id) is not None:
        return
    why = finding("refusal.account_closed", user=person.user_id)
    attempt = desk.recorder.act(Who(person=person.id), kind, subject)
    times = desk.nobodys.again(attempt.when, person.id)
    if times is not None:
        await desk.recorder.refuse(attempt, why, times)
    raise AccountClosed(why.key, **why.params)
