"""What a field engineer asks: what do these bytes say, and what goes over this wire now.

`countersign devices decode`, `countersign devices watch` and `countersign codes read`. What a command needs is loaded
when it runs.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from console.device_commands import Lang, devices_of

if TYPE_CHECKING:
    from hardware.decode import Decoder

_READ_AT_MOST = 65536
_Hex = Annotated[bool, typer.Option("--hex", help="The input is text: bytes in hex, as logs and `watch` show them.")]
_Day = Annotated[datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="Day for two-digit years.")]
_Lang = Annotated[Lang, typer.Option(help="Language of the sentences.")]

DECODE_HELP = """Decode raw bytes of a balance or scanner: one JSON line for each reading, answer, scan or refusal.

FAMILY is mt_sics, sartorius_sbi, aandd, ohaus, radwag or scanner. Bytes come on standard input as they were sent.

\b
    printf 'S S     100.00 g\\r\\n' | countersign devices decode mt_sics
    countersign devices decode radwag --hex < from-the-log.txt

Each line has the bytes (`hex`, `text`) and a `kind`: weight (with value, unit, stable), serial, model, tare, done,
in_progress, refused (with code, key and sentence), or for scanners what the code is, and `cut` for one without its end.
Ends with 0 when everything could be read, 1 when something was refused or cut, 2 when nothing could be tried.
"""

READ_HELP = """Read codes as a scanner sends them: one JSON line for each scan or refusal.

A scan ends with CR (or ETX, after STX). The AIM identifier decides whether a code is GS1; group separators are 0x1D.

\b
    printf ']d2010694000000001010LOT-a\\x1d21SN01\\r' | countersign codes read
    printf 'C-000981\\n' | countersign codes read --lines

Ends with 0 when every code could be read, 1 when one was refused or cut, 2 when nothing could be tried.
"""

WATCH_HELP = """Watch what goes over the wire of a balance or scanner of the station file, with what it says.

NAME is the name of its row. Balances are asked several times a second, as on the weighing screen; with --listen nothing
is sent. The terminal must not be running: a port has one owner. Ctrl-C ends it.

\b
    14:03:22.118 > 53 49 0d 0a                                        SI\\x0d\\x0a
    14:03:22.131 < 53 20 44 20 20 20 20 20 20 39 39 2e 38 37 20 67 ...  S D      99.87 g\\x0d\\x0a
                 = weight 99.87 g moving

Ends with 0 when told to, 1 when the device never answered, 2 when the station file is wrong or has no such device.
"""


def register_raw(app: typer.Typer) -> None:
    """Add the commands."""
    devices_of(app).command("decode", help=DECODE_HELP)(decode)
    devices_of(app).command("watch", help=WATCH_HELP)(watch)
    codes = typer.Typer(help="Codes of labels.", no_args_is_help=True)
    codes.callback()(_codes)
    codes.command("read", help=READ_HELP)(read)
    app.add_typer(codes, name="codes")


def _codes() -> None:
    """Codes of labels."""


def decode(
    family: Annotated[str, typer.Argument(help="Family of the device.", metavar="FAMILY")],
    as_hex: _Hex = False,
    day: _Day = None,
    lang: _Lang = Lang.EN,
) -> None:
    """Decode raw bytes of a balance or scanner."""
    from core.errors import CountersignError
    from core.language import worded
    from hardware.decode import decoder

    _end_with_reader()
    try:
        made = decoder(family, _today(day), lang.value)
    except CountersignError as error:
        _end(worded(error, lang.value))
    _print(made, _input(as_hex))


def read(
    as_hex: _Hex = False,
    lines: Annotated[bool, typer.Option("--lines", help="Each line is a code, as in a list.")] = False,
    day: _Day = None,
    lang: _Lang = Lang.EN,
) -> None:
    """Read codes as a scanner sends them."""
    from hardware.decode import ScanDecoder

    _end_with_reader()
    pieces = _input(as_hex)
    _print(ScanDecoder(_today(day), lang.value), (p.replace(b"\n", b"\r") for p in pieces) if lines else pieces)


def watch(
    name: Annotated[str, typer.Argument(help="Name of the device in the station file.", metavar="NAME")],
    station: Annotated[Path, typer.Option(help="Station file of the kiosk.")] = Path("station.yaml"),
    listen: Annotated[bool, typer.Option("--listen", help="Send nothing, only show what comes.")] = False,
    seconds: Annotated[float, typer.Option(help="End after so many seconds; 0 waits for Ctrl-C.", min=0)] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line for each piece of traffic.")] = False,
    lang: _Lang = Lang.EN,
) -> None:
    """Watch what goes over the wire of a balance or scanner."""
    from console.device_watch import watch_device
    from console.settings import SettingsUnreadable, load_settings
    from core.errors import CountersignError
    from core.language import worded

    _end_with_reader()
    language = lang.value
    try:
        answered = asyncio.run(watch_device(load_settings(station), name, listen, seconds, as_json, language))
    except SettingsUnreadable as error:
        for fault in error.faults:
            typer.echo(f"{fault.file}:{fault.line}: {worded(fault.finding, language)}", err=True)
        raise typer.Exit(2) from error
    except CountersignError as error:
        _end(worded(error, language))
    raise typer.Exit(0 if answered else 1)


def _end_with_reader() -> None:
    """End as other programs in a pipe do when whoever reads the output has ended."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)


def _print(decoder: "Decoder", pieces: Iterator[bytes]) -> None:
    """Print what a stream says, as it comes, and end with the status of all of it."""
    import msgspec

    good, count = True, 0

    def print_all(found: Iterator[dict[str, object]]) -> None:
        nonlocal good, count
        for item in found:
            count += 1
            good &= item["kind"] not in ("refused", "cut")
            typer.echo(msgspec.json.encode(item))

    for piece in pieces:
        print_all(decoder.feed(piece))
    print_all(decoder.finish())
    if not count:
        _end("Nothing came on standard input. Pipe the bytes in; --help shows how.")
    raise typer.Exit(0 if good else 1)


def _input(as_hex: bool) -> Iterator[bytes]:
    if sys.stdin.isatty():
        _end("The bytes are read from standard input. Pipe them in; --help shows how.")
    if as_hex:
        text = sys.stdin.buffer.read().decode("ascii", "replace")
        try:
            yield bytes.fromhex(text)
        except ValueError:
            _end("With --hex the input must be bytes in hex, such as `53 20 53 0d 0a`. Correct it.")
        return
    while piece := os.read(sys.stdin.fileno(), _READ_AT_MOST):
        yield piece


def _end(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(2)


def _today(day: datetime | None) -> date:
    return day.date() if day else datetime.now().astimezone().date()
