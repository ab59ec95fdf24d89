"""Examples of recall: the list, what is signed, one under way, lots on hold, goods that came back, a specification."""

from core.language import Language, text
from core.recall_case import RecallPaper, opening_manifest
from screens.everyone.form import FormView
from screens.gallery.reviewing import at_desk
from screens.gallery.shared import frame, mark, say
from screens.views import FieldKind, FieldView, FrameView, ItemView, MarkView, RowView, Tone, keys

_PAPER = RecallPaper(
    ("L-261008-01",),
    14,
    (("K-001 海州医药有限公司", "2400 pcs"), ("K-002 北辰医药物流有限公司", "960 pcs")),
    "5b1f" * 16,
)


def recalls(language: Language) -> FormView:
    """Give the list: one under way, an exercise that is closed."""
    items = (
        ItemView(1, text("recall.new", language), detail=text("recall.new_is", language), chosen=True),
        ItemView(2, text("recall.new_mock", language), detail=text("recall.new_mock_is", language)),
        ItemView(
            3,
            text("recall.class_1", language),
            "RC-261120-2",
            "02:41:07",
            _marked(language, Tone.FAIL, "opened"),
            "L-261008-01",
        ),
        ItemView(
            4,
            text("recall.mock", language),
            "RC-261103-1",
            "00:52:30",
            _marked(language, Tone.OK, "closed"),
            "F2611-0017",
        ),
    )
    return FormView(_frame(language, "recall.list", "next.recalls"), items=items)


def found(language: Language) -> FormView:
    """Give what the core has found, before the reason is typed."""
    drawn = opening_manifest(_PAPER, False, "1", "", language)
    clock = text("recall.clock_is", language, t="4 s", answered="0.038")
    rows = (RowView(text("recall.clock", language), "", clock), *(RowView(x.label, "", x.value) for x in drawn.lines))
    return FormView(
        _frame(language, "recall.paper.opening", "next.store_reason", text("recall.title", language)),
        words=text("recall.counted", language, lots="14", stock="23", customers="2"),
        rows=rows,
        fields=(FieldView("reason", text("store.paper.reason", language), FieldKind.WORDS),),
        page=text("kiosk.page", language, page="1", pages="6"),
    )


def under_way(language: Language) -> FormView:
    """Give a recall of which one customer was told and sent something back."""
    numbers = {"shipped": "3360", "returned": "1800", "open": "1560", "unit": "pcs"}
    rows = (
        RowView(
            text("recall.clock", language),
            "02:41:07",
            "2026-11-20 11:22:15 +08:00",
            _marked(language, Tone.WARN, "opened"),
        ),
        RowView(text("recall.paper.began", language), "", "L-261008-01"),
        RowView(
            text("recall.paper.reason", language), "", say(language, "Glass found in one bottle", "一瓶内发现玻璃屑")
        ),
        RowView(text("recall.paper.balance", language), "", text("recall.balance", language, **numbers)),
    )
    items = (
        _customer(language, 1, ("K-001", "海州医药有限公司"), ("1800", "2400 pcs"), told=True),
        _customer(language, 2, ("K-002", "北辰医药物流有限公司"), ("0", "960 pcs"), told=False),
    )
    shown = _frame(
        language, "recall.title", "next.recall_case", text("recall.class_1", language), "f1 f3 f5 f8 f10 f12"
    )
    return FormView(shown, rows=rows, items=items)


def returned(language: Language) -> FormView:
    """Give the last part of a return."""
    rows = (
        RowView(text("returns.field.lot", language), "", "F2611-0042"),
        RowView(text("returns.field.customer", language), "", "K-001"),
        RowView(text("returns.field.quantity", language), "", "70"),
        RowView(text("returns.field.channel", language), "", "pharmacy-12"),
        RowView(text("returns.field.reason", language), "", say(language, "Carton crushed", "小盒压损")),
    )
    hints = {"container": "", "location": text("store.suggested", language, place="W-04-02")}
    fields = tuple(
        FieldView(name, text(f"returns.field.{name}", language), FieldKind.WORDS, hint) for name, hint in hints.items()
    )
    return FormView(_frame(language, "returns.title", "next.returns", "", "f1 f3 f10 f12"), rows=rows, fields=fields)


