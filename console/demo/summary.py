"""What the demo tells at the end: as JSON for machines and as a few lines for people."""

from datetime import timedelta
from pathlib import Path

import msgspec

from console.composition import Terminal
from console.demo.measured import Spread, Stopwatch, spread
from console.demo.player import Played
from console.demo.warehouse import Traced
from console.flows.frame import duration
from core.batch.progress import DECIDED, finished
from core.language import Language, text
from screens.canvas import width_of

_LABEL = 14


class Files(msgspec.Struct, frozen=True):
    """The papers."""

    batch_record: str
    export: str


class Latency(msgspec.Struct, frozen=True):
    """Measured times in milliseconds."""

    scan_to_verdict: Spread
    stored_to_accepted: Spread


class Summary(msgspec.Struct, frozen=True):
    """The demo's outcome; `records` and `accepted` count the batch's records of this terminal."""

    batch: str
    state: str
    steps: int
    records: int
    accepted: int
    pending: int
    signatures: int
    exceptions: int
    exceptions_open: int
    finished_lot: str
    trace: Traced
    files: Files
    latency_ms: Latency
    seconds: float

    def holds(self, verified: bool) -> bool:
        """Tell whether the batch is released, everything accepted, and the export verifies."""
        accepted = self.records == self.accepted and self.pending == 0
        return verified and accepted and self.state == "released" and self.exceptions_open == 0


async def summed_up(played: Played, terminal: Terminal, watch: Stopwatch, record: Path, export: Path) -> Summary:
    """Count what is on record."""
    batch = terminal.recorder.batch(played.batch)
    through, link = await terminal.outbox.through(), terminal.link.state
    mine = [record.place.seq for record in batch.records if record.place.kiosk == terminal.settings.kiosk]
    decided = batch.state.decided
    return Summary(
        batch=played.batch,
        state=DECIDED[decided] if decided else "in_process",
        steps=sum(finished(step, batch.state) for step in batch.master.steps()),
        records=len(mine),
        accepted=sum(seq <= through for seq in mine),
        pending=link.waiting,
        signatures=batch.state.signatures,
        exceptions=len(batch.state.cases),
        exceptions_open=len(batch.state.open_cases()),
        finished_lot=played.finished_lot,
        trace=played.traced,
        files=Files(str(record), str(export)),
        latency_ms=Latency(spread(watch.scans), spread(watch.accepted)),
        seconds=round(played.seconds, 1),
    )


def in_words(summary: Summary, verified: bool, plant_time: timedelta, language: Language) -> list[str]:
    """Write the summary for people."""
    latency, state = summary.latency_ms, text(f"demo.state_{summary.state}", language)
    rows = (
        ("batch", {"batch": summary.batch, "state": state, "lot": summary.finished_lot}),
        ("records", {name: str(getattr(summary, name)) for name in ("records", "accepted", "pending")}),
        ("exceptions", {"count": str(summary.exceptions), "open": str(summary.exceptions_open)}),
        (
            "speed",
            {"scan": str(latency.scan_to_verdict.p50), "accepted": str(latency.stored_to_accepted.p50)},
        ),
        ("time", {"seconds": f"{summary.seconds:.0f}", "plant": duration(int(plant_time.total_seconds()))}),
    )
    lines = [_row(name, text(f"demo.sum_{name}_is", language, **params), language) for name, params in rows]
    lines.insert(2, _row("signatures", str(summary.signatures), language))
    lines.append(_row("files", summary.files.batch_record, language))
    lines.append(_row("files", summary.files.export, language))
    lines.append(_row("proof", text("demo.proof_holds" if verified else "demo.proof_fails", language), language))
    return lines


def _row(name: str, words: str, language: Language) -> str:
    label = text(f"demo.sum_{name}", language)
    return f"{label}{' ' * max(2, _LABEL - width_of(label))}{words}"
