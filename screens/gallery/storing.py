"""Examples of the store: what can be done, a container on its way, counts that wait, an adjustment to be signed."""

from core.language import Language, text
from screens.everyone.form import FormView
from screens.gallery.reviewing import at_desk
from screens.gallery.shared import frame, mark, say
from screens.views import FieldKind, FieldView, FrameView, HeaderView, ItemView, MarkView, RowView, Tone, keys

_DONE = ("move", "count", "split", "merge", "return", "relabel", "counts", "destroy", "pick")


def store(language: Language) -> FormView:
    """Give the list of what can be done."""
    items = tuple(
        ItemView(
            digit,
            text(f"store.do.{name}", language),
            detail=text(f"store.do.{name}_is", language),
            chosen=digit == 1,
        )
        for digit, name in enumerate(_DONE, 1)
    )
    return FormView(_frame(language, "store.title", "next.store"), items=items)


def move(language: Language) -> FormView:
    """Give a container that was scanned and waits for its place."""
    rows = (
        RowView(
            text("store.paper.lot", language),
            "L-261008-01",
            say(language, "Paracetamol, released", "对乙酰氨基酚，合格"),
        ),
        RowView(
            text("store.place", language),
            "W-02-01",
            text("store.suggested", language, place="W-02-04"),
        ),
        RowView(text("store.paper.quantity", language), "75 kg"),
        RowView(text("store.reserved", language), "B2611-0042"),
    )
    return FormView(_frame(language, "store.do.move", "next.store_to", "C-000105"), rows=rows)


def count(language: Language) -> FormView:
    """Give a container that is counted blindly."""
    rows = (
        RowView(
            text("store.paper.lot", language),
            "L-261008-01",
            say(language, "Paracetamol, released", "对乙酰氨基酚，合格"),
        ),
        RowView(text("store.place", language), "W-02-01"),
    )
    label = f"{text('store.given.quantity', language)} (kg)"
    return FormView(
        _frame(language, "store.do.count", "next.store_quantity", "C-000105"),
        rows=rows,
        fields=(FieldView("quantity", label, FieldKind.NUMBER),),
    )


def counts(language: Language) -> FormView:
    """Give a difference to be booked and a container that waits for the second count."""
    items = (
        ItemView(
            1,
            "C-000105",
            "L-261008-01",
            "-0.800 kg",
            mark(language, Tone.WARN, text("store.differs", "en"), text("store.differs", "zh")),
            chosen=True,
        ),
        ItemView(
            2,
            "C-000111",
            "L-260705-02",
            "W-04-01  warehouse1",
            mark(language, Tone.WAIT, text("store.second_due", "en"), text("store.second_due", "zh")),
        ),
    )
    return FormView(_frame(language, "store.do.counts", "next.store_counts"), items=items)


def adjust(language: Language) -> FormView:
    """Give an adjustment that waits for its first signature."""
    told = (
        ("container", "C-000105"),
        ("lot", say(language, "L-261008-01  RM-PCM Paracetamol", "L-261008-01  RM-PCM 对乙酰氨基酚")),
        ("booked", "75.000 kg"),
        ("counted", "74.200 kg"),
        ("difference", "-0.800 kg"),
        ("counters", "孙磊, 陈静"),
        ("counts", "0193491c-2f6a-7c11-8a51-0d1f3c5e7a01 0193491d-0b12-7d20-9c43-5e7f9a1b3c02"),
        ("reason", say(language, "spilled while weighing", "称量时洒落")),
    )
    return FormView(
        _frame(language, "store.paper.adjustment", "next.sign"),
        rows=tuple(RowView(text(f"store.paper.{name}", language), "", value) for name, value in told),
        fields=(
            FieldView("password", text("sign.password", language), FieldKind.PASSWORD),
            FieldView("code", text("sign.code", language), FieldKind.CODE),
        ),
    )


