"""Sentences about balances and scanners, beside those about all devices."""

TEXTS: dict[str, tuple[str, str]] = {
    "device.not_a_weight": (
        "{device} shows {unit} and no weight, not recorded. Set the balance to weighing.",
        "{device} 显示的是 {unit}，不是重量，未记录。请将天平切换到称量方式。",
    ),
    "device.label_needs_equipment": (
        "Device {device} tells no serial number: its row needs an equipment label and a by-path or TCP address.",
        "外设 {device} 不提供序列号：登记中须填写设备编号，并使用 by-path 或 TCP 地址。",
    ),
    "device.not_watched": (
        "{device} cannot be watched. Choose a balance or a scanner of the station file: {names}.",
        "{device} 无法监看。请从工位文件中选择天平或扫码枪：{names}。",
    ),
    "device.family_unknown": (
        "There is no family {family}. Choose one of: {families}.",
        "没有 {family} 这一系列。请从以下选择：{families}。",
    ),
    "report.by_label": ("identity by label", "按标签识别"),
}