def held_lots(language: Language) -> FormView:
    """Give own lots on hold: one that a closed recall has held, one with a failing result."""
    name = say(language, "Paracetamol tablets 500 mg", "对乙酰氨基酚片 500 mg")
    may_lift = mark(language, Tone.OK, text("held_lot.may_lift", "en"), text("held_lot.may_lift", "zh"))
    stays = mark(language, Tone.WARN, text("held_lot.stays", "en"), text("held_lot.stays", "zh"))
    items = (
        ItemView(1, "F2611-0042", "", "RC-261120-1", may_lift, name, chosen=True),
        ItemView(2, "F2611-0037", "", "OOS S-F2611-0037-01 ASSAY", stays, name),
    )
    return FormView(_frame(language, "work.held_lots", "next.held_lots"), items=items)


def held_lot(language: Language) -> FormView:
    """Give a lot whose hold stays."""
    result = {"sample": "S-F2611-0037-01", "test": "ASSAY", "value": "93.0 %"}
    on_hold = MarkView(Tone.WARN)
    rows = (
        RowView(text("lot_state.lot", language), "F2611-0037", text("lot.on_hold", language), on_hold),
        RowView(text("held_lot.batch", language), "B2611-0037"),
        RowView(text("held_lot.why", language), "OOS S-F2611-0037-01 ASSAY", "2026-11-20 10:22:47 +08:00"),
        RowView(text("held_lot.open", language), "", text("held_lot.result", language, **result), MarkView(Tone.FAIL)),
    )
    back = text("held_lot.lift_is", language, state=text("lot.released", language))
    items = (
        ItemView(1, text("held_lot.lift", language), detail=back, open=False),
        ItemView(2, text("held_lot.reject", language)),
    )
    shown = _frame(language, "work.held_lots", "next.held_lot_stays", "F2611-0037", "f1 f3 f10")
    return FormView(shown, rows=rows, items=items)


def specification(language: Language) -> FormView:
    """Give the draft of a specification's next version: a limit changed, a test added, another one removed."""
    tests = (
        ("Assay", "含量", "ASSAY", "99.0 .. 101.0 %", "STP-013", "changed"),
        ("Loss on drying", "干燥失重", "LOD", "- .. 0.5 %", "STP-021", ""),
        ("Heavy metals", "重金属", "METALS", "- .. 0.0010 %", "STP-040", "new"),
    )
    items = [
        ItemView(
            digit,
            say(language, en, zh),
            code,
            limits,
            MarkView(Tone.WARN, text(f"specification.{state}", language)) if state else None,
            method,
        )
        for digit, (en, zh, code, limits, method, state) in enumerate(tests, 1)
    ]
    items.append(ItemView(9, text("specification.do.add", language)))
    live = "f1 f3 f4 f8 f10 f12"
    shown = _frame(language, "work.specifications", "next.specification_draft", "SP-PCM500 v4", live)
    removed = text("specification.removed", language, tests="DISS")
    return FormView(shown, words=removed, items=tuple(items))


def specification_test(language: Language) -> FormView:
    """Give a test in a draft, with what may be changed of it."""
    told = {"code": "ASSAY", "name_zh": "含量", "name_en": "Assay", "method": "STP-013", "unit": "%", "decimals": "1"}
    told |= {"low": "98.5", "high": "101.0"}
    rows = tuple(RowView(text(f"specification.{name}", language), "", value) for name, value in told.items())
    items = tuple(
        ItemView(digit, text(f"specification.do.{part}", language), chosen=digit == 1)
        for digit, part in enumerate(("limits", "named", "measured", "remove"), 1)
    )
    shown = _frame(language, "work.specifications", "next.specification_test", "SP-PCM500 v4", "f1 f3 f10")
    return FormView(shown, rows=rows, items=items)


def _customer(
    language: Language, digit: int, who: tuple[str, str], amounts: tuple[str, str], *, told: bool
) -> ItemView:
    (customer, name), (back, shipped) = who, amounts
    tone, key = (Tone.OK, "recall.told") if told else (Tone.WAIT, "recall.to_tell")
    how = say(language, "Ms Li, by telephone 12:05", "李女士，电话 12:05") if told else ""
    returned_of = text("recall.back", language, returned=back, shipped=shipped)
    return ItemView(digit, name, customer, returned_of, mark(language, tone, text(key, "en"), text(key, "zh")), how)


def _marked(language: Language, tone: Tone, state: str) -> MarkView:
    key = f"recall.state.{state}"
    return mark(language, tone, text(key, "en"), text(key, "zh"))


def _frame(language: Language, title: str, following: str, subject: str = "", live: str = "f1 f3 f5 f10") -> FrameView:
    return frame(
        language,
        (text(title, "en"), text(title, "zh")),
        (text(following, "en"), text(following, "zh")),
        keys(*live.split()),
        subject=(subject, subject),
        head=at_desk(
            language,
            product="",
            batch="",
            version=say(language, "no batch open", "未打开批记录"),
            device="",
            device_state=None,
        ),
    )
