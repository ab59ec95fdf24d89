"""Sentences about sealed boxes, code books and signing without the core."""

TEXTS: dict[str, tuple[str, str]] = {
    "keys.box_does_not_open": (
        "What was sealed for this terminal does not open. It is not used. Call the administrator.",
        "发给本终端的密封数据无法打开，不予采用。请联系系统管理员。",
    ),
    "keys.box_key_wrong": (
        "Nothing can be sealed to the box key of {owner}. Enrol it again.",
        "{owner} 的加密密钥无效，无法密封数据。请重新登记。",
    ),
}
