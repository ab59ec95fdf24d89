"""Keeping outside the database what the witnesses of the log saw, while the core runs, and comparing at its start."""

import asyncio

from core.finding import Finding
from server.bus import Bus, BusError
from server.config import CoreConfig
from server.db.errors import DatabaseAway
from server.log_check import notes_fault
from server.service import Service
from server.witnessed import merged, read_document, read_file, write_document, write_file
from server.witnesses import newest_of_each


class Outside:
    """The file beside the keys and the stream on the bus, which never go back."""

    def __init__(self, config: CoreConfig, service: Service, bus: Bus) -> None:
        """Join the parts."""
        self._config = config
        self._service = service
        self._bus = bus
        self._cosigned = asyncio.Event()
        self._kept = b""

    def note(self) -> None:
        """Take note that a witness has cosigned, or that the core ends."""
        self._cosigned.set()

    async def keep(self, stop: asyncio.Event) -> None:
        """Write what the witnesses saw whenever one has cosigned, until `stop` is set.

        Raises:
            BusError: Not kept on the bus; it is tried again at the next call.
            DatabaseAway: Likewise.
        """
        while not stop.is_set():
            await self._cosigned.wait()
            self._cosigned.clear()
            try:
                document = await asyncio.to_thread(self._written)
                if document != self._kept:
                    await self._bus.keep_witnessed(document)
            except (BusError, DatabaseAway):
                self._cosigned.set()
                raise
            self._kept = document

    def _written(self) -> bytes:
        """Write the file where it lacks something, and give the document."""
        kept = read_file(self._config.keys, self._service.keys.core.public)
        with self._service.store.unit() as unit:
            notes = merged(kept, newest_of_each(unit))
        if notes != kept:
            write_file(self._config.keys, notes)
        return write_document(notes)


async def compare_with_bus(service: Service, config: CoreConfig, bus: Bus) -> Finding | None:
    """Tell why the log is not the one kept on the bus; what the file beside the keys lacks of it is added there.

    Raises:
        WitnessedUnreadable: What the bus holds is not what this core wrote.
        BusLost: The bus does not answer.
    """
    document = await bus.witnessed()
    if document is None:
        return None
    public = service.keys.core.public
    notes = read_document(document, "NATS WIT", public)
    fault = await asyncio.to_thread(notes_fault, service, notes)
    kept = read_file(config.keys, public)
    if fault is None and merged(kept, notes) != kept:
        write_file(config.keys, merged(kept, notes))
    return fault