def pick(language: Language) -> FormView:
    """Give a batch of whose containers one is still missing."""
    here = mark(language, Tone.OK, text("pick.here", "en"), text("pick.here", "zh"))
    missing = mark(language, Tone.WAIT, text("pick.missing", "en"), text("pick.missing", "zh"))
    paracetamol, lactose = say(language, "Paracetamol", "对乙酰氨基酚"), say(language, "Lactose", "乳糖")
    return FormView(
        _frame(language, "store.do.pick", "next.pick", "B2611-0042", "f4"),
        words=text("pick.still", language, list="C-000111"),
        rows=(RowView(text("pick.to", language), "D-104"),),
        items=(
            ItemView(None, f"C-000105  {paracetamol}", "L-261008-01", "D-104", here),
            ItemView(None, f"C-000111  {lactose}", "L-260705-02", "W-04-01", missing),
        ),
    )


def expiry(language: Language) -> FormView:
    """Give what expires and what is due for a retest in 30 days."""
    told = (
        ("PVP K30", "L-231120-03", "25 kg", Tone.FAIL, "expires", "2026-11-19"),
        (say(language, "Lactose", "乳糖"), "L-260705-02", "50 kg", Tone.WARN, "retest", "2026-12-05"),
    )
    items = tuple(
        ItemView(None, name, lot, held, MarkView(tone, f"{text(f'expiry.{what}', language)} {day}"))
        for name, lot, held, tone, what, day in told
    )
    subject = text("expiry.within", language, days="30", n="2")
    return FormView(_frame(language, "expiry.title", "next.expiry", subject, "f4"), items=items)


def held_goods(language: Language) -> FormView:
    """Give a place on hold with goods in it, and a container that was taken out of it on hold."""
    place = mark(language, Tone.WARN, text("held_goods.place", "en"), text("held_goods.place", "zh"))
    itself = mark(language, Tone.WARN, text("held_goods.itself", "en"), text("held_goods.itself", "zh"))
    items = (
        ItemView(1, "WR-01-01", text("held_goods.count", language, n="3"), "", place, "R2611-0007", chosen=True),
        ItemView(2, "C-000211", "L-261008-01", "W-02-01", itself, "R2611-0007"),
    )
    return FormView(_frame(language, "work.held_goods", "next.held_goods"), items=items)


def settle_goods(language: Language) -> FormView:
    """Give a place on hold: two of three containers chosen, and the place where they go."""
    label = text("store.paper.container", language)
    goods = (("C-000212", Tone.OK), ("C-000213", Tone.OK), ("C-000214", Tone.NONE))
    rows = (
        RowView(text("held_goods.round", language), "R2611-0007"),
        *(RowView(label, name, "L-261008-01  25 kg", MarkView(tone)) for name, tone in goods),
        RowView(text("held_goods.to", language), "W-02-01"),
    )
    items = (
        ItemView(1, text("held_goods.stays", language), detail=text("held_goods.stays_is", language)),
        ItemView(2, text("held_goods.lifted", language), detail=text("held_goods.lifted_is", language)),
        ItemView(3, text("held_goods.all", language, n="3")),
    )
    shown = _frame(language, "held_goods.title", "next.held_goods_hold", "WR-01-01")
    return FormView(shown, rows=rows, items=items)


def _frame(language: Language, title: str, following: str, subject: str = "", *live: str) -> FrameView:
    return frame(
        language,
        (text(title, "en"), text(title, "zh")),
        (text(following, "en"), text(following, "zh")),
        keys("f1", "f3", *live, "f10", "f12"),
        subject=(subject, subject),
        head=_at_store(language),
    )


def _at_store(language: Language) -> HeaderView:
    return at_desk(
        language,
        kiosk="WH-01",
        person=say(language, "warehouse1", "孙磊 warehouse1"),
        role=say(language, "Warehouse keeper", "仓库管理员"),
        product="",
        batch="",
        version=say(language, "no batch open", "未打开批记录"),
        device="",
        device_state=None,
    )
