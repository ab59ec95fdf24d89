"""Process equipment over OPC UA, described by a node map (port `core.ports.Equipment`).

Only a value that the server calls good, of the type expected and recent enough is used. Verified on hardware: no.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from core.ports import Clock, DeviceError, TagQuality, TagValue
from hardware.drivers.tagged_equipment import TaggedEquipment, Way
from hardware.errors import NotRegistered, NotTrusted, NotWritable
from hardware.opcua import (
    Credentials,
    NodeAnswer,
    NodeMap,
    NodeTag,
    OpcuaSession,
    Security,
    is_opcua_address,
    read_credentials,
)
from hardware.row import DeviceRow
from hardware.scaling import scaled


class OpcuaEquipment(TaggedEquipment):
    """Equipment behind one OPC UA server.

    Args:
        row: Registry row.
        clock: Wall time of readings.
        nodes: Which nodes are read, and how the session is secured.
        credentials: The folder with those of every piece of equipment.
        unsecured: Tells whether the policy permits a session without security, where the node map says so.
    """

    def __init__(
        self, row: DeviceRow, clock: Clock, nodes: NodeMap, credentials: Path, unsecured: Callable[[], bool]
    ) -> None:
        if not is_opcua_address(row.url):
            raise NotRegistered("device.address_bad", url=row.url)
        super().__init__(row, clock)
        self._map = nodes
        self._unsecured = unsecured
        security = None if nodes.security == "none" else Security(row.name, self._shown, clock.utc)
        self._credentials = credentials
        self._session = OpcuaSession(row.name, row.url, clock, self._lost, security)

    @property
    def _way(self) -> Way:
        return self._session

    async def _let_go(self) -> None:
        await self._session.close()

    async def _make(self, timeout_s: float) -> None:
        if self._map.security == "none" and not self._unsecured():
            raise NotTrusted("device.security_none", device=self._row.name)
        await super()._make(timeout_s)

    def _shown(self) -> Credentials:
        return read_credentials(self._credentials, self._row.equipment, self._row.name)

    async def read(self, tags: Sequence[str], timeout_s: float) -> Mapping[str, TagValue]:
        """Read tags; a failed one comes back with its quality and no value, never an old value.

        Raises:
            TagUnknown: A tag that is not in the node map.
        """
        wanted = [self._map.find(tag, self._row.name) for tag in tags]
        if not wanted:
            return {}
        deadline = self._now() + timeout_s
        try:
            await self._reach(timeout_s, deadline)
            answers = await self._session.read([tag.node for tag in wanted], self._left(deadline))
        except DeviceError as error:
            self._note(error)
            return {tag.tag: self._value(tag, None, TagQuality.COMM_ERROR, None) for tag in wanted}
        self._status.ready(self._identity)
        return {
            tag.tag: self._value(tag, *_judged(tag, answer), answer)
            for tag, answer in zip(wanted, answers, strict=True)
        }

    def may_write(self, tag: str) -> bool:  # noqa: ARG002 - the port asks by tag, a node map permits none
        """Tell that nothing is written: a node map gives no tag for writing."""
        return False

    async def write(self, tag: str, value: Decimal, timeout_s: float) -> TagValue:  # noqa: ARG002 - nothing is sent
        """Refuse: a node map gives no tag for writing.

        Raises:
            NotWritable: Always.
        """
        raise NotWritable("device.not_writable", device=self._row.name, tag=tag, value=f"{value:f}")

    def _value(self, tag: NodeTag, value: Decimal | None, quality: TagQuality, answer: NodeAnswer | None) -> TagValue:
        raw, at = (answer.raw, answer.at) if answer else (b"", self._clock.utc())
        return TagValue(tag.tag, value, tag.unit, quality, raw, at, self._identity)

    async def _serial(self, deadline: float) -> str | None:
        if not self._map.identity:
            return None
        (answer,) = await self._session.read([self._map.identity], self._left(deadline))
        return answer.value if answer.good and isinstance(answer.value, str) else "-"


def _judged(tag: NodeTag, answer: NodeAnswer) -> tuple[Decimal | None, TagQuality]:
    """Judge what the server says: status first, then age, then type and range."""
    if answer.uncertain:
        return None, TagQuality.UNCERTAIN
    if not answer.good:
        return None, TagQuality.BAD
    if _stale(tag, answer):
        return None, TagQuality.STALE
    value = answer.value
    if tag.type == "bool":
        return (Decimal(int(value)), TagQuality.GOOD) if isinstance(value, bool) else (None, TagQuality.BAD_TYPE)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None, TagQuality.BAD_TYPE
    return scaled(value, tag.scale, tag.offset, tag.decimals, tag.valid_low, tag.valid_high)


def _stale(tag: NodeTag, answer: NodeAnswer) -> bool:
    """Tell whether the source's time is too old, by the server's own clock where it tells it."""
    if not tag.stale_after_ms:
        return False
    if answer.source_at is None:
        return True
    return (answer.server_at or answer.at) - answer.source_at > timedelta(milliseconds=tag.stale_after_ms)
