"""Is the log still the one that was signed and witnessed? Asked at every start, and by the doctor."""

from core.finding import Finding, finding
from server.config import CoreConfig
from server.log import checkpoint_fault, newest_checkpoint
from server.service import Service
from server.witnessed import Notes, behind, read_file


def log_fault(service: Service, config: CoreConfig) -> Finding | None:
    """Compare the log with what its witnesses saw, its own newest checkpoint, and the copy of that outside.

    Raises:
        WitnessedUnreadable: The file beside the keys is not what this core wrote.
    """
    public = service.keys.core.public
    fault = notes_fault(service, read_file(config.keys, public))
    if fault is not None:
        return fault
    copy = config.folder / "checkpoint.txt"
    with service.store.unit() as unit:
        notes = [newest_checkpoint(unit) or "", copy.read_text("utf-8") if copy.exists() else ""]
        faults = [checkpoint_fault(unit, note, public) for note in notes if note]
    return next((finding(fault) for fault in faults if fault), None)


def notes_fault(service: Service, notes: Notes) -> Finding | None:
    """Compare the log with what the witnesses saw, wherever that was kept."""
    with service.store.unit() as unit:
        return behind(unit, notes, service.keys.core.public, service.writer.picture.plant.offset_min)
