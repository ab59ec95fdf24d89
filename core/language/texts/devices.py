"""Sentences about devices."""

TEXTS: dict[str, tuple[str, str]] = {
    "device.address_bad": (
        "The device address {url} cannot be used. Correct it in the device registry.",
        "外设地址 {url} 无法使用。请在外设登记中更正。",
    ),
    "device.unreachable": (
        "{device} is disconnected. Check cable and power, or call the engineer.",
        "{device} 未连接。请检查连接线和电源，或联系设备工程师。",
    ),
    "device.silent": (
        "{device} does not answer, nothing taken. Check that it is switched on, then try again.",
        "{device} 无应答，未采用任何数据。请确认已开机后重试。",
    ),
    "device.frame_broken": (
        "{device} sent data that cannot be read, nothing taken. Try again, or call the engineer.",
        "{device} 发送的数据无法识读，未采用。请重试，或联系设备工程师。",
    ),
    "device.answer_unexpected": (
        "{device} answered another question, nothing taken. Try again, or call the engineer.",
        "{device} 的应答与请求不符，未采用。请重试，或联系设备工程师。",
    ),
    "device.wrong_serial": (
        "{device}: serial number {got} found, {want} registered. Connect the registered device, or call the engineer.",
        "{device}：序列号为 {got}，登记为 {want}。请连接已登记的外设，或联系设备工程师。",
    ),
    "device.not_registered": (
        "Device {device} is not registered at this kiosk. Use a registered one, or call the administrator.",
        "外设 {device} 未在本工位终端登记。请使用已登记的外设，或联系系统管理员。",
    ),
    "device.registered_twice": (
        "Device {device} is registered twice. Correct the device registry.",
        "外设 {device} 重复登记。请更正外设登记。",
    ),
    "device.driver_unknown": (
        "Device {device}: there is no driver {driver} for this kind. Correct the device registry.",
        "外设 {device}：该类外设没有驱动 {driver}。请更正外设登记。",
    ),
    "device.row_bad": (
        "The device registry cannot be read: {reason}. Correct it.",
        "外设登记无法读取：{reason}。请更正。",
    ),
    "device.command_unknown": (
        "{device} does not know this command. Call the engineer.",
        "{device} 不支持该指令。请联系设备工程师。",
    ),
    "device.transmission_error": (
        "{device} received a damaged command, nothing taken. Check the cable, then try again.",
        "{device} 收到的指令已损坏，未采用任何数据。请检查连接线后重试。",
    ),
    "device.cannot_execute": (
        "{device} cannot do this now. Look at its display, then try again.",
        "{device} 当前无法执行。请查看其显示屏后重试。",
    ),
    "device.not_stable": (
        "Not stable, not recorded. Wait, then press F8.",
        "示值未稳定，未记录。请稍候再按 F8。",
    ),
    "device.overload": (
        "{device}: overload, not recorded. Take the load off.",
        "{device}：超载，未记录。请移去载荷。",
    ),
    "device.underload": (
        "{device}: underload, not recorded. Put the pan on and zero the balance.",
        "{device}：欠载，未记录。请放好秤盘并清零。",
    ),
    "device.balance_busy": (
        "{device} is busy or found no stable value, not recorded. Wait, then try again.",
        "{device} 正忙或未达到稳定，未记录。请稍候重试。",
    ),
    "device.wrong_unit": (
        "{device} weighs in {got}, the step asks for {want}; not recorded. Set the balance to {want}.",
        "{device} 的单位为 {got}，本步骤要求 {want}，未记录。请将天平单位设为 {want}。",
    ),
    "device.balance_restarted": (
        "{device} was switched off or its tare changed, not recorded. Zero and tare again.",
        "{device} 曾断电或皮重已改变，未记录。请重新清零并去皮。",
    ),
    "device.balance_error": (
        "{device} reports error {number}, not recorded. Call the engineer.",
        "{device} 报告错误 {number}，未记录。请联系设备工程师。",
    ),
    "device.printer_head_up": (
        "{device} is open. Close its cover.",
        "{device} 机盖未关。请合上机盖。",
    ),
    "device.printer_paper_out": (
        "{device} has no labels. Put in a roll.",
        "{device} 标签纸用尽。请装入标签纸。",
    ),
    "device.printer_ribbon_out": (
        "{device} has no ribbon. Put one in.",
        "{device} 色带用尽。请装入色带。",
    ),
    "device.printer_paused": (
        "{device} is paused. Press its pause key.",
        "{device} 已暂停。请按打印机的暂停键。",
    ),
    "device.printer_too_hot": (
        "The print head of {device} is too hot. Wait until it has cooled.",
        "{device} 打印头过热。请等待冷却。",
    ),
    "device.printer_too_cold": (
        "The print head of {device} is too cold. Wait until it is warm.",
        "{device} 打印头温度过低。请等待升温。",
    ),
    "device.printer_buffer_full": (
        "{device} still has labels to print. Wait, then try again.",
        "{device} 尚有标签待打印。请稍候重试。",
    ),
    "device.printer_memory_lost": (
        "{device} has lost its memory. Switch it off and on, or call the engineer.",
        "{device} 内存数据丢失。请关机后重新开机，或联系设备工程师。",
    ),
    "device.security_missing": (
        "{device}: the server offers no Basic256Sha256 with sign and encrypt. Switch it on at the server.",
        "{device}：服务器未提供 Basic256Sha256 签名并加密。请在服务器上启用。",
    ),
    "device.security_none": (
        "{device}: its node map asks for a session without security, which the policy does not permit. "
        "Secure the server, or have the policy changed.",
        "{device}：其节点表要求不加密的会话，而现行策略不允许。请为服务器启用加密，或申请变更策略。",
    ),
    "device.server_other": (
        "{device}: the server shows certificate {got}, {want} is known. Find out why before anything is read from it.",
        "{device}：服务器出示的证书为 {got}，已登记的为 {want}。查明原因之前不要读取其数据。",
    ),
    "device.certificate_expired": (
        "{device}: certificate {file} is valid from {since} to {until} only. Have it renewed.",
        "{device}：证书 {file} 仅在 {since} 至 {until} 有效。请更换证书。",
    ),
    "device.client_refused": (
        "{device}: the server refuses this kiosk's certificate. Have client.pem trusted at the server.",
        "{device}：服务器拒绝本工位终端的证书。请在服务器上信任 client.pem。",
    ),
    "device.user_refused": (
        "{device}: the server refuses the user. Correct the user in the credentials, or its rights at the server.",
        "{device}：服务器拒绝该用户。请更正凭据中的用户，或其在服务器上的权限。",
    ),
    "device.credentials_no_equipment": (
        "{device} has no equipment id, so no credentials can be found. Correct the device registry.",
        "{device} 没有设备编号，无法查找凭据。请更正外设登记。",
    ),
    "device.credentials_one_user": (
        "{device}: the credentials folder {folder} must hold either user.password or user.pem. Put one of them there.",
        "{device}：凭据文件夹 {folder} 必须含有 user.password 或 user.pem 之一。请放入其中一个。",
    ),
    "device.credentials_missing": (
        "{device}: {file} cannot be read in its credentials folder. Put it there.",
        "{device}：凭据文件夹中的 {file} 无法读取。请放入该文件。",
    ),
    "device.credentials_open": (
        "{device}: {file} is open to other users of this machine. Close it (chmod 600).",
        "{device}：{file} 可被本机其他用户读取。请收回权限（chmod 600）。",
    ),
    "device.credentials_bad": (
        "{device}: {file} does not hold what it should. Make it anew as the manual says.",
        "{device}：{file} 的内容不符合要求。请按手册重新制作。",
    ),
    "device.tag_unknown": (
        "Tag {tag} is not in the tag map of {device}. Call the engineer.",
        "{device} 的测点表中没有测点 {tag}。请联系设备工程师。",
    ),
    "device.not_writable": (
        "Tag {tag} of {device} may not be written to {value}. Set it at the equipment, or call the engineer.",
        "{device} 的测点 {tag} 不允许写入 {value}。请在设备上设定，或联系设备工程师。",
    ),
    "device.write_not_taken": (
        "{device}: {tag} reads {got} after it was set to {want}. Look at the equipment, then try again.",
        "{device}：{tag} 设为 {want} 后回读为 {got}。请检查设备后重试。",
    ),
    "device.stands_still": (
        "The controller of {device} stands still. Call the engineer.",
        "{device} 的控制器无响应变化。请联系设备工程师。",
    ),
    "device.answer_other_write": (
        "{device} answered to another write. Look at the equipment, then try again.",
        "{device} 应答的是其他写入。请检查设备后重试。",
    ),
    "device.tag_map_bad": (
        "The tag map {name} cannot be used: {reason}. Correct it.",
        "测点表 {name} 无法使用：{reason}。请更正。",
    ),
    "device.extra_missing": (
        "{device}: this driver is not installed. Call the administrator: pip install countersign[{extra}].",
        "{device}：未安装该驱动。请联系系统管理员：pip install countersign[{extra}]。",
    ),
    "device.value_unfit": (
        "The value {value} does not fit tag {tag}. Enter another value.",
        "数值 {value} 超出测点 {tag} 的范围。请输入其他数值。",
    ),
    "device.answer_short": (
        "{device}: {got} values instead of {want} came back, not used. Check the connection.",
        "{device}：应返回 {want} 个值，实际 {got} 个，不予采用。请检查通信。",
    ),
    "device.answer_other_function": (
        "{device}: the answer belongs to another request, not used. Check the connection.",
        "{device}：应答不属于本次请求，不予采用。请检查通信。",
    ),
    "device.answer_is_echo": (
        "{device}: the line hears itself, nothing used. Call the engineer: the address needs echo=1.",
        "{device}：通信线路收到自身回波，不予采用。请联系设备工程师：地址需设 echo=1。",
    ),
    "device.modbus_exception": (
        "{device} refused the request (Modbus exception {number}). Call the engineer.",
        "{device} 拒绝了请求（Modbus 异常码 {number}）。请联系设备工程师。",
    ),
    "device.fault_unknown": (
        "{device} cannot have the fault {kind}. Choose one of: none, {kinds}.",
        "{device} 不能模拟故障 {kind}。请从以下选择：none, {kinds}。",
    ),
    "device.control_unknown": (
        "The simulator does not understand this request: {reason}.",
        "模拟器无法理解该请求：{reason}。",
    ),
}
