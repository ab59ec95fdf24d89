"""Examples of in-process control, labels and reconciliation."""

from dataclasses import replace
from decimal import Decimal

from core.language import Language, text
from screens.everyone.listed import ListedView
from screens.gallery.shared import frame, mark, say, step_side
from screens.operator.ipc import IpcRowView, IpcView
from screens.operator.label import LabelView
from screens.operator.reconciliation import BalanceLineView, ReconciliationView
from screens.views import (
    FieldKind,
    FieldView,
    KeyView,
    LimitsBarView,
    Look,
    MarkView,
    RowView,
    Span,
    Tone,
    VerdictView,
    keys,
)
from screens.widgets.plot import PlotLimitView, PlotPointView, PlotView

_KEYS = keys("f1", "f3", "f6", "f9", "f10", "f12")


def ipc(language: Language) -> IpcView:
    """Give a control with four of ten masses read."""
    masses = (199.2, 200.4, 198.7, 201.9, 200.8, 199.9)
    return IpcView(
        frame=frame(
            language,
            ("In-process control", "中间控制"),
            ("type reading 7 of 10, then Enter", "请输入第 7 个读数，共 10 个"),
            _KEYS,
            subject=("tablets, 10:30", "片剂，10:30"),
            aside=(Span("1/3", Look.STRONG),),
            side=step_side(language),
        ),
        heads=(
            say(language, "test", "检验项目"),
            "n",
            say(language, "mean", "平均"),
            say(language, "limits", "限度"),
            say(language, "history", "趋势"),
            say(language, "state", "状态"),
        ),
        tests=(
            IpcRowView(
                say(language, "Mass", "片重"),
                "6/10",
                "200.2 mg",
                say(language, "190.0 .. 210.0", "190.0～210.0"),
                masses,
                mark(language, Tone.WAIT, "now", "当前"),
                chosen=True,
            ),
            IpcRowView(
                say(language, "Hardness", "硬度"),
                "0/10",
                "",
                say(language, "60 .. 120 N", "60～120 N"),
                (),
                mark(language, Tone.NONE, "to come", "待做"),
            ),
            IpcRowView(
                say(language, "Thickness", "厚度"),
                "5/5",
                "4.02 mm",
                "3.80 .. 4.20" if language == "en" else "3.80～4.20",
                (4.0, 4.05, 3.99, 4.01, 4.03),
                mark(language, Tone.OK, "done", "完成"),
            ),
        ),
        readings_label=say(language, "readings, mg", "读数，mg"),
        readings=tuple(f"{value}" for value in masses),
        field=FieldView("reading", say(language, "Reading 7", "读数 7"), FieldKind.NUMBER, unit="mg"),
        bar=LimitsBarView(
            Decimal("190.0"),
            Decimal("210.0"),
            Decimal("200.0"),
            Decimal("199.9"),
            Tone.OK,
            "190.0",
            "210.0",
            "200.0",
        ),
    )


def ipc_plan(language: Language) -> IpcView:
    """Give a control by plan between two rounds: when the next one is due, and all readings so far."""
    masses = (199.2, 200.4, 198.7, 201.9, 200.8, 199.9, 203.1, 204.0, 206.6, 211.2, 207.4, 204.4)
    shown = ipc(language)
    tones = tuple(Tone.FAIL if mass > 210 else Tone.NONE for mass in masses)
    limits = tuple(PlotLimitView(value, f"{value}", Tone.FAIL) for value in (190.0, 210.0))
    points = tuple(PlotPointView(mass, tone) for mass, tone in zip(masses, tones, strict=True))
    told = (
        "n 12, mean 203.13, 198.7 .. 211.2, range 12.5, s 3.80 mg",
        "n 12，平均 203.13，198.7～211.2，极差 12.5，s 3.80 mg",
    )
    return replace(
        shown,
        frame=replace(
            shown.frame,
            next=say(language, "wait: round 5 is due at 10:30; F3 leaves", "请等待，第 5 轮应于 10:30 进行；F3 离开"),
            aside=(Span(say(language, "round 5 of 8", "第 5/8 轮"), Look.STRONG),),
        ),
        tests=(replace(shown.tests[0], readings="12/24", mean="203.13 mg", history=masses),),
        readings=tuple(f"{mass}" for mass in masses),
        field=None,
        bar=None,
        rows=(
            RowView(say(language, "Due", "应测时间"), "10:30", "", mark(language, Tone.WAIT, "in 07:12", "还有 07:12")),
            RowView(say(language, "Statistics", "统计"), "", say(language, *told)),
        ),
        plot=PlotView(points, limits, 188.0, 213.0),
    )


def ipc_beside(language: Language) -> IpcView:
    """Give a control that lasts as long as the operation beside it; F6 would end it before."""
    shown = ipc_plan(language)
    runs = mark(language, Tone.WAIT, text("control.beside_runs", "en"), text("control.beside_runs", "zh"))
    compress = say(language, "Compress", "压片")
    known = [key for key in shown.frame.keys if key.name != "f6"]
    end = KeyView("f6", does="end_control")
    order = sorted((*known, end), key=lambda key: int(key.name[1:]))
    return replace(
        shown,
        frame=replace(shown.frame, keys=tuple(order)),
        rows=(RowView(text("control.beside", language), "", compress, runs), *shown.rows),
    )


