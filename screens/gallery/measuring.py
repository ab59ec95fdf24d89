"""Examples of values: typed, read, chosen, timed, calculated."""

from dataclasses import replace
from decimal import Decimal

from core.language import Language
from screens.gallery.shared import STEP_KEYS, frame, mark, say, step_side
from screens.operator.measurement import MeasurementView
from screens.operator.timer import TimerView
from screens.views import (
    FieldKind,
    FieldView,
    ItemView,
    KeyView,
    LimitsBarView,
    Look,
    MarkView,
    ReadingView,
    RowView,
    ShareView,
    Span,
    Tone,
    VerdictView,
    keys,
)


def _f8(does: str) -> tuple[KeyView, ...]:
    """Give the keys of a step where F8 does something else than to sign."""
    return tuple(replace(key, does=does) if key.name == "f8" else key for key in STEP_KEYS)


def measurement(language: Language) -> MeasurementView:
    """Give a value that is being typed."""
    return MeasurementView(
        frame=frame(
            language,
            ("Measurement", "测量"),
            ("type the moisture, then Enter", "请输入水分，再按 Enter"),
            keys("f1", "f3", "f6", "f9", "f10", "f12"),
            subject=("moisture of the granulate", "颗粒水分"),
            aside=(
                Span(say(language, "limits ", "限度 "), Look.MUTED),
                Span(say(language, "1.0 .. 2.5%", "1.0～2.5%"), Look.STRONG),
            ),
            side=step_side(language),
        ),
        name=say(language, "Moisture", "水分"),
        field=FieldView("value", say(language, "Value", "数值"), FieldKind.NUMBER, unit="%"),
        bar=LimitsBarView(Decimal("1.0"), Decimal("2.5"), None, None, Tone.NONE, low_text="1.0", high_text="2.5"),
        rows=(
            RowView(
                say(language, "Analyser", "水分仪"),
                "MA-12",
                say(language, "calibrated to 2027-02-28", "校准有效期至 2027-02-28"),
                MarkView(Tone.OK),
            ),
            RowView(
                say(language, "Typed", "人工输入"),
                "",
                say(
                    language,
                    "needs a reason and a second person, stays marked",
                    "须说明理由并由他人复核，且永久标记",
                ),
                MarkView(Tone.WARN),
            ),
        ),
    )


def equipment_reading(language: Language) -> MeasurementView:
    """Give a live value with its quality."""
    return MeasurementView(
        frame=frame(
            language,
            ("Equipment reading", "设备读数"),
            ("press F8 to record this value and sign", "请按 F8 记录读数并签名"),
            _f8("record"),
            subject=("inlet air of dryer FBD-02", "流化床 FBD-02 进风"),
            aside=(Span(say(language, "target ", "目标 "), Look.MUTED), Span("60.0 ℃", Look.STRONG)),
            side=step_side(language),
        ),
        name=say(language, "Inlet air temperature", "进风温度"),
        reading=ReadingView("60.4", "℃", tone=Tone.OK),
        quality=say(language, "good, 0.4 s old", "正常，0.4 s 前"),
        verdict=VerdictView(Tone.OK, say(language, "FRESH,\nIN LIMITS", "数据有效\n在限度内")),
        bar=LimitsBarView(
            Decimal("55.0"), Decimal("65.0"), Decimal("60.0"), Decimal("60.4"), Tone.OK, "55.0", "65.0", "60.0"
        ),
        rows=(
            RowView(
                say(language, "Tag", "测点"), "FBD02.TI01", "modbus 40011", mark(language, Tone.OK, "good", "正常")
            ),
            RowView(
                say(language, "Dryer", "流化床"),
                "FBD-02",
                say(language, "calibrated to 2027-03-31", "校准有效期至 2027-03-31"),
                mark(language, Tone.OK, "bound", "已绑定"),
            ),
        ),
    )


