"""Examples of the logbooks of equipment and rooms: the list, one logbook, what is behind a line."""

from core.language import Language, text
from screens.everyone.form import FormView
from screens.everyone.listed import ListedView
from screens.gallery.reviewing import at_desk
from screens.gallery.shared import frame, mark, say
from screens.views import (
    FieldKind,
    FieldView,
    HeaderView,
    ItemView,
    Look,
    RowView,
    SectionView,
    SidePanelView,
    Span,
    Tone,
    keys,
)

_TITLE = ("Logbook", "使用日志")
_PARACETAMOL = ("Paracetamol tablets 500 mg", "对乙酰氨基酚片 500 mg")
_IBUPROFEN = ("Ibuprofen tablets 200 mg", "布洛芬片 200 mg")


def _head(language: Language) -> HeaderView:
    return at_desk(language, product="", batch="", version=say(language, "no batch open", "未打开批记录"), device="")


def usage_log(language: Language) -> ListedView:
    """Give eight things, a granulator in use chosen."""
    clean, dirty = mark(language, Tone.OK, "clean", "已清洁"), mark(language, Tone.WARN, "dirty", "待清洁")
    in_use = mark(language, Tone.WAIT, "in use", "使用中")
    over = mark(language, Tone.FAIL, "cal. overdue", "超校准期")
    repair = mark(language, Tone.WARN, "maintenance", "维修中")
    rows = (
        (("Platform balance 150 kg", "平台秤 150 kg"), "E-BAL-01", "D-104", clean),
        (("Bench balance 6 kg", "台秤 6 kg"), "E-BAL-02", "D-104", over),
        (("High-shear granulator 300 L", "高速剪切制粒机 300 L"), "E-GRAN-01", "D-106", in_use),
        (("Fluid bed dryer 120 kg", "流化床干燥机 120 kg"), "E-FBD-01", "D-106", in_use),
        (("Vibrating sieve 0.8 mm", "振动筛 0.8 mm"), "E-SIEVE-01", "D-106", dirty),
        (("Bin blender 300 L", "料斗混合机 300 L"), "E-BLEND-01", "D-106", clean),
        (("Rotary tablet press, 37 stations", "旋转压片机 37 冲"), "E-PRESS-01", "D-110", repair),
        (("Weighing", "称量间"), "D-104", say(language, "grade D", "D级"), None),
    )
    return ListedView(
        frame(
            language,
            _TITLE,
            ("scan a label, or press a digit; F4 looks for a name", "请扫描标签，或按数字键选择；F4 按名称查找"),
            keys("f1", "f3", "f4", "f5", "f10"),
            subject=("equipment 10, rooms 7", "设备 10 台，操作间 7 间"),
            aside=(Span(say(language, "Page 1 of 3, Page Up and Page Down", "第 1/3 页，按 PgUp、PgDn 翻页")),),
            head=_head(language),
        ),
        tuple(
            ItemView(digit, say(language, *name), code, room, state, chosen=digit == 3)
            for digit, (name, code, room, state) in enumerate(rows, 1)
        ),
        (
            RowView(say(language, "Class, room", "类别、操作间"), detail="granulator, D-106"),
            RowView(say(language, "Calibrated to", "校准有效期至"), "2027-07-18"),
        ),
    )


def usage_thing(language: Language) -> ListedView:
    """Give the logbook of a granulator: a use going on, an exception in it, cleaning, calibration, the batch before."""
    use = mark(language, Tone.NONE, "use", "使用")
    cleaning = mark(language, Tone.OK, "cleaning", "清洁")
    rows = (
        (("Impeller power", "搅拌功率"), "B2611-0042", "11-20 14:02", mark(language, Tone.FAIL, "exception", "异常")),
        (_PARACETAMOL, "B2611-0042", "11-20 09:14", use),
        (("Cleaning of equipment", "设备清洁记录"), "R2611-0031", "11-19 16:40", cleaning),
        (
            ("calibrated to: 2026-07-18 becomes 2027-07-18", "校准有效期至：2026-07-18 更改为 2027-07-18"),
            "",
            "11-18 10:05",
            mark(language, Tone.NONE, "calibration", "校准"),
        ),
        (_IBUPROFEN, "B2611-0038", "11-17 08:51", use),
        (("Cleaning of equipment", "设备清洁记录"), "R2611-0024", "11-16 17:20", cleaning),
    )
    standing = (
        RowView(
            say(language, "State", "状态"),
            detail=say(language, "Calibrated to 2027-07-18", "校准有效期至 2027-07-18"),
            mark=mark(language, Tone.WAIT, "in use", "使用中"),
        ),
        RowView(
            say(language, "Last use", "上次使用"),
            "B2611-0042",
            f"{say(language, *_PARACETAMOL)}  2026-11-20 09:14 .. 14:02",
        ),
        RowView(
            say(language, "Last cleaning", "上次清洁"),
            "R2611-0031",
            say(language, "Cleaning of equipment", "设备清洁记录") + "  2026-11-19 16:40 .. 17:25",
        ),
        RowView(say(language, "Last check", "上次核查"), detail=say(language, "none on record", "无记录")),
    )
    chosen = (
        (Span(say(language, "What", "内容"), Look.MUTED),),
        say(language, "Granulate, dry and blend  S120 S140 S160", "制粒、干燥和总混  S120 S140 S160"),
        (Span(say(language, "Product, batch", "产品、批号"), Look.MUTED),),
        f"B2611-0042 {say(language, *_PARACETAMOL)}",
        (Span(say(language, "Specification", "质量标准"), Look.MUTED),),
        "SP-PCM500",
        (Span(say(language, "Performed", "操作"), Look.MUTED),),
        "王芳 operator1",
        say(language, "impeller_speed reads 150 r/min", "impeller_speed 读数 150 r/min"),
    )
    return ListedView(
        frame(
            language,
            _TITLE,
            ("press a digit to see what is behind a line", "请按数字键查看条目详情"),
            keys("f1", "f3", "f5", "f10"),
            subject=("E-GRAN-01  High-shear granulator 300 L", "E-GRAN-01  高速剪切制粒机 300 L"),
            aside=(Span(say(language, "Page 1", "第 1 页")),),
            side=SidePanelView((SectionView(say(language, "use", "使用"), chosen),), 40),
            head=_head(language),
        ),
        tuple(
            ItemView(digit, say(language, *name), code, begun, state, chosen=digit == 2)
            for digit, (name, code, begun, state) in enumerate(rows, 1)
        ),
        standing,
    )


