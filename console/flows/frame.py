"""The frame round every screen: header, link, clock and device state, worded."""

from datetime import timedelta

from console.desk import Desk
from console.flows.controls_due import control_notice
from core.alarms import alarm_words
from core.clock_state import ClockLevel, ClockState
from core.language import text, worded
from core.master.model import MasterBatchRecord, Step
from core.ports import Device, DeviceState
from hardware.row import DeviceKind
from screens.views import FrameView, HeaderView, KeyView, Line, MarkView, SidePanelView, Tone


def header(
    desk: Desk,
    master: MasterBatchRecord | None = None,
    batch: str = "",
    step: Step | None = None,
    device: tuple[str, Device] | None = None,
) -> HeaderView:
    """Word the three header rows for where the kiosk stands now."""
    plant, language, session = desk.recorder.plant, desk.language, desk.session
    local = desk.clock.utc() + timedelta(minutes=plant.offset_min)
    room = desk.place.room
    steps = len(master.steps()) if master else 0
    return HeaderView(
        kiosk=desk.place.kiosk,
        clock=f"{local:%H:%M:%S}",
        clock_tone=clock_tone(desk),
        zone=f"{'-' if plant.offset_min < 0 else '+'}{abs(plant.offset_min) // 60:02d}",
        link=link_mark(desk),
        room=room.id if room else "",
        grade=text("frame.grade", language, grade=room.grade) if room and room.grade else "",
        person=f"{session.person.name} {session.person.user_id}" if session else "",
        role=text(f"role.{session.role.value}", language) if session else "",
        product=f"{master.name.in_language(language)} {master.strength}" if master else "",
        batch=batch,
        version=f"{master.code} v{master.version}" if master else text("frame.no_batch", language),
        step=text("frame.step", language, n=str(step.number), m=str(steps)) if step else "",
        device=device[0] if device else "",
        device_state=device_mark(desk, device[1]) if device else None,
    )


def clock_tone(desk: Desk) -> Tone:
    """Say beside the clock whether the time can be trusted."""
    trust = desk.recorder.trust
    if trust.level in (ClockLevel.CODES_END, ClockLevel.SIGNING_ENDS):
        return Tone.FAIL
    return Tone.OK if trust.state == ClockState.SYNCHRONISED else Tone.WARN


def link_mark(desk: Desk) -> MarkView:
    """Say online or offline with what is still on its way, never more than is true."""
    state, language = desk.link(), desk.language
    if state.alarm is not None:
        return MarkView(Tone.FAIL, worded(state.alarm, language))
    if state.online and not state.answering:
        return MarkView(Tone.WAIT, text("kiosk.core_silent", language, n=str(state.waiting)))
    if state.online:
        return MarkView(Tone.OK, text("kiosk.online", language, n=str(state.waiting)))
    seconds = max(0, int((desk.clock.utc() - state.since).total_seconds()))
    passed = (
        f"{seconds // 60:02d}:{seconds % 60:02d}" if seconds < 3600 else f"{seconds // 3600} h {seconds // 60 % 60:02d}"
    )
    return MarkView(Tone.WAIT, text("kiosk.offline", language, t=passed, n=str(state.waiting)))


def duration(seconds: int) -> str:
    """Write a duration as `07:52`, from an hour on as `2 h 05 min`."""
    if seconds < 3600:
        return f"{seconds // 60:02d}:{seconds % 60:02d}"
    return f"{seconds // 3600} h {seconds // 60 % 60:02d} min"


def device_mark(desk: Desk, device: Device) -> MarkView:
    """Say where a device stands."""
    tones = {DeviceState.READY: Tone.OK, DeviceState.IDENTIFYING: Tone.WAIT}
    state = device.status.state
    return MarkView(tones.get(state, Tone.FAIL), text(f"device.state.{state.value}", desk.language))


def scanner_notice(desk: Desk) -> MarkView | None:
    """Say what is wrong with the scanner where none of this kiosk can be used: a scan alone would be met by silence."""
    scanners = [device.status for row, device in desk.devices.rows() if row.kind is DeviceKind.SCANNER]
    if any(status.state not in (DeviceState.DISCONNECTED, DeviceState.FAULT) for status in scanners):
        return None
    reason = next((status.reason for status in scanners if status.reason is not None), None)
    return MarkView(Tone.FAIL, worded(reason, desk.language)) if reason is not None else None


def frame(
    desk: Desk,
    head: HeaderView,
    title: str,
    following: str,
    keys: tuple[KeyView, ...],
    *,
    subject: str = "",
    aside: Line = (),
    side: SidePanelView | None = None,
    message: str = "",
) -> FrameView:
    """Join header, title, NEXT line and keys; a message is shown as a refusal, else what the terminal has to say."""
    mark = MarkView(Tone.FAIL, message) if message else None
    if mark is None and desk.notice is not None:
        mark = MarkView(desk.notice.tone, worded(desk.notice.what, desk.language))
    if mark is None and desk.alarms:
        alarm = alarm_words(desk.alarms[0], "-", desk.language)
        mark = MarkView(Tone.FAIL, text("kiosk.alarm", desk.language, alarm=alarm))
    if mark is None and (off := desk.recorder.trust.warning) is not None:
        mark = MarkView(clock_tone(desk), worded(off, desk.language))
    if mark is None and (ending := desk.key_warning()) is not None:
        mark = MarkView(Tone.FAIL if ending.key == "kiosk.keys_ended" else Tone.WARN, worded(ending, desk.language))
    mark = mark or control_notice(desk) or scanner_notice(desk)
    return FrameView(desk.language, head, title, following, keys, subject, aside, side, mark)
