"""Examples of the check at the start of a shift."""

from core.language import Language
from screens.gallery.shared import frame, header, mark, say
from screens.operator.shift_check import ShiftCheckView
from screens.views import HeaderView, MarkView, RowView, Tone, VerdictView, keys


def _head(language: Language) -> HeaderView:
    words = say(language, "no batch open", "未打开批记录")
    return header(
        language, product="", batch="", step="", version=words, clock="07:56:40", device="", device_state=None
    )


def _terminal(language: Language) -> tuple[RowView, ...]:
    return (
        RowView(say(language, "Disk", "磁盘"), mark=MarkView(Tone.OK, "41.7 GiB")),
        RowView(say(language, "Clock", "时钟"), mark=MarkView(Tone.OK, "07:56:38")),
        RowView(say(language, "Keys", "密钥"), mark=mark(language, Tone.OK, "registered", "已登记")),
        RowView(say(language, "Record chain", "记录链"), mark=mark(language, Tone.OK, "intact", "完整")),
    )


def shift_check(language: Language) -> ShiftCheckView:
    """Give a check that has passed."""
    devices = (
        RowView(say(language, "Scanner", "扫码枪"), "S4471-0029", mark=mark(language, Tone.OK, "read", "已读")),
        RowView(
            say(language, "Balance XPR10", "天平 XPR10"),
            "B123456789",
            mark=mark(language, Tone.OK, "checked", "已核查"),
        ),
        RowView(
            say(language, "Printer", "打印机"), "XXZKJ140600001", mark=mark(language, Tone.OK, "printed", "已打印")
        ),
    )
    return ShiftCheckView(
        frame=frame(
            language,
            ("Shift start check", "班前检查"),
            ("recorded, press F3 to go back", "已记录，按 F3 返回"),
            keys("f1", "f3", "f5", "f7", "f10"),
            head=_head(language),
        ),
        checks=(*_terminal(language), *devices),
        verdict=VerdictView(Tone.OK, say(language, "READY FOR WORK", "可以开工")),
    )


def shift_check_open(language: Language) -> ShiftCheckView:
    """Give a check with a faulty printer and a balance still to check."""
    devices = (
        RowView(say(language, "Scanner", "扫码枪"), "S4471-0029", mark=mark(language, Tone.OK, "read", "已读")),
        RowView(
            say(language, "Balance XPR10", "天平 XPR10"),
            "B123456789",
            mark=mark(language, Tone.WAIT, "to check", "待核查"),
        ),
        RowView(say(language, "Printer", "打印机"), "XXZKJ140600001", mark=mark(language, Tone.FAIL, "fault", "故障")),
    )
    return ShiftCheckView(
        frame=frame(
            language,
            ("Shift start check", "班前检查"),
            ("scan the label of balance E-BAL-01", "请扫描天平 E-BAL-01 的标签"),
            keys("f1", "f3", "f5", "f7", "f10"),
            head=_head(language),
        ),
        checks=(*_terminal(language), *devices),
        verdict=VerdictView(Tone.FAIL, say(language, "NOT READY", "未就绪")),
        advice=say(
            language,
            "Printer has no labels. Put in a roll.",
            "打印机 标签纸用尽。请装入标签纸。",
        ),
    )
