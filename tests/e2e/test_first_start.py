"""The first start of a plant as `docs/how-to/first-start.md` tells it: its own commands, from an empty folder on.

Everything is real: PostgreSQL and NATS, the core, the terminal on a pseudo-terminal, both founders and the true time.
"""

import json
import re
import signal
import subprocess
import sys
import time
from base64 import b32decode
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.acts import ActKind
from server.codes import STEP_S, current_code
from server.db.store import Store
from server.db.tables.evidence import record
from tests.e2e.demo import ROOT, until
from tests.fakes.core import MASTER_TEXT
from tests.fakes.pty_process import PtyProcess
from tests.fakes.servers import reachable_folder
from tests.server.test_founders import GOOD, KIOSK, real_text

PATIENCE_S = 120.0
"""How long anything may take before it counts as hanging."""
_LONG_S = 10.0
"""After how long without any effect a key is pressed again."""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(4 * PATIENCE_S)]

STATION = """kiosk: {kiosk}
site: demo
language: en
data: data
core:
  servers: [{nats}]
  nkey: keys/kiosk.nk
  device_key: keys/device.key
"""
PASSPHRASES = dict(zip(("admin1", "admin2"), GOOD, strict=True))


class Token:
    """A founder's authenticator app, of which each code is used once; each is good for half a minute at least."""

    def __init__(self, secret: str) -> None:
        self._seed = b32decode(secret)
        self._last = 0

    def pair(self) -> tuple[str, str]:
        """Give the code before this one and this one."""
        self._last = _now()
        return self._code(self._last - 1), self._code(self._last)

    def code(self) -> str:
        """Give the next code; waits until the core would take it, which is one step ahead at most."""
        self._last = max(self._last + 1, _now())
        until(lambda: _now() >= self._last - 1, PATIENCE_S)
        return self._code(self._last)

    def _code(self, step: int) -> str:
        return current_code(self._seed, datetime.fromtimestamp(step * STEP_S, UTC))


def _now() -> int:
    return int(time.time()) // STEP_S


class Typist:
    """Answers what a command asks at its terminal, each prompt once it stands there."""

    def __init__(self, terminal: PtyProcess) -> None:
        self._terminal = terminal
        self._read = 0

    def asked(self, prompt: str, answer: str) -> str:
        """Wait for a prompt and answer it; gives what was said before it."""
        self._terminal.until(lambda _: prompt in self._new(), PATIENCE_S)
        said, self._read = self._new(), len(self._terminal.raw)
        self._terminal.write(answer.encode() + b"\n")
        return said

    def _new(self) -> str:
        return self._terminal.raw[self._read :].decode("utf-8", "replace")


def countersign(folder: Path, *words: str) -> PtyProcess:
    """Run a command in a folder, at a terminal of its own."""
    return PtyProcess(["-m", "console", *words], folder=folder)


@contextmanager
def servers(folder: Path) -> Generator[dict[str, str]]:
    """Start both servers of one machine; gives what they print."""
    words = ["--folder", str(folder / "servers"), "--site", "demo", "--kiosks", str(folder / "work/bus-kiosks.json")]
    with running([sys.executable, "-m", "server.embedded", *words], folder) as process:
        assert process.stdout
        yield json.loads(process.stdout.readline())


@contextmanager
def running(words: list[str], folder: Path) -> Generator["subprocess.Popen[str]"]:
    """Run a service; it is stopped in order."""
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/local/bin:/usr/bin:/bin"}
    with (folder / "log.txt").open("a") as log:
        process = subprocess.Popen(words, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=log, text=True)
        with process:
            try:
                yield process
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(PATIENCE_S)


def settings(folder: Path, told: dict[str, str]) -> None:
    urls = {name: told[name] for name in ("postgres_url", "postgres_owner_url")}
    plain = {"site": "demo", **urls, "nats_urls": [told["nats_url"]], "nats_seed": told["core_seed"]}
    (folder / "core.json").write_text(json.dumps({**plain, "keys": "core-keys", "folder": "work"}), "utf-8")


def first_terminal(folder: Path) -> str:
    """Start a terminal that knows no core yet; gives the fingerprint on its screen."""
    with countersign(folder, "kiosk", "--station", "station.yaml") as terminal:
        assert terminal.wait(PATIENCE_S) == 2
        shown = re.search(r"Fingerprint: ((?:[0-9a-f]{4}\s*){6})", " ".join(terminal.text().split()))
        assert shown, terminal.text()
        return shown[1].strip()


