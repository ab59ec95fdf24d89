"""The device registry of a kiosk: rows in, drivers out; nothing that is not registered is ever opened."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, TypeVar

import msgspec

from core.ports import Balance, Clock, Equipment, Printer, Scanner
from hardware.drivers.aandd import AandDBalance
from hardware.drivers.mt_sics import MtSicsBalance
from hardware.drivers.ohaus import OhausBalance
from hardware.drivers.polled_balance import PolledBalance
from hardware.drivers.radwag import RadwagBalance
from hardware.drivers.sartorius_sbi import SartoriusSbiBalance
from hardware.drivers.scanner import SerialScanner
from hardware.drivers.zpl import ZplPrinter
from hardware.errors import NotRegistered
from hardware.opcua import is_opcua_address
from hardware.row import DeviceKind, DeviceRow, SerialFrom
from hardware.tag_maps import NodeMaps, TagMaps, bundled, no_nodes
from hardware.transport import Address, EvdevAddress, SerialAddress, parse_address, parse_scanner_address

if TYPE_CHECKING:
    from hardware.drivers.modbus_equipment import ModbusEquipment
    from hardware.drivers.opcua_equipment import OpcuaEquipment

AnyDriver: TypeAlias = "SerialScanner | PolledBalance | ModbusEquipment | OpcuaEquipment | ZplPrinter"
D = TypeVar("D", bound="AnyDriver")

BALANCES: Mapping[str, type[PolledBalance]] = {
    "mt_sics": MtSicsBalance,
    "sartorius_sbi": SartoriusSbiBalance,
    "aandd": AandDBalance,
    "ohaus": OhausBalance,
    "radwag": RadwagBalance,
}
"""Drivers of balances, by family."""

_DRIVERS: Mapping[DeviceKind, frozenset[str]] = {
    DeviceKind.SCANNER: frozenset({"scanner"}),
    DeviceKind.BALANCE: frozenset(BALANCES),
    DeviceKind.EQUIPMENT: frozenset({"modbus", "opcua"}),
    DeviceKind.PRINTER: frozenset({"zpl"}),
}


class Registry:
    """The registered devices of one kiosk; each driver is made once and kept.

    Args:
        rows: All rows; names are unique.
        clock: Wall time of readings.
        tag_maps: Gives a tag map by its name; those that come along by default.
        node_maps: Gives a node map by its name; none comes along.
        credentials: Folder with what is shown to and known of OPC UA servers.

    Attributes:
        unsecured: Tells whether the policy permits OPC UA without security, where a node map says so.

    Raises:
        NotRegistered: A name twice, an address that cannot be, or a driver that does not fit the kind.
    """

    def __init__(
        self,
        rows: Sequence[DeviceRow],
        clock: Clock,
        tag_maps: TagMaps = bundled,
        node_maps: NodeMaps = no_nodes,
        credentials: Path = Path("credentials"),
    ) -> None:
        self.unsecured: Callable[[], bool] = lambda: False
        self._clock = clock
        self._tag_maps = tag_maps
        self._node_maps = node_maps
        self._credentials = credentials
        self._rows: dict[str, DeviceRow] = {}
        self._drivers: dict[str, AnyDriver] = {}
        for row in rows:
            if row.name in self._rows:
                raise NotRegistered("device.registered_twice", device=row.name)
            if row.driver not in _DRIVERS[row.kind]:
                raise NotRegistered("device.driver_unknown", device=row.name, driver=row.driver)
            _check_address(row)
            self._rows[row.name] = row

    @property
    def rows(self) -> tuple[DeviceRow, ...]:
        """Give all rows, in order."""
        return tuple(self._rows.values())

    def row(self, name: str) -> DeviceRow:
        """Give a row.

        Raises:
            NotRegistered: No such device.
        """
        if name not in self._rows:
            raise NotRegistered("device.not_registered", device=name)
        return self._rows[name]

    def scanner(self, name: str) -> Scanner:
        """Give a scanner; raises `NotRegistered` when there is none of that name."""
        return self._driver(name, SerialScanner)

    def balance(self, name: str) -> Balance:
        """Give a balance; raises `NotRegistered` when there is none of that name."""
        return self._driver(name, PolledBalance)

    def equipment(self, name: str) -> Equipment:
        """Give equipment; raises `NotRegistered` when there is none of that name."""
        driver = self._given(name)
        if isinstance(driver, (SerialScanner, PolledBalance, ZplPrinter)):
            raise NotRegistered("device.not_registered", device=name)
        return driver

    def printer(self, name: str) -> Printer:
        """Give a printer; raises `NotRegistered` when there is none of that name."""
        return self._driver(name, ZplPrinter)

    async def close(self) -> None:
        """Let go of every device that was given out."""
        for driver in self._drivers.values():
            await driver.close()

    def _given(self, name: str) -> "AnyDriver":
        if name not in self._drivers:
            self._drivers[name] = self._make(self.row(name))
        return self._drivers[name]

    def _driver(self, name: str, wanted: type[D]) -> D:
        driver = self._given(name)
        if not isinstance(driver, wanted):
            raise NotRegistered("device.not_registered", device=name)
        return driver

    def _make(self, row: DeviceRow) -> "AnyDriver":
        """Make a driver; those of equipment bring whole libraries along, which most kiosks never need."""
        match row.driver:
            case "scanner":
                return SerialScanner(row, self._clock)
            case _ if row.kind is DeviceKind.BALANCE:
                return BALANCES[row.driver](row, self._clock)
            case "zpl":
                return ZplPrinter(row, self._clock)
            case "opcua":
                from hardware.drivers.opcua_equipment import OpcuaEquipment

                nodes = self._node_maps(row.tag_map)
                return OpcuaEquipment(row, self._clock, nodes, self._credentials, lambda: self.unsecured())
            case _:
                from hardware.drivers.modbus_equipment import ModbusEquipment

                return ModbusEquipment(row, self._clock, self._tag_maps(row.tag_map))


def read_rows(text: bytes | str) -> tuple[DeviceRow, ...]:
    """Read rows written in JSON.

    Raises:
        NotRegistered: No JSON, or a field missing, unknown or of another type.
    """
    try:
        return msgspec.json.decode(text, type=tuple[DeviceRow, ...])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotRegistered("device.row_bad", reason=str(error)) from error


def _check_address(row: DeviceRow) -> None:
    if row.driver == "opcua":
        if not is_opcua_address(row.url):
            raise NotRegistered("device.address_bad", url=row.url)
        return
    scans = row.kind is DeviceKind.SCANNER
    _check_label(row, parse_scanner_address(row.url) if scans else parse_address(row.url))


def _check_label(row: DeviceRow, address: Address | EvdevAddress) -> None:
    """See that a device without a serial number of its own hangs where nothing else can and has a label to scan."""
    if row.serial_from is SerialFrom.DEVICE:
        return
    fixed = row.simulated or not isinstance(address, SerialAddress) or address.path.startswith("/dev/serial/by-path/")
    if row.kind is not DeviceKind.BALANCE or row.driver == "mt_sics" or not row.equipment or not fixed:
        raise NotRegistered("device.label_needs_equipment", device=row.name)
