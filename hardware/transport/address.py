"""Device addresses: `serial:///dev/serial/by-id/NAME?baud=9600`, `tcp://host:port`, `evdev:///dev/input/by-id/NAME`.

| URL | meaning |
|---|---|
| `serial:///PATH?baud=9600&bits=8&parity=N&stop=1&flow=none` | serial line or pty; all but the path may be left out |
| `tcp://HOST:PORT` | raw TCP, for example a device server in raw mode or a label printer |
| `evdev:///PATH` | Linux input device: a scanner that acts as a keyboard, grabbed |

Further query words belong to the driver (`unit`, `framer`, `silence_ms`) and are kept in `options`.
"""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

import msgspec

from hardware.errors import NotRegistered

_LINE_WORDS = frozenset({"baud", "bits", "parity", "stop", "flow"})
_FLOWS = frozenset({"none", "rtscts", "xonxoff"})


class SerialAddress(msgspec.Struct, frozen=True):
    """A serial line.

    Attributes:
        path: Device file; by-id or by-path, so that it names the same device after a restart.
        baud: Bits per second.
        bits: 7 or 8.
        parity: `N`, `E` or `O`.
        stop: 1 or 2.
        flow: `none`, `rtscts` or `xonxoff`.
        options: Further words of the URL.
    """

    path: str
    baud: int = 9600
    bits: int = 8
    parity: str = "N"
    stop: int = 1
    flow: str = "none"
    options: Mapping[str, str] = {}


class TcpAddress(msgspec.Struct, frozen=True):
    """A raw TCP port.

    Attributes:
        host: Name or address.
        port: 1 to 65535.
        options: Words of the URL's query.
    """

    host: str
    port: int
    options: Mapping[str, str] = {}


class EvdevAddress(msgspec.Struct, frozen=True):
    """A Linux input device.

    Attributes:
        path: Device file; by-id or by-path, so that it names the same device after a restart.
        options: Words of the URL's query.
    """

    path: str
    options: Mapping[str, str] = {}


Address = SerialAddress | TcpAddress


def parse_address(url: str) -> Address:
    """Read a device URL.

    Raises:
        NotRegistered: No such scheme, or a word or number that cannot be.
    """
    try:
        parts = urlsplit(url)
        words = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
        if parts.scheme == "serial" and parts.path and not parts.netloc:
            return _serial(parts.path, words)
        if parts.scheme == "tcp" and parts.hostname and parts.port and parts.path in ("", "/"):
            return TcpAddress(parts.hostname, parts.port, words)
    except ValueError as error:
        raise NotRegistered("device.address_bad", url=url) from error
    raise NotRegistered("device.address_bad", url=url)


def parse_scanner_address(url: str) -> Address | EvdevAddress:
    """Read the URL of a scanner, which may be an input device.

    Raises:
        NotRegistered: No such scheme, or a word or number that cannot be.
    """
    scheme, _, rest = url.partition("://")
    if scheme != "evdev":
        return parse_address(url)
    address = parse_address(f"serial://{rest}")
    if not isinstance(address, SerialAddress) or _LINE_WORDS & dict(parse_qsl(urlsplit(url).query)).keys():
        raise NotRegistered("device.address_bad", url=url)
    return EvdevAddress(address.path, address.options)


def _serial(path: str, words: Mapping[str, str]) -> SerialAddress:
    address = SerialAddress(
        path,
        baud=int(words.get("baud", "9600")),
        bits=int(words.get("bits", "8")),
        parity=words.get("parity", "N"),
        stop=int(words.get("stop", "1")),
        flow=words.get("flow", "none"),
        options={word: value for word, value in words.items() if word not in _LINE_WORDS},
    )
    usable = (
        address.baud > 0
        and address.bits in (7, 8)
        and address.parity in ("N", "E", "O")
        and address.stop in (1, 2)
        and address.flow in _FLOWS
    )
    if not usable:
        raise ValueError("line settings")
    return address
