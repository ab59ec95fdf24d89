"""Sentences about the outbox, the link to the core and the bus."""

TEXTS: dict[str, tuple[str, str]] = {
    # the outbox
    "outbox.disk_full": (
        "NOT STORED. The disk is full. Stop and call the administrator.",
        "记录未存储，磁盘已满。请停止操作，并联系系统管理员。",
    ),
    "outbox.read_only": (
        "NOT STORED. The disk cannot be written. Stop and call the administrator.",
        "记录未存储，磁盘为只读。请停止操作，并联系系统管理员。",
    ),
    "outbox.disk_fault": (
        "NOT STORED. The disk reports a fault. Stop and call the administrator.",
        "记录未存储，磁盘故障。请停止操作，并联系系统管理员。",
    ),
    "outbox.too_long": (
        "NOT STORED. The record has {bytes} bytes, at most {most} can be sent. Call the administrator.",
        "记录未存储，长度为 {bytes} 字节，最多 {most} 字节。请联系系统管理员。",
    ),
    "outbox.kept_already": (
        "NOT STORED. A record with the same id is kept already. Call the administrator.",
        "记录未存储，已有相同编号的记录。请联系系统管理员。",
    ),
    "outbox.stopped": (
        "NOT STORED. Records of this kiosk exist that are not here. Stop, and have the kiosk enrolled anew.",
        "记录未存储，中心存有本终端缺失的记录。请停止操作，并联系系统管理员重新登记本终端。",
    ),
    "outbox.taken": (
        "{file} is in use by another console. Close that one first.",
        "{file} 正被另一控制台使用。请先关闭该控制台。",
    ),
    "outbox.no_outbox": (
        "{file} is not an outbox. Name the right file in the settings; this one was left as it is.",
        "{file} 不是终端记录文件，未作改动。请在设置中指定正确的文件。",
    ),
    "outbox.version_unknown": (
        "{file} was written by another version ({version}). Use that version; the file was left as it is.",
        "{file} 由其他版本（{version}）写入，未作改动。请使用该版本。",
    ),
    "outbox.other_kiosk": (
        "{file} belongs to kiosk {found}, this is kiosk {expected}. Name the right file in the settings.",
        "{file} 属于终端 {found}，本机为终端 {expected}。请在设置中指定正确的文件。",
    ),
    "outbox.enrolment_past": (
        "{file} is of enrolment {found}, the settings say {expected}. Fetch the settings of the latest enrolment.",
        "{file} 的登记次数为 {found}，设置中为 {expected}。请取用最近一次登记的设置。",
    ),
    "outbox.folder_open": (
        "Other users can enter the folder {folder}. Close it to them (chmod 700) first.",
        "其他用户可进入文件夹 {folder}。请先将其权限改为 700。",
    ),
    "outbox.cannot_open": (
        "{file} cannot be opened. Check that the folder exists and belongs to this user.",
        "无法打开 {file}。请检查文件夹是否存在且属于当前用户。",
    ),
    "outbox.damaged": (
        "{file} is damaged ({detail}). Stop and call the administrator; what the core accepted is safe there.",
        "{file} 已损坏（{detail}）。请停止操作，并联系系统管理员。中心已收的记录不受影响。",
    ),
    "outbox.record_differs": (
        "Record {id} differs from the one kept here. Stop and call QA.",
        "记录 {id} 与本机所存不一致。请停止操作，并联系 QA。",
    ),
    # the link
    "link.offline": (
        "The core cannot be reached. Try again when online.",
        "无法连接中心。请待恢复在线后重试。",
    ),
    "link.no_answer": (
        "The core did not answer within {seconds} s. Nothing was decided; try again.",
        "中心在 {seconds} s 内未答复，未作任何处理。请重试。",
    ),
    "link.key_refused": (
        "The bus refuses the key of this kiosk. Call the administrator.",
        "消息总线拒绝本终端的密钥。请联系系统管理员。",
    ),
    "link.key_missing": (
        "The key file {file} cannot be read. Call the administrator.",
        "无法读取密钥文件 {file}。请联系系统管理员。",
    ),
    "link.not_permitted": (
        "The bus does not permit this kiosk: {subject}. Call the administrator.",
        "消息总线未授权本终端访问：{subject}。请联系系统管理员。",
    ),
    "link.bus_full": (
        "The bus has no room; records wait here. Call the administrator.",
        "消息总线空间已满，记录暂存本机。请联系系统管理员。",
    ),
    "link.bus_refuses": (
        "The bus does not take the records ({reason}); they wait here. Call the administrator.",
        "消息总线不接收记录（{reason}），记录暂存本机。请联系系统管理员。",
    ),
    "link.bus_lost_records": (
        "The bus has lost {count} records; they are sent again. Call the administrator.",
        "消息总线丢失 {count} 条记录，正在补传。请联系系统管理员。",
    ),
    "link.kiosk_doubled": (
        "Records of this kiosk exist that are not here: its disk was copied or restored. Nothing can be signed here. "
        "Have the kiosk enrolled anew.",
        "中心存有本终端缺失的记录，磁盘可能被复制或还原。本终端不得签名。请联系系统管理员重新登记。",
    ),
    "link.receipt_unauthentic": (
        "A receipt came that the core did not sign; it was not taken. Call the administrator.",
        "收到非中心签名的回执，未采用。请联系系统管理员。",
    ),
    # the bus, on the core's side
    "bus.unreachable": (
        "The bus cannot be reached at {urls}. Start it or correct the settings.",
        "无法连接消息总线 {urls}。请启动总线，或更正设置。",
    ),
    "bus.lost": (
        "The connection to the bus is lost. It is tried again.",
        "与消息总线的连接已中断，正在重试。",
    ),
    "bus.key_refused": (
        "The bus refuses the key {file}. Enter the public key on the bus, or name another in the settings.",
        "消息总线拒绝密钥 {file}。请在总线上登记其公钥，或在设置中指定其他密钥。",
    ),
    "bus.key_missing": (
        "The key file {file} cannot be read. Name another in the settings.",
        "无法读取密钥文件 {file}。请在设置中指定其他文件。",
    ),
    "bus.call_refused": (
        "The bus refuses {call}: {reason}",
        "消息总线拒绝 {call}：{reason}",
    ),
    "bus.version_old": (
        "The bus is NATS server {found}, {floor} or newer is needed. Update it.",
        "消息总线为 NATS 服务程序 {found}，应为 {floor} 或更高版本。请更新。",
    ),
    "bus.sync_not_always": (
        "The bus acknowledges before it has written to the disk. Set sync_interval to always.",
        "消息总线在写入磁盘前即确认。请将 sync_interval 设为 always。",
    ),
    "bus.sync_unknown": (
        "It cannot be seen whether the bus writes to the disk before it acknowledges. Name its monitor in the "
        "settings.",
        "无法核对消息总线是否先写入磁盘再确认。请在设置中指定其监控地址。",
    ),
    "bus.stream_missing": (
        "The stream {stream} does not exist. Run the set-up.",
        "流 {stream} 不存在。请运行初始设置。",
    ),
    "bus.setting_differs": (
        "{stream}: {setting} is {found}, expected {expected}. Correct it.",
        "{stream}：{setting} 为 {found}，应为 {expected}。请更正。",
    ),
}
