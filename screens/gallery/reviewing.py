"""Examples of review by exception and of the trace."""

from core.language import Language
from screens.gallery.shared import frame, header, mark, office, say
from screens.quality.review import CountView, FindingRowView, ReviewView
from screens.quality.trace import BranchView, PartView, TraceView
from screens.views import (
    CellState,
    FactView,
    HeaderView,
    ItemView,
    Look,
    MarkView,
    SectionView,
    ShareView,
    SidePanelView,
    Span,
    Tone,
    keys,
)

_DESK = keys("f1", "f3", "f4", "f5", "f6", "f8", "f10")


def at_desk(language: Language, **changes: str | MarkView | None) -> HeaderView:
    """Give the header of a desk of QA with changes."""
    base: dict[str, str | MarkView | None] = {
        **office(language, ("QA", "质量保证人员"), ("qa3", "赵敏 qa3")),
        "device": say(language, "Core", "中心"),
        "device_state": mark(language, Tone.OK, "record complete, checkpoint 88412", "记录完整，检查点 88412"),
    }
    return header(language, **{**base, **changes})


def _evidence(language: Language) -> SidePanelView:
    decisions = (
        ("accept with reason", "接受并说明理由"),
        ("open a deviation", "启动偏差"),
        ("send back to production", "退回生产"),
    )
    return SidePanelView(
        (
            SectionView(
                say(language, "Evidence", "证据"), (say(language, "Hold time of wet mass", "湿料存放时限"),), "1 / 4"
            ),
            SectionView(
                "",
                (
                    FactView(say(language, "limit", "限度"), "24 h 00 min"),
                    FactView(say(language, "found", "实际"), "24 h 06 min", Look.FAIL),
                    FactView(say(language, "from", "自"), "11-18 09:12:40"),
                    FactView(say(language, "to", "至"), "11-19 09:18:52"),
                    FactView(say(language, "rule", "规则"), "HT-04 v2"),
                    FactView(say(language, "record", "记录"), "#88107 .. #88131"),
                ),
            ),
            SectionView("", (ShareView(1.0, Tone.WARN),)),
            SectionView(
                say(language, "What was said", "说明"),
                (
                    (Span("operator1, 11-19 09:20", Look.MUTED),),
                    say(
                        language,
                        "Granulator busy with cleaning, mass kept covered at 21 ℃",
                        "制粒机清洁中，湿料 21 ℃ 加盖存放",
                    ),
                    (Span("supervisor2, 11-19 09:31", Look.MUTED),),
                    say(language, "Seen, no visible change.", "已查看，外观无变化。"),
                ),
            ),
            SectionView(
                say(language, "Past batches", "历史批"),
                (say(language, "2 of 60 over 24 h, both released", "60 批中 2 批超 24 h，均已放行"),),
            ),
            SectionView(
                say(language, "Your decision", "处理意见"),
                tuple(ItemView(digit, say(language, *words)) for digit, words in enumerate(decisions, start=1)),
            ),
        ),
        width=36,
    )


def checklist(language: Language) -> tuple[MarkView, ...]:
    """Give the points of a release, two of them not met."""
    points = (
        (Tone.OK, "input lots released, whole backward trace", "投料批均合格，反向追溯完整"),
        (Tone.OK, "reconciliation closed, yields in limits", "物料平衡符合，收率在限度内"),
        (Tone.OK, "1286 records accepted, chains and signatures verify", "1286 条记录已收，记录链和签名有效"),
        (Tone.FAIL, "3 exceptions open: blocks release", "未关闭异常 3 项：阻止放行"),
        (Tone.WAIT, "assay result waits for a second analyst", "含量结果待第二人复核"),
    )
    return tuple(mark(language, tone, english, chinese) for tone, english, chinese in points)


