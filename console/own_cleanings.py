"""Cleanings in the rounds that this kiosk holds: they count here before the core says how a thing stands."""

import msgspec

from core.batch.state import BatchState
from core.master.model import MasterBatchRecord
from core.plant import Plant, Standing
from core.usage.of_round import standing_after


class OwnCleanings:
    """Remembers the last cleaning of each thing, and joins them to what the core says of the plant."""

    def __init__(self) -> None:
        """Begin with none."""
        self._known: dict[str, Standing] = {}
        self._heard: Plant | None = None
        self._joined: Plant | None = None

    def note(self, state: BatchState, master: MasterBatchRecord) -> None:
        """Take a round as it stands now; only one that is complete and cleans counts."""
        found = standing_after(state, master)
        if found is None:
            return
        key, standing = found
        before = self._known.get(key)
        if before is None or before.since < standing.since:
            self._known[key], self._heard = standing, None

    def joined(self, heard: Plant) -> Plant:
        """Give the plant as heard from the core, with every cleaning that is later than what the core says."""
        if self._joined is None or self._heard is not heard:
            self._heard, self._joined = heard, self._with(heard)
        return self._joined

    def _with(self, heard: Plant) -> Plant:
        said = heard.standings
        later = {key: own for key, own in self._known.items() if key not in said or said[key].since < own.since}
        return msgspec.structs.replace(heard, standings={**said, **later}) if later else heard
