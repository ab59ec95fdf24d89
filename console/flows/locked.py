"""Locked: the data are blanked, the step is kept; the same person unlocks, or another one signs in."""

from datetime import timedelta

from console.ceremony import Session
from console.desk import Desk
from console.flows.code_wait import code_field, live_message
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.kiosk_alarms import look_for_alarms
from console.flows.sign_in import begin_session, go_on, record_end
from core.acts import ActKind
from core.codes import Code, CodeKind
from core.secret import Secret
from screens.everyone.locked import LockedView
from screens.views import FieldKind, FieldView, keys


class LockedFlow(TaskFlow):
    """Holds the task that was on the screen until the same person is back."""

    screen = "locked"

    def __init__(self, desk: Desk, kept: TaskFlow, session: Session, why: str) -> None:
        """Take the task to come back to, who was at work, and why it locked: `key` or `idle`."""
        super().__init__(desk)
        self._kept = kept
        self._session = session
        self._why = why
        self._attempt = 0
        self._recorded = False

    @property
    def view(self) -> LockedView:
        """Show the clock and who can unlock; nothing of the batch."""
        local = self.desk.clock.utc() + timedelta(minutes=self.desk.recorder.plant.offset_min)
        person = self._session.person
        view_frame = frame(
            self.desk,
            header(self.desk),
            self.words("locked.title"),
            self.words("next.unlock"),
            keys("f1", "f3"),
            message=live_message(self, person),
        )
        fields = (
            FieldView("password", self.words("sign_in.password"), FieldKind.PASSWORD, attempt=self._attempt),
            code_field(self.desk, person, self.words("sign_in.code"), self._attempt),
        )
        lines = (self.words("locked.kept"), self.words("locked.other"))
        return LockedView(view_frame, f"{local:%H:%M}", f"{person.name} {person.user_id}", lines, fields)

    async def opened(self) -> None:
        """Put on record that the session has ended; a second opening finds that done.

        Whoever locks has ended it before: it is opened beside the keys, and somebody may be back by then.
        """
        if not self._recorded:
            self._recorded = True
            trouble = await record_end(self.desk, self._session, ActKind.LOCKED, self._why)
            self.say(trouble)

    def keep(self, flow: TaskFlow) -> None:
        """Take where the task has led meanwhile, to come back to that."""
        self._kept = flow

    async def key(self, name: str) -> None:
        """F3 lets another person sign in; what this one recorded is kept."""
        if name == "f3":
            self.desk.navigation.home()

    async def scan(self, code: Code) -> None:
        """Take the badge of the same person as a wish to unlock, another one's as a sign-in."""
        badge = code.get("badge") if code.kind == CodeKind.BADGE else None
        if badge is None:
            await super().scan(code)
        elif badge == self._session.person.user_id:
            self.say(None)
        else:
            self.desk.navigation.home()

    async def submit(self, password: Secret, code: Secret) -> None:
        """Unlock: a new session of the same person, back at the same task."""
        user_id = self._session.person.user_id
        if await self.guarded(begin_session(self.desk, user_id, password, code, "unlocked")):
            await go_on(self.desk, lambda: self._kept)
            return
        await look_for_alarms(self.desk)
        self._attempt += 1
        self.changed()
