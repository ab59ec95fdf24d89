"""The QR code of a new token, shown once."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.qr import qr_modules
from core.people import Person
from screens.everyone.qr import QrView
from screens.views import keys

_GROUP = 4
_GROUPS_A_LINE = 4


class QrFlow(TaskFlow):
    """Shows the code until Enter; then it is gone, and is made anew where it was not read."""

    screen = "qr"

    def __init__(self, desk: Desk, person: Person, address: str, then: Callable[[], TaskFlow]) -> None:
        """Take the address, whose it is, and where it goes on."""
        super().__init__(desk)
        self._person = person
        self._modules = qr_modules(address)
        self._secret = "".join(parse_qs(urlsplit(address).query).get("secret", []))
        self._then = then

    @property
    def view(self) -> QrView:
        """Show the code, and the same for typing."""
        title, following = self.words("qr.title"), self.words("next.qr")
        subject = f"{self._person.user_id}  {self._person.name}"
        view_frame = frame(
            self.desk,
            header(self.desk),
            title,
            following,
            keys("f1", "f3", "f10"),
            subject=subject,
            message=self.message,
        )
        groups = [self._secret[at : at + _GROUP] for at in range(0, len(self._secret), _GROUP)]
        lines = [" ".join(groups[at : at + _GROUPS_A_LINE]) for at in range(0, len(groups), _GROUPS_A_LINE)]
        typed = (self.words("qr.typed"), *lines)
        return QrView(view_frame, self._modules, self.words("qr.words"), typed, self.words("qr.once"))

    async def key(self, name: str) -> None:
        """Enter goes on to the codes; F3 likewise."""
        if name in ("enter", "f3"):
            self.desk.navigation.go(self._then())
