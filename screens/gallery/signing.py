"""Examples of dialogs: wrong scan, signature, countersignature, exception."""

from decimal import Decimal

from core.language import Language
from screens.gallery.everyone import secrets_of
from screens.gallery.shared import frame, header, mark, say
from screens.operator.countersign import CountersignView
from screens.operator.exception import ExceptionView
from screens.operator.sign import SignedLineView, SignView
from screens.operator.wrong_scan import ScannedThingView, WrongScanView
from screens.views import (
    ItemView,
    LimitsBarView,
    Look,
    ReadingView,
    RowView,
    Span,
    Tone,
    VerdictView,
    keys,
)


def wrong_scan(language: Language) -> WrongScanView:
    """Give picture 07."""
    return WrongScanView(
        frame=frame(
            language,
            ("Weigh", "称量"),
            ("scan the label of lot L-240817-03", "请扫描批号 L-240817-03 的标签"),
            keys("f1", "f3", "f4", "f6", "f9", "f10", "f12"),
            subject=("Lactose monohydrate 200M", "乳糖一水合物 200M"),
        ),
        head=say(language, "Wrong lot", "批号不符"),
        head_aside=say(language, "nothing changed, recorded", "未作任何更改，已记录"),
        scanned=ScannedThingView(
            say(language, "scanned", "扫到的"),
            "L-240817-08",
            say(language, "Lactose monohydrate 80M", "乳糖一水合物 80M"),
            mark(language, Tone.WARN, "quarantine", "待验"),
            say(language, "location R-03-2", "货位 R-03-2"),
        ),
        expected=ScannedThingView(
            say(language, "expected", "应扫描"),
            "L-240817-03",
            say(language, "Lactose monohydrate 200M", "乳糖一水合物 200M"),
            mark(language, Tone.OK, "released, reserved here", "合格，已为本批预留"),
            say(language, "location R-03-1, cage 4", "货位 R-03-1，4 号笼"),
        ),
        instruction=say(
            language, "Put this container back and scan the right one.", "请放回此容器，并扫描正确的容器。"
        ),
        settle=say(
            language,
            "Only this lot at hand? F9 calls the supervisor, F6 reports it.",
            "手边只有此批？按 F9 呼叫班组长，按 F6 报告异常。",
        ),
    )


def sign(language: Language) -> SignView:
    """Give picture 08."""
    return SignView(
        frame=frame(
            language,
            ("Sign", "签名"),
            ("type your password, then the 6 digits", "请输入密码，再输入 6 位动态口令"),
            keys("f1", "f12"),
            side=None,
        ),
        head=say(language, "Sign", "签名"),
        head_aside=say(language, "1 of 2: performed", "1 / 2：操作"),
        declaration=say(language, "Performed: I did this step as shown", "操作：本人已按所示内容完成本步骤"),
        lines=(
            SignedLineView(
                say(language, "Step", "步骤"),
                say(language, "14  weigh lactose monohydrate 200M", "14  称量 乳糖一水合物 200M"),
            ),
            SignedLineView(
                say(language, "Value", "数值"),
                "12.486 kg",
                strong=True,
                mark=mark(language, Tone.OK, "in limits", "在限度内"),
            ),
            SignedLineView(
                say(language, "Person", "人员"), say(language, "operator1, Operator", "王芳 operator1，操作人员")
            ),
        ),
        fields=secrets_of(language),
        leave=(
            say(language, "Enter signs. F12 leaves, nothing is signed.", "按 Enter 签名，按 F12 退出不签。"),
            say(language, "After signing only a correction is possible.", "签名后只能更改，不能撤销。"),
        ),
    )


