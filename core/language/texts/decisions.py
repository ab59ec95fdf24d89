"""What the core answers, flags and finds: decisions, exceptions on records, keys, log, doctor."""

TEXTS: dict[str, tuple[str, str]] = {
    # one-time codes; "refusal.not_accepted" stands with the sign-in
    "refusal.code_used": (
        "Code already used. Next code in {s} s.",
        "动态口令已使用。请在 {s} s 后输入新口令。",
    ),
    "refusal.locked": (
        "Account locked until {t}. QA or an administrator can unlock it.",
        "账号锁定至 {t}。可由 QA 或系统管理员解锁。",
    ),
    # decisions
    "refusal.cannot_release": (
        "Cannot release: {list}. Settle these first.",
        "不得放行：{list}。请先处理以上事项。",
    ),
    "decision.batch_closed": (
        "Batch {batch} is decided. Nothing more can be done in it.",
        "批号 {batch} 已作出放行结论，不得再操作。",
    ),
    "decision.batch_size": (
        "Batch size {asked} is not approved. The master record is for {approved}.",
        "批量 {asked} 未经批准。该主批记录的批量为 {approved}。",
    ),
    "decision.batch_unknown": (
        "Batch {batch} is not known. Check the number, or ask the planner.",
        "无批号 {batch}。请核对批号，或联系生产计划员。",
    ),
    "decision.body_unfit": (
        "The request {verb} was not understood ({detail}). Call the administrator.",
        "请求 {verb} 无法识读（{detail}）。请联系系统管理员。",
    ),
    "decision.container_taken": (
        "Container {container} is reserved for batch {batch}. Choose another.",
        "容器 {container} 已预留给批号 {batch}。请另选容器。",
    ),
    "decision.container_unknown": (
        "Container {container} is not known. Scan its label again, or ask the warehouse.",
        "无容器 {container}。请重新扫描标签，或联系仓库管理员。",
    ),
    "decision.customer_unknown": (
        "Consignee {customer} is not registered. Choose one from the list.",
        "收货单位 {customer} 未登记。请从列表中选择。",
    ),
    "decision.direction": (
        "Direction {direction} is not known. Use forward or backward.",
        "追溯方向 {direction} 无效。请用 forward 或 backward。",
    ),
    "decision.less_in_stock": (
        "Lot {lot}: {have} in stock, {asked} asked for. Enter less.",
        "批号 {lot} 库存 {have}，少于 {asked}。请减少数量。",
    ),
    "decision.lot_expired": (
        "Lot {lot} expired on {date}. Sample, return or destroy only.",
        "批号 {lot} 已于 {date} 过期，只能取样、退库或销毁。",
    ),
    "decision.whole_pieces": (
        "Lot {lot} is shipped in whole pieces, not {asked}. Type a whole number.",
        "批号 {lot} 须按整件发运，不能为 {asked}。请输入整数。",
    ),
    "decision.file_too_large": (
        "The file is larger than {most} MB. Attach a smaller one.",
        "文件超过 {most} MB。请附较小的文件。",
    ),
    "decision.files_full": (
        "The core keeps {have} of at most {most} MB of files. Ask the administrator for room; the file waits here.",
        "中心已存文件 {have} MB，上限 {most} MB。请联系管理员扩容，文件暂留本机。",
    ),
    "decision.files_of_kiosk": (
        "{kiosk} has sent {have} of at most {most} MB of files within a day. The file waits here until tomorrow.",
        "{kiosk} 一天内已发送文件 {have} MB，上限 {most} MB。文件暂留本机，明日再发。",
    ),
    "decision.reason_missing": (
        "Give a reason in words. Blanks and signs alone say nothing.",
        "请用文字填写理由，空白或符号不能作为理由。",
    ),
    "decision.lot_not_released": (
        "Lot {lot} is not released (state {state}). Ask the authorised person.",
        "批号 {lot} 未放行（状态 {state}）。请联系质量受权人。",
    ),
    "decision.lot_not_usable": (
        "Container {container}: lot {lot} is not released, expired or used up. Choose another.",
        "容器 {container}：批号 {lot} 未放行、已过期或已用完。请另选容器。",
    ),
    "decision.lot_of_batch": (
        "Lot {lot} was made here. The decision on its batch decides it.",
        "批号 {lot} 为本厂产品，其状态由该批的放行结论决定。",
    ),
    "decision.lot_state": (
        "Lot {lot} cannot be changed to this state; it is {state} now.",
        "批号 {lot} 当前状态为 {state}，不能改为该状态。",
    ),
    "decision.lot_unknown": (
        "Lot {lot} is not known. Check the number.",
        "无批号 {lot}。请核对批号。",
    ),
    "decision.draft_unknown": (
        "No draft {sha256}: it was approved, or a newer version was. Press F5.",
        "无草案 {sha256}：该草案或更新版本已批准。请按 F5。",
    ),
    "decision.master_not_effective": (
        "{code} version {version} is not effective today. Press F5 and choose again.",
        "{code} 第 {version} 版今日未生效。请按 F5 重新选择。",
    ),
    "decision.master_unknown": (
        "No effective master record {code}. Ask QA.",
        "无已生效的主批记录 {code}。请联系 QA。",
    ),
    "decision.not_entitled": (
        "{name} may not do this. It takes one of: {roles}.",
        "{name} 无此权限。所需角色：{roles}。",
    ),
    "decision.not_holder": (
        "Operation {operation} is not held by this kiosk but by {kiosk}.",
        "岗位操作 {operation} 不由本终端占用，占用终端为 {kiosk}。",
    ),
    "decision.nothing_asked": (
        "Enter a quantity above zero for lot {lot}.",
        "请输入批号 {lot} 的数量，须大于零。",
    ),
    "decision.operation_leased": (
        "Operation {operation} is held by kiosk {kiosk}. Hand it over there first.",
        "岗位操作 {operation} 由终端 {kiosk} 占用。请先在该终端交接。",
    ),
    "decision.room_occupied": (
        "Room {room} is taken by batch {batch} ({product}), operation {operation}. "
        "Finish and clear it, or hand it over, before another batch begins there.",
        "操作间 {room} 正由批号 {batch}（{product}）的岗位操作 {operation} 占用。"
        "请先完成并清场，或办理交接，再开始另一批。",
    ),
    "decision.operation_unknown": (
        "Batch {batch} has no operation {operation}. Reload with F5.",
        "批号 {batch} 无岗位操作 {operation}。请按 F5 刷新。",
    ),
    "decision.file_part": (
        "This is no part of a file. Attach the file again.",
        "文件分段数据无效。请重新附加文件。",
    ),
    "decision.part_unknown": (
        "Part {part} of {parts} does not exist. Ask again from the first.",
        "无第 {part} 部分，共 {parts} 部分。请从头重新请求。",
    ),
    "decision.person_unknown": (
        "Person {person} is not active here. Ask the administrator.",
        "人员 {person} 未启用。请联系系统管理员。",
    ),
    "decision.plant_in_parts": (
        "The plant's data ({bytes} bytes) must be asked for in parts. Update this kiosk.",
        "工厂数据（{bytes} 字节）须分部分请求。请升级本终端。",
    ),
    "decision.signature_flagged": (
        "The signature {id} is flagged and cannot be relied upon. Sign again.",
        "签名 {id} 有异常，不得作为依据。请重新签名。",
    ),
    "decision.signature_missing": (
        "The signature {id} has not reached the core. Wait for its receipt, then try again.",
        "签名 {id} 未到达中心。请待中心已收后重试。",
    ),
    "decision.signature_outdated": (
        "Since signature {id} something else was signed in this batch. Look again and sign again.",
        "签名 {id} 之后本批又有其他签名。请重新核对后签名。",
    ),
    "decision.signature_other": (
        "The signature {id} is about something else or by another person. Sign again.",
        "签名 {id} 的内容或签名人不符。请重新签名。",
    ),
    "decision.stock_short": (
        "Stock is short: {list}. Receive or release material first.",
        "库存不足：{list}。请先接收或放行物料。",
    ),
    "decision.kiosk_key_ended": (
        "The keys of kiosk {kiosk} have ended. Have the administrator renew them.",
        "终端 {kiosk} 的密钥已失效。请由系统管理员更新。",
    ),
    "decision.verb_unknown": (
        "The core does not know the request {verb}. Update it or this kiosk.",
        "中心不识别请求 {verb}。请升级中心或本终端。",
    ),
    # exceptions on records that were kept
    "exception.batch_unknown": (
        "The record names batch {batch}, which was never issued.",
        "记录所写批号 {batch} 从未发放。",
    ),
    "exception.chain_forked": (
        "The record chain of kiosk {kiosk} has two continuations. Stop the kiosk, call the administrator.",
        "终端 {kiosk} 的记录链出现分叉。请停用该终端，并联系系统管理员。",
    ),
    "exception.key_ended": (
        "Kiosk {kiosk} made the record after {t}, when its key had ended. Have the administrator renew its keys.",
        "终端 {kiosk} 的密钥已于 {t} 失效，此记录在其后生成。请由系统管理员更新其密钥。",
    ),
    "exception.key_superseded": (
        "Kiosk {kiosk} made the record by its earlier key after it had gone on with the new one. Find out who has it.",
        "终端 {kiosk} 已启用新密钥，此记录仍用原密钥签名。请查明原密钥由谁持有。",
    ),
    "exception.clock_ahead": (
        "The clock of kiosk {kiosk} was ahead of the core's.",
        "终端 {kiosk} 的时钟快于中心。",
    ),
    "exception.code_of_another": (
        "The code check named by the signature of {person} was for another person, kiosk or time.",
        "{person} 的签名所引动态口令核对记录属于其他人员、终端或时间。",
    ),
    "exception.code_unconfirmed": (
        "The core has not confirmed the one-time code of the signature of {person}.",
        "{person} 签名的动态口令未经中心核对。",
    ),
    "exception.code_used_before": (
        "The code check of the signature of {person} was used for another signature.",
        "{person} 签名的动态口令核对记录已用于其他签名。",
    ),
    "exception.id_reused": (
        "The record id {id} belongs to another record. Call the administrator.",
        "记录编号 {id} 已属于其他记录。请联系系统管理员。",
    ),
    "exception.not_judged": (
        "The record lacks what its kind must hold ({detail}).",
        "记录缺少必要内容（{detail}）。",
    ),
    "exception.not_projected": (
        "The record is kept, but stock and batch could not follow it ({detail}).",
        "记录已保存，但库存和批状态无法据此更新（{detail}）。",
    ),
    "exception.record_fault": (
        "The record or its signature does not hold ({fault}).",
        "记录或其签名无效（{fault}）。",
    ),
    "exception.simulated": (
        "A simulated device or clock stands behind this record.",
        "该记录来自模拟的外设或时钟。",
    ),
    "stock.short": (
        "{place} held {missing} less than was taken; booked as a discrepancy.",
        "{place} 的库存比取用量少 {missing}，已记为差异。",
    ),
    # the core itself
    "core.config_unreadable": (
        "The settings {file} cannot be read: {detail}",
        "设置文件 {file} 无法识读：{detail}",
    ),
    "core.founded_before": (
        "This database already holds the plant {site}. Use an empty one.",
        "该数据库已有工厂 {site}。请使用空数据库。",
    ),
    "core.founders_missing": (
        "A plant begins with {n} administrators. Give the plant file that many people with the role admin.",
        "建立工厂须有 {n} 名系统管理员。请在工厂文件中登记。",
    ),
    "core.enrolment_missing": (
        "Nothing was prepared for {id}. Begin the enrolment again at the kiosk.",
        "未找到 {id} 的注册数据。请在终端重新注册。",
    ),
    "core.item_too_long": (
        "{kind} {id} is longer than {limit} bytes and does not fit into one record.",
        "{kind} {id} 超过 {limit} 字节，无法写入一条记录。",
    ),
    "core.too_long": (
        "This takes a record of {bytes} bytes, and a record has at most {most}. Do it in parts.",
        "该操作需 {bytes} 字节的记录，超过上限 {most} 字节。请分次办理。",
    ),
    "core.master_unknown": (
        "The master record {sha256} was never effective here.",
        "主批记录 {sha256} 从未在此生效。",
    ),
    "core.unfoldable": (
        "The record cannot become part of its batch ({detail}).",
        "记录无法并入该批（{detail}）。",
    ),
    "database.away": (
        "The database cannot be used now ({detail}). The service tries again.",
        "数据库暂时无法使用（{detail}）。系统将重试。",
    ),
    "database.refused": (
        "The database refused ({detail}). Call the administrator.",
        "数据库已拒绝（{detail}）。请联系系统管理员。",
    ),
    "database.schema_differs": (
        "The tables of this database were made by another version of Countersign. Run that version, or found the plant "
        "in an empty database.",
        "此数据库由其他版本的 Countersign 建立，表结构不同。请使用该版本，或在空数据库中重新建立工厂。",
    ),
    "database.another_core": (
        "A core of this plant is running already. Stop it first.",
        "该工厂的中心服务已在运行。请先停止该服务。",
    ),
    "database.stock_short": (
        "The container holds less than is to be moved.",
        "容器内数量少于要移出的数量。",
    ),
    "keys.readable_by_others": (
        "Others can read the key file {file}. Restrict it to its owner (0600).",
        "密钥文件 {file} 可被他人读取。请限为仅所有者可读（0600）。",
    ),
    "keys.seed_does_not_open": (
        "The token seed of {owner} does not open with this key. Check the key files.",
        "{owner} 的令牌种子无法用此密钥打开。请检查密钥文件。",
    ),
    "keys.unreadable": (
        "The key file {file} is missing or damaged. Restore it from the backup of keys.",
        "密钥文件 {file} 缺失或损坏。请从密钥备份恢复。",
    ),
    "log.rewritten": (
        "The log does not extend its own checkpoint: records were changed. Stop, and compare with the witnesses.",
        "日志与其检查点不符：记录已被改动。请停止使用，并与见证方核对。",
    ),
    "log.shorter_than_checkpoint": (
        "The log is shorter than its checkpoint: an old backup was restored. Stop, and compare with the witnesses.",
        "日志短于其检查点：恢复了旧备份。请停止使用，并与见证方核对。",
    ),
    # doctor
    "doctor.all_well": ("All is well.", "一切正常。"),
    "doctor.balance": (
        "Container {container}: balance and ledger differ.",
        "容器 {container} 的余额与台账不符。",
    ),
    "doctor.forked": (
        "Kiosk {kiosk}: the record chain is forked.",
        "终端 {kiosk} 的记录链已分叉。",
    ),
    "doctor.gap": (
        "{n} records wait for one before them.",
        "{n} 条记录在等待其前一条。",
    ),
    "doctor.log_size": (
        "{records} records, but {leaves} leaves in the log.",
        "记录 {records} 条，日志叶 {leaves} 个，两者不符。",
    ),
    "doctor.rights": (
        "The service's role may change records. Grant it only reading and inserting.",
        "服务所用角色可改动记录。请只授予读取和插入权限。",
    ),
    "doctor.schema": (
        "The database has schema {have}, this version wants {want}. Upgrade it.",
        "数据库版本为 {have}，本版本需要 {want}。请升级。",
    ),
    # records that do not hold
    "record.not_taken": (
        "The core could not take this record. It is kept; call the administrator.",
        "中心无法处理该记录，已予保存。请联系系统管理员。",
    ),
    "record.place_impossible": (
        "The record states an impossible place in its chain.",
        "记录所写的记录链位置无效。",
    ),
}
