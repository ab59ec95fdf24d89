"""Texts of voiding a batch record."""

TEXTS: dict[str, tuple[str, str]] = {
    "work.void": ("Void a record", "作废记录"),
    "work.void_is": ("batch or round issued in error", "下达有误的批或日志记录"),
    "right.screen.void": ("Void a batch record: screen", "作废批记录：画面"),
    "right.sign.voided": ("Sign as voided", "以“作废”签名"),
    "void.none": ("No record can be voided.", "无可作废的记录。"),
    "void.complete": ("complete", "已完成"),
    "void.case": ("exception open", "有未关闭的异常"),
    "void.reason": ("Reason", "作废原因"),
    "void.material": ("material dispensed or charged", "已配料或已投料"),
    "next.void": ("press a digit, or scan a batch label", "请按数字键选择，或扫描批标签"),
    "next.void_reason": ("type the reason, Enter; then sign", "请输入作废原因，按 Enter，然后签名"),
    "next.voided": ("the record is voided; F3 goes back", "记录已作废，按 F3 返回"),
}
