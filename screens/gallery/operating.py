"""Examples of the operator's other screens."""

from core.language import Language
from screens.gallery.shared import STEP_KEYS, frame, header, mark, say, step_map, step_side
from screens.operator.batch_map import BatchMapView, HoldTimeView
from screens.operator.instruction import InstructionView
from screens.operator.my_work import MyWorkView
from screens.operator.scan import ScanView
from screens.views import (
    FactView,
    ItemView,
    Look,
    MarkView,
    RowView,
    SectionView,
    ShareView,
    SidePanelView,
    Span,
    Tone,
    VerdictView,
    keys,
)


def my_work(language: Language) -> MyWorkView:
    """Give picture 02."""
    offline = mark(language, Tone.WAIT, "OFFLINE 00:12, 34 stored here", "离线 00:12，34 条已存本机")
    paracetamol = say(language, "Paracetamol tablets 500 mg", "对乙酰氨基酚片 500 mg")
    ready = mark(language, Tone.WAIT, "ready", "就绪")
    return MyWorkView(
        frame=frame(
            language,
            ("My work", "我的工作"),
            ("press a digit, or scan a batch label", "请按数字键，或扫描批标签"),
            keys("f1", "f4", "f5", "f6", "f9", "f10"),
            subject=("5 for you in this room", "本操作间待办 5 项"),
            aside=(Span(say(language, "sorted by what is late", "按超时排序"), Look.MUTED),),
            head=header(
                language,
                product="",
                batch="",
                step="",
                version=say(language, "no batch open", "未打开批记录"),
                link=offline,
            ),
        ),
        items=(
            ItemView(
                1,
                say(language, "Weigh lactose monohydrate", "称量 乳糖一水合物"),
                "B2611-0042",
                "14/41",
                mark(language, Tone.WARN, "late 12 min", "已晚 12 min"),
                paracetamol + say(language, ", 2 containers, due 13:50", "，2 个容器，应于 13:50 开始"),
                chosen=True,
            ),
            ItemView(
                2,
                say(language, "Line clearance, room D-104", "清场，操作间 D-104"),
                "B2611-0044",
                "1/38",
                mark(language, Tone.WAIT, "in process", "进行中"),
                say(language, "Ibuprofen tablets 200 mg, after batch B2611-0043", "布洛芬片 200 mg，上一批 B2611-0043"),
            ),
            ItemView(
                3,
                say(language, "Weigh maize starch", "称量 玉米淀粉"),
                "B2611-0042",
                "15/41",
                ready,
                paracetamol + say(language, ", 1 container", "，1 个容器"),
            ),
            ItemView(
                4,
                say(language, "Daily check, balance 2", "日常核查，天平 2"),
                "XPR10-2",
                "",
                ready,
                say(language, "three weights, 0.1 kg 5 kg 12 kg", "三个砝码，0.1 kg 5 kg 12 kg"),
            ),
            ItemView(
                5,
                say(language, "Weigh povidone K30", "称量 聚维酮 K30"),
                "B2611-0043",
                "9/36",
                mark(language, Tone.NONE, "needs QA", "待 QA 处理"),
                say(language, "lot L-240711-01 on hold, QA can settle it", "批号 L-240711-01 冻结，由 QA 处理"),
                open=False,
            ),
        ),
    )


