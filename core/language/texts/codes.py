"""Sentences about codes that cannot be taken."""

TEXTS: dict[str, tuple[str, str]] = {
    "codes.unreadable": (
        "Label unreadable, nothing taken. Scan again or press F6.",
        "标签无法识读，未采用。请重扫，或按 F6 报告异常。",
    ),
    "codes.too_long": (
        "The code has {length} characters, at most {longest} can be read. Scan the right label.",
        "条码长度为 {length} 个字符，最多可识读 {longest} 个。请扫描正确的标签。",
    ),
    "codes.bad_character": (
        "The code holds characters that no label may hold, nothing taken. Scan the right label or press F6.",
        "条码含有标签不允许的字符，未采用。请扫描正确的标签，或按 F6 报告异常。",
    ),
    "codes.not_gs1": (
        "The code is not a valid GS1 code, nothing taken. Scan the right label or press F6.",
        "不是有效的 GS1 编码，未采用。请扫描正确的标签，或按 F6 报告异常。",
    ),
    "codes.identifier_twice": (
        "The code holds the identifier ({identifier}) twice, nothing taken. Put the goods aside and call QA.",
        "条码中标识符 ({identifier}) 重复，未采用。请将物料另放，并联系 QA。",
    ),
    "codes.check_digit": (
        "Wrong check digit in ({identifier}) {value}, nothing taken. Put the goods aside and call QA.",
        "({identifier}) {value} 校验码有误，未采用。请将物料另放，并联系 QA。",
    ),
    "codes.bad_date": (
        "The date {date} in the code does not exist, nothing taken. Put the goods aside and call QA.",
        "条码中的日期 {date} 不存在，未采用。请将物料另放，并联系 QA。",
    ),
    "codes.made_in_future": (
        "The manufacturing date {date} in the code lies ahead, nothing taken. Put the goods aside and call QA.",
        "条码中的生产日期 {date} 晚于今日，未采用。请将物料另放，并联系 QA。",
    ),
    "codes.not_ma": (
        "The code is not a valid UDI by MA, nothing taken. Scan the right label or press F6.",
        "不是有效的 MA 医疗器械唯一标识，未采用。请扫描正确的标签，或按 F6 报告异常。",
    ),
    "codes.lot_unknown": (
        "Lot {lot} is not known. Scan the right label or ask the warehouse keeper.",
        "批号 {lot} 不存在。请扫描正确的标签，或联系仓库管理员。",
    ),
    "codes.lot_unknown_separator": (
        "Lot {lot} is not known; the scanner must send the group separator (GS). Call the engineer.",
        "批号 {lot} 不存在，扫码枪须发送组分隔符 (GS)。请联系设备工程师。",
    ),
}