def usage_line(language: Language) -> ListedView:
    """Give the records behind a use."""
    execution, signed = mark(language, Tone.NONE, "execution", "执行"), mark(language, Tone.NONE, "signature", "签名")
    rows = (
        (
            ("equipment scanned  B2611-0042 S120 E-GRAN-01", "扫描设备  B2611-0042 S120 E-GRAN-01"),
            "09:14:11",
            execution,
        ),
        (
            ("material charged  B2611-0042 S140 C-2611004202", "投料  B2611-0042 S140 C-2611004202"),
            "09:20:05",
            execution,
        ),
        (("signed  B2611-0042 S140", "签名  B2611-0042 S140"), "09:21:40", signed),
        (("tag read  B2611-0042 S160 E-GRAN-01", "读取测点  B2611-0042 S160 E-GRAN-01"), "14:02:02", execution),
    )
    return ListedView(
        frame(
            language,
            ("Line of the logbook", "使用日志条目"),
            ("press a digit for the record behind it, F3 to go back", "请按数字键查看记录，或按 F3 返回"),
            keys("f1", "f3", "f5", "f10"),
            subject=("E-GRAN-01  use", "E-GRAN-01  使用"),
            head=_head(language),
        ),
        tuple(
            ItemView(digit, say(language, *name), "operator1", at, state, chosen=digit == 1)
            for digit, (name, at, state) in enumerate(rows, 1)
        ),
        (
            RowView(
                say(language, "What", "内容"),
                detail=say(language, "Granulate, dry and blend  S120 S140 S160", "制粒、干燥和总混  S120 S140 S160")
                + "  2026-11-20 09:14 .. 14:02",
            ),
            RowView(say(language, "Product, batch", "产品、批号"), "B2611-0042", say(language, *_PARACETAMOL)),
            RowView(say(language, "Specification", "质量标准"), "SP-PCM500"),
            RowView(say(language, "Performed", "操作"), detail="王芳 operator1"),
        ),
    )


def equipment(language: Language) -> ListedView:
    """Give what is due first."""
    over = mark(language, Tone.FAIL, "cal. overdue", "超校准期")
    clean, repair = mark(language, Tone.OK, "clean", "已清洁"), mark(language, Tone.WARN, "maintenance", "维修中")
    rows = (
        (("Bench balance 6 kg", "台秤 6 kg"), "E-BAL-02", "2026-11-17", over),
        (("Rotary tablet press, 37 stations", "旋转压片机 37 冲"), "E-PRESS-01", "2026-12-01", repair),
        (("Platform balance 150 kg", "平台秤 150 kg"), "E-BAL-01", "2027-05-19", clean),
    )
    title, following = "work.equipment", "next.equipment"
    return ListedView(
        frame(
            language,
            (text(title, "en"), text(title, "zh")),
            (text(following, "en"), text(following, "zh")),
            keys("f1", "f3", "f5", "f10"),
            head=_head(language),
        ),
        tuple(
            ItemView(
                digit,
                say(language, *name),
                code,
                text("equipment.due", language, date=due),
                state,
                chosen=digit == 1,
            )
            for digit, (name, code, due, state) in enumerate(rows, 1)
        ),
        (
            RowView(text("equipment.class_room", language), "balance", "D-104"),
            RowView(text("equipment.serial", language), "B987654321"),
        ),
    )


def equipment_service(language: Language) -> FormView:
    """Give a calibration that is being recorded."""
    over = mark(language, Tone.FAIL, "cal. overdue", "超校准期")
    every = text("equipment.every", language, n="365")
    rows = (
        RowView(text("equipment.class_room", language), "balance", "D-104"),
        RowView(text("equipment.serial", language), "B987654321"),
        RowView(text("equipment.state", language), "", "", over),
        RowView(text("equipment.calibration", language), "2026-11-17", f"JL-2511-0042  {every}"),
        RowView(text("equipment.maintenance", language), "-"),
    )
    title, following = "equipment.do.calibration", "next.equipment_typed"
    until = text("equipment.until", language)
    return FormView(
        frame(
            language,
            (text(title, "en"), text(title, "zh")),
            (text(following, "en"), text(following, "zh")),
            keys("f1", "f3", "f10"),
            subject=("E-BAL-02  Bench balance 6 kg", "E-BAL-02  台秤 6 kg"),
            head=_head(language),
        ),
        rows=rows,
        fields=(
            FieldView("number", text("equipment.certificate", language)),
            FieldView("until", until, FieldKind.WORDS, value="2027-11-20"),
        ),
    )
