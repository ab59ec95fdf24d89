"""What can go wrong before an embedded server is ready."""

from core.errors import CountersignError


class EmbeddedError(CountersignError):
    """An embedded server cannot be started or reached."""

    code = "EMB-000"


class FolderTaken(EmbeddedError):
    """Another process runs a server on this folder."""

    code = "EMB-001"


class FolderUnsafe(EmbeddedError):
    """A folder belongs to another user or is not a folder."""

    code = "EMB-002"


class ProgramMissing(EmbeddedError):
    """The server's program is not installed."""

    code = "EMB-003"


class ProgramTooOld(EmbeddedError):
    """The server's program is below the oldest version that is safe to use."""

    code = "EMB-004"


class StartFailed(EmbeddedError):
    """The server ended or stayed silent instead of becoming ready."""

    code = "EMB-005"


class NameRefused(EmbeddedError):
    """A site or kiosk id cannot be used as a subject token."""

    code = "EMB-006"
