"""Master records by the hash of their text: every version ever heard of is kept, since a batch pins its own."""

from collections.abc import Iterable

import msgspec
import structlog

from console.plant import Cache
from core.errors import CountersignError
from core.master.model import MasterBatchRecord
from core.master.text import load_master
from core.plant import Plant
from core.ports import Ask
from core.record.digest import sha256_hex

CACHE = "masters"

log = structlog.get_logger(__name__)


class MasterMissing(CountersignError):
    """A batch pins a master record whose text has not reached this kiosk."""

    code = "KSK-022"


ASK_S = 10.0


class MasterShelf:
    """Gives master records; each text is read once."""

    def __init__(self, cache: Cache) -> None:
        """Take where the texts are kept."""
        self._cache = cache
        self._texts: dict[str, str] = {}
        self._read: dict[str, MasterBatchRecord] = {}

    def __call__(self, sha256: str) -> MasterBatchRecord:
        """Give the master record of a content hash.

        Raises:
            MasterMissing: Its text is not here.
            MasterUnreadable: This version cannot read it.
        """
        found = self._read.get(sha256)
        if found is None:
            text = self._texts.get(sha256)
            if text is None:
                raise MasterMissing("kiosk.master_missing", hash=sha256[:8])
            found = self._read[sha256] = load_master(text, f"{sha256[:8]}.yaml")
        return found

    async def load(self) -> None:
        """Take the texts kept on the disk; one that was changed there is not believed."""
        data = await self._cache.cached(CACHE)
        if data is not None:
            self._add(msgspec.json.decode(data, type=dict[str, str]))

    async def learn(self, plant: Plant) -> None:
        """Keep the texts of a snapshot that are new here."""
        if self._add({master.sha256: master.text for master in plant.masters.values()}):
            await self._cache.cache(CACHE, msgspec.json.encode(self._texts))

    async def fetch(self, wanted: Iterable[str], ask: Ask) -> None:
        """Ask the core for the texts that are not here, such as of a version retired before this kiosk was set up.

        Raises:
            MasterMissing: What the core gave does not fit its hash.
            CountersignError: The core cannot be asked, or does not know one of them.
        """
        missing = [sha256 for sha256 in wanted if sha256 not in self._texts]
        texts = {sha256: str((await ask("master", {"sha256": sha256}, ASK_S)).get("text", "")) for sha256 in missing}
        if self._add(texts):
            await self._cache.cache(CACHE, msgspec.json.encode(self._texts))
        for sha256 in missing:
            if sha256 not in self._texts:
                raise MasterMissing("kiosk.master_missing", hash=sha256[:8])

    def _add(self, texts: dict[str, str]) -> bool:
        fresh = {sha256: text for sha256, text in texts.items() if sha256 not in self._texts}
        wrong = [sha256 for sha256, text in fresh.items() if sha256_hex(text.encode()) != sha256]
        for sha256 in wrong:
            log.error("the text of a master record does not fit its hash", sha256=sha256)
            del fresh[sha256]
        self._texts |= fresh
        return bool(fresh)
