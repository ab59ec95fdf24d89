"""The roster of a shift."""

TEXTS: dict[str, tuple[str, str]] = {
    "work.roster": ("Roster", "离线签名排班"),
    "work.roster_is": ("who signs here while the core is away", "离线时谁可在此签名"),
    "roster.title": ("Roster", "离线签名排班"),
    "roster.on": ("on the roster", "已排班"),
    "roster.off": ("not on it", "未排班"),
    "roster.elsewhere": ("on {roster}", "在 {roster}"),
    "roster.kiosks": ("Kiosks", "终端"),
    "roster.times": ("From and to", "起止时间"),
    "roster.people": ("People", "人数"),
    "roster.times_unfit": (
        "Type two times of day, such as 14:00 22:00.",
        "请输入两个时间，例如 14:00 22:00。",
    ),
    "roster.no_kiosk": ("A roster needs a kiosk. Choose one.", "排班至少需要一个终端，请选择。"),
    "next.roster_people": (
        "press a digit for on or off, F4 for kiosks and times, F8 to sign",
        "请按数字键增减人员，F4 设终端和时间，F8 签名",
    ),
    "next.roster_kiosks": (
        "press a digit for on or off, F4 for the times, F8 to sign",
        "请按数字键增减终端，F4 设时间，F8 签名",
    ),
    "next.roster_times": ("type from and to, then press Enter; F4 people", "请输入起止时间，再按 Enter；F4 人员"),
    "change.refused.roster_times": (
        "A roster must end after it begins, and at most {h} h later. Correct the times.",
        "排班结束须晚于开始，且不超过 {h} 小时。请更正时间。",
    ),
}
