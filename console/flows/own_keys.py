"""The public halves of this kiosk's own keys, as QR code and fingerprint, to be registered at another terminal."""

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.qr import qr_modules
from core.announcement import Announcement
from screens.everyone.qr import QrView
from screens.views import keys

_GROUPS_A_LINE = 3


class OwnKeysFlow(TaskFlow):
    """Nothing here is secret, so it is shown to anybody, also before the first sign-in."""

    screen = "qr"

    def __init__(self, desk: Desk, announced: Announcement, previous: TaskFlow) -> None:
        """Take what is announced and the task to go back to."""
        super().__init__(desk)
        self._announced = announced
        self._modules = qr_modules(announced.text)
        self._previous = previous

    @property
    def view(self) -> QrView:
        """Show the code, and the fingerprint that is typed at the other terminal."""
        view_frame = frame(
            self.desk,
            header(self.desk),
            self.words("own_keys.title"),
            self.words("next.back"),
            keys("f3"),
            subject=self._announced.kiosk,
            message=self.message,
        )
        groups = self._announced.fingerprint.split()
        lines = [" ".join(groups[at : at + _GROUPS_A_LINE]) for at in range(0, len(groups), _GROUPS_A_LINE)]
        typed = (self.words("own_keys.fingerprint"), *lines)
        return QrView(view_frame, self._modules, self.words("own_keys.words"), typed, self.words("own_keys.leave"))

    async def key(self, name: str) -> None:
        """F3 goes back."""
        if name in ("f3", "f12", "enter"):
            self.desk.navigation.go(self._previous)
