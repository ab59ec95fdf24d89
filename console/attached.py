"""Attached files: what lies in the watched folder, what was taken from it, and the way of the bytes to the core.

What is taken is copied durably into a folder of its own, under the hash of its bytes, before its record is made.
There it stays, however long the core is away, until the core says that it holds all of it.
"""

import asyncio
import base64
import os
import stat
from pathlib import Path

import msgspec
import structlog

from core.attached import KINDS, MEGABYTE, MOST_MEGABYTES, FileKind, media_type, shown_name
from core.errors import CountersignError
from core.ports import Ask, Unreachable
from core.record.digest import sha256_hex

PART_BYTES = 400_000
"""Most bytes of a file in one request, before base64, so that the request fits the bus."""
AGAIN_S = 10.0
MOST_SHOWN = 9
_FIRST_BYTES = 16

log = structlog.get_logger(__name__)


class FileUntaken(CountersignError):
    """A file could not be read or kept; nothing was recorded."""

    code = "KSK-080"


class FoundFile(msgspec.Struct, frozen=True):
    """A file in the watched folder.

    Attributes:
        name: Its name there.
        shown: Its name as records hold it.
        size: In bytes.
        media: Media type by its first bytes, or "".
    """

    name: str
    shown: str
    size: int
    media: str

    @property
    def kind(self) -> FileKind | None:
        """Give its kind, or None for any other than those that are taken."""
        return KINDS.get(self.media)


class TakenFile(msgspec.Struct, frozen=True):
    """A file that is kept here for the core."""

    sha256: str
    shown: str
    size: int
    media: str

    @property
    def facts(self) -> dict[str, str]:
        """Give the facts of its act."""
        return {"sha256": self.sha256, "name": self.shown, "type": self.media, "size": str(self.size)}


class AttachedFiles:
    """The watched folder, and the files on their way to the core.

    Attributes:
        watched: Folder into which people copy files.
    """

    def __init__(self, watched: Path, kept: Path, ask: Ask) -> None:
        """Name the folders; nothing is made or read yet.

        Args:
            watched: Folder into which people copy files.
            kept: Folder of this program alone, for what was taken.
            ask: The way to the core.
        """
        self.watched = watched
        self._kept = kept
        self._ask = ask
        self._taken = asyncio.Event()

    async def found(self) -> tuple[FoundFile, ...]:
        """List the newest files of the watched folder; a folder that is missing has none."""
        return await asyncio.to_thread(self._found)

    async def take(self, name: str, largest: int) -> TakenFile:
        """Copy a file of the watched folder durably, for the core.

        Args:
            name: Its name there.
            largest: Most bytes that are taken.

        Raises:
            FileUntaken: It is gone, no plain file, too large, or cannot be kept.
        """
        taken = await asyncio.to_thread(self._take, name, largest)
        self._taken.set()
        return taken

    async def waiting(self) -> tuple[str, ...]:
        """List the hashes of the files that the core does not hold yet."""
        return await asyncio.to_thread(self._waiting)

    async def run(self) -> None:
        """Carry what waits to the core, again and again, for as long as the terminal runs."""
        while True:
            self._taken.clear()
            await self.carry()
            try:
                await asyncio.wait_for(self._taken.wait(), AGAIN_S)
            except TimeoutError:
                continue

    async def carry(self) -> None:
        """Carry what waits to the core, as far as it can be reached."""
        for sha256 in await self.waiting():
            try:
                await self._carry(sha256)
            except Unreachable:
                return
            except CountersignError as error:
                log.warning("file not taken by the core", file=sha256, reason=error.key)

    async def _carry(self, sha256: str) -> None:
        data = await asyncio.to_thread(self._kept_bytes, sha256)
        parts = max(1, -(-len(data) // PART_BYTES))
        for part in range(parts):
            chosen = base64.b64encode(data[part * PART_BYTES : (part + 1) * PART_BYTES]).decode()
            answer = await self._ask("keep_file", {"sha256": sha256, "part": part, "parts": parts, "data": chosen})
            if answer.get("complete") is True:
                await asyncio.to_thread((self._kept / sha256).unlink, missing_ok=True)
                log.info("file is with the core", file=sha256, bytes=len(data))
                return

    # ------------------------------------------------------------------ on the disk

    def _found(self) -> tuple[FoundFile, ...]:
        listed: list[tuple[float, FoundFile]] = []
        try:
            with os.scandir(self.watched) as entries:
                for entry in entries:
                    if not entry.name.startswith(".") and entry.is_file(follow_symlinks=False):
                        status = entry.stat(follow_symlinks=False)
                        about = FoundFile(entry.name, shown_name(entry.name), status.st_size, _media(Path(entry.path)))
                        listed.append((status.st_mtime, about))
        except OSError:
            return ()
        listed.sort(key=lambda item: (-item[0], item[1].name))
        return tuple(about for _, about in listed[:MOST_SHOWN])

    def _take(self, name: str, largest: int) -> TakenFile:
        shown = shown_name(name)
        try:
            data = _read(self.watched / Path(name).name, min(largest, MOST_MEGABYTES * MEGABYTE))
        except OSError as error:
            raise FileUntaken("kiosk.file_gone", name=shown) from error
        if data is None:
            raise FileUntaken("kiosk.file_unfit", name=shown)
        sha256 = sha256_hex(data)
        try:
            _keep(self._kept, sha256, data)
        except OSError as error:
            raise FileUntaken("kiosk.file_not_kept", name=shown) from error
        return TakenFile(sha256, shown, len(data), media_type(data))

    def _kept_bytes(self, sha256: str) -> bytes:
        """Read a kept file; one that the disk has lost or changed is not sent, and stays where it is."""
        try:
            data = (self._kept / sha256).read_bytes()
        except OSError as error:
            raise FileUntaken("kiosk.file_gone", name=sha256[:16]) from error
        if sha256_hex(data) != sha256:
            raise FileUntaken("kiosk.file_gone", name=sha256[:16])
        return data

    def _waiting(self) -> tuple[str, ...]:
        try:
            return tuple(sorted(entry.name for entry in self._kept.iterdir() if "." not in entry.name))
        except OSError:
            return ()


def _media(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return media_type(file.read(_FIRST_BYTES))
    except OSError:
        return ""


def _read(path: Path, largest: int) -> bytes | None:
    """Read a plain file, following no link; None where it is something else or too large."""
    number = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(number, "rb") as file:
        if not stat.S_ISREG(os.fstat(number).st_mode):
            return None
        data = file.read(largest + 1)
    return data if len(data) <= largest else None


def _keep(folder: Path, sha256: str, data: bytes) -> None:
    """Write a file so that a power cut leaves all of it or nothing."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = folder / f"{sha256}.new"
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(folder / sha256)
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(number)
    finally:
        os.close(number)
