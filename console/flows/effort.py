"""The effort of a review: keystrokes and time from its opening to its end, over the evidence that was looked at."""

from core.ports import Clock


class Effort:
    """Counts while one person reviews one batch; keys typed into signatures are not among them.

    Attributes:
        keys: Keystrokes so far.
    """

    def __init__(self, clock: Clock) -> None:
        """Begin now."""
        self._clock = clock
        self._begun = clock.monotonic()
        self.keys = 0

    def pressed(self) -> None:
        """Count a key."""
        self.keys += 1

    @property
    def facts(self) -> dict[str, str]:
        """Give keystrokes and whole seconds, as the act states them."""
        return {"keystrokes": str(self.keys), "seconds": str(int(self._clock.monotonic() - self._begun))}
