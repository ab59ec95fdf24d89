"""Examples of receiving goods, the sample of a lot, the release of material, and master data."""

from core.language import Language
from screens.everyone.form import FormView
from screens.everyone.listed import ListedView
from screens.gallery.reviewing import at_desk
from screens.gallery.shared import frame, mark, say
from screens.views import FieldKind, FieldView, FrameView, HeaderView, ItemView, RowView, Tone, keys


def receive_order(language: Language) -> FormView:
    """Give the choice of the order line."""
    lines = (
        ("Lactose monohydrate 200M", "乳糖 200 目", "PO-2611-018", "100.000 kg"),
        ("Magnesium stearate", "硬脂酸镁", "PO-2611-021", "20.000 kg"),
    )
    items = tuple(
        ItemView(digit, say(language, english, chinese), order, quantity, chosen=digit == 1)
        for digit, (english, chinese, order, quantity) in enumerate(lines, 1)
    )
    following = ("choose the order line, F4 without an order", "请选择订单行，无订单按 F4")
    return FormView(
        _frame(language, ("Receive goods", "物料接收"), following, live=("f1", "f3", "f10", "f4")), items=items
    )


def receive(language: Language) -> FormView:
    """Give the question for the supplier's lot, read off the scanned code."""
    rows = (
        _row(language, ("Supplier, lot", "供应商、批号"), "PO-2611-018", "江北辅料贸易有限公司, 白塔乳糖制造有限公司"),
        _row(language, ("Name on the delivery", "到货名称"), "Lactose monohydrate 200M"),
        _row(language, ("Serial numbers", "序列号"), "4"),
    )
    label = say(language, "Supplier's lot", "供应商批号")
    return FormView(
        _frame(
            language,
            ("Receive goods", "物料接收"),
            ("scan the supplier's code, or type the lot", "请扫描供应商条码，或输入批号"),
            ("RM-LAC  Lactose monohydrate 200M", "RM-LAC  乳糖 200 目"),
            live=("f1", "f3", "f10", "f12"),
        ),
        rows=rows,
        fields=(FieldView("supplier_lot", label, FieldKind.WORDS, value="S26112077"),),
    )


def received(language: Language) -> FormView:
    """Give the labels of a receipt that went on hold, two of four scanned back."""
    rows = (
        _row(language, ("Lot", "批号"), "L-261120-01", say(language, "on hold", "冻结")),
        _row(language, ("Containers", "容器"), "C-000161 .. C-000164"),
        RowView(say(language, "scanned back", "已回扫"), "2/4", "", mark(language, Tone.WAIT, "", "")),
        _row(language, ("To be sampled", "取样件数"), "S-L-261120-01-01", "C-000161, C-000162, C-000163"),
    )
    return FormView(
        _frame(
            language,
            ("Labels of the receipt", "接收标签"),
            ("stick the label on, then scan it back", "请贴签，再回扫核对"),
            live=("f1", "f3", "f7", "f10"),
        ),
        say(language, "Damaged: container 2. The lot is on hold.", "第 2 件破损。该批已冻结。"),
        rows,
    )


def receipt_check(language: Language) -> FormView:
    """Give what the second person checks of a receipt, the first of two pages."""
    shown = (
        (("Name on the delivery", "到货名称"), "Lactose monohydrate 200M"),
        (("Material", "物料"), say(language, "RM-LAC Lactose monohydrate 200M", "RM-LAC 乳糖 200 目")),
        (("Order", "订单"), "PO-2611-018"),
        (("Supplier, lot", "供应商、批号"), "江北辅料贸易有限公司  S26112077"),
        (("Manufacturer, lot", "生产商、批号"), "白塔乳糖制造有限公司  M261120-77"),
        (("Expiry", "有效期至"), "2028-11-20"),
        (("Retest day", "复验期"), "-"),
        (("Containers, total", "件数、总量"), "4 / 87.500 kg"),
        (("Content 1", "件内数量 1"), "25.000"),
    )
    view = _frame(
        language,
        ("Verify the receipt", "复核接收"),
        ("the second person scans the badge", "请第二人扫描工牌"),
        ("signature 2 of 2", "第 2 签，共 2 签"),
        live=("f1", "f3", "f10", "f12"),
    )
    badge = FieldView(
        "user_id",
        say(language, "User id", "用户名"),
        FieldKind.WORDS,
        say(language, "scan, or type the id", "扫码，或输入用户名"),
    )
    page = say(language, "Page 1 of 2", "第 1 页，共 2 页")
    rows = tuple(_row(language, label, "", value) for label, value in shown)
    return FormView(view, rows=rows, fields=(badge,), page=page)


def labels_resumed(language: Language) -> FormView:
    """Give labels that a power cut came between: three containers stand without theirs."""
    rows = (
        _row(language, ("Lot", "批号"), "L-261120-01", say(language, "quarantine", "待验")),
        _row(language, ("Containers", "容器"), "C-000162 .. C-000164"),
        RowView(say(language, "scanned back", "已回扫"), "0/3", "", mark(language, Tone.WAIT, "", "")),
    )
    following = (
        "stick the labels on and scan each back; F7 prints the missing ones",
        "请贴签并逐张回扫；按 F7 补打缺少的标签",
    )
    return FormView(
        _frame(language, ("Labels of the receipt", "接收标签"), following, live=("f1", "f3", "f7", "f10")), rows=rows
    )


