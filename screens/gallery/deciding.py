"""Examples of QC, QA and the warehouse."""

from decimal import Decimal

from core.language import Language, text
from screens.everyone.form import FormView
from screens.gallery.reviewing import at_desk, checklist
from screens.gallery.shared import frame, header, mark, say
from screens.quality.release import ReleaseView
from screens.quality.result_entry import ResultEntryView
from screens.quality.review_list import ReviewListView
from screens.quality.samples_due import SamplesDueView
from screens.views import (
    FieldKind,
    FieldView,
    ItemView,
    LimitsBarView,
    Look,
    MarkView,
    RowView,
    Span,
    Tone,
    VerdictView,
    keys,
)
from screens.warehouse.ship import ShipView


def samples_due(language: Language) -> SamplesDueView:
    """Give three samples."""
    analyst = at_desk(
        language,
        kiosk=say(language, "QC-LAB-1", "QC 实验室 1"),
        person=say(language, "qc1", "孙丽 qc1"),
        role=say(language, "Analyst", "检验人员"),
        product="",
        batch="",
        version=say(language, "no batch open", "未打开批记录"),
        device="",
        device_state=mark(language, Tone.OK, "ready", "就绪"),
    )
    late, wait = mark(language, Tone.WARN, "late 2 h", "已晚 2 h"), mark(language, Tone.WAIT, "to draw", "待取样")
    return SamplesDueView(
        frame=frame(
            language,
            ("Samples due", "待检样品"),
            ("press a digit, or scan a sample label", "请按数字键，或扫描样品标签"),
            keys("f1", "f4", "f5", "f6", "f10"),
            subject=("3 today", "今日 3 项"),
            head=analyst,
        ),
        items=(
            ItemView(
                1,
                say(language, "Lactose, identity", "乳糖，鉴别"),
                "L-241120-01",
                "",
                late,
                say(language, "12 containers, room W-02", "12 件，货位 W-02"),
                chosen=True,
            ),
            ItemView(
                2,
                say(language, "Tablets, assay", "片剂，含量"),
                "B2611-0040",
                "",
                mark(language, Tone.WAIT, "to test", "待检验"),
                say(language, "sample P-26-0311, shelf 4", "样品 P-26-0311，4 号架"),
            ),
            ItemView(
                3,
                say(language, "Granulate, moisture", "颗粒，水分"),
                "B2611-0042",
                "",
                wait,
                say(language, "in-process, due 16:00", "中间控制，应于 16:00"),
            ),
        ),
        page=say(language, "Page 1 of 1", "第 1 页，共 1 页"),
    )


def result_entry(language: Language) -> ResultEntryView:
    """Give an assay that is being typed."""
    tests = (
        (("Description", "性状"), Tone.OK, ("complies", "符合")),
        (("Identity", "鉴别"), Tone.OK, ("complies", "符合")),
        (("Assay", "含量"), Tone.WAIT, ("now", "当前")),
        (("Water", "水分"), Tone.NONE, ("to come", "待做")),
    )
    limits = say(language, "99.0 .. 101.0%", "99.0～101.0%")
    return ResultEntryView(
        frame=frame(
            language,
            ("Result entry", "结果录入"),
            ("type the result of the assay, then Enter", "请输入含量结果，再按 Enter"),
            keys("f1", "f3", "f6", "f8", "f10", "f12"),
            subject=("Lactose monohydrate 200M", "乳糖一水合物 200M"),
            aside=(Span("P-26-0312", Look.STRONG),),
            head=at_desk(
                language,
                person=say(language, "qc1", "孙丽 qc1"),
                role=say(language, "Analyst", "检验人员"),
                product=say(language, "Lot L-241120-01", "批号 L-241120-01"),
                batch="",
                version="QS-LAC v5",
            ),
        ),
        tests=tuple(
            ItemView(
                digit,
                say(language, *name),
                "",
                limits if digit == 3 else "",
                mark(language, tone, *words),
                chosen=tone is Tone.WAIT,
            )
            for digit, (name, tone, words) in enumerate(tests, start=1)
        ),
        field=FieldView("result", say(language, "Assay", "含量"), FieldKind.NUMBER, unit="%"),
        bar=LimitsBarView(
            Decimal("99.0"), Decimal("101.0"), Decimal("100.0"), None, Tone.NONE, "99.0", "101.0", "100.0"
        ),
        rows=(
            RowView(
                say(language, "Specification", "质量标准"),
                "QS-LAC v5",
                "",
                mark(language, Tone.WARN, "v6 in force", "现行 v6"),
            ),
            RowView(say(language, "Method", "检验方法"), "QM-017 v3", say(language, "titration", "滴定")),
            RowView(
                say(language, "Standard", "对照品"),
                "RS-2024-11",
                say(language, "valid to 2027-05", "有效期至 2027-05"),
                MarkView(Tone.OK),
            ),
        ),
    )


