"""Where an embedded PostgreSQL lives: data, socket and programs in places that its account can reach."""

import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import quote, urlencode

import msgspec

from server.embedded.errors import EmbeddedError
from server.embedded.identity import Account, private_folder, reachable, short_name
from server.embedded.programs import Program

DATABASE = "countersign"
"""Name of the database and of the role that owns it."""

_SOCKET = ".s.PGSQL.5432"
_SOCKET_PATH_BYTES = 107
_SPARE_HOMES = Path("/var/tmp")  # noqa: S108  (a folder below it is checked for its owner)
_SHORT_SOCKETS = Path("/tmp")  # noqa: S108  (each server has a folder of its own below it, which only its account may enter)
_WHEEL_TREE = "pginstall"
_PROGRAM_COPIES = Path("/var/cache/countersign")


class Home(msgspec.Struct, frozen=True):
    """The places of one server.

    Attributes:
        data: Cluster, owned by the server's account, 0700.
        socket: Folder of the socket, likewise.
        moved: True when the data lies elsewhere than asked for, because its account cannot reach that place.
    """

    data: Path
    socket: Path
    moved: bool

    def url(self, role: str = DATABASE) -> str:
        """Give the SQLAlchemy URL for the owner or another role; the socket's folder is the only way in."""
        return f"postgresql+psycopg://{quote(role)}@/{DATABASE}?{urlencode({'host': str(self.socket)})}"


def settle(folder: Path, account: Account | None) -> Home:
    """Choose and make the places of a server.

    Args:
        folder: The folder that was asked for; it exists.
        account: Whom the server runs as; None for the caller.

    Raises:
        FolderUnsafe: A place is taken by another user.
    """
    base, moved = folder, False
    if account is not None and not reachable(folder, account):
        base, moved = private_folder(_SPARE_HOMES / f"countersign-postgres-{short_name(folder)}", account), True
    socket = base / "socket"
    if len(os.fsencode(socket / _SOCKET)) > _SOCKET_PATH_BYTES:
        socket = _SHORT_SOCKETS / f"countersign-{os.geteuid()}-{short_name(folder)}"
    return Home(base / "data", private_folder(socket, account), moved)


def program_for(program: Program, account: Account | None) -> Program:
    """Give a program that the account can run: the installed one, or a copy of the wheel's made once.

    The copy keeps the tree of the wheel, whose programs look for their libraries beside it.

    Raises:
        EmbeddedError: The copy cannot be made, or the program is not of the wheel.
    """
    if account is None or reachable(program.path, account):
        return program
    if not program.path.parents[1].name.startswith(_WHEEL_TREE):
        raise EmbeddedError("embedded.program_unreachable", program=str(program.path), account=account.name)
    copy = _PROGRAM_COPIES / f"postgresql-{program.version_text}-{short_name(program.path)}"
    inside = program.path.relative_to(program.path.parents[3])
    if not copy.exists():
        try:
            _copy_tree(program.path, copy)
        except (OSError, shutil.Error) as error:
            raise EmbeddedError("embedded.copy_failed", folder=str(copy), reason=str(error)) from error
    return msgspec.structs.replace(program, path=copy / inside)


def _copy_tree(program: Path, copy: Path) -> None:
    """Copy an installation beside its place and rename it, so that a copy that exists is whole."""
    installation, package = program.parents[1], program.parents[2]
    copy.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=copy.parent))
    try:
        shutil.copytree(installation, draft / package.name / installation.name, symlinks=True)
        for libraries in package.parent.glob(f"{package.name}.libs"):
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        _open_to_all(draft)
        draft.rename(copy)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _open_to_all(tree: Path) -> None:
    for folder, _, files in os.walk(tree):
        Path(folder).chmod(0o755)
        for name in files:
            path = Path(folder, name)
            if not path.is_symlink():
                path.chmod(0o755 if os.access(path, os.X_OK) else 0o644)