def lot_sample(language: Language) -> FormView:
    """Give a sample with one of two results entered."""
    rows = (
        RowView(say(language, "Lot", "批号"), "L-261120-02", "", mark(language, Tone.WAIT, "to be tested", "待检验")),
        RowView(
            say(language, "Specification", "质量标准"),
            "SP-RM-MGS v3",
            "",
            mark(language, Tone.WARN, "v4 in force", "现行 v4"),
        ),
        RowView(
            say(language, "Loss on drying", "干燥失重"),
            "4.2 %",
            say(language, "at most 6.0%", "不得过 6.0%"),
            mark(language, Tone.OK, "complies", "符合规定"),
        ),
        _row(language, ("Magnesium content", "镁含量"), "", "4.00%-5.00%"),
    )
    label = say(language, "Magnesium content", "镁含量")
    return FormView(
        _frame(
            language,
            ("Sample of a lot", "物料样品"),
            ("type the result in %", "请输入结果，单位 %"),
            ("S-L-261120-02-01  Magnesium stearate", "S-L-261120-02-01  硬脂酸镁"),
        ),
        rows=rows,
        fields=(FieldView("result", label, FieldKind.NUMBER, unit="%"),),
    )


def material_release(language: Language) -> ListedView:
    """Give the received lots, those that wait first."""
    quarantine, hold, released = ("quarantine", "待验"), ("on hold", "冻结"), ("released", "合格")
    lots = (
        ("Lactose monohydrate 200M", "乳糖 200 目", "L-261120-01", "S26112077", Tone.WAIT, quarantine),
        ("Magnesium stearate", "硬脂酸镁", "L-260828-05", "S26082813", Tone.WARN, hold),
        ("Paracetamol", "对乙酰氨基酚", "L-261008-01", "S26100802", Tone.OK, released),
    )
    items = tuple(
        ItemView(digit, say(language, en, zh), lot, supplier, mark(language, tone, *state), chosen=digit == 1)
        for digit, (en, zh, lot, supplier, tone, state) in enumerate(lots, 1)
    )
    following = ("choose a lot, or scan its label", "请选择批次，或扫描标签")
    return ListedView(
        _frame(language, ("Release of material", "物料放行"), following, ("2 waiting", "2 批待处理")), items
    )


def lot_state(language: Language) -> FormView:
    """Give a lot that may be released."""
    rows = (
        RowView(
            say(language, "Supplier, lot", "供应商、批号"),
            "S26112077",
            "江北辅料贸易有限公司",
            mark(language, Tone.WAIT, "quarantine", "待验"),
        ),
        _row(language, ("Manufacturer, lot", "生产商、批号"), "M261120-77", "白塔乳糖制造有限公司"),
        RowView("S-L-261120-01-01", say(language, "checked", "已复核"), "WATER 5.1 %"),
    )
    states = (("released", "合格"), ("rejected", "不合格"), ("on hold", "冻结"))
    items = tuple(ItemView(digit, say(language, *state)) for digit, state in enumerate(states, 1))
    return FormView(
        _frame(
            language,
            ("State of a lot", "物料状态变更"),
            ("choose the new state", "请选择新状态"),
            ("L-261120-01  Lactose monohydrate 200M", "L-261120-01  乳糖 200 目"),
            live=("f1", "f3", "f5", "f10"),
        ),
        rows=rows,
        items=items,
    )


def master_data(language: Language) -> FormView:
    """Give an approved source, column by column."""
    columns = (
        ("Material", "物料", "RM-LAC"),
        ("Supplier", "供应商", "S-002"),
        ("Manufacturer", "生产商", "S-003"),
        ("State", "状态", "approved"),
        ("Valid from", "生效日期", "2025-10-16"),
        ("Valid to", "有效期至", "2028-10-20"),
    )
    items = tuple(ItemView(digit, say(language, en, zh), value) for digit, (en, zh, value) in enumerate(columns, 1))
    following = ("choose what to change, F8 to sign", "请选择更改项，签署按 F8")
    title = ("Approved source", "合格供应商")
    return FormView(
        _frame(language, title, following, ("RM-LAC", "RM-LAC"), live=("f1", "f3", "f8", "f10")), items=items
    )


def _row(language: Language, label: tuple[str, str], code: str, detail: str = "") -> RowView:
    return RowView(say(language, *label), code, detail)


def _frame(
    language: Language,
    title: tuple[str, str],
    following: tuple[str, str],
    subject: tuple[str, str] = ("", ""),
    live: tuple[str, ...] = ("f1", "f3", "f10"),
) -> FrameView:
    return frame(language, title, following, keys(*live), subject=subject, head=_header(language))


def _header(language: Language) -> HeaderView:
    return at_desk(
        language,
        kiosk="KIOSK-01",
        person=say(language, "warehouse1", "郑伟 warehouse1"),
        role=say(language, "Warehouse", "仓储人员"),
        product="",
        batch="",
        version=say(language, "no batch open", "未打开批记录"),
        device="",
        device_state=None,
    )