def review(language: Language) -> ReviewView:
    """Give picture 11."""
    major, minor, note = (
        mark(language, Tone.FAIL, "major", "主要"),
        mark(language, Tone.WARN, "minor", "次要"),
        mark(language, Tone.WAIT, "note", "提示"),
    )
    opened, closed = mark(language, Tone.WARN, "open", "未关闭"), mark(language, Tone.OK, "closed", "已关闭")
    rows = (
        (major, "7", ("Hold time of wet mass over by 6 min", "湿料存放时限超 6 min"), opened),
        (minor, "14", ("Weight above limit, corrected at once", "重量超限，已当场更改"), opened),
        (minor, "22", ("Humidity alert 4 min during granulation", "制粒期间湿度警戒 4 min"), opened),
        (note, "31", ("Label reprinted, reason given", "标签补打，已说明理由"), closed),
        (note, "35", ("Offline 00:41, all records arrived", "离线 00:41，记录已全部到达"), closed),
        (note, "40", ("Yield 98.7 %, limits 97.0 .. 100.5", "收率 98.7%，限度 97.0～100.5"), closed),
    )
    sample = ("3", "9", "16", "19", "25", "28", "33", "38")
    return ReviewView(
        frame=frame(
            language,
            ("Review by exception", "按异常审核"),
            ("Enter opens the evidence, 3 exceptions still open", "请按 Enter 查看证据，未关闭异常 3 项"),
            _DESK,
            subject=("rule set RS-OSD v7", "审核规则集 RS-OSD v7"),
            side=_evidence(language),
            head=at_desk(language),
        ),
        counts=(
            CountView("412", say(language, "of 412 rules evaluated", "/412 条规则已评估"), Tone.OK),
            CountView("3", say(language, "exceptions open", "项异常未关闭"), Tone.WARN),
            CountView("5", say(language, "of 8 random steps read", "/8 个抽查步骤已读")),
        ),
        heads=(
            say(language, "severity", "级别"),
            say(language, "step", "步骤"),
            say(language, "exception", "异常"),
            say(language, "state", "状态"),
        ),
        findings=tuple(
            FindingRowView(
                severity,
                step,
                say(language, *name),
                state,
                say(
                    language,
                    "rule HT-04, 24 h 06 min, two people gave a reason",
                    "规则 HT-04，24 h 06 min，两人已说明理由",
                )
                if step == "7"
                else "",
                chosen=step == "7",
            )
            for severity, step, name, state in rows
        ),
        sample_title=say(language, "Random sample of clean steps", "随机抽查无异常步骤"),
        sample_aside=say(language, "drawn by the core, not by choice", "由中心抽取"),
        sample=tuple((step, CellState.DONE if at < 5 else CellState.TO_COME) for at, step in enumerate(sample)),
        sample_read=say(language, "read 5", "已读 5"),
        sample_left=say(language, "to read 3", "待读 3"),
        checklist_title=say(language, "Release checklist", "放行检查"),
        checklist_aside=say(language, "3 of 5 met", "符合 3/5"),
        checklist=checklist(language),
    )


