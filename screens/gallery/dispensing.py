"""Examples of dispensing in parts: the second container, the choice of a balance, a weight that has to be typed."""

from decimal import Decimal

from core.language import Language
from screens.everyone.listed import ListedView
from screens.gallery.shared import STEP_KEYS, frame, header, mark, say, step_side
from screens.operator.weigh import WeighView
from screens.views import (
    FieldKind,
    FieldView,
    FrameView,
    ItemView,
    LimitsBarView,
    Look,
    MarkView,
    ReadingView,
    RowView,
    Span,
    Tone,
    VerdictView,
    keys,
)

_NO_SIGN = tuple(key for key in STEP_KEYS if key.name != "f8")


def _frame(language: Language, next_: tuple[str, str], to_go: str) -> FrameView:
    return frame(
        language,
        ("Weigh", "称量"),
        next_,
        _NO_SIGN,
        subject=("Paracetamol", "对乙酰氨基酚"),
        aside=(Span(say(language, "still to go ", "还需 "), Look.MUTED), Span(to_go, Look.STRONG)),
        side=step_side(language),
        head=header(language),
    )


def _source(language: Language) -> RowView:
    return RowView(
        say(language, "Container 2", "容器 2"),
        "C-000105 L-261008-01",
        say(language, "assay 98.0% as is, water 0.4%", "含量98.0%按现状计，水分0.4%"),
        mark(language, Tone.OK, "scanned", "已扫码"),
    )


def _parts(language: Language) -> tuple[RowView, ...]:
    return (RowView("C-2611004203", "56.786 kg", "L-260812-01", mark(language, Tone.OK, "recorded", "已记录")),)


def weigh_part(language: Language) -> WeighView:
    """The second container of a weighing: what is still to go, of a lot with its own assay."""
    verdict = VerdictView(Tone.WAIT, say(language, "UNDER", "偏低"), say(language, "add 1.214 kg", "还需 1.214 kg"))
    next_ = (
        "add slowly up to 3.214 kg; or press Enter: a part, the rest follows",
        "请缓慢加料至 3.214 kg；或按 Enter 记为部分，余量另称",
    )
    limits = (Decimal("2.914"), Decimal("3.514"), Decimal("3.214"))
    low, high, target = limits
    bar = LimitsBarView(low, high, target, Decimal("1.700"), Tone.WAIT, "2.914", "3.514", "3.214")
    return WeighView(
        frame=_frame(language, next_, "3.214 kg"),
        reading=ReadingView("1.700", "kg"),
        verdict=verdict,
        bar=bar,
        rows=(
            _source(language),
            RowView(
                say(language, "Balance 2", "天平 2"),
                "E-BAL-01",
                say(language, "calibrated to 2027-01-31", "校准有效期至 2027-01-31"),
                mark(language, Tone.OK, "bound", "已绑定"),
            ),
            RowView(say(language, "Tare 2", "皮重 2"), "1.204 kg", "", mark(language, Tone.OK, "tared", "已去皮")),
        ),
        still_title=say(language, "Weighed so far", "已称"),
        still=_parts(language),
    )


def weigh_balance(language: Language) -> WeighView:
    """The choice of a balance: those that may weigh what is due, and why the others may not."""
    balance = say(language, "Balance", "天平")
    return WeighView(
        frame=_frame(language, ("scan the label of the balance", "请扫描天平的标签"), "3.214 kg"),
        reading=ReadingView("", "kg"),
        rows=(
            _source(language),
            RowView(
                balance,
                "E-BAL-01",
                say(language, "Platform balance 150 kg", "平台秤 150 kg"),
                mark(language, Tone.OK, "may weigh this", "可用于本次称量"),
            ),
            RowView(
                balance,
                "E-BAL-03",
                say(
                    language,
                    "Target 3.214 kg is above the capacity 2.100 kg. Use a larger balance.",
                    "目标量 3.214 kg 超出最大称量 2.100 kg。请使用量程更大的天平。",
                ),
                mark(language, Tone.FAIL, "", ""),
            ),
        ),
        still_title=say(language, "Weighed so far", "已称"),
        still=_parts(language),
    )


def weigh_typed(language: Language) -> WeighView:
    """A weight that the supervisor types because the balance cannot be read: its reason is asked for."""
    next_ = ("type the reason, then press Enter", "请输入原因，再按 Enter")
    return WeighView(
        frame=_frame(language, next_, "3.214 kg"),
        reading=ReadingView("", "kg"),
        verdict=VerdictView(Tone.FAIL, say(language, "BALANCE", "天平故障")),
        rows=(_source(language),),
        still_title=say(language, "Weighed so far", "已称"),
        still=_parts(language),
        field=FieldView("reason", say(language, "Reason for typing", "人工输入原因"), FieldKind.WORDS),
    )


def campaign(language: Language) -> ListedView:
    """The materials that several batches wait for, and the batches of the first."""
    materials = (("RM-PCM", ("Paracetamol", "对乙酰氨基酚"), 3), ("RM-LAC", ("Lactose monohydrate", "乳糖一水合物"), 2))
    step = say(language, "Weigh paracetamol", "称量对乙酰氨基酚")
    ready = mark(language, Tone.WAIT, "ready", "就绪")
    items = tuple(
        ItemView(
            number, say(language, *name), code, say(language, f"{n} batches", f"{n} 批"), ready, chosen=number == 1
        )
        for number, (code, name, n) in enumerate(materials, 1)
    )
    return ListedView(
        frame(
            language,
            ("Weigh for several batches", "多批连续称量"),
            ("a digit chooses the material to weigh", "请按数字键选择待称物料"),
            keys("f1", "f3", "f5", "f10"),
            head=header(
                language, product="", batch="", step="", version=say(language, "no batch open", "未打开批记录")
            ),
        ),
        items,
        tuple(RowView(f"B2611-004{n}", "60.000 kg", step) for n in (2, 3, 5)),
    )


def kit(language: Language) -> ListedView:
    """The dispensed containers of a batch; one of them is going back into stock."""
    charged, to_charge = mark(language, Tone.OK, "charged", "已投料"), mark(language, Tone.NONE, "to charge", "待投料")
    rows = (
        (None, ("Paracetamol", "对乙酰氨基酚"), "C-2611004203 L-260812-01", "56.786 kg", charged),
        (2, ("Paracetamol", "对乙酰氨基酚"), "C-2611004203-2 L-261008-01", "3.214 kg", to_charge),
        (3, ("Lactose monohydrate", "乳糖"), "C-2611004204 L-260701-01", "5.520 kg", to_charge),
    )
    items = tuple(
        ItemView(digit, say(language, *name), code, net, state, chosen=digit == 3, open=digit is not None)
        for digit, name, code, net, state in rows
    )
    missing = say(language, "missing: Povidone K30", "缺少：聚维酮 K30")
    return ListedView(
        frame(
            language,
            ("Dispensed containers", "已配容器"),
            ("type the reason, then press Enter; destroy the labels", "请输入原因并按 Enter；标签须销毁"),
            keys("f1", "f3", "f10", "f12"),
            subject=("B2611-0042", "B2611-0042"),
            head=header(language),
        ),
        items,
        (RowView(say(language, "Kit", "配料齐套"), "", missing, MarkView(Tone.WARN)),),
        (
            FieldView(
                "reason-C-2611004204",
                say(language, "Reason for putting back C-2611004204", "退回 C-2611004204 的原因"),
                FieldKind.WORDS,
            ),
        ),
    )
