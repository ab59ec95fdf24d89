"""Examples of what QA sees when a kiosk was shown another log."""

from core.language import Language
from screens.gallery.reviewing import at_desk
from screens.gallery.shared import frame, mark, say
from screens.quality.log_alarm import LogAlarmView
from screens.views import ItemView, RowView, Tone, keys


def log_alarm(language: Language) -> LogAlarmView:
    """Give a kiosk that an older log was shown to."""
    head = at_desk(
        language,
        product="",
        batch="",
        version=say(language, "no batch open", "未打开批记录"),
        device="",
        device_state=mark(language, Tone.OK, "ready", "就绪"),
        link=mark(
            language,
            Tone.FAIL,
            "The log went back: 87001 records, 88412 were seen here. Call QA.",
            "中心日志倒退：现有 87001 条，本机曾见 88412 条。请联系 QA。",
        ),
    )
    causes = (
        ("an older backup was restored", "恢复了旧备份"),
        ("the plant was founded anew", "重新建立了工厂数据"),
        ("records were changed; a deviation is open", "记录被改动，已立偏差"),
    )
    return LogAlarmView(
        frame=frame(
            language,
            ("Log alarm", "日志报警"),
            ("choose the cause by digit, then sign", "请按数字键选择原因，然后签名"),
            keys("f1", "f3", "f5", "f10"),
            head=head,
        ),
        rows=(
            RowView(say(language, "Seen here", "本机所见"), "88412", "7c1e 09a4 55d0 b2f7"),
            RowView(
                say(language, "Shown then", "中心所示"),
                "87001",
                "1f40 c3b9 6e21 8d05",
                mark(language, Tone.FAIL, "went back", "倒退"),
            ),
        ),
        title=say(language, "Cause", "原因"),
        causes=tuple(
            ItemView(number, say(language, english, chinese), chosen=number == 1)
            for number, (english, chinese) in enumerate(causes, 1)
        ),
    )