def environment_check(language: Language) -> MeasurementView:
    """Give a check of a room: one reading taken, one live, one to be typed."""
    to_come = mark(language, Tone.NONE, "to come", "待录入")
    return MeasurementView(
        frame=frame(
            language,
            ("Environment check", "环境检查"),
            ("press F8 to record this reading", "请按 F8 记录读数"),
            _f8("record"),
            subject=("room before charging", "投料前环境检查"),
        ),
        name=say(language, "Humidity", "相对湿度"),
        reading=ReadingView("48.2", "%", tone=Tone.OK),
        quality=say(language, "good", "正常"),
        verdict=VerdictView(Tone.OK, say(language, "IN LIMITS", "在限度内")),
        bar=LimitsBarView(None, Decimal("65.0"), None, Decimal("48.2"), Tone.OK, "", "65.0"),
        rows=(
            RowView(
                say(language, "Equipment", "设备"),
                say(language, "E-ENV-01 Room monitor D-106", "E-ENV-01 D-106 环境监测仪"),
            ),
            RowView(
                say(language, "Temperature", "温度"),
                "21.4 ℃",
                say(language, "limits 18.0 .. 26.0 ℃", "限度 18.0～26.0 ℃"),
                mark(language, Tone.OK, "recorded", "已记录"),
            ),
            RowView(
                say(language, "Humidity", "相对湿度"), "", say(language, "at most 65.0 %", "不超过 65.0 %"), to_come
            ),
            RowView(say(language, "Pressure", "压差"), "", say(language, "at least 10 Pa", "不低于 10 Pa"), to_come),
        ),
    )


def second_count(language: Language) -> MeasurementView:
    """Give a count that another person makes a second time, without the first number."""
    return MeasurementView(
        frame=frame(
            language,
            ("Measurement", "测量"),
            ("type the value in pcs, then press Enter", "请输入数值（pcs），再按 Enter"),
            keys("f1", "f3", "f6", "f9", "f10", "f12"),
            subject=("printed leaflets", "已印说明书"),
        ),
        name=say(language, "Value, second count", "测量值（第二次计数）"),
        field=FieldView(
            "value", say(language, "Value, second count", "测量值（第二次计数）"), FieldKind.NUMBER, "0", unit="pcs"
        ),
        rows=(
            RowView(say(language, "To do", "内容"), "", say(language, "Count on an empty table.", "在空桌上清点。")),
            RowView(
                say(language, "Value", "测量值"),
                say(language, "counted, not shown", "已计数，不显示"),
                "",
                mark(language, Tone.OK, "recorded", "已记录"),
            ),
        ),
    )


def equipment_setting(language: Language) -> MeasurementView:
    """Give a value that the driver is about to write."""
    return MeasurementView(
        frame=frame(
            language,
            ("Equipment setting", "设备设定"),
            ("press F8 to set the equipment to 150 r/min", "请按 F8 将设备设定为 150 r/min"),
            _f8("write"),
            subject=("set the impeller", "设定搅拌桨"),
        ),
        name=say(language, "Read back", "回读值"),
        rows=(
            RowView(say(language, "To do", "内容"), "", say(language, "Scan the granulator.", "请扫描制粒机。")),
            RowView(
                say(language, "Equipment", "设备"),
                "",
                say(language, "E-GRAN-01 High-shear granulator 300 L", "E-GRAN-01 高速剪切制粒机 300 L"),
            ),
            RowView(
                say(language, "Setting", "设定值"),
                "",
                say(
                    language,
                    "impeller_setpoint to 150 r/min, tolerance 1",
                    "impeller_setpoint 设为 150 r/min，允差 1",
                ),
            ),
        ),
    )


def attachment(language: Language) -> MeasurementView:
    """Give the files of the watched folder, one of them of another kind."""
    files = (
        ("pallet-0042.jpg", "1.8 MB", mark(language, Tone.OK, "photo", "照片")),
        ("weighing-slip.pdf", "214 kB", mark(language, Tone.OK, "PDF", "PDF")),
        ("notes.docx", "18 kB", mark(language, Tone.FAIL, "not this kind", "类型不符")),
    )
    return MeasurementView(
        frame=frame(
            language,
            ("Attachment", "附件"),
            ("press 1 to 3 for the file to attach", "请按 1～3 选择要附加的文件"),
            keys("f1", "f3", "f5", "f9", "f10", "f12"),
            subject=("photo of the pallet", "托盘照片"),
        ),
        name=say(language, "File", "文件"),
        choices=tuple(ItemView(n, name, count=size, mark=kind) for n, (name, size, kind) in enumerate(files, start=1)),
        rows=(
            RowView(
                say(language, "To do", "内容"),
                "",
                say(language, "Photograph the labelled pallet.", "请拍摄已贴签的托盘。"),
            ),
            RowView(say(language, "Folder", "文件夹"), "", "/srv/weigh-01/attachments"),
        ),
    )


