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
    "decision.no_user_key": (
        "{person} has no key of their own here. They must be enrolled before they can sign.",
        "{person} 尚无个人密钥，登记后方可签名。",
    ),
    "decision.no_box_key": (
        "Kiosk {kiosk} has no box key, so nothing secret can be sent to it. Enrol it again.",
        "终端 {kiosk} 没有加密密钥，无法接收密钥数据。请重新登记。",
    ),
    "keyshelf.not_here": (
        "The core cannot be reached, and your key is not kept at this terminal. Sign where you have signed before, "
        "or when online.",
        "无法连接中心，且本终端未保存您的密钥。请在您签过名的终端签名，或联机后再签。",
    ),
}
