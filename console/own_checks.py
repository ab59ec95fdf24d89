"""Checks of devices that this kiosk has on its own record: they count here before the core has heard of them."""

from collections.abc import Iterable
from datetime import timedelta

from core.acts import Act, ActKind
from core.device_checks import with_daily_checks
from core.plant import Plant

KEPT = timedelta(days=2)
"""How far back they are read: today's and the last shift's, whatever the zone."""


class OwnChecks:
    """Remembers them, oldest first, and joins them to what the core says of the plant.

    Attributes:
        acts: The checks.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self.acts: tuple[Act, ...] = ()
        self._heard: Plant | None = None
        self._joined: Plant | None = None

    def begin(self, acts: Iterable[Act]) -> None:
        """Take what was read back."""
        self.acts, self._heard = tuple(acts), None

    def note(self, act: Act) -> None:
        """Take an act that was just kept; only checks of devices count."""
        if act.kind == ActKind.DEVICE_CHECKED:
            self.begin((*self.acts, act))

    def joined(self, heard: Plant) -> Plant:
        """Give the plant as heard from the core with these checks in it."""
        if self._joined is None or self._heard is not heard:
            self._heard, self._joined = heard, with_daily_checks(heard, self.acts)
        return self._joined
