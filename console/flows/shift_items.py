"""What a shift start check is made of, and how each thing stands now."""

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from console.checkup import device_label
from console.desk import Desk
from core.finding import Finding, finding
from core.ports import Device, DeviceState
from hardware.row import DeviceKind, DeviceRow
from screens.views import Tone

_OF_THE_TERMINAL = ("disk", "clock", "keys", "chain")


class Item(msgspec.Struct, frozen=True):
    """One thing to be checked.

    Attributes:
        name: Which it is; of a device its name.
        group: Stable word of its kind, for the record: `disk`, `scanner` ...
        label: What it is, to be worded.
        tone: OK passed, WAIT still to do, FAIL or WARN needs somebody.
        state: State word.
        advice: What to do, or None.
        kind: Kind of device, or None.
        row: Its row, or None where it has none.
        device: The device, or None.
    """

    name: str
    group: str
    label: Finding
    tone: Tone
    state: Finding
    advice: Finding | None = None
    kind: DeviceKind | None = None
    row: DeviceRow | None = None
    device: Device | None = None


def items(desk: Desk, passed: frozenset[str], *, printed: bool) -> tuple[Item, ...]:
    """List everything: the terminal first, then its scanners, balances, printer and equipment.

    Args:
        desk: What may be reached.
        passed: Names of the scanners and printers that have passed.
        printed: True while a check label is out to be scanned back.
    """
    terminal = [
        Item(check.name, check.name, check.label, check.tone, check.state, check.advice)
        for check in desk.checkup.checks
        if check.name in _OF_THE_TERMINAL
    ]
    kinds = list(DeviceKind)
    rows = sorted(desk.devices.rows(), key=lambda pair: kinds.index(pair[0].kind))
    devices = [_device(desk, row, device, passed, printed) for row, device in rows]
    if not any(item.kind is DeviceKind.SCANNER for item in devices):
        # A keyboard wedge stands in no row, yet it must be shown to read.
        devices.insert(0, _reading("wedge", finding("shift.scanner"), passed))
    return (*terminal, *devices)


def worst(rows: Sequence[Item]) -> Tone:
    """Give how all of it stands: faulty, to do, or all passed; a warning stops nobody."""
    tones = {item.tone for item in rows}
    return next(
        (tone for tone in (Tone.FAIL, Tone.WAIT) if tone in tones), Tone.WAIT if Tone.NONE in tones else Tone.OK
    )


def today(desk: Desk) -> date:
    """Give the plant's day."""
    return (desk.clock.utc() + timedelta(minutes=desk.recorder.plant.offset_min)).date()


def _reading(name: str, label: Finding, passed: frozenset[str]) -> Item:
    done = name in passed
    state = finding("shift.read") if done else finding("shift.to_read")
    return Item(name, "scanner", label, Tone.OK if done else Tone.WAIT, state, kind=DeviceKind.SCANNER)


def _device(desk: Desk, row: DeviceRow, device: Device, passed: frozenset[str], printed: bool) -> Item:
    label = device_label(row, [other for other, _ in desk.devices.rows()])
    if device.status.state is not DeviceState.READY:
        state = finding(f"device.state.{device.status.state.value}")
        advice = device.status.reason or finding("device.unreachable", device=row.name)
        item = Item(row.name, row.kind.value, label, Tone.FAIL, state, advice)
    elif row.kind is DeviceKind.SCANNER:
        item = _reading(row.name, label, passed)
    elif row.kind is DeviceKind.BALANCE:
        item = _balance(desk, row, label)
    elif row.kind is DeviceKind.PRINTER:
        item = _printer(row, label, passed, printed)
    else:
        item = Item(row.name, row.kind.value, label, Tone.OK, finding("device.state.ready"))
    return msgspec.structs.replace(item, kind=row.kind, row=row, device=device)


def _balance(desk: Desk, row: DeviceRow, label: Finding) -> Item:
    known = desk.recorder.plant.equipment.get(row.equipment)
    # A balance without a capacity on file has no test weights: it is looked at only.
    done = known is None or known.capacity is None or known.checked_on == today(desk)
    state = finding("shift.checked") if done else finding("shift.to_check")
    return Item(row.name, row.kind.value, label, Tone.OK if done else Tone.WAIT, state)


def _printer(row: DeviceRow, label: Finding, passed: frozenset[str], printed: bool) -> Item:
    if row.name in passed:
        return Item(row.name, row.kind.value, label, Tone.OK, finding("shift.printed"))
    state = finding("shift.to_scan_back") if printed else finding("shift.to_print")
    return Item(row.name, row.kind.value, label, Tone.WAIT, state)
