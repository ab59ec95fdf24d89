"""The list of what waits for a second person."""

TEXTS: dict[str, tuple[str, str]] = {
    "work.verify": ("To verify", "待复核"),
    "work.verify_is": ("performed by others, for you to check", "他人已操作，待您复核"),
    "to_verify.title": ("To verify", "待复核"),
    "to_verify.count": ("{n} for you", "待您复核 {n} 项"),
    "to_verify.none": ("Nothing waits for you to verify it.", "没有待您复核的内容。"),
    "to_verify.digest": ("Signed as", "签名摘要"),
    "next.to_verify": (
        "press a digit to sign one, F8 for all of the chosen batch",
        "请按数字键复核一项，或按 F8 复核所选批的全部",
    ),
}
