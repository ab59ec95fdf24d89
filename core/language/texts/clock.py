"""Sentences about clocks."""

TEXTS: dict[str, tuple[str, str]] = {
    "clock.anchor_unreadable": (
        "The plant clock file cannot be read: {reason}. Delete it and start the demo again.",
        "无法读取演示时钟文件：{reason}。请删除该文件，再重新启动演示。",
    ),
    "clock.codes_end": (
        "The kiosk clock is off by {s} s, so no code is accepted here. Call the administrator.",
        "终端时钟偏差 {s} s，本终端不接受动态口令。请联系系统管理员。",
    ),
    "clock.signing_ends": (
        "The kiosk clock is off by {s} s, so nothing can be signed here. Call the administrator.",
        "终端时钟偏差 {s} s，本终端停止签名。请联系系统管理员。",
    ),
    "clock.jumped": (
        "The kiosk clock has jumped. It counts again when it agrees with the core.",
        "终端时钟发生跳变。与中心时间核对一致后恢复。",
    ),
    "clock.free_running": (
        "The kiosk clock follows no time server. Call the administrator.",
        "终端时钟未与时间服务器同步。请联系系统管理员。",
    ),
    "clock.service_silent": (
        "The time service of this kiosk does not answer. Call the administrator.",
        "本终端的时间服务无应答。请联系系统管理员。",
    ),
    "clock.title": ("Clock, from the core's", "时钟，与中心之差"),
    "clock.state_synchronised": ("synchronised", "已同步"),
    "clock.state_unsynchronised": ("not synchronised", "未同步"),
    "clock.state_unknown": ("unknown", "状态不明"),
    "clock.level.good": ("right", "准确"),
    "clock.level.warn": ("off by more than 2 s", "偏差超过 2 s"),
    "clock.level.alarm": ("off by more than 3 s", "偏差超过 3 s"),
    "clock.level.codes_end": ("off by more than 10 s", "偏差超过 10 s"),
    "clock.level.signing_ends": ("off by more than 30 s", "偏差超过 30 s"),
    "exception.clock_off": (
        "The clock of kiosk {kiosk} was off by {s} s when this was signed. Investigate.",
        "签名时终端 {kiosk} 的时钟偏差 {s} s。请调查。",
    ),
    "exception.clock_not_synchronised": (
        "The clock of kiosk {kiosk} was not synchronised when this was signed without the core. Investigate.",
        "离线签名时终端 {kiosk} 的时钟未同步。请调查。",
    ),
    "clock.core_codes_end": (
        "The core's clock may be off by {s} s, so it judges no code. Call the administrator.",
        "中心时钟可能偏差 {s} s，暂不核验动态口令。请联系系统管理员。",
    ),
    "clock.core_decides_nothing": (
        "The core's clock may be off by {s} s, so it decides nothing. Call the administrator.",
        "中心时钟可能偏差 {s} s，暂不作任何决定。请联系系统管理员。",
    ),
    "clock.core_title": ("Clock of the core", "中心时钟"),
    "clock.authentication_nts": ("NTS", "NTS"),
    "clock.authentication_key": ("with key", "密钥认证"),
    "clock.authentication_none": ("not authenticated", "未认证"),
    "clock.authentication_unknown": ("authentication unknown", "认证状态不明"),
    "doctor.clock_unkept": (
        "The core's clock is not known to follow a time server ({state}). Set up chrony on its machine.",
        "无法确认中心时钟跟随时间服务器（{state}）。请在中心服务器上配置 chrony。",
    ),
    "doctor.clock_source": (
        "The core's time server {source} does not prove who it is ({state}). Use NTS, and let the core ask chronyd.",
        "中心所跟随的时间服务器 {source} 未确认经过认证（{state}）。请使用 NTS，并允许中心访问 chronyd 套接字。",
    ),
    "alarm.clock.core_off": ("Clock of the core may be off by {detail} s", "中心时钟可能偏差 {detail} s"),
    "alarm.clock.core_unkept": (
        "Clock of the core is kept by no time server: {detail}",
        "中心时钟未跟随时间服务器：{detail}",
    ),
    "alarm.clock.off": ("Clock of {kiosk} is off by {detail} s", "{kiosk} 时钟偏差 {detail} s"),
}