def trace(language: Language) -> TraceView:
    """Give picture 12."""
    process, released, held = (
        mark(language, Tone.WAIT, "in process", "生产中"),
        mark(language, Tone.OK, "released", "已放行"),
        mark(language, Tone.WARN, "on hold", "冻结"),
    )
    stock, customer = mark(language, Tone.OK, "in stock", "在库"), mark(language, Tone.WAIT, "sold", "在客户处")
    paracetamol = ("Paracetamol tablets 500 mg", "对乙酰氨基酚片 500 mg")
    rows = (
        (0, "L-240817-03", ("Lactose monohydrate 200M", "乳糖一水合物 200M"), "500.000 kg", held),
        (1, "B2611-0042", paracetamol, "24.986 kg", process),
        (1, "B2610-0031", paracetamol, "25.003 kg", released),
        (2, "F2610-0031-A", ("blister 2 x 10", "铝塑 2 x 10"), "48000", mark(language, Tone.OK, "shipped", "已发运")),
        (3, "S-26-1187", ("Dongjiang, Hangzhou", "东江医药 杭州"), "30000", customer),
        (3, "S-26-1190", ("Kanghe, Shanghai", "康和药房 上海"), "18000", customer),
        (2, "F2610-0031-B", ("blister 2 x 10", "铝塑 2 x 10"), "12000", stock),
        (2, say(language, "retained", "留样"), ("60 + 60 tablets", "60 + 60 片"), "120", stock),
        (1, "B2610-0029", ("Ibuprofen tablets 200 mg", "布洛芬片 200 mg"), "18.750 kg", released),
        (2, "F2610-0029-A", ("bottle 100", "瓶装 100"), "9400", stock),
        (1, "B2609-0018", paracetamol, "24.991 kg", mark(language, Tone.FAIL, "rejected", "不合格")),
        (1, "QC", ("6 samples", "取样 6 份"), "0.300 kg", mark(language, Tone.OK, "consumed", "已用完")),
        (1, say(language, "stock", "库存"), ("R-03-1, 17 containers", "R-03-1，17 个容器"), "405.970 kg", held),
    )
    parts = (
        (("stock", "在库"), "406.0", 406.0, Tone.WARN),
        (("released", "已放行"), "43.8", 43.8, Tone.OK),
        (("in process", "生产中"), "25.0", 25.0, Tone.WAIT),
        (("rejected", "不合格"), "25.0", 25.0, Tone.FAIL),
        (("samples", "取样"), "0.3", 0.3, Tone.NONE),
    )
    counts = (
        ("4", "batches", "批"),
        ("3", "finished batches", "成品批"),
        ("2", "customers", "个客户"),
        ("48000", "packs sold", "盒在客户处"),
        ("21400", "packs in stock", "盒在库"),
    )
    side = SidePanelView(
        (
            SectionView(
                say(language, "Exposure", "受影响范围"),
                tuple(
                    (Span(f"{number:>9}", Look.STRONG), Span(f"  {say(language, english, chinese)}"))
                    for number, english, chinese in counts
                ),
            ),
            SectionView(
                "B2610-0031",
                (
                    FactView(say(language, "made", "生产"), say(language, "10-08 .. 10-12", "10-08～10-12")),
                    FactView(say(language, "released", "放行"), say(language, "10-16 ap1", "10-16 受权人 ap1")),
                    FactView(say(language, "used", "使用"), "25.003 kg"),
                    FactView(say(language, "step", "步骤"), say(language, "14, C-000977", "14，容器 C-000977")),
                    FactView(say(language, "evidence", "证据"), "#71220"),
                ),
            ),
            SectionView(
                say(language, "If recalled now", "若立即召回"),
                (
                    mark(language, Tone.OK, "2 customers, contacts known", "2 个客户，联系人已知"),
                    mark(language, Tone.OK, "stock can be held at once", "库存可立即冻结"),
                    mark(language, Tone.WAIT, "1 batch in process stops", "1 个在产批将停止"),
                ),
            ),
        ),
        width=30,
    )
    return TraceView(
        frame=frame(
            language,
            ("Trace forward", "正向追溯"),
            ("arrows move, Enter unfolds, F8 starts a recall", "方向键移动，Enter 展开，F8 启动召回"),
            keys("f1", "f3", "f4", "f5", "f8", "f10"),
            subject=("from a lot to every customer", "从一批物料到每个客户"),
            side=side,
            head=at_desk(
                language,
                product=say(language, "Trace of L-240817-03", "追溯批号 L-240817-03"),
                batch="",
                version=say(language, "Lactose monohydrate 200M", "乳糖一水合物 200M"),
                clock="10:40:03",
                device_state=mark(language, Tone.OK, "back in 0.21 s", "0.21 s 返回"),
            ),
        ),
        heads=(say(language, "lot", "批号"), say(language, "quantity", "数量"), say(language, "state", "状态")),
        branches=tuple(
            BranchView(depth, code, say(language, *name), quantity, state, chosen=code == "B2610-0031")
            for depth, code, name, quantity, state in rows
        ),
        sum_label=say(language, "sum of all ways", "去向合计"),
        sum_quantity="500.000 kg",
        sum_mark=mark(language, Tone.OK, "closes", "平衡"),
        parts_title=say(language, "Where the 500 kg went", "500 kg 的去向"),
        parts=tuple(PartView(say(language, *words), quantity, amount, tone) for words, quantity, amount, tone in parts),
    )
