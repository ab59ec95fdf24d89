"""What the core holds against this kiosk and nobody has acknowledged: shown here to everybody."""

import msgspec

from console.desk import Desk
from core.alarms import AlarmLine
from core.errors import CountersignError

ASK_S = 3.0


class _Alarms(msgspec.Struct):
    alarms: tuple[AlarmLine, ...]


async def look_for_alarms(desk: Desk) -> None:
    """Ask the core; where it cannot be asked, what was heard last stays."""
    try:
        told = msgspec.convert(await desk.ask("kiosk_alarms", {}, ASK_S), _Alarms)
    except (CountersignError, msgspec.ValidationError):
        return
    desk.alarms = told.alarms
