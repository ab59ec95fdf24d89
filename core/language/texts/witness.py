"""Sentences about the witnesses of the log."""

TEXTS: dict[str, tuple[str, str]] = {
    "checkpoint.not_a_cosignature": (
        "The text is no cosignature ({detail}). Ask the witness again.",
        "文本不是见证签名（{detail}）。请让见证方重新签名。",
    ),
    "checkpoint.cosignature_wrong": (
        "The cosignature of {witness} does not hold. It is not kept; call the administrator.",
        "{witness} 的见证签名无效，未保存。请联系系统管理员。",
    ),
    "witness.checkpoint_unknown": (
        "The log has no checkpoint of size {size}. Ask for the newest one.",
        "日志没有长度为 {size} 的检查点。请重新获取最新检查点。",
    ),
    "witness.record_unknown": (
        "The log holds no record {id}. Check the id.",
        "日志中没有记录 {id}。请核对编号。",
    ),
    "witness.record_not_covered": (
        "No checkpoint covers record {id} yet, or not the one asked for. Ask again in a minute.",
        "尚无检查点或指定的检查点未覆盖记录 {id}。请一分钟后重试。",
    ),
    "witness.sizes_unfit": (
        "Sizes {old} and {new} do not fit: the first must not be larger, both from 1 to {have}.",
        "长度 {old} 与 {new} 不符：前者不得大于后者，均应在 1 至 {have} 之间。",
    ),
    "witness.nothing_to_accept": (
        "There is nothing to accept: the log is the one that its witnesses saw, or no reason was given.",
        "无需接受：日志与见证一致，或未说明理由。",
    ),
    # at the start of the core
    "witness.document_unreadable": (
        "{place} does not hold what the witnesses saw ({detail}). Restore it from its backup; do not start without it.",
        "{place} 不是见证记录（{detail}）。请从备份恢复，恢复前不得启动。",
    ),
    "witness.log_behind": (
        "The log holds {have} records, but kiosk {witness} signed {size} at {at}: an old backup was restored. "
        "Restore a newer one. If there is none, QA decides on countersign core accept-log.",
        "日志有 {have} 条记录，而终端 {witness} 已于 {at} 见证 {size} 条：恢复的是旧备份。"
        "请恢复更新的备份。没有时由 QA 决定是否执行 countersign core accept-log。",
    ),
    "witness.log_rewritten": (
        "The log is not the one that kiosk {witness} signed at {at} with {size} records: it was rewritten. "
        "Stop, keep everything as it is, and call QA.",
        "日志与终端 {witness} 于 {at} 见证的 {size} 条记录不符：日志已被改写。请停止使用，保持原状，并联系 QA。",
    ),
    "doctor.log_contradicted": (
        "Kiosk {kiosk} was shown another log than it had seen; QA has not settled it yet.",
        "终端 {kiosk} 发现日志与此前所见不一致，QA 尚未处理。",
    ),
    "alarm.log.contradicted": (
        "{kiosk} does not believe the log that it was shown, record {detail}",
        "{kiosk} 发现日志不可信，见记录 {detail}",
    ),
    "alarm.log.accepted": ("A restored log was accepted: {detail}", "已接受恢复的日志：{detail}"),
    # time stamps
    "stamp.not_set": (
        "No time-stamping authority is set. Name tsa_url and tsa_roots in the settings.",
        "未设置时间戳机构。请在设置中指定 tsa_url 和 tsa_roots。",
    ),
    "stamp.not_installed": (
        "The time-stamp library is not installed. Install countersign with the extra timestamp.",
        "未安装时间戳组件。请安装 countersign 的 timestamp 附加项。",
    ),
    "stamp.url_unfit": (
        "{url} is no address of a time-stamping authority. Write http:// or https:// and its name.",
        "{url} 不是时间戳机构的地址。请以 http:// 或 https:// 开头。",
    ),
    "stamp.no_answer": (
        "The time-stamping authority {url} gave no stamp ({detail}). It is tried again.",
        "时间戳机构 {url} 未给出时间戳（{detail}），将重试。",
    ),
    "stamp.does_not_hold": (
        "The time stamp does not hold ({detail}). Compare the root certificate, and call the administrator.",
        "时间戳无效（{detail}）。请核对根证书，并联系系统管理员。",
    ),
    # at a witness
    "witness.rolled_back": (
        "The log went back: {shown} records, {seen} were seen here. Call QA.",
        "中心日志倒退：现有 {shown} 条，本机曾见 {seen} 条。请联系 QA。",
    ),
    "witness.forked": (
        "The log is not the one seen here with {seen} records. Call QA.",
        "中心日志与本机所见 {seen} 条记录的日志不符。请联系 QA。",
    ),
    "witness.forged": (
        "The core showed a checkpoint that its key has not signed. Call QA and the administrator.",
        "中心出示的检查点不是中心密钥签名。请联系 QA 和系统管理员。",
    ),
    "witness.memory_unreadable": (
        "What this kiosk remembers of the log cannot be read: its disk was changed. Call the administrator and QA.",
        "本终端保存的日志见证无法读取，磁盘可能被改动。请联系系统管理员和 QA。",
    ),
    "witness.title": ("Log witness", "日志见证"),
    "witness.none_seen": ("no checkpoint seen yet", "尚未见到检查点"),
    "witness.good": ("cosigned", "已见证"),
    "witness.waits": ("not yet sent", "待发送"),
    "witness.stopped": ("contradicted", "不一致"),
    "witness.settled": ("settled, witnessing again", "已处理，恢复见证"),
    "witness.alarm_title": ("Log alarm", "日志报警"),
    "witness.seen": ("Seen here", "本机所见"),
    "witness.shown": ("Shown then", "中心所示"),
    "witness.verdict_rolled_back": ("went back", "倒退"),
    "witness.verdict_forked": ("another log", "不一致"),
    "witness.verdict_forged": ("not signed by the core", "非中心签名"),
    "witness.causes": ("Cause", "原因"),
    "witness.cause_restored": ("an older backup was restored", "恢复了旧备份"),
    "witness.cause_founded": ("the plant was founded anew", "重新建立了工厂数据"),
    "witness.cause_changed": ("records were changed; a deviation is open", "记录被改动，已立偏差"),
    "witness.qa_only": ("Only QA settles a log alarm. Call QA.", "日志报警仅由 QA 处理。请联系 QA。"),
    "witness.not_on_record": (
        "The alarm is not on record yet. Try again in a moment.",
        "报警尚未记录。请稍后重试。",
    ),
    "next.log_cause": ("choose the cause by digit, then sign", "请按数字键选择原因，然后签名"),
    "work.log_alarm": ("Log alarm", "日志报警"),
    "work.log_alarm_is": ("the core showed another log than before", "中心日志与此前所见不一致"),
}