def end_control(language: Language) -> ListedView:
    """Give the end of a control with a round due: the reason is asked for."""
    due = mark(language, Tone.WARN, text("work.round_due", "en"), text("work.round_due", "zh"))
    return ListedView(
        frame(
            language,
            (text("end_control.title", "en"), text("end_control.title", "zh")),
            (text("next.end_control", "en"), text("next.end_control", "zh")),
            keys("f1", "f3", "f4", "f9", "f10", "f11", "f12"),
            subject=("tablet weight", "片重"),
        ),
        (),
        (
            RowView(text("operations.step", language), "", say(language, "23 Tablet weight", "23 片重")),
            RowView(text("end_control.rounds", language), "", text("end_control.taken", language, n="4", m="8")),
            RowView("", "", text("end_control.missed", language, n="5", t="10:30"), due),
            RowView("", "", text("end_control.is", language)),
        ),
        (FieldView("reason", text("end_control.reason", language), FieldKind.WORDS),),
    )


def label(language: Language) -> LabelView:
    """Give five labels printed and three scanned back."""
    return LabelView(
        frame=frame(
            language,
            ("Label", "打印标签"),
            ("stick the label on, then scan it back", "请贴签，再回扫核对"),
            keys("f1", "f3", "f6", "f7", "f9", "f10", "f12"),
            subject=("container of weighed material", "已称量物料容器"),
            side=step_side(language),
        ),
        preview=(
            say(language, "Lactose monohydrate 200M", "乳糖一水合物 200M"),
            say(language, "Lot L-240817-03", "批号 L-240817-03"),
            say(language, "For batch B2611-0042", "用于批号 B2611-0042"),
            say(language, "Net 12.486 kg  tare 1.204 kg", "净重 12.486 kg  皮重 1.204 kg"),
            "2026-11-20 14:03:31 +08:00",
            "C-000981",
        ),
        printed_label=say(language, "printed", "已打印"),
        printed="5",
        scanned_label=say(language, "scanned back", "已回扫"),
        scanned="3",
        verdict=VerdictView(
            Tone.WAIT, say(language, "2 LABELS STILL OUT", "还有 2 张未回扫"), say(language, "scan them back", "请回扫")
        ),
        rows=(
            RowView(
                say(language, "Printer", "打印机"),
                "ZD421",
                say(language, "accepted the job", "已接收"),
                MarkView(Tone.OK),
            ),
            RowView(
                say(language, "Reprint", "补打"),
                "0",
                say(language, "F7, with a reason and a second person", "按 F7，须说明理由并由他人复核"),
            ),
        ),
    )


def second_counts(language: Language) -> ReconciliationView:
    """Give the counts that another person makes a second time: none of the first is shown."""
    names = (
        ("Issued", "领用数"),
        ("Used", "使用数"),
        ("Sampled", "取样数"),
        ("Destroyed", "销毁数"),
        ("Returned", "退库数"),
    )
    labels = [say(language, f"{en}, second count", f"{zh}（第二次计数）") for en, zh in names]
    hidden = say(language, "counted, not shown", "已计数，不显示")
    return ReconciliationView(
        frame=frame(
            language,
            ("Reconciliation", "物料平衡"),
            ("type: Sampled, second count (pcs), then press Enter", "请输入：取样数（第二次计数）（件），再按 Enter"),
            _KEYS,
            subject=("cartons, printed", "印刷小盒"),
            side=step_side(language),
        ),
        lines=tuple(
            BalanceLineView(
                label,
                hidden if place < 2 else "",
                mark=mark(language, Tone.OK, "recorded", "已记录") if place < 2 else None,
                chosen=place == 2,
            )
            for place, label in enumerate(labels)
        ),
        field=FieldView("value", labels[2], FieldKind.NUMBER, unit=say(language, "pcs", "件")),
        rows=(RowView(say(language, "To do", "内容"), "", say(language, "Count the cartons.", "清点小盒。")),),
    )


def reconciliation(language: Language) -> ReconciliationView:
    """Give a packaging reconciliation that closes."""
    lines = (
        (("Issued", "发放"), "12000", ("issue 2611-88", "发放单 2611-88"), Tone.OK),
        (("Used", "使用"), "11872", ("counter", "计数器"), Tone.OK),
        (("Damaged", "损坏"), "61", ("counted", "清点"), Tone.OK),
        (("Returned", "退库"), "65", ("counted", "清点"), Tone.OK),
    )
    return ReconciliationView(
        frame=frame(
            language,
            ("Reconciliation", "物料平衡"),
            ("type the destroyed cartons, then Enter", "请输入销毁数量，再按 Enter"),
            _KEYS,
            subject=("cartons, printed", "印刷小盒"),
            aside=(
                Span(say(language, "limits ", "限度 "), Look.MUTED),
                Span(say(language, "99.8 .. 100.2%", "99.8～100.2%"), Look.STRONG),
            ),
            side=step_side(language),
        ),
        lines=(
            *(
                BalanceLineView(say(language, *name), number, say(language, *source), MarkView(tone))
                for name, number, source, tone in lines
            ),
            BalanceLineView(
                say(language, "Destroyed", "销毁"), "", "", mark(language, Tone.WAIT, "now", "当前"), chosen=True
            ),
            BalanceLineView(say(language, "Accounted for", "合计"), "11998", "", MarkView(Tone.OK), total=True),
        ),
        field=FieldView("value", say(language, "Destroyed", "销毁"), FieldKind.NUMBER),
        verdict=VerdictView(Tone.OK, say(language, "99.98%, CLOSES", "99.98%，平衡")),
        bar=LimitsBarView(
            Decimal("99.8"),
            Decimal("100.2"),
            Decimal(100),
            Decimal("99.98"),
            Tone.OK,
            "99.8",
            "100.2",
            "100.0",
        ),
    )