def choice(language: Language) -> MeasurementView:
    """Give a choice by digit."""
    answers = (("smooth, even", "光滑均匀"), ("slightly uneven", "略不均匀"), ("lumps, not usable", "有结块，不可用"))
    return MeasurementView(
        frame=frame(
            language,
            ("Choice", "选择"),
            ("press 1 to 3 for the answer", "请按 1～3 选择结果"),
            keys("f1", "f3", "f6", "f9", "f10", "f12"),
            subject=("look of the granulate", "颗粒外观"),
        ),
        name=say(language, "Answer", "选择结果"),
        choices=tuple(
            ItemView(
                digit, say(language, *answer), mark=mark(language, Tone.WARN, "exception", "异常") if bad else None
            )
            for digit, (answer, bad) in enumerate(zip(answers, (False, False, True), strict=True), start=1)
        ),
        rows=(
            RowView(
                say(language, "To do", "内容"),
                "",
                say(language, "Look at the granulate in good light.", "在充足光线下检查颗粒外观。"),
            ),
        ),
    )


def timer(language: Language) -> TimerView:
    """Give a timer that runs."""
    return TimerView(
        frame=frame(
            language,
            ("Timer", "计时"),
            ("wait for the end; F3 leaves, the time runs on", "请等待计时结束，按 F3 可离开，计时继续"),
            keys("f1", "f3", "f6", "f9", "f10", "f12"),
            subject=("mixing in M-07", "混合机 M-07 混合"),
            aside=(Span(say(language, "target ", "目标 "), Look.MUTED), Span("10 min", Look.STRONG)),
            side=step_side(language),
        ),
        left=ReadingView("06:41"),
        left_label=say(language, "left, minutes and seconds", "剩余，分:秒"),
        verdict=VerdictView(Tone.WAIT, say(language, "RUNNING", "计时中"), say(language, "to 14:10:03", "至 14:10:03")),
        share=ShareView(0.33, Tone.WAIT),
        start_text="14:00:03",
        end_text="14:10:03",
        rows=(
            RowView(
                say(language, "Started", "开始"),
                "14:00:03",
                say(language, "operator1", "王芳 operator1"),
                MarkView(Tone.OK),
            ),
            RowView(say(language, "Limits", "限度"), say(language, "9 .. 12 min", "9～12 min")),
        ),
    )


def hold_time(language: Language) -> TimerView:
    """Give a hold time that ends soon."""
    return TimerView(
        frame=frame(
            language,
            ("Hold time", "存放时限"),
            ("press Enter: what was held is used now", "请按 Enter 结束存放，进入下一步"),
            keys("f1", "f3", "f4", "f9", "f10", "f11", "f12"),
            subject=("dry mix held", "干混料存放"),
            side=step_side(language),
        ),
        left=ReadingView("3:12:40"),
        left_label=say(language, "left", "剩余"),
        verdict=VerdictView(Tone.WARN, say(language, "ENDS SOON", "即将到期")),
        share=ShareView(0.87, Tone.WARN),
        start_text="0",
        end_text="24 h 00 min",
        rows=(
            RowView(say(language, "What", "内容"), "", say(language, "Granulate within 24 h.", "应在 24 h 内制粒。")),
            RowView(say(language, "Since", "起始"), "2026-11-19 17:15:43", say(language, "12 Dry mix", "12 干混")),
            RowView(say(language, "At most", "最长"), "24 h 00 min"),
        ),
    )


def calculation(language: Language) -> MeasurementView:
    """Give a calculated result below its limit."""
    view = equipment_reading(language)
    return replace(
        view,
        frame=frame(
            language,
            ("Calculation", "计算"),
            ("press F6, the yield is out of limits", "收率超限，请按 F6 报告异常"),
            keys("f1", "f3", "f6", "f9", "f10", "f12"),
            subject=("yield of granulation", "制粒收率"),
            aside=(
                Span(say(language, "limits ", "限度 "), Look.MUTED),
                Span(say(language, "97.0 .. 100.5%", "97.0～100.5%"), Look.STRONG),
            ),
        ),
        name=say(language, "Yield", "收率"),
        reading=ReadingView("96.2", "%", tone=Tone.FAIL),
        quality=say(language, "calculated", "计算值"),
        verdict=VerdictView(Tone.FAIL, say(language, "UNDER", "偏低"), say(language, "by 0.8%", "差 0.8%")),
        bar=LimitsBarView(Decimal("97.0"), Decimal("100.5"), None, Decimal("96.2"), Tone.FAIL, "97.0", "100.5"),
        rows=(
            RowView(say(language, "Formula", "计算公式"), "100 * out / in"),
            RowView(say(language, "out", "产出"), "82.730 kg", say(language, "step 26", "步骤 26")),
            RowView(say(language, "in", "投入"), "86.000 kg", say(language, "step 18", "步骤 18")),
        ),
    )
