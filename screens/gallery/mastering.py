"""Examples of master records: the list, a draft with its dry run, what would have gone differently, the approval."""

from core.language import Language, text
from screens.everyone.change import ChangeRowView, ChangeView
from screens.everyone.listed import ListedView
from screens.everyone.told import ToldView
from screens.gallery.everyone import secrets_of
from screens.gallery.reviewing import at_desk
from screens.gallery.shared import frame, mark, say
from screens.views import FieldKind, FieldView, HeaderView, ItemView, RowView, Tone, keys


def _head(language: Language) -> HeaderView:
    return at_desk(language, product="", batch="", version=say(language, "no batch open", "未打开批记录"), device="")


def masters(language: Language) -> ListedView:
    """Give a draft, a version that waits, one that is effective and older ones."""
    effective = mark(language, Tone.OK, "effective", "已生效")
    tablets = say(language, "PCM500  Paracetamol tablets 500 mg", "PCM500  对乙酰氨基酚片 500 mg")
    capsules = say(language, "AMX250  Amoxicillin capsules 250 mg", "AMX250  阿莫西林胶囊 250 mg")
    rows = (
        (tablets, "v5", mark(language, Tone.WARN, "draft", "草案")),
        (capsules, "v3", mark(language, Tone.WAIT, "from 12-01", "12-01 起")),
        (capsules, "v2", effective),
        (tablets, "v4", effective),
        ("PCM500", "v3", mark(language, Tone.NONE, "superseded", "已被取代")),
        ("PCM500", "v2", mark(language, Tone.FAIL, "retired", "已停用")),
    )
    return ListedView(
        frame(
            language,
            ("Master records", "主批记录"),
            ("press the digit of a draft or version", "请按草案或版本的数字键"),
            keys("f1", "f3", "f5", "f10"),
            head=_head(language),
        ),
        tuple(
            ItemView(number, name, count=version, mark=state, chosen=number == 1)
            for number, (name, version, state) in enumerate(rows, 1)
        ),
        (
            RowView(say(language, "text", "文本"), "sha256 9c41d0be7f32a581"),
            RowView(
                say(language, "compared with", "对比版本"),
                detail=say(language, "v4: 7 differences, 3 steps", "v4：7 处差异，3 个步骤"),
            ),
            RowView(say(language, "steps concerned", "涉及步骤"), detail="S030, S040, S120"),
        ),
    )


def master_record(language: Language) -> ListedView:
    """Give a draft after its dry run, while the first day is typed."""
    wishes = (
        ("Dry run over the newest 20 batches", "对最近 20 批试运行"),
        ("Approve from a day", "批准并设定生效日期"),
    )
    title = ("PCM500 v5  Paracetamol tablets 500 mg", "PCM500 v5  对乙酰氨基酚片 500 mg")
    return ListedView(
        frame(
            language,
            title,
            ("type the first day, such as 2026-12-01, then Enter", "请输入生效日期，如 2026-12-01，再按 Enter"),
            keys("f1", "f3", "f10", "f12"),
            subject=("draft", "草案"),
            head=_head(language),
        ),
        tuple(ItemView(number, say(language, *wish), chosen=number == 2) for number, wish in enumerate(wishes, 1)),
        (
            RowView(
                say(language, "compared with", "对比版本"),
                detail=say(language, "v4: 7 differences, 3 steps", "v4：7 处差异，3 个步骤"),
            ),
            RowView(say(language, "steps concerned", "涉及步骤"), detail="S030, S040, S120"),
            RowView(
                say(language, "dry run", "试运行"),
                detail=say(language, "12 batches, 3 acts differently", "12 批，3 项操作结果不同"),
            ),
        ),
        (FieldView("day", say(language, "effective from", "生效日期"), FieldKind.WORDS),),
    )


def dry_run(language: Language) -> ToldView:
    """Give what would have gone differently."""
    fine = say(language, "fine", "正常")
    was, would = say(language, "  was", "  原为"), say(language, "  would be", "  将为")
    above = say(language, "4.2 % is above the limit of 4.0 %.", "4.2 % 超出上限 4.0 %。")
    rows: list[RowView] = []
    for batch, step in (("B2611-0007", "S120 LOD"), ("B2611-0005", "S120 LOD"), ("B2610-0041", "S120 LOD")):
        rows += [RowView(batch, step), RowView(was, detail=fine), RowView(would, detail=above)]
    return ToldView(
        frame(
            language,
            ("Dry run", "试运行"),
            ("page keys turn, F3 goes back", "请按翻页键翻页，F3 返回"),
            keys("f1", "f3", "f10"),
            head=_head(language),
        ),
        tuple(rows),
    )


def change_master(language: Language) -> ChangeView:
    """Give the approval of a version: the author has signed, production reviews."""
    new = say(language, "new", "新增")
    rows = (
        (say(language, "Master record PCM500 v5", "主批记录 PCM500 v5"), new, 25),
        (say(language, "  text", "  文本"), "sha256 9c41d0be7f32a5810b6ce7d2f4189a3355d2c7e61f08b94a", 20),
        (say(language, "  effective from", "  生效日期"), "2026-12-01", 20),
        (say(language, "  compared with", "  对比版本"), "v4", 20),
        (say(language, "  Step S120 limits upper limit", "  步骤 S120 限度 上限"), "4.5 -> 4.0", 32),
        (say(language, "  steps concerned", "  涉及步骤"), "S030, S040, S120", 20),
        ("  SOP-PR-021 v2", say(language, "trained: operator1, operator2", "已培训：operator1, operator2"), 20),
        (
            say(language, "  dry run", "  试运行"),
            say(language, "12 batches, 3 acts differently", "12 批，3 项操作结果不同"),
            20,
        ),
        (say(language, "Reason", "原因"), "CC-2026-031", 20),
    )
    return ChangeView(
        frame(
            language,
            ("Change", "变更"),
            ("type your password, then the 6 digits", "请输入密码，再输入 6 位动态口令"),
            keys("f1", "f3", "f10", "f12"),
            subject=("items: 1", "1 项"),
            head=_head(language),
        ),
        tuple(ChangeRowView(label, value, at, head=not label.startswith(" ")) for label, value, at in rows),
        say(language, "Page 1 of 2, Page Up and Page Down", "第 1/2 页，按 PgUp、PgDn 翻页"),
        (
            mark(language, Tone.OK, "engineer1", "engineer1"),
            mark(language, Tone.NONE, "reviewed", "审核"),
            mark(language, Tone.NONE, "approved", "批准"),
        ),
        text("declaration.reviewed", language),
        say(language, "Enter signs, F12 leaves", "Enter 签名，F12 退出不签"),
        secrets_of(language),
    )
