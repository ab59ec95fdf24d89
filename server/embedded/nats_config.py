"""The NATS server's configuration: who may say and hear what, and how durably it is kept. Pure text, no files."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import msgspec

from server.embedded.errors import NameRefused

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,32}")
_RESERVED = frozenset({"core", "setup"})

STREAMS = ("REC", "RCPT", "WIT")
"""Records on their way to the core, the core's receipts on their way back, and what the witnesses of the log saw."""

CONSUMER = "core"
"""Durable consumer of REC."""


class Permissions(msgspec.Struct, frozen=True):
    """What one user may do; everything else is refused.

    Attributes:
        publish: Subjects it may publish to.
        subscribe: Subjects it may subscribe to.
        answers: True when it may answer each request it receives, once.
    """

    publish: tuple[str, ...]
    subscribe: tuple[str, ...]
    answers: bool = False


class Settings(msgspec.Struct, frozen=True):
    """What differs from one embedded server to the next.

    Attributes:
        folder: The server's own folder.
        port: TCP port on the loopback; -1 lets the system choose a free one.
        monitor: True for the HTTP monitor on the loopback.
        monitor_port: Its port; -1 lets the system choose a free one.
        max_file_mb: Ceiling of all streams together, in MB.
    """

    folder: Path
    port: int = -1
    monitor: bool = True
    monitor_port: int = -1
    max_file_mb: int = 8192


def token(name: str) -> str:
    """Check a site or kiosk id, which becomes one token of a subject.

    Raises:
        NameRefused: It is empty, too long, reserved, or holds a character that has a meaning in subjects.
    """
    if not _TOKEN.fullmatch(name) or name.lower() in _RESERVED:
        raise NameRefused("embedded.name_refused", name=name)
    return name


def kiosk_permissions(site: str, kiosk: str) -> Permissions:
    """Allow a kiosk its own records, heartbeat, receipts, commands and requests, and the site's configuration."""
    return Permissions(
        publish=(
            f"rec.v1.{site}.{kiosk}",
            f"hb.{site}.{kiosk}",
            f"req.v1.{site}.{kiosk}.>",
            f"$JS.API.DIRECT.GET.REC.rec.v1.{site}.{kiosk}",
            f"$JS.API.DIRECT.GET.RCPT.rcpt.v1.{site}.{kiosk}",
        ),
        subscribe=(f"_INBOX_{kiosk}.>", f"cmd.{site}.{kiosk}.>", f"rcpt.v1.{site}.{kiosk}", f"cfg.v1.{site}.>"),
    )


def core_permissions() -> Permissions:
    """Allow the core to take records, answer requests, and send receipts, commands and configuration.

    It keeps and reads what the witnesses of the log saw. Its direct read of REC is for the daily comparison of chain
    heads, and what it is told of the streams is for `core doctor`.
    """
    return Permissions(
        publish=(
            *(f"$JS.API.STREAM.INFO.{name}" for name in STREAMS),
            "rcpt.>",
            "cmd.>",
            "cfg.>",
            f"$JS.API.CONSUMER.MSG.NEXT.REC.{CONSUMER}",
            f"$JS.API.CONSUMER.INFO.REC.{CONSUMER}",
            f"$JS.ACK.REC.{CONSUMER}.>",
            "$JS.API.DIRECT.GET.REC.rec.v1.>",
            "wit.v1.*",
            "$JS.API.DIRECT.GET.WIT.wit.v1.*",
        ),
        subscribe=("_INBOX_core.>", "hb.>", "req.v1.>"),
        answers=True,
    )


def setup_permissions() -> Permissions:
    """Allow the set-up to make and change the streams and the consumer, never to delete or purge."""
    streams = [f"$JS.API.STREAM.{verb}.{name}" for name in STREAMS for verb in ("CREATE", "UPDATE", "INFO")]
    return Permissions(
        publish=(
            "$JS.API.INFO",
            *streams,
            f"$JS.API.CONSUMER.CREATE.REC.{CONSUMER}",
            f"$JS.API.CONSUMER.CREATE.REC.{CONSUMER}.>",
            f"$JS.API.CONSUMER.DURABLE.CREATE.REC.{CONSUMER}",
            f"$JS.API.CONSUMER.INFO.REC.{CONSUMER}",
        ),
        subscribe=("_INBOX_setup.>",),
    )


def config_text(settings: Settings, users: Mapping[str, Permissions]) -> str:
    """Write the configuration.

    Args:
        settings: Folder, port and limits.
        users: Permissions by public nkey.
    """
    folder = settings.folder
    lines = [
        'server_name: "countersign"',
        f'listen: "127.0.0.1:{settings.port}"',
        *([f'http: "127.0.0.1:{settings.monitor_port}"'] if settings.monitor else []),
        f"ports_file_dir: {_quoted(folder / 'ports')}",
        "max_payload: 1MB",
        "jetstream {",
        f"  store_dir: {_quoted(folder / 'store')}",
        f"  max_file: {settings.max_file_mb}MB",
        "  sync_interval: always",
        "}",
        "accounts {",
        "  MES {",
        "    jetstream: enabled",
        "    users: [",
        *(user_line(key, permissions) for key, permissions in users.items()),
        "    ]",
        "  }",
        "  SYS { }",
        "}",
        "system_account: SYS",
    ]
    return "\n".join(lines) + "\n"


def user_line(key: str, permissions: Permissions) -> str:
    """Write one user of an account, as it stands in the list of users."""
    answers = ', allow_responses: { max: 1, expires: "1m" }' if permissions.answers else ""
    allowed = f"publish: {_allow(permissions.publish)}, subscribe: {_allow(permissions.subscribe)}{answers}"
    return f"      {{ nkey: {key}, permissions: {{ {allowed} }} }}"


def _allow(subjects: tuple[str, ...]) -> str:
    return f"{{ allow: {json.dumps(subjects)} }}"


def _quoted(path: Path) -> str:
    return json.dumps(str(path))