def countersign(language: Language) -> CountersignView:
    """Give picture 09."""
    return CountersignView(
        frame=frame(
            language,
            ("Countersign", "复核签名"),
            ("check container and label, then type your password", "请核对容器与标签，然后输入密码"),
            keys("f1", "f3", "f6", "f12"),
            subject=("step 14, weigh Lactose monohydrate 200M", "步骤 14，称量 乳糖一水合物 200M"),
            aside=(Span("2 / 2", Look.MUTED),),
            head=header(
                language,
                person=say(language, "supervisor2", "李建国 supervisor2"),
                role=say(language, "Supervisor", "班组长"),
                clock="14:04:05",
            ),
        ),
        reading=ReadingView("12.486", "kg", tone=Tone.OK),
        verdict=VerdictView(Tone.OK, say(language, "STABLE, IN LIMITS", "稳定，在限度内")),
        bar=weight_bar("12.486", Tone.OK),
        rows=(
            RowView(
                say(language, "Performed", "操作"),
                "",
                say(language, "operator1, Operator, 14:03:31", "王芳 operator1，操作人员，14:03:31"),
                mark(language, Tone.OK, "signed", "已签名"),
            ),
            RowView(
                say(language, "Lot", "批号"),
                "L-240817-03",
                say(language, "released, first to expire", "合格，近效期先出"),
                mark(language, Tone.OK, "scanned", "已扫码"),
            ),
            RowView(
                say(language, "Balance", "天平"),
                "B123456789",
                say(language, "raw data  S S 12.486 kg", "原始数据  S S 12.486 kg"),
                mark(language, Tone.OK, "bound", "已绑定"),
            ),
        ),
        declaration=say(language, "Verified: I checked what is shown", "复核：本人已独立核对所示内容"),
        leave=say(language, "Enter signs, F12 leaves unsigned", "Enter 签名，F12 退出不签"),
        fields=secrets_of(language),
    )


def exception(language: Language) -> ExceptionView:
    """Give picture 10."""
    causes = (
        ("Too much added, can be taken out", "加料过多，可取出"),
        ("Spill or loss", "洒落或损失"),
        ("Balance or tare not right", "天平或皮重有误"),
        ("Wrong container on the balance", "天平上容器不符"),
        ("Something else (free text)", "其他（文字说明）"),
    )
    return ExceptionView(
        frame=frame(
            language,
            ("Exception", "异常"),
            ("press 1 to 5 to say what happened", "请按 1～5 选择原因"),
            keys("f1", "f3", "f9", "f10", "f12"),
        ),
        head=say(language, "Exception  EX-2611-0118", "异常  EX-2611-0118"),
        head_aside=say(language, "opened by the system 14:03:40", "系统自动开启 14:03:40"),
        what=say(language, "Weight above the limit", "重量高于限度"),
        found=(
            Span("12.640 kg", Look.FAIL),
            Span(say(language, "   limits 12.438 .. 12.563   ", "   限度 12.438～12.563   ")),
            Span("+0.077 kg", Look.FAIL),
        ),
        question=say(language, "What happened? Press its digit.", "发生了什么？请按数字键选择。"),
        causes=tuple(
            ItemView(digit, say(language, *cause), chosen=digit == 1) for digit, cause in enumerate(causes, start=1)
        ),
        facts=(
            (
                say(language, "Who can settle it", "谁可处理"),
                say(language, "supervisor here (F9), QA for release", "本间班组长 (F9)，放行由 QA 处理"),
            ),
            (
                say(language, "What it blocks", "影响范围"),
                say(
                    language,
                    "this step until settled, not the rest of the batch",
                    "处理前阻止本步骤，不阻止本批其他步骤",
                ),
            ),
            (
                say(language, "Already stored", "已存储"),
                say(language, "value, time, person, balance frame", "数值、时间、人员、天平原始数据"),
            ),
        ),
        at_once=say(language, "Stop adding. Keep the container on the pan.", "停止加料，容器留在秤盘上。"),
    )


def weight_bar(value: str, tone: Tone) -> LimitsBarView:
    """Give the limits of 12.500 kg with a weight."""
    return LimitsBarView(
        low=Decimal("12.438"),
        high=Decimal("12.563"),
        target=Decimal("12.500"),
        value=Decimal(value),
        tone=tone,
        low_text="12.438",
        high_text="12.563",
        target_text="12.500",
    )
