"""The audit trail, alarms, attempts in a person's name, and locked persons."""

TEXTS: dict[str, tuple[str, str]] = {
    # what the core answers
    "audit.date_unfit": (
        "“{got}” is no day. Type 2026-11-20 or 2026-11-20 14:30.",
        "“{got}” 不是日期。请输入 2026-11-20 或 2026-11-20 14:30。",
    ),
    "audit.words_unfit": (
        "Nothing can be looked for by “{got}”. Type a code, a word or a name.",
        "无法按 “{got}” 查找。请输入编码、词语或姓名。",
    ),
    "decision.not_signed_in": (
        "The core knows no sign-in for this session. Sign in again while online.",
        "中心无此次登录的记录。请在在线时重新登录。",
    ),
    "decision.record_unknown": ("The log has no record {seq}. Reload with F5.", "日志中无记录 {seq}。请按 F5 刷新。"),
    "decision.not_locked": (
        "{person} is not locked any more. Reload with F5.",
        "{person} 已不再锁定。请按 F5 刷新。",
    ),
    "exception.not_entitled": (
        "{person} had no right to do this.",
        "{person} 无权进行该操作。",
    ),
    "exception.alarm_unknown": ("Alarm {alarm} does not exist.", "报警 {alarm} 不存在。"),
    "refusal.code_skewed": (
        "The code is right for another time: the token's clock is off. Have the token checked.",
        "动态口令属于其他时间：动态令牌时钟有偏差。请送检动态令牌。",
    ),
    # alarms
    "alarm.code.wrong": ("Wrong secret of {person} at {kiosk}", "{person} 在 {kiosk} 密码或口令有误"),
    "alarm.code.skewed": (
        "Code of another time of {person} at {kiosk}",
        "{person} 在 {kiosk} 输入了其他时间的动态口令",
    ),
    "alarm.code.while_locked": ("Attempt of locked {person} at {kiosk}", "已锁定的 {person} 在 {kiosk} 再次尝试"),
    "alarm.code.locked": ("{person} locked out at {kiosk}", "{person} 在 {kiosk} 被锁定"),
    "alarm.code.replayed": ("Used code of {person} tried again at {kiosk}", "{person} 已用口令在 {kiosk} 重复使用"),
    "alarm.codes.guessed_at_kiosk": (
        "{detail} refused secrets at {kiosk} within one hour",
        "{kiosk} 一小时内拒绝 {detail} 次",
    ),
    "alarm.attempt.disowned": ("{person} disowns attempts: {detail}", "{person} 否认尝试：{detail}"),
    "alarm.request.unauthentic": ("Request to the core not signed by {kiosk}", "对中心的请求不是 {kiosk} 签名"),
    "alarm.record.chain_forked": ("Record chain of {kiosk} is forked: {detail}", "{kiosk} 的记录链已分叉：{detail}"),
    "alarm.record.id_reused": ("Record id used twice at {kiosk}: {detail}", "{kiosk} 的记录编号重复：{detail}"),
    "alarm.record.not_taken": ("Record of {kiosk} could not be taken: {detail}", "{kiosk} 的记录无法处理：{detail}"),
    "alarm.quarantined": ("Quarantined, from {kiosk}: {kind}", "已隔离，来自 {kiosk}：{kind}"),
    # unlocking
    "unlock.title": ("Unlock a person", "解除锁定"),
    "unlock.person": ("Person", "人员"),
    "unlock.id": ("Person id", "人员编号"),
    "unlock.until": ("Locked until", "锁定至"),
}
