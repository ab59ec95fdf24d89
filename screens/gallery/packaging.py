"""Examples of packaging: a second lot in the reconciliation, and a batch on hold by it."""

from decimal import Decimal

from core.language import Language
from screens.gallery.shared import frame, mark, say, step_side
from screens.operator.exception import ExceptionView
from screens.operator.reconciliation import BalanceLineView, ReconciliationView
from screens.views import FieldKind, FieldView, LimitsBarView, Look, RowView, Span, Tone, keys

_KEYS = keys("f1", "f3", "f4", "f9", "f10", "f12")


def second_lot(language: Language) -> ReconciliationView:
    """Give the counts of the second lot of leaflets."""
    counted = (("Issued, lot 2", "领用数，第 2 批", "500 pcs"), ("Used, lot 2", "使用数，第 2 批", "480 pcs"))
    coming = (
        ("Destroyed, lot 2", "销毁数，第 2 批"),
        ("Returned, lot 2", "退库数，第 2 批"),
    )
    return ReconciliationView(
        frame=frame(
            language,
            ("Reconciliation", "物料平衡"),
            ("type Sampled, lot 2 in pcs, then Enter", "请输入取样数，第 2 批（个），再按 Enter"),
            _KEYS,
            subject=("Reconcile leaflets", "说明书物料平衡"),
            side=step_side(language),
        ),
        lines=(
            *(
                BalanceLineView(say(language, en, zh), quantity, mark=mark(language, Tone.OK, "recorded", "已记录"))
                for en, zh, quantity in counted
            ),
            BalanceLineView(say(language, "Sampled, lot 2", "取样数，第 2 批"), "", chosen=True),
            *(BalanceLineView(say(language, *names), "") for names in coming),
            BalanceLineView(say(language, "Reconciliation, lot 2", "物料平衡，第 2 批"), "", total=True),
        ),
        field=FieldView(
            "value",
            say(language, "Sampled, lot 2", "取样数，第 2 批"),
            FieldKind.NUMBER,
            "0",
            say(language, "pcs", "个"),
        ),
        bar=LimitsBarView(Decimal(100), Decimal(100), Decimal(100), None, Tone.NONE, "100.00", "100.00", "100.00"),
        rows=(
            RowView(say(language, "Lot", "批号"), "L-261003-02", say(language, "500 pcs set apart", "已预留 500 个")),
            RowView(say(language, "What to do", "操作"), "", say(language, "Count the leaflets.", "清点说明书。")),
        ),
    )


def held(language: Language) -> ExceptionView:
    """Give a reconciliation outside its limits after production has signed: the batch waits for quality."""
    return ExceptionView(
        frame=frame(
            language,
            ("Exception", "异常"),
            ("F3 goes to your work; QA settles it in the review", "按 F3 返回工作列表，由 QA 在审核中处理"),
            keys("f1", "f3", "f4", "f9", "f10"),
        ),
        head=say(language, "Exception  EX-9F9517", "异常  EX-9F9517"),
        head_aside=say(language, "opened 14:03:40", "开启于 14:03:40"),
        what=say(language, "Reconcile leaflets", "说明书物料平衡"),
        found=(
            Span(say(language, "99.67% is outside 100.00 .. 100.00%", "99.67% 超出限度 100.00～100.00%"), Look.FAIL),
        ),
        question=say(
            language,
            "Settled by production; QA finds the cause and signs.",
            "生产部门已处理；待 QA 查明原因并签名。",
        ),
        causes=(),
        facts=(
            (
                say(language, "Who settles it", "由谁处理"),
                say(language, "the batch is on hold; QA settles it in the review", "本批已冻结，由 QA 在审核中处理"),
            ),
            (
                say(language, "What it blocks", "影响"),
                say(
                    language,
                    "this step until settled, release until QA closes it",
                    "处理前不得继续本步，QA 关闭前不得放行",
                ),
            ),
        ),
    )