def batch_map(language: Language) -> BatchMapView:
    """Give picture 03."""
    side = SidePanelView(
        (
            SectionView(
                say(language, "Step 14", "步骤 14"),
                (
                    FactView(say(language, "kind", "内容"), say(language, "weigh", "称量配料")),
                    FactView(say(language, "material", "物料"), say(language, "lactose", "乳糖一水合物")),
                    FactView(say(language, "target", "目标"), "12.500 kg"),
                    FactView(say(language, "limits", "限度"), say(language, "12.438 .. 12.563", "12.438～12.563")),
                    FactView(say(language, "critical", "关键步骤"), say(language, "yes", "是")),
                    FactView(say(language, "signs", "签名"), say(language, "operator + checker", "操作人员 + 复核人")),
                ),
            ),
            SectionView(
                say(language, "Conditions", "前提条件"),
                (
                    mark(language, Tone.OK, "step 13 signed twice", "步骤 13 已双签"),
                    mark(language, Tone.OK, "room D-104 cleared", "操作间 D-104 已清场"),
                    mark(language, Tone.OK, "balance checked today", "天平已日常核查"),
                    mark(language, Tone.OK, "lot reserved", "批号已预留"),
                ),
            ),
            SectionView(
                say(language, "Exception, step 7", "步骤 7 异常"),
                (
                    MarkView(Tone.WARN, "EX-2611-0117"),
                    say(
                        language,
                        "hold time over by 6 min; waits for QA, blocks release, not production",
                        "存放时限超 6 min，等待 QA，不阻止生产，阻止放行",
                    ),
                ),
            ),
            SectionView(
                say(language, "Yield so far", "当前收率"),
                (
                    FactView(say(language, "weighed", "已称量"), "48.126 kg", Look.STRONG, right=True),
                    FactView(say(language, "planned", "应称"), "86.000 kg", right=True),
                    ShareView(0.56),
                ),
            ),
        ),
        width=28,
    )
    holds = (
        (("Weighed material", "已称量物料"), "48 h", 0.12, Tone.OK, ("used 5 h 53 min", "已用 5 h 53 min")),
        (("Wet mass", "湿料"), "24 h", 0.0, Tone.NONE, ("not begun", "未开始")),
        (("Clean-hold time", "清洁后保存"), "72 h", 0.79, Tone.WARN, ("13 h 40 min left", "剩余 13 h 40 min")),
    )
    return BatchMapView(
        frame=frame(
            language,
            ("Batch map", "步骤图"),
            ("Enter opens step 14: weigh lactose", "请按 Enter 打开步骤 14：称量乳糖"),
            keys("f1", "f3", "f4", "f5", "f6", "f9", "f10"),
            aside=(
                Span("13", Look.STRONG),
                Span(say(language, "/41 steps done   ", "/41 步完成   "), Look.MUTED),
                Span("1", Look.WARN),
                Span(say(language, " exception", " 项异常"), Look.MUTED),
            ),
            side=side,
        ),
        map=step_map(language),
        hold_title=say(language, "Hold times", "存放时限"),
        holds=tuple(
            HoldTimeView(say(language, *name), limit, ShareView(share, tone), mark(language, tone, *words))
            for name, limit, share, tone, words in holds
        ),
    )


def line_clearance(language: Language) -> InstructionView:
    """Give a clearance with two points confirmed."""
    points = (
        ("No material or label of another batch", "无其他批的物料和标签"),
        ("Equipment clean, status labels right", "设备已清洁，状态标识正确"),
        ("No documents of another batch", "无其他批的文件"),
        ("Waste removed, floor and bench clean", "废弃物已清除，地面和台面清洁"),
    )
    states = (Tone.OK, Tone.OK, Tone.WAIT, Tone.NONE)
    words = {
        Tone.OK: ("confirmed", "已确认"),
        Tone.WAIT: ("now", "当前"),
        Tone.NONE: ("to come", "待做"),
    }
    return InstructionView(
        frame=frame(
            language,
            ("Line clearance", "清场"),
            ("look, then press 3 to confirm", "请检查后按 3 确认"),
            keys("f1", "f3", "f6", "f9", "f10", "f12"),
            subject=("room D-104, after batch B2611-0043", "操作间 D-104，上一批 B2611-0043"),
            aside=(Span("2/4", Look.STRONG),),
            side=step_side(language),
        ),
        items=tuple(
            ItemView(digit, say(language, *point), mark=mark(language, tone, *words[tone]), chosen=tone is Tone.WAIT)
            for digit, (point, tone) in enumerate(zip(points, states, strict=True), start=1)
        ),
        rows=(
            RowView(
                say(language, "Room", "操作间"),
                "D-104",
                say(language, "clean since 07:30, grade D", "07:30 已清洁，D级"),
                mark(language, Tone.OK, "scanned", "已扫码"),
            ),
        ),
    )


