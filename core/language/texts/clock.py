"""Sentences about clocks."""

TEXTS: dict[str, tuple[str, str]] = {
    "clock.anchor_unreadable": (
        "The plant clock file cannot be read: {reason}. Delete it and start the demo again.",
        "无法读取演示时钟文件：{reason}。请删除该文件，再重新启动演示。",
    ),
}