def review_list(language: Language) -> ReviewListView:
    """Give four batches in review."""
    rows = (
        (
            "B2611-0042",
            ("Paracetamol tablets 500 mg", "对乙酰氨基酚片 500 mg"),
            "3",
            Tone.WARN,
            ("3 open", "未关闭 3 项"),
        ),
        ("B2611-0041", ("Paracetamol tablets 500 mg", "对乙酰氨基酚片 500 mg"), "0", Tone.OK, ("clean", "无异常")),
        ("B2611-0040", ("Ibuprofen tablets 200 mg", "布洛芬片 200 mg"), "1", Tone.WAIT, ("waits for QC", "待 QC")),
        ("B2610-0039", ("Ibuprofen tablets 200 mg", "布洛芬片 200 mg"), "0", Tone.FAIL, ("OOS", "超标")),
    )
    return ReviewListView(
        frame=frame(
            language,
            ("Review list", "审核列表"),
            ("press a digit to review a batch", "请按数字键选择批"),
            keys("f1", "f4", "f5", "f10"),
            head=at_desk(language, product="", batch="", version=say(language, "no batch open", "未打开批记录")),
        ),
        items=tuple(
            ItemView(digit, say(language, *name), code, count, mark(language, tone, *words), chosen=digit == 1)
            for digit, (code, name, count, tone, words) in enumerate(rows, start=1)
        ),
        page=say(language, "Page 1 of 1", "第 1 页，共 1 页"),
    )


def conclusion(language: Language) -> FormView:
    """Give the remarks of a record, and the field for the conclusion on them."""
    said = (
        ("4", "op1", ("scoop replaced, see step 5", "更换取样勺，见步骤 5")),
        ("9", "sup1", ("door open for two minutes", "门开启两分钟")),
    )
    rows = tuple(
        RowView(text("release.remark", language, step=step), who, say(language, *words)) for step, who, words in said
    )
    return FormView(
        frame(
            language,
            (text("release.title", "en"), text("release.title", "zh")),
            (text("next.conclusion", "en"), text("next.conclusion", "zh")),
            keys("f1", "f3", "f10"),
            subject=("B2611-0042", "B2611-0042"),
        ),
        text("release.remarks", language),
        rows,
        fields=(FieldView("reason", text("release.conclusion", language)),),
    )


def release(language: Language) -> ReleaseView:
    """Give a batch that may not be released yet."""
    decisions = (("release", "批准放行"), ("reject", "不合格"))
    return ReleaseView(
        frame=frame(
            language,
            ("Release", "放行"),
            ("settle what blocks; F4 lists it", "请先处理阻止放行的事项，按 F4 查看"),
            keys("f1", "f3", "f4", "f5", "f10"),
            aside=(Span(say(language, "3 of 5 met", "符合 3/5"), Look.STRONG),),
            head=at_desk(
                language,
                person=say(language, "ap1", "陈立 ap1"),
                role=say(language, "Authorised person", "质量受权人"),
            ),
        ),
        verdict=VerdictView(
            Tone.FAIL, say(language, "CANNOT RELEASE", "不得放行"), say(language, "2 points not met", "2 项未符合")
        ),
        checklist=checklist(language),
        statement=say(
            language,
            "Released: production and testing meet the registration and GMP. I approve the release.",
            "批准放行：本批生产和检验符合注册和 GMP 要求，本人批准放行。",
        ),
        decisions=tuple(
            ItemView(digit, say(language, *words), open=digit == 2) for digit, words in enumerate(decisions, start=1)
        ),
    )


def ship(language: Language) -> ShipView:
    """Give a lot with a chosen customer and its quantity still to be typed."""
    return ShipView(
        frame=frame(
            language,
            ("Ship", "发运"),
            ("type the quantity, then Enter", "请输入数量，再按 Enter"),
            keys("f1", "f3", "f4", "f10", "f12"),
            subject=("F2610-0031-A", "F2610-0031-A"),
            head=header(
                language,
                kiosk=say(language, "DOCK-01", "发运站台"),
                room="W-01",
                grade="",
                person=say(language, "keeper1", "刘伟 keeper1"),
                role=say(language, "Warehouse", "仓库管理员"),
                batch="B2610-0031",
                step="",
                device=say(language, "scanner", "扫码枪"),
            ),
        ),
        rows=(
            RowView(
                say(language, "Lot", "批号"),
                "F2610-0031-A",
                say(language, "blister 2 x 10, 18000 in stock", "铝塑 2 x 10，库存 18000 盒"),
                mark(language, Tone.OK, "released", "已放行"),
            ),
            RowView(
                say(language, "Customer", "客户"),
                "K-0231",
                say(language, "Kanghe, Shanghai", "康和药房 上海"),
                mark(language, Tone.OK, "chosen", "已选"),
            ),
        ),
        field=FieldView(
            "quantity", say(language, "Quantity", "数量"), FieldKind.NUMBER, unit=say(language, "packs", "盒")
        ),
    )


def ship_customer(language: Language) -> ShipView:
    """Give a lot whose customer is to be chosen."""
    names = (
        ("K-0117", ("Dongjiang, Hangzhou", "东江医药 杭州")),
        ("K-0231", ("Kanghe, Shanghai", "康和药房 上海")),
        ("K-0305", ("Huaren, Nanjing", "华仁医药 南京")),
    )
    whole = ship(language)
    return ShipView(
        frame=frame(
            language,
            ("Ship", "发运"),
            ("press the customer's digit", "请按数字键选择客户"),
            keys("f1", "f3", "f4", "f10", "f12"),
            subject=("F2610-0031-A", "F2610-0031-A"),
            head=whole.frame.header,
        ),
        rows=whole.rows[:1],
        customers=tuple(
            ItemView(digit, say(language, *name), code) for digit, (code, name) in enumerate(names, start=1)
        ),
    )