def instruction(language: Language) -> InstructionView:
    """Give a plain instruction with a caution."""
    return InstructionView(
        frame=frame(
            language,
            ("Instruction", "操作说明"),
            ("do it as written, then press F8", "请按说明操作，再按 F8 签名"),
            STEP_KEYS,
            subject=("pre-mix", "预混"),
            side=step_side(language),
        ),
        paragraphs=(
            say(
                language,
                "Put lactose and maize starch into the mixer M-07 and mix for 10 min at 12 r/min with the lid closed.",
                "将乳糖和玉米淀粉加入混合机 M-07，盖好盖，以 12 r/min 混合 10 min。",
            ),
        ),
        caution=say(language, "Wear the dust mask before opening the container.", "打开容器前请佩戴防尘口罩。"),
        rows=(
            RowView(
                say(language, "Mixer", "混合机"),
                "M-07",
                say(language, "clean, calibrated to 2027-03-31", "已清洁，校准有效期至 2027-03-31"),
                mark(language, Tone.OK, "scanned", "已扫码"),
            ),
        ),
    )


def scan(language: Language) -> ScanView:
    """Give an identity scan that waits."""
    return ScanView(
        frame=frame(
            language,
            ("Identity scan", "扫码核对"),
            ("scan the label of container C-000981", "请扫描容器 C-000981 的标签"),
            keys("f1", "f3", "f4", "f6", "f9", "f10", "f12"),
            subject=("Lactose monohydrate 200M", "乳糖一水合物 200M"),
            side=step_side(language),
        ),
        expected_label=say(language, "expected container", "应扫描的容器"),
        expected="C-000981",
        expected_lines=(
            say(language, "Lactose monohydrate 200M, lot L-240817-03", "乳糖一水合物 200M，批号 L-240817-03"),
            say(language, "location R-03-1, cage 4", "货位 R-03-1，4 号笼"),
        ),
        verdict=VerdictView(Tone.WAIT, say(language, "WAITING\nFOR SCAN", "等待\n扫描")),
        rows=(
            RowView(
                say(language, "Room", "操作间"),
                "D-104",
                say(language, "cleared 08:01", "08:01 已清场"),
                MarkView(Tone.OK),
            ),
        ),
    )


def charge_in(language: Language) -> ScanView:
    """Give a charge-in list in the middle."""
    rows = (
        ("C-000981", ("Lactose 200M", "乳糖一水合物 200M"), "12.486 kg", Tone.OK),
        ("C-000982", ("Lactose 200M", "乳糖一水合物 200M"), "12.502 kg", Tone.OK),
        ("C-000990", ("Maize starch", "玉米淀粉"), "4.210 kg", Tone.WAIT),
        ("C-000993", ("Povidone K30", "聚维酮 K30"), "1.875 kg", Tone.NONE),
    )
    words = {Tone.OK: ("charged", "已投料"), Tone.WAIT: ("next", "下一个"), Tone.NONE: ("to come", "待做")}
    return ScanView(
        frame=frame(
            language,
            ("Charge-in", "投料"),
            ("scan the label of container C-000990", "请扫描容器 C-000990 的标签"),
            STEP_KEYS,
            subject=("mixer M-07", "混合机 M-07"),
            aside=(Span("2/4", Look.STRONG),),
            side=step_side(language),
        ),
        items=tuple(
            ItemView(
                None,
                say(language, *name),
                code,
                quantity,
                mark(language, tone, *words[tone]),
                chosen=tone is Tone.WAIT,
            )
            for code, name, quantity, tone in rows
        ),
        rows=(
            RowView(
                say(language, "Kit", "配料齐套"),
                "",
                say(language, "complete, 2 to charge here", "齐套，此处待投 2 个"),
                mark(language, Tone.OK, "", ""),
            ),
        ),
        note=mark(language, Tone.WARN, "Same label scanned again. Counted once.", "同一标签重复扫描，只计一次。"),
    )
