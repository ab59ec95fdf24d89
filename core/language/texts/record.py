"""Sentences about bytes that are no record, or not authentic."""

TEXTS: dict[str, tuple[str, str]] = {
    "record.not_canonical": (
        "{what} cannot be written as a record: a quantity must be decimal text. Report this fault.",
        "{what} 无法写成记录：数量须为十进制文本。请报告此故障。",
    ),
    "record.not_json": (
        "These bytes are no strict JSON ({detail}). They are kept in quarantine; call the administrator.",
        "数据不是规范的 JSON（{detail}），已隔离。请联系系统管理员。",
    ),
    "record.too_long": (
        "The envelope has {bytes} bytes, more than a record may have. It is kept in quarantine.",
        "信封长度 {bytes} 字节，超过记录上限，已隔离。请联系系统管理员。",
    ),
    "record.no_envelope": (
        "These bytes are no envelope ({detail}). They are kept in quarantine; call the administrator.",
        "数据不是记录信封（{detail}），已隔离。请联系系统管理员。",
    ),
    "record.no_place": (
        "The record names no place in a chain ({detail}). It is kept in quarantine.",
        "记录未说明其在记录链中的位置（{detail}），已隔离。请联系系统管理员。",
    ),
    "record.no_message": (
        "The message cannot be read ({detail}) and is not used. Check that both sides have the same version.",
        "消息无法读取（{detail}），不予采用。请检查两端版本是否一致。",
    ),
    "record.answer_foreign": (
        "The answer belongs to another request ({id}) and is not used. Ask again.",
        "应答属于其他请求（{id}），不予采用。请重试。",
    ),
    "record.schema_unknown": (
        "Schema {schema} version {major} is not known here. The record keeps its place, flagged; update the core.",
        "记录格式 {schema} 版本 {major} 未知。记录保留原位并标记。请更新中心。",
    ),
    "record.act_unknown": (
        "The act in this record is not understood ({detail}). It keeps its place, flagged.",
        "记录中的操作无法识别（{detail}）。记录保留原位并标记。请联系系统管理员。",
    ),
    "record.type_foreign": (
        "An envelope of type {type} does not belong here. It is kept in quarantine.",
        "类型 {type} 的信封不属于此处，已隔离。请联系系统管理员。",
    ),
    "record.station_unknown": (
        "Kiosk {kiosk} is not registered. Its record is kept in quarantine; call the administrator.",
        "终端 {kiosk} 未登记，其记录已隔离。请联系系统管理员。",
    ),
    "record.signature_wrong": (
        "The signature of {kiosk} does not hold. The bytes are kept in quarantine; call the administrator.",
        "{kiosk} 的签名无效，数据已隔离。请联系系统管理员。",
    ),
    "record.key_not_valid": (
        "The key of kiosk {kiosk} was not valid when this record was made. It is kept in quarantine.",
        "记录产生时终端 {kiosk} 的密钥无效，记录已隔离。请联系系统管理员。",
    ),
    "record.subject_foreign": (
        "Kiosk {kiosk} sent a message under another name. It is not answered; call the administrator.",
        "终端 {kiosk} 以其他名义发送消息，不予应答。请联系系统管理员。",
    ),
    "checkpoint.not_a_note": (
        "The text is no checkpoint ({detail}). Ask for the signed note again.",
        "文本不是检查点（{detail}）。请重新获取签名文本。",
    ),
    "checkpoint.signature_wrong": (
        "The checkpoint of {origin} is not signed by the core. Do not rely on it; call the administrator.",
        "{origin} 的检查点没有中心的有效签名，不得采信。请联系系统管理员。",
    ),
    "language.key_twice": (
        "The catalogues hold these keys twice: {keys}. Report this fault.",
        "词条重复：{keys}。请报告此故障。",
    ),
    "language.key_unknown": (
        "No catalogue holds the key {key}. Report this fault.",
        "词条 {key} 不存在。请报告此故障。",
    ),
}
