"""The station file: who this kiosk is, where its data and keys lie, how it reaches the core, what hangs on it.

All faults are told at once, each with its line. The form: `docs/reference/station.md`.
"""

from datetime import date
from pathlib import Path

import msgspec

from console.app.collector import WedgeStart
from core.errors import CountersignError
from core.fields import Fields, fields_of
from core.finding import Finding, finding
from core.language import LANGUAGES, Language
from core.quantity import UNITS
from core.record.keys import PrivateKey
from core.text_fault import Reading, TextFault
from core.yaml import YamlError, read_yaml
from hardware.row import DeviceKind, DeviceRow, SerialFrom

KEY_BYTES = 32
LONGEST_LOCK = 60
"""Longest lock time of a station file in minutes; the policy's is shorter, so this leaves it to the policy."""
_THEMES = ("dark", "light", "mono")


class SettingsUnreadable(CountersignError):
    """The station file cannot be used; `faults` says why, line by line."""

    code = "KSK-020"

    def __init__(self, faults: tuple[TextFault, ...]) -> None:
        first = faults[0]
        super().__init__("settings.unreadable", file=first.file, count=str(len(faults)), line=str(first.line))
        self.faults = faults


class Settings(msgspec.Struct, frozen=True):
    """A station file, read.

    Attributes:
        kiosk: Kiosk id.
        site: Site id, one subject token.
        epoch: Enrolment of this kiosk, from 1.
        room: Room id, or "" where the plant says it or there is none.
        data: Folder of outbox and log; paths in the file are relative to the file.
        servers: Addresses of the bus.
        nkey: File with the kiosk's seed for the bus.
        device_key: File with the seed of the kiosk's signing key: 64 hex digits, closed to other users.
        core_public: Hex of the core's public key, compared on both screens at enrolment.
        clock: The demo's clock file, or None for the machine's clock.
        chronyc: The program that asks the machine's time service, a path or a name on PATH.
        language: Language before anybody has chosen one.
        theme: `dark`, `light` or `mono`.
        lock_minutes: Minutes without key or scan until the screen locks at the latest; the policy may say sooner.
        wedge: How a scan that comes as keys begins.
        devices: The device registry.
        attachments: Folder into which people copy files to be attached.
        tag_maps: Folder with the plant's own tag maps and node maps; those that come along need none.
        credentials: Folder with what is shown to and known of OPC UA servers, a folder for each equipment id.
    """

    kiosk: str
    site: str
    epoch: int
    room: str
    data: Path
    servers: tuple[str, ...]
    nkey: Path
    device_key: Path
    core_public: str
    clock: Path | None
    language: Language
    theme: str
    lock_minutes: int
    devices: tuple[DeviceRow, ...]
    wedge: WedgeStart = WedgeStart.STX
    tag_maps: Path = Path("tag_maps")
    credentials: Path = Path("credentials")
    attachments: Path = Path("attachments")
    chronyc: str = "chronyc"

    @property
    def simulated(self) -> bool:
        """Tell whether the demo's clock or a simulator stands behind what is recorded here."""
        return self.clock is not None or any(row.simulated for row in self.devices)


def load_settings(file: Path) -> Settings:
    """Read a station file.

    Raises:
        SettingsUnreadable: It is missing or wrong; every fault is in `faults`.
    """
    try:
        written = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsUnreadable((TextFault(str(file), 1, finding("settings.no_file", file=str(file))),)) from error
    try:
        document = read_yaml(written)
    except YamlError as error:
        fault = TextFault(str(file), error.line, Finding(error.key, error.params))
        raise SettingsUnreadable((fault,)) from error
    reading = Reading(str(file), document)
    settings = _settings(fields_of(document, reading), file.resolve().parent)
    if reading.faults:
        raise SettingsUnreadable(tuple(sorted(reading.faults, key=lambda fault: fault.line)))
    return settings


class KeyFiles(msgspec.Struct, frozen=True):
    """Where the keys of a station file lie, whether they are there or not.

    Attributes:
        kiosk: Kiosk id.
        epoch: Enrolment.
        device: File of the signing key.
        bus: File of the bus user's seed.
        data: Folder of the outbox.
    """

    kiosk: str
    epoch: int
    device: Path
    bus: Path
    data: Path


def key_files(file: Path) -> KeyFiles | None:
    """Say where the keys of a station file lie; None where it does not say so: `load_settings` tells what is wrong."""
    try:
        document = read_yaml(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YamlError):
        return None
    reading, folder = Reading(str(file), document), file.resolve().parent
    fields = fields_of(document, reading)
    kiosk, core = fields.code("kiosk"), fields.table("core")
    epoch = fields.whole("epoch", 1, 9999) if fields.has("epoch") else 1
    if core is None:
        return None
    device, bus, data = core.text("device_key"), core.text("nkey"), fields.text("data", "data")
    return None if reading.faults else KeyFiles(kiosk, epoch, folder / device, folder / bus, folder / data)


