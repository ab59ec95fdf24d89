"""The version of the specification that a sample is tested by, and whether a newer one is in force by now."""

from console.desk import Desk
from console.flows.trail_rows import text_of
from core.specified import newer_in_force
from screens.views import MarkView, RowView, Tone


def specification_row(desk: Desk, code: str, version: int) -> RowView:
    """Show by which version results are judged; one that came in force since is named and changes nothing."""
    newer = newer_in_force(desk.recorder.plant, code, version)
    mark = None if newer is None else MarkView(Tone.WARN, text_of(desk, "lot_sample.newer", version=str(newer)))
    return RowView(text_of(desk, "lot_sample.specification"), f"{code} v{version}", "", mark)
