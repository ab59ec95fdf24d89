"""The check at the start of a shift."""

TEXTS: dict[str, tuple[str, str]] = {
    "work.shift_check": ("Shift start check", "班前检查"),
    "work.shift_check_is": ("scanner, balance, printer, clock, disk, keys", "扫码枪、天平、打印机、时钟、磁盘、密钥"),
    "shift.title": ("Shift start check", "班前检查"),
    "shift.scanner": ("Scanner", "扫码枪"),
    "shift.read": ("read", "已读"),
    "shift.to_read": ("scan label", "待扫码"),
    "shift.checked": ("checked", "已核查"),
    "shift.to_check": ("to check", "待核查"),
    "shift.printed": ("printed", "已打印"),
    "shift.to_print": ("to print", "待打印"),
    "shift.to_scan_back": ("scan back", "待回扫"),
    "shift.ready": ("READY FOR WORK", "可以开工"),
    "shift.open": ("{n} TO DO", "{n} 项待做"),
    "shift.faulty": ("NOT READY", "未就绪"),
    "shift.wait": ("wait until the terminal has looked at itself", "请等待终端自检完成"),
    "next.shift_label": ("scan the check label, or press F7 to print one", "请扫描核查标签，或按 F7 打印"),
    "next.shift_print": ("press F7 to print the check label", "请按 F7 打印核查标签"),
    "next.shift_back": ("stick the label on and scan it back", "请贴好核查标签并回扫"),
    "next.shift_balance": ("scan the label of balance {b}", "请扫描天平 {b} 的标签"),
    "next.shift_repair": (
        "put it right, then press F5; Enter records what was found",
        "请排除故障后按 F5；Enter 记录结果",
    ),
    "next.shift_done": ("recorded, press F3 to go back", "已记录，请按 F3 返回"),
    "shift.calibration": ("calibration ended", "校准已过期"),
    "shift.on_screen": (
        "A person shows this by the Shift start check on the screen.",
        "由人员在屏幕上的班前检查中完成。",
    ),
    "shift.recorded_failed": (
        "Recorded as not passed. Put it right, then check again.",
        "已记录为未通过。请排除故障后重新检查。",
    ),
    "shift.other_code": (
        "{got} is not a check label, not counted. Scan the check label of this plant.",
        "{got} 不是核查标签，未计入。请扫描本厂核查标签。",
    ),
    "shift.unknown_scanner": (
        "This scan came from no scanner of this kiosk, not counted. Use a scanner that is in the list.",
        "该扫码并非来自本工位登记的扫码枪，未计入。请使用列表中的扫码枪。",
    ),
    "shift.case_changed": (
        "The scanner changed upper and lower case, not passed. Call the engineer to set it up.",
        "扫码枪改变了字母大小写，未通过。请联系设备工程师设置。",
    ),
    "shift.no_aim": (
        "The scanner does not say what kind of code it read, not passed. Call the engineer: AIM identifier on.",
        "扫码枪未发送码制标识，未通过。请联系设备工程师开启 AIM 标识。",
    ),
    "shift.no_separator": (
        "The scanner lost the separator between two fields, not passed. Call the engineer: FNC1 must be sent as 0x1D.",
        "扫码枪丢失了字段分隔符，未通过。请联系设备工程师：FNC1 须以 0x1D 发送。",
    ),
    "shift.other_label": (
        "Label {got} is not the one just printed ({want}), not passed. Scan the new label.",
        "标签 {got} 不是刚打印的标签（{want}），未通过。请扫描新标签。",
    ),
}