def load_device_key(file: Path) -> PrivateKey:
    """Read the kiosk's signing key.

    Raises:
        CountersignError: The file cannot be read, is open to other users, or holds something else.
    """
    found = _key_fault(file)
    if found is not None:
        raise CountersignError(found.key, **found.params)
    return PrivateKey(bytes.fromhex(file.read_text(encoding="ascii").strip()))


def _settings(fields: Fields, folder: Path) -> Settings:
    kiosk, site = fields.code("kiosk"), fields.code("site")
    core = fields.table("core")
    servers, nkey, device_key, public = _core(core, folder) if core else ((), folder, folder, "")
    clock = fields.text("clock", "")
    settings = Settings(
        kiosk=kiosk,
        site=site,
        epoch=fields.whole("epoch", 1, 9999) if fields.has("epoch") else 1,
        room=fields.code("room", ""),
        data=folder / fields.text("data", "data"),
        servers=servers,
        nkey=nkey,
        device_key=device_key,
        core_public=public,
        clock=folder / clock if clock else None,
        language=fields.choice("language", {item: item for item in LANGUAGES}, LANGUAGES[1], "zh"),
        theme=fields.choice("theme", {item: item for item in _THEMES}, _THEMES[0], "dark"),
        lock_minutes=fields.whole("lock_minutes", 1, LONGEST_LOCK) if fields.has("lock_minutes") else LONGEST_LOCK,
        devices=_devices(fields),
        wedge=fields.choice("wedge", {item.value: item for item in WedgeStart}, WedgeStart.STX, "stx"),
        tag_maps=folder / fields.text("tag_maps", "tag_maps"),
        credentials=folder / fields.text("credentials", "credentials"),
        attachments=folder / fields.text("attachments", "attachments"),
        chronyc=_program(fields.text("chronyc", "chronyc"), folder),
    )
    fields.finish()
    return settings


def _program(name: str, folder: Path) -> str:
    """Give a name that is looked for on PATH as it is, and a path relative to the file."""
    return str(folder / name) if "/" in name else name


def _core(fields: Fields, folder: Path) -> tuple[tuple[str, ...], Path, Path, str]:
    servers = fields.texts("servers")
    nkey, device = folder / fields.text("nkey"), folder / fields.text("device_key")
    public = fields.text("public")
    if public and not _is_key(public):
        fields.wrong(finding("settings.public_key", key="public"), "public")
    if not fields.unread("device_key") and (found := _key_fault(device)) is not None:
        fields.wrong(found, "device_key")
    if not fields.unread("nkey") and not nkey.is_file():
        fields.wrong(finding("settings.no_file", file=str(nkey)), "nkey")
    fields.finish()
    return servers, nkey, device, public


def _key_fault(file: Path) -> Finding | None:
    try:
        text = file.read_text(encoding="ascii").strip()
        mode = file.stat().st_mode
    except (OSError, UnicodeDecodeError):
        return finding("settings.no_file", file=str(file))
    if mode & 0o077:
        return finding("settings.key_open", file=str(file))
    return None if _is_key(text) else finding("settings.key_form", file=str(file))


def _is_key(text: str) -> bool:
    try:
        return len(bytes.fromhex(text)) == KEY_BYTES and len(text) == 2 * KEY_BYTES
    except ValueError:
        return False


def _devices(fields: Fields) -> tuple[DeviceRow, ...]:
    if not fields.has("devices"):
        return ()
    rows: list[DeviceRow] = []
    for inner in fields.tables("devices"):
        row = _row(inner)
        if row.name and row.name in {other.name for other in rows}:
            inner.wrong(finding("device.registered_twice", device=row.name), "name")
        rows.append(row)
    return tuple(rows)


def _row(fields: Fields) -> DeviceRow:
    row = DeviceRow(
        name=fields.text("name"),
        kind=fields.choice("kind", {kind.value: kind for kind in DeviceKind}, DeviceKind.SCANNER),
        driver=fields.code("driver"),
        url=fields.text("url"),
        serial=fields.text("serial"),
        model=fields.text("model", ""),
        equipment=fields.code("equipment", ""),
        simulated=fields.choice("simulated", {"yes": True, "no": False}, False, "no"),
        calibrated_to=_day(fields, "calibrated_to"),
        unit=fields.choice("unit", {unit: unit for unit in sorted(UNITS)}, "", ""),
        capacity=fields.number("capacity"),
        minimum=fields.number("minimum"),
        readability=fields.number("readability"),
        tag_map=fields.code("tag_map", ""),
        serial_from=fields.choice(
            "serial_from", {item.value: item for item in SerialFrom}, SerialFrom.DEVICE, "device"
        ),
    )
    fields.finish(kind="kind")
    return row


def _day(fields: Fields, key: str) -> date | None:
    text = fields.text(key, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        fields.wrong(finding("settings.day", key=key), key)
        return None
