"""Examples of logbooks: what is due in a room, without a batch."""

from core.language import Language
from screens.everyone.listed import ListedView
from screens.gallery.reviewing import at_desk
from screens.gallery.shared import frame, mark, say
from screens.views import HeaderView, ItemView, RowView, Tone, keys


def logbooks(language: Language) -> ListedView:
    """Give the forms of a weighing room: one round under way, two overdue, one due later, one when needed."""
    rows = (
        ("Scanner check", "扫码器核查", "E-SCAN-01", mark(language, Tone.WAIT, "under way", "进行中")),
        ("Room cleaning", "操作间清洁记录", "D-104", mark(language, Tone.WARN, "overdue 3 h", "逾期 3 小时")),
        ("Weekly balance check", "天平每周核查", "E-BAL-01", mark(language, Tone.OK, "due in 5 d", "5 天后到期")),
        ("Room release", "操作间生产前检查", "D-104", mark(language, Tone.NONE, "when needed", "按需")),
    )
    last = say(language, "R2611-0007, 2026-11-17 11:02", "R2611-0007，2026-11-17 11:02")
    return ListedView(
        frame(
            language,
            ("Logbook rounds", "日志记录"),
            ("choose a row by digit, then scan its label", "请按数字选择一行，再扫描其标识"),
            keys("f1", "f3", "f5", "f10"),
            head=_in_the_room(language),
        ),
        tuple(
            ItemView(digit, say(language, english, chinese), thing, mark=state, chosen=digit == 2)
            for digit, (english, chinese, thing, state) in enumerate(rows, 1)
        ),
        (
            RowView(say(language, "Room", "操作间"), "D-104", "LB-CLEAN-ROOM"),
            RowView(say(language, "Last round", "上次记录"), last),
            RowView(say(language, "Interval", "间隔"), say(language, "3 d", "3 天")),
            RowView(say(language, "Due", "到期"), "2026-11-20 11:02"),
        ),
    )


def _in_the_room(language: Language) -> HeaderView:
    return at_desk(
        language,
        kiosk="WEIGH-01",
        person=say(language, "operator1", "王芳 operator1"),
        role=say(language, "Operator", "操作人员"),
        product="",
        batch="",
        version=say(language, "no batch open", "未打开批记录"),
        device="",
        device_state=None,
    )