def founded(folder: Path, fingerprint: str) -> tuple[dict[str, Token], str]:
    """Found the plant with both founders; gives their tokens, and the line for the station file."""
    words = ["--plant", "plant.yaml", "--master", "master.yaml", "--kiosk", "keys/announcement.txt"]
    tokens: dict[str, Token] = {}
    with countersign(folder, "core", "found", *words, "--config", "core.json") as terminal:
        typist = Typist(terminal)
        typist.asked(f"on the screen of {KIOSK}: ", fingerprint)
        for user, passphrase in PASSPHRASES.items():
            typist.asked("New passphrase: ", passphrase)
            typist.asked("The same again: ", passphrase)
            terminal.until(lambda _: b"First code: " in terminal.raw.rpartition(b"The same again")[2], PATIENCE_S)
            [secret] = re.findall(rf"demo:{user}\?secret=([A-Z2-7]+)".encode(), terminal.raw)
            tokens[user] = Token(secret.decode())
            first, second = tokens[user].pair()
            typist.asked("First code: ", first)
            typist.asked("The next code: ", second)
        assert terminal.wait(PATIENCE_S) == 0, terminal.text()
        [public] = re.findall(rb"public: ([0-9a-f]{64})", terminal.raw)
        return tokens, f"  public: {public.decode()}\n"


class Founder:
    """A founder in front of the terminal; looks at what a key does before pressing another."""

    def __init__(self, terminal: PtyProcess, passphrase: str, token: Token) -> None:
        self._terminal = terminal
        self._passphrase = passphrase
        self._token = token

    def press(self, key: bytes, reached: Callable[[str], bool]) -> None:
        """Press a key, and again where long nothing came of it: one pressed as a screen comes up is dropped."""
        self._terminal.presses(key, lambda: reached(plain(self._terminal)), PATIENCE_S, again_s=_LONG_S)

    def identify(self, onwards: Callable[[str], bool]) -> None:
        """Type passphrase and code where they are asked for, and go on."""
        secret = self._passphrase.encode()
        self.press(b"\x7f" * len(secret) + secret, lambda seen: f"Password▐{'*' * len(secret)}" in seen)
        self.press(b"\r", lambda seen: "Code▐" in seen)
        code = self._token.code().encode()
        self.press(b"\x7f" * len(code) + code, lambda seen: f"Code▐{'*' * len(code)}" in seen)
        self.press(b"\r", onwards)

    def sign_in(self, user: str) -> None:
        """Go past the check, which may have found something, and sign in by the badge."""
        self._terminal.until(lambda _: "Keys[OK]registered" in plain(self._terminal), PATIENCE_S)
        self._terminal.until(lambda _: "Linktocore[OK]online" in plain(self._terminal), PATIENCE_S)
        self.press(b"\r", lambda seen: "scanyourbadge" in seen)
        self.press(f"\x02U-{user}\r".encode(), lambda seen: f"Userid▕{user}" in seen)
        self.identify(lambda seen: "STATEMENTversion1" in seen)

    def sign_statement(self) -> None:
        """Sign the statement of accountability, and ask the core again until it has answered."""
        self.press(b"\r", lambda seen: "Password▐" in seen)
        self.identify(lambda seen: "[OK]performed:admin1" in seen)
        self.press(b"\x1b[15~", lambda seen: "Inforce" in seen)


def plain(terminal: PtyProcess) -> str:
    """Give the screen without blanks."""
    return "".join(terminal.text().split())


def signatures(url: str) -> int:
    """Count the signatures in the core's record."""
    store = Store(url)
    with store.unit() as unit:
        kinds = [row.kind for row in unit.rows(record.select())]
    store.close()
    return kinds.count(ActKind.SIGNED.value)


@pytest.mark.urs("11.100(b)", "11.100(c)")
def test_from_an_empty_folder_to_the_first_signature() -> None:
    with reachable_folder() as folder:
        (folder / "plant.yaml").write_text(real_text(), "utf-8")
        (folder / "master.yaml").write_text(MASTER_TEXT, "utf-8")
        (folder / "work").mkdir()
        with servers(folder) as told:
            settings(folder, told)
            station = folder / "station.yaml"
            station.write_text(STATION.format(kiosk=KIOSK, nats=told["nats_url"]), "utf-8")
            tokens, public = founded(folder, first_terminal(folder))
            station.write_text(station.read_text("utf-8") + public, "utf-8")
            with (
                running([sys.executable, "-m", "console", "core", "run", "--config", "core.json"], folder),
                countersign(folder, "kiosk", "--station", "station.yaml") as terminal,
            ):
                founder = Founder(terminal, PASSPHRASES["admin1"], tokens["admin1"])
                founder.sign_in("admin1")
                founder.sign_statement()
            assert signatures(told["postgres_owner_url"]) == 1
