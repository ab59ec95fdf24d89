"""The parts of the core service put together over one database, without bus and loops."""

import uuid

from core.clock_state import ClockState
from core.ports import Clock
from server.codes import Codes
from server.db.store import Store
from server.decisions import Decisions
from server.decisions.codebooks import CodeBooks
from server.decisions.enrolling import Enrolling
from server.decisions.handing import KeyHanding
from server.decisions.token_giving import TokenGiving
from server.file_quota import FileQuota
from server.intake import Intake
from server.journal import Station
from server.keys import CoreKeys
from server.offline_codes import CodeJudge
from server.own_time import OwnTime
from server.picture import Picture
from server.receipts import Receipts
from server.states import BatchStates
from server.vault import Vault
from server.writing import Memory, Writer


class Service:
    """What the loops call; every call blocks on the database."""

    def __init__(
        self,
        store: Store,
        keys: CoreKeys,
        clock: Clock,
        own_time: OwnTime | None = None,
        files: FileQuota | None = None,
    ) -> None:
        """Join the parts and read the plant; without `own_time` the clock stops nothing, and records say so."""
        self.store = store
        self.keys = keys
        self.clock = clock
        self.writer = open_writer(store, keys, clock)
        self.intake = Intake(self.writer)
        self.receipts = Receipts(store, keys.core)
        self.codes = codes = Codes(self.writer, keys.seeds)
        vault = Vault(keys)
        self.decisions = Decisions(
            self.writer,
            keys.core,
            codes,
            KeyHanding(vault, clock),
            CodeBooks(vault, keys.core, clock),
            Enrolling(vault, clock),
            TokenGiving(codes, keys.seeds, clock),
            own_time,
            files or FileQuota(),
        )
        if own_time is not None:
            self.writer.clock_state = lambda: own_time.state


def open_writer(
    store: Store, keys: CoreKeys, clock: Clock, site: str = "", clock_state: ClockState = ClockState.UNKNOWN
) -> Writer:
    """Open the writer of a plant.

    Args:
        store: The database.
        keys: The core's secrets.
        clock: Where time comes from.
        site: Site id of a plant that is being founded; else it is read.
        clock_state: How the clock is kept, as the time service was asked once; a service asks again and again.
    """
    picture = Picture()
    with store.unit() as unit:
        picture.refresh(unit)
    station = Station(keys.core, str(uuid.uuid4()), f"countersign/{site or picture.plant.site}")
    offline = CodeJudge(Vault(keys), keys.core)
    writer = Writer(store, station, clock, Memory(picture, BatchStates()), offline)
    writer.clock_state = lambda: clock_state
    return writer
