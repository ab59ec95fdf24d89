"""Sentences about plant files."""

TEXTS: dict[str, tuple[str, str]] = {
    "plant_file.unreadable": (
        "{file} is no plant file (faults: {count}, the first in line {line}).",
        "{file} 不是有效的工厂文件：{count} 处错误，首处在第 {line} 行。",
    ),
    "plant_file.twice": ("{id} stands here a second time. Give it another name.", "{id} 重复。请另行命名。"),
    "plant_file.unknown": (
        "{key} {id} is not in this file. Add it or correct its spelling.",
        "本文件中没有 {key} {id}。请补充或更正写法。",
    ),
    "plant_file.unknown_meant": (
        "{key} {id} is not in this file. Did you mean {meant}?",
        "本文件中没有 {key} {id}。是否应为 {meant}？",
    ),
    "plant_file.gtin": (
        "GTIN {gtin} is wrong: expected 14 digits, the last one the check digit.",
        "GTIN {gtin} 有误：应为 14 位数字，末位为校验码。",
    ),
    "plant_file.admin_alone": (
        "{id} is an administrator and holds another role too. An administrator holds no GMP role.",
        "{id} 为系统管理员，同时具有其他角色。系统管理员不得具有 GMP 角色。",
    ),
    "plant_file.password_real": (
        "{id}: a plant that is not simulated has no passwords in its file. The founders type theirs at the founding; "
        "everybody else at a kiosk.",
        "{id}：非模拟工厂的文件中不得写入密码。创建时由两名创始管理员输入，其他人员在终端设置。",
    ),
    "plant_file.only_founders": (
        "{id}: of a plant that is not simulated only the two founding administrators stand in the file. Enrol others "
        "at a kiosk.",
        "{id}：非模拟工厂的文件中只列两名创始管理员。其他人员请在终端注册。",
    ),
    "plant_file.password_short": (
        "The password of {id} is too short. Use a passphrase of at least {least} characters.",
        "{id} 的密码过短。请使用至少 {least} 个字符的密码短语。",
    ),
    "plant_file.net_unit": (
        "The container is in {have}, its material is kept in {want}. Use {want}.",
        "容器单位为 {have}，物料单位为 {want}。请使用 {want}。",
    ),
    "plant_file.balance_range": (
        "The minimum of {id} is not below its capacity. Correct one of the two.",
        "{id} 的最小称量值不小于最大称量值。请更正。",
    ),
    "plant_file.day": (
        "{key} is {text}; expected a date such as 2028-06-30, or days from founding such as +540 d.",
        "{key} 为 {text}，应为日期，如 2028-06-30，或自建立之日起的天数，如 +540 d。",
    ),
}
