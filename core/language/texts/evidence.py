"""Sentences of the doctor about records, log and chains that somebody has changed in the database."""

TEXTS: dict[str, tuple[str, str]] = {
    "doctor.record_altered": (
        "Record {record} at place {index} of the log is not the one that was logged.",
        "日志第 {index} 位的记录 {record} 与入日志时不一致。",
    ),
    "doctor.record_missing": (
        "The record at place {index} of the log is missing.",
        "日志第 {index} 位的记录缺失。",
    ),
    "doctor.record_unauthentic": (
        "Record {record} at place {index} of the log is not signed by its station.",
        "日志第 {index} 位的记录 {record} 没有所属站点的有效签名。",
    ),
    "doctor.record_columns": (
        "Record {record} at place {index} of the log: the columns or the audit trail say something else than it does.",
        "日志第 {index} 位的记录 {record}：表中字段或审计追踪与记录内容不一致。",
    ),
    "doctor.chain_broken": (
        "Record {record} at place {index} of the log does not follow the one before it in its chain.",
        "日志第 {index} 位的记录 {record} 与其记录链的前一条不衔接。",
    ),
    "doctor.chain_end": (
        "{kiosk}: the end of the record chain that is noted is not the one of its records.",
        "{kiosk}：登记的记录链末端与其记录不一致。",
    ),
    "doctor.log_node": (
        "The stored log differs from its records at level {level}, place {index}.",
        "存储的日志在第 {level} 层第 {index} 位与记录不一致。",
    ),
    "doctor.checkpoint_differs": (
        "The checkpoint of size {size} is not about the records that are there.",
        "长度为 {size} 的检查点与现有记录不符。",
    ),
    "doctor.checkpoint_unsigned": (
        "The checkpoint of size {size} is not signed by the core.",
        "长度为 {size} 的检查点没有中心的有效签名。",
    ),
    "log.checkpoint_forged": (
        "The newest checkpoint is not signed by this core. Stop, and call QA and the administrator.",
        "最新检查点不是由本中心签名。请停止使用，并通知质量部门和系统管理员。",
    ),
    "log.node_missing": (
        "The stored log lacks its node at level {level}, place {index}. Call the administrator; a backup is needed.",
        "存储的日志缺少第 {level} 层第 {index} 位的节点。请联系系统管理员，需要从备份恢复。",
    ),
    "doctor.cosignature_missing": (
        "The cosignature of {kiosk} that is kept beside the keys is missing in the database.",
        "密钥旁保存的 {kiosk} 见证签名在数据库中缺失。",
    ),
    "doctor.change_undecided": (
        "Record {record} changes {item}, and nobody has signed that change.",
        "记录 {record} 变更了 {item}，但无人签署该变更。",
    ),
    "doctor.flag_differs": (
        "Record {record} at place {index} of the log is not flagged as the core stated.",
        "日志第 {index} 位的记录 {record}：标记与中心的陈述不一致。",
    ),
    "doctor.alarm_differs": (
        "The alarm raised at place {index} of the log is gone, or another one stands there.",
        "日志第 {index} 位发出的报警缺失，或与陈述不一致。",
    ),
    "doctor.lock_differs": (
        "{person} is not locked or free as the core stated in the log.",
        "{person} 的锁定状态与中心在日志中的陈述不一致。",
    ),
    "doctor.failures_differ": (
        "{person} has another count of wrong codes than the core stated in the log.",
        "{person} 的口令错误次数与中心在日志中的陈述不一致。",
    ),
    "doctor.quarantine_differs": (
        "The data set aside with the hash {sha256} are gone, or are not what the core stated.",
        "哈希值为 {sha256} 的隔离数据缺失，或与中心的陈述不一致。",
    ),
    "doctor.received_moved": (
        "Record {record} at place {index} of the log: its time of receipt was changed.",
        "日志第 {index} 位的记录 {record}：接收时间已被更改。",
    ),
    "doctor.code_again": (
        "A one-time code of {person} could count again, or has counted twice.",
        "{person} 的动态口令可能再次有效，或已被使用两次。",
    ),
}
