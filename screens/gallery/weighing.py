"""Examples of weighing: in limits, below, above, moving; wrong scan, signatures, exception."""

from core.language import Language
from screens.gallery.shared import STEP_KEYS, frame, header, mark, say, step_side
from screens.gallery.signing import weight_bar
from screens.operator.weigh import WeighView
from screens.views import (
    FrameView,
    Look,
    ReadingView,
    RowView,
    Span,
    Tone,
    VerdictView,
)

_NO_SIGN = tuple(key for key in STEP_KEYS if key.name != "f8")


def _rows(language: Language) -> tuple[RowView, ...]:
    return (
        RowView(
            say(language, "Lot", "批号"),
            "L-240817-03",
            say(language, "released, exp 2027-08, first to expire", "合格，有效期至 2027-08，近效期先出"),
            mark(language, Tone.OK, "scanned", "已扫码"),
        ),
        RowView(
            say(language, "Container", "容器"),
            "C-000981",
            say(language, "tare 1.204 kg", "皮重 1.204 kg"),
            mark(language, Tone.OK, "tared", "已去皮"),
        ),
        RowView(
            say(language, "Balance", "天平"),
            "B123456789",
            say(language, "calibrated to 2027-01-31, checked 08:02", "校准有效期至 2027-01-31，日常核查 08:02"),
            mark(language, Tone.OK, "bound", "已绑定"),
        ),
    )


def _frame(language: Language, next_: tuple[str, str], *, sign: bool = False, moving: bool = False) -> FrameView:
    state = mark(language, Tone.WAIT, "not stable", "未稳定") if moving else header(language).device_state
    return frame(
        language,
        ("Weigh", "称量"),
        next_,
        STEP_KEYS if sign else _NO_SIGN,
        subject=("Lactose monohydrate 200M", "乳糖一水合物 200M"),
        aside=(Span(say(language, "target ", "目标 "), Look.MUTED), Span("12.500 kg", Look.STRONG)),
        side=step_side(language),
        head=header(language, device_state=state),
    )


def _weigh(language: Language, value: str, verdict: VerdictView, at: FrameView) -> WeighView:
    return WeighView(
        frame=at,
        reading=ReadingView(value, "kg", moving=verdict.tone is Tone.WAIT, tone=verdict.tone),
        verdict=verdict,
        bar=weight_bar(value, verdict.tone),
        rows=_rows(language),
        still_title=say(language, "Still to dispense for this step", "本步骤待称量"),
        still=(
            RowView(
                say(language, "Container 1 of 2", "容器 1/2"),
                f"{value} kg",
                mark=mark(language, Tone.WAIT, "on the balance", "在天平上"),
            ),
            RowView(
                say(language, "Container 2 of 2", "容器 2/2"),
                "12.500 kg",
                mark=mark(language, Tone.NONE, "to come", "待做"),
            ),
        ),
    )


def weigh(language: Language) -> WeighView:
    """Give pictures 04 and 05."""
    verdict = VerdictView(
        Tone.OK,
        say(language, "STABLE,\nIN LIMITS", "稳定\n在限度内"),
        more=say(language, "0.014 kg under target", "低于目标 0.014 kg"),
    )
    next_ = ("press F8 to record this weight and sign", "请按 F8 记录重量并签名")
    return _weigh(language, "12.486", verdict, _frame(language, next_, sign=True))


def weigh_below(language: Language) -> WeighView:
    """Give picture 06, below."""
    verdict = VerdictView(Tone.WARN, say(language, "UNDER", "偏低"), say(language, "add 0.121 kg", "还需 0.121 kg"))
    return _weigh(language, "12.317", verdict, _frame(language, ("add slowly 0.121 kg", "请缓慢加料 0.121 kg")))


def weigh_above(language: Language) -> WeighView:
    """Give picture 06, above."""
    verdict = VerdictView(Tone.FAIL, say(language, "OVER", "偏高"), say(language, "by 0.077 kg", "超出 0.077 kg"))
    next_ = ("take out 0.077 kg, or F6 to report an exception", "请取出 0.077 kg，或按 F6 报告异常")
    return _weigh(language, "12.640", verdict, _frame(language, next_))


def weigh_moving(language: Language) -> WeighView:
    """Give picture 06, moving."""
    verdict = VerdictView(Tone.WAIT, say(language, "NOT STABLE", "未稳定"), say(language, "wait", "请等待"))
    next_ = ("do not touch, the balance settles", "请勿触碰，天平正在稳定")
    return _weigh(language, "12.472", verdict, _frame(language, next_, moving=True))
