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


def round_review(language: Language) -> ListedView:
    """Give what waits for QA: an exception in a round, and a complete round."""
    exception = mark(language, Tone.WARN, "exception EX-4F21AC", "异常 EX-4F21AC")
    review = mark(language, Tone.WAIT, "to review", "待审核")
    return ListedView(
        frame(
            language,
            ("Rounds to review", "待审核日志记录"),
            ("press a digit to open one", "请按数字键打开一项"),
            keys("f1", "f3", "f5", "f10"),
            head=_at_quality(language),
        ),
        (
            ItemView(
                1,
                say(language, "WR-01-01 Refrigerator reading", "WR-01-01 冷藏设备温度记录"),
                "R2611-0011",
                mark=exception,
                chosen=True,
            ),
            ItemView(2, say(language, "D-104 Room release", "D-104 操作间生产前检查"), "R2611-0012", mark=review),
        ),
        (
            RowView(
                say(language, "What", "内容"),
                detail=say(language, "9.4 ℃ outside 2.0 to 8.0 ℃", "9.4℃，超出限度 2.0～8.0℃"),
            ),
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


def _at_quality(language: Language) -> HeaderView:
    return at_desk(language, product="", batch="", version=say(language, "no batch open", "未打开批记录"), device="")
