"""Entries, manifests, exceptions and the judge's refusals."""

TEXTS: dict[str, tuple[str, str]] = {
    # entries
    "entry.room": ("Room", "操作间"),
    "entry.source": ("Container", "容器"),
    "entry.balance": ("Balance", "天平"),
    "entry.zero": ("Zero", "零点"),
    "entry.tare": ("Tare", "皮重"),
    "entry.net": ("Net weight", "净重"),
    "entry.label": ("Label", "标签"),
    "entry.label_back_n": ("Label {n} scanned back", "标签 {n} 回扫"),
    "entry.vessel": ("Vessel", "容器设备"),
    "entry.charge_n": ("Charge {n}", "投料 {n}"),
    "entry.value": ("Value", "测量值"),
    "entry.result": ("Result", "计算结果"),
    "entry.second": ("{name}, second count", "{name}（第二次计数）"),
    "entry.set": ("Setting", "设定值"),
    "entry.read_back": ("Read back", "回读值"),
    "entry.file": ("File", "文件"),
    "entry.choice": ("Answer", "选择结果"),
    "entry.equipment": ("Equipment", "设备"),
    "entry.reading": ("Reading", "读数"),
    "entry.reading_n": ("Reading {n}", "读数 {n}"),
    "entry.start": ("Start", "开始"),
    "entry.end": ("Time passed", "经过时间"),
    "entry.mean": ("Mean", "平均值"),
    "entry.sample": ("Sample", "样品"),
    "entry.output": ("Output", "产量"),
    "entry.yield": ("Yield", "收率"),
    "entry.issued": ("Issued", "领用数"),
    "entry.used": ("Used", "使用数"),
    "entry.sampled": ("Sampled", "取样数"),
    "entry.destroyed": ("Destroyed", "销毁数"),
    "entry.returned": ("Returned", "退库数"),
    "entry.reconciled": ("Reconciliation", "物料平衡"),
    "entry.issued_n": ("Issued, lot {n}", "领用数，第 {n} 批"),
    "entry.used_n": ("Used, lot {n}", "使用数，第 {n} 批"),
    "entry.sampled_n": ("Sampled, lot {n}", "取样数，第 {n} 批"),
    "entry.destroyed_n": ("Destroyed, lot {n}", "销毁数，第 {n} 批"),
    "entry.returned_n": ("Returned, lot {n}", "退库数，第 {n} 批"),
    "entry.reconciled_n": ("Reconciliation, lot {n}", "物料平衡，第 {n} 批"),
    "entry.done": ("Done as described", "已按说明完成"),
    # manifests
    "manifest.counts": ("Counts", "数量"),
    "manifest.lot": ("Lot", "批号"),
    "manifest.destroyed": ("Left-overs", "剩余包材"),
    "manifest.destroyed_is": ("{n} with {batch}, counted and destroyed", "{n}，已印批号 {batch}，已计数销毁"),
    "manifest.counts_second": ("Second count", "第二次计数"),
    "manifest.checked": ("Checked", "检查"),
    "manifest.points": ("{n} points, each confirmed", "{n} 项，逐项确认"),
    "manifest.exception": ("Exception", "异常"),
    "manifest.what": ("What", "内容"),
    "manifest.cause": ("Cause", "原因"),
    "manifest.disposition": ("Disposition", "处理意见"),
    "manifest.reason": ("Reason", "理由"),
    "manifest.results": ("Results of sample", "检验结果，样品"),
    "manifest.release": ("Release of batch", "放行，批号"),
    "manifest.void": ("Void the record of batch", "作废批记录，批号"),
    "manifest.void_round": ("Void the record of round", "作废日志记录，编号"),
    "manifest.void_steps": ("Steps done", "已完成步骤"),
    "manifest.product": ("Product", "产品"),
    "manifest.checkpoint": ("Checkpoint", "检查点"),
    "shown.confirmed": ("confirmed", "已确认"),
    "shown.printed": ("{copies} printed", "已打印 {copies} 张"),
    "shown.counted": ("counted, not shown", "已计数，不显示"),
    "shown.set_by_driver": ("{value}, written to the equipment", "{value}，已写入设备"),
    "shown.set_by_hand": ("{value}, set by hand", "{value}，人工设定"),
    "shown.started": ("started", "已开始"),
    "cause.process": ("Process not as usual", "工艺异常"),
    "cause.instrument": ("Instrument or balance not right", "仪器或天平异常"),
    "cause.material": ("Material not as usual", "物料异常"),
    "cause.handling": ("Mistake in handling", "操作失误"),
    "disposition.accept": ("Accept, quality not affected", "接受，不影响质量"),
    "disposition.reject_part": ("Remove the part concerned", "剔除受影响部分"),
    "disposition.deviation": ("Open a deviation", "启动偏差"),
    # exceptions
    "exception.out_of_limits": ("{value} is outside {low} .. {high}", "{value} 超出限度 {low}～{high}"),
    "exception.counts_differ": ("Counted {first}, by the second person {second}", "计数 {first}，第二人计数 {second}"),
    "exception.answered": ("Answer chosen: {answer}", "选择结果：{answer}"),
    "exception.late": ("Late by {minutes} min", "超时 {minutes} min"),
    # the judge's refusals: place and person
    "refusal.step_unknown": (
        "Step {step} is not in this master record. Reload with F5.",
        "主批记录中无步骤 {step}。请按 F5 刷新。",
    ),
    "refusal.step_order": ("Step {step} is not finished. Finish it first.", "步骤 {step} 未完成。请先完成该步骤。"),
    "refusal.step_not_started": ("Step {step} is not started. Open it first.", "步骤 {step} 未开始。请先打开该步骤。"),
    "refusal.batch_complete": (
        "All steps of this batch are finished. Nothing more is recorded.",
        "本批所有步骤均已完成，不再记录。",
    ),
    "refusal.batch_closed": ("Batch {batch} is closed. Ask QA.", "批号 {batch} 已关闭。请联系 QA。"),
    "refusal.clearance_expired": (
        "The line clearance of step {step} has expired: nothing was recorded for more than {minutes} min. "
        "Let a supervisor have step {step} repeated, and clear the room again.",
        "第 {step} 步清场已过有效期：超过 {minutes} 分钟无记录。请由班组长重做第 {step} 步并重新清场。",
    ),
    "refusal.void_material": (
        "Material is dispensed for batch {batch}, or has gone into it. Put it back first; what cannot be put back "
        "is for the authorised person to reject.",
        "批号 {batch} 有已配料或已投料的物料。请先退回；不能退回的，由质量受权人判定不合格。",
    ),
    "refusal.void_reason": (
        "No reason is given. State why the record is voided.",
        "未填写理由。请说明作废记录的原因。",
    ),
    "refusal.void_complete": (
        "Round {round} is complete. It is reviewed, not voided.",
        "日志记录 {round} 已完成，应审核，不能作废。",
    ),
    "refusal.void_case": (
        "An exception of round {round} is open. It is settled first.",
        "日志记录 {round} 有未关闭的异常。请先处理异常。",
    ),
    "refusal.round_reviewed": (
        "Round {round} was reviewed and is closed to changes. Write what has to be said in the next round.",
        "日志记录 {round} 已审核，不能再更正。需要说明的内容请写入下一次记录。",
    ),
    "refusal.not_leased": (
        "Operation {operation} is held by kiosk {kiosk}. Hand it over there first.",
        "岗位操作 {operation} 由终端 {kiosk} 占用。请先在该终端交接。",
    ),
    "refusal.person_unknown": (
        "Person {person} is not known or closed. Ask the supervisor.",
        "人员 {person} 不存在或已停用。请联系班组长。",
    ),
    "refusal.role": (
        "Your role may not do step {step}. It is for: {roles}.",
        "本人角色无权执行步骤 {step}，限：{roles}。",
    ),
    "refusal.role_signature": (
        "Role {role} may not give this signature. Call a person with the right role (F9).",
        "角色 {role} 无权进行此签名。请按 F9 呼叫有权限的人员。",
    ),
    "refusal.role_disposition": (
        "This exception is settled by: {role}. Call that person (F9).",
        "该异常由 {role} 处理。请按 F9 呼叫。",
    ),
    "refusal.role_result": (
        "Results are entered by an analyst. Sign in as one.",
        "检验结果由检验人员录入。请以检验人员登录。",
    ),
    "refusal.entry_unknown": (
        "Step {step} has no entry {entry}. Reload with F5.",
        "步骤 {step} 无记录项 {entry}。请按 F5 刷新。",
    ),
    "refusal.entry_order": (
        "Step {step} expects something else first. See NEXT.",
        "步骤 {step} 应先完成其他项。请看下一步提示。",
    ),
    "refusal.value_missing": ("The value {name} is missing. Record it again.", "缺少数值 {name}。请重新记录。"),
    # scans
    "refusal.room_wrong": (
        "Wrong room: scanned {got}, expected {want}. Go to room {want}.",
        "操作间不符：扫描为 {got}，应为 {want}。请到操作间 {want}。",
    ),
    "refusal.equipment_unknown": (
        "Equipment {equipment} is not registered. Use registered equipment or call the engineer.",
        "设备 {equipment} 未登记。请使用已登记设备，或联系设备工程师。",
    ),
    "refusal.equipment_wrong": (
        "Wrong equipment: scanned {got}, expected: {want}. Scan the right one.",
        "设备不符：扫描为 {got}，应为：{want}。请扫描正确的设备。",
    ),
    "refusal.equipment_room": (
        "Equipment {equipment} belongs to room {room}. Use equipment of this room.",
        "设备 {equipment} 属于操作间 {room}。请使用本操作间的设备。",
    ),
    "refusal.equipment_dirty": (
        "Equipment {equipment} is dirty. Clean it or use another.",
        "设备 {equipment} 待清洁。请先清洁，或换用其他设备。",
    ),
    "refusal.equipment_out_of_use": (
        "Equipment {equipment} is out of use. Use another or call the engineer.",
        "设备 {equipment} 停用或维修中。请换用其他设备，或联系设备工程师。",
    ),
    "refusal.calibration_ended": (
        "Equipment {equipment}: calibration ended on {date}. Use another or call the engineer.",
        "设备 {equipment} 已于 {date} 超过校准有效期。请换用其他设备，或联系设备工程师。",
    ),
    "refusal.balance_not_checked": (
        "Balance {equipment} has no daily check today. Check it first.",
        "天平 {equipment} 今日未做日常核查。请先核查。",
    ),
    "refusal.below_minimum": (
        "Target {target} is below the minimum weight {minimum}. Use a finer balance.",
        "目标量 {target} 低于最小称量值 {minimum}。请换用更精密的天平。",
    ),
    "refusal.above_capacity": (
        "Target {target} is above the capacity {capacity}. Use a larger balance.",
        "目标量 {target} 超过最大称量 {capacity}。请换用更大的天平。",
    ),
    "refusal.container_unknown": (
        "Container {container} is not in stock. Scan a container of this plant.",
        "容器 {container} 不在库存中。请扫描本厂的容器。",
    ),
    "refusal.lot_wrong": (
        "Wrong lot: scanned {got}, expected {want}. Scan the label of the reserved container.",
        "批号不符：扫描为 {got}，应为 {want}。请扫描已预留容器的标签。",
    ),
    "refusal.lot_quarantine": (
        "Lot {lot} is in quarantine. Use a released lot or ask QA.",
        "批号 {lot} 待验，不得使用。请换用合格批，或联系 QA。",
    ),
    "refusal.lot_rejected": (
        "Lot {lot} is rejected. Use a released lot or ask QA.",
        "批号 {lot} 不合格，不得使用。请换用合格批，或联系 QA。",
    ),
    "refusal.reconciled_lot": (
        "Wrong lot: this count is of {got}, due is {want}. Count lot {want} now.",
        "批号不符：计数为 {got}，应为 {want}。请清点批号 {want}。",
    ),
    "refusal.issued_more": (
        "Lot {lot}: {got} issued, but only {held} is set apart for batch {batch}. Count again or ask the warehouse.",
        "批号 {lot}：领用数 {got}，而批号 {batch} 仅预留 {held}。请重新清点，或联系仓库管理员。",
    ),
    "refusal.lots_left": (
        "The number of lots still to be reconciled is {left}. Reload with F5, then go on.",
        "尚有 {left} 批未做物料平衡。请按 F5 刷新后继续。",
    ),
    "refusal.lot_on_hold": (
        "Lot {lot} is on hold. Use a released lot or ask QA.",
        "批号 {lot} 已冻结，不得使用。请换用合格批，或联系 QA。",
    ),
    "refusal.lot_consumed": ("Lot {lot} is used up. Use another lot.", "批号 {lot} 已用完。请换用其他批。"),
    "refusal.lot_expired": (
        "Lot {lot} expired on {date}. Sample, return or destroy only.",
        "批号 {lot} 已于 {date} 过期，只能取样、退库或销毁。",
    ),
    "refusal.container_reserved": (
        "Container {container} is reserved for batch {batch}. Scan one reserved for this one.",
        "容器 {container} 已预留给批号 {batch}。请扫描本批预留的容器。",
    ),
    "refusal.container_not_reserved": (
        "Container {container} is not reserved for batch {batch}. Scan a reserved one.",
        "容器 {container} 未预留给批号 {batch}。请扫描已预留的容器。",
    ),
    "refusal.label_contradicts": (
        "Label of {container} says lot {got}, the stock says {lot}. Do not use it; ask QA.",
        "容器 {container} 标签批号为 {got}，库存为 {lot}。不得使用，请联系 QA。",
    ),
    "refusal.container_short": (
        "Container {container} holds only {holds}. Weigh less or ask for another container.",
        "容器 {container} 仅有 {holds}。请减少称量，或申请其他容器。",
    ),
    "refusal.container_taken": (
        "Container number {container} is taken. Use a new label.",
        "容器号 {container} 已使用。请使用新标签。",
    ),
    "refusal.not_dispensed_here": (
        "Container {container} was not dispensed for batch {batch}. Take it away and scan the right one.",
        "容器 {container} 不是批号 {batch} 的配料。请移开并扫描正确的容器。",
    ),
    "refusal.charged_already": (
        "Container {container} is charged already. Scan the next one.",
        "容器 {container} 已投料。请扫描下一个容器。",
    ),
    "refusal.charge_wrong": (
        "Wrong material: scanned {got}, expected {want}. Keep the order of charging.",
        "物料不符：扫描为 {got}，应为 {want}。请按投料顺序操作。",
    ),
    "refusal.source_other": (
        "Weighed from {got}, but scanned was {want}. Undo with F12 and scan the container again.",
        "称量来源为 {got}，扫描的是 {want}。请按 F12 撤销后重新扫描容器。",
    ),
    "refusal.sample_number": (
        "Sample number {sample} is taken or of another batch. Reload with F5.",
        "样品编号 {sample} 已使用或属于其他批。请按 F5 刷新。",
    ),
    "refusal.sample_other": (
        "Sample {sample} is not drawn as the master record says. Reload with F5.",
        "样品 {sample} 的取样与主批记录不符。请按 F5 刷新。",
    ),
    "refusal.specification_version": (
        "{specification} v{have} was not in force at the drawing; v{now} is. Reload with F5 and draw again.",
        "取样时 {specification} v{have} 不是现行版本，现行为 v{now}。请按 F5 刷新后重新取样。",
    ),
    "refusal.result_version": (
        "Sample {sample} is tested by {specification} v{now}, the result names v{have}. It is judged by v{now}.",
        "样品 {sample} 按 {specification} v{now} 检验，结果所注为 v{have}。已按 v{now} 判定。",
    ),
    "refusal.output_other": (
        "Output {got} is not what this step makes: {want}. Reload with F5.",
        "产出 {got} 与本步骤不符，应为 {want}。请按 F5 刷新。",
    ),
    "refusal.labels_other": (
        "This step prints {n} different labels of its own. Print again.",
        "本步骤应打印 {n} 张各不相同的标签。请重新打印。",
    ),
    "refusal.undo_material": (
        "Material is charged or sampled in step {step}; it cannot be undone. Call the supervisor (F9).",
        "步骤 {step} 已投料或取样，不能撤销。请按 F9 呼叫班组长。",
    ),
    "refusal.step_started": ("Step {step} is started already. See NEXT.", "步骤 {step} 已开始。请看下一步提示。"),
    # values
    "refusal.value_unfit": (
        "A value of step {step} cannot be calculated with. Type it again.",
        "步骤 {step} 的数值无法计算。请重新输入。",
    ),
    "refusal.unit_wrong": (
        "Wrong unit: got {got}, expected {want}. Switch the unit.",
        "单位不符：收到 {got}，应为 {want}。请切换单位。",
    ),
    "refusal.negative": (
        "{value} is negative. Zero the balance and weigh again.",
        "{value} 为负值。请清零后重新称量。",
    ),
    "refusal.decimals": ("Enter the value with {want} decimal places.", "请按 {want} 位小数输入。"),
    "refusal.not_weighed": (
        "A weight must come from the balance. Press F8 when it is stable.",
        "重量须来自天平。请在示值稳定后按 F8。",
    ),
    "refusal.not_read": (
        "The value must be read from the equipment. Press F5 to read.",
        "该值须从设备读取。请按 F5 读取。",
    ),
    "refusal.own_second_count": (
        "You counted first. Another person must count now: press F10 and let that person sign in.",
        "首次计数由本人完成，须由他人再次计数。请按 F10 锁定，由他人登录。",
    ),
    "refusal.second_count_begun": (
        "Another person has begun the second count and must end it. Call that person.",
        "第二次计数已由他人开始，须由其完成。请呼叫该人员。",
    ),
    "refusal.second_counter_signs": (
        "This count is confirmed by the person who counted second. Call that person.",
        "本次计数须由第二次计数人复核签名。请呼叫该人员。",
    ),
    "refusal.first_counter_signs": (
        "This count is signed first by the person who counted first. Call that person.",
        "本次计数须先由首次计数人签名。请呼叫该人员。",
    ),
    "refusal.setting_other": (
        "Set to {got}, but the master record says {want}. Set {want}.",
        "设定为 {got}，主批记录规定为 {want}。请设定 {want}。",
    ),
    "refusal.not_written": (
        "Nothing shows who set this value. Press F8 to write it, or set it by hand and press Enter.",
        "无法确认该值的设定方式。请按 F8 写入，或人工设定后按 Enter。",
    ),
    "refusal.file_unfit": (
        "The file has no fit name or hash. Press F5 and choose it again.",
        "文件名或哈希值不符合要求。请按 F5 后重新选择。",
    ),
    "refusal.file_kind": (
        "{name} is none of: {kinds}. Put a file of such a kind into the folder.",
        "{name} 不是所需类型：{kinds}。请放入符合类型的文件。",
    ),
    "refusal.file_empty": (
        "{name} is empty or cannot be measured. Copy it into the folder again.",
        "{name} 为空或无法读取大小。请重新复制到文件夹。",
    ),
    "refusal.file_large": (
        "{name} has {size}, at most {most} is taken. Make it smaller.",
        "{name} 为 {size}，最大允许 {most}。请缩小文件。",
    ),
    "refusal.option_unknown": (
        "Step {step} has no answer {option}. Press the digit of one that is shown.",
        "步骤 {step} 无选项 {option}。请按所示数字选择。",
    ),
    "refusal.tag_wrong": ("Read tag {got}, expected {want}. Press F5.", "读取测点为 {got}，应为 {want}。请按 F5。"),
    "refusal.device_other": (
        "Another device answered: serial {got}, expected {want}. Call the engineer.",
        "应答设备不符：序列号 {got}，应为 {want}。请联系设备工程师。",
    ),
    "refusal.weight_under": (
        "{weight} is under the limit, not recorded. Add {add}.",
        "{weight} 低于限度，未记录。请再加 {add}。",
    ),
    "refusal.weight_over": (
        "{weight} is over the limit, not recorded. Take out {remove}.",
        "{weight} 高于限度，未记录。请取出 {remove}。",
    ),
    "refusal.calculation": (
        "Calculated {got}, but the inputs give {want}. Reload with F5.",
        "计算值为 {got}，按输入应为 {want}。请按 F5 刷新。",
    ),
    "refusal.timer_early": (
        "Too early: {seconds} s to go. Wait until the time has passed.",
        "时间未到：还需 {seconds} s。请等待计时结束。",
    ),
    "refusal.label_other": (
        "Label {got} was not printed in this step. Scan the label just printed.",
        "标签 {got} 不是本步骤打印。请扫描刚打印的标签。",
    ),
    "refusal.reprint": (
        "A reprint needs a reason and prints the same labels. Press F7 again.",
        "补打须说明理由，且标签内容相同。请再按 F7。",
    ),
    "refusal.label_twice": ("Same label scanned again. Counted once.", "同一标签重复扫描，只计一次。"),
    "calculation.input_missing": (
        "The input {input} is not recorded yet. Record it first.",
        "输入值 {input} 尚未记录。请先记录。",
    ),
    "calculation.nothing_issued": ("The issued count is 0. Count again.", "领用数为 0。请重新计数。"),
    "calculation.none": ("Step {step} calculates nothing.", "步骤 {step} 无计算。"),
    "quantity.not_a_number": (
        "“{text}” is no number. Type digits and one point.",
        "“{text}” 不是数字。请输入数字和小数点。",
    ),
    "quantity.units_differ": ("{have} cannot be turned into {want}.", "{have} 不能换算为 {want}。"),
    "quantity.unit_unknown": ("Unit {unit} is not known.", "单位 {unit} 未知。"),
    # signatures, exceptions, results
    "refusal.signature_empty": ("There is nothing in this signature. Sign again.", "签名内容为空。请重新签名。"),
    "refusal.nothing_to_sign": ("There is nothing to sign here. See NEXT.", "此处无需签名。请看下一步提示。"),
    "refusal.step_unfinished": (
        "Step {step} is not finished. Finish it first.",
        "步骤 {step} 未完成。请先完成该步骤。",
    ),
    "refusal.already_signed": (
        "{step} is signed already; only a correction is possible.",
        "{step} 已签名，只能更改。",
    ),
    "refusal.manifest_other": (
        "What is shown is not what was recorded. Reload with F5 and sign again.",
        "显示内容与记录不一致。请按 F5 刷新后重新签名。",
    ),
    "refusal.signature_claim": (
        "Name, declaration or time in this signature is not the signer's. Reload with F5 and sign again.",
        "签名中的姓名、声明或时间与签名人不符。请按 F5 刷新后重新签名。",
    ),
    "refusal.own_disposition": (
        "You took part in what this exception is about. Another person must settle it.",
        "该异常涉及本人的操作或处理。须由他人处理。",
    ),
    "refusal.disposition_unknown": (
        "Exception {exception}: choose a disposition by its digit.",
        "异常 {exception}：请按数字键选择处理意见。",
    ),
    "refusal.cause_unfit": (
        "Exception {exception}: give the cause once, in at most {n} characters.",
        "异常 {exception}：原因只填写一次，最多 {n} 个字符。",
    ),
    "refusal.result_recorded": (
        "Test {test} of sample {sample} has its result; it stays. Sign it.",
        "样品 {sample} 的项目 {test} 已有结果，保持不变。请签名。",
    ),
    "refusal.not_performed": ("The performer has not signed yet.", "操作人尚未签名。"),
    "refusal.own_countersign": (
        "You performed this step. Another person must check it.",
        "本步骤由本人操作，须由他人复核。请换人签名。",
    ),
    "refusal.before_performance": (
        "The check is dated before the performance. Call the administrator.",
        "复核时间早于操作时间。请联系系统管理员。",
    ),
    "refusal.exception_unknown": (
        "Exception {exception} is not open. See NEXT.",
        "异常 {exception} 未开启或已关闭。请看下一步提示。",
    ),
    "refusal.not_explained": (
        "Exception {exception} has no cause yet. Give it first.",
        "异常 {exception} 尚无原因。请先说明。",
    ),
    "refusal.sample_unknown": (
        "Sample {sample} is not known. Scan its label again.",
        "样品 {sample} 不存在。请重新扫描标签。",
    ),
    "refusal.test_unknown": ("Test {test} is not in the specification.", "质量标准中无检验项目 {test}。"),
    # declarations
    "declaration.performed": ("Performed: I did this step as shown.", "操作：本人已按所示内容完成本步骤。"),
    "declaration.verified": (
        "Verified: I checked what is shown, independently.",
        "复核：本人已独立核对所示内容。",
    ),
    "declaration.reviewed": (
        "Reviewed: I reviewed this record and its exceptions.",
        "审核：本人已审核本记录及所列异常。",
    ),
    "declaration.approved": ("Approved: I approve what is shown.", "批准：本人批准所示内容。"),
    "declaration.released": (
        "Released: production and testing meet the registration and GMP. I approve the release.",
        "批准放行：本批生产和检验符合注册和 GMP 要求，本人批准放行。",
    ),
    "declaration.rejected": ("Rejected: this batch is not released.", "不合格：本批不予放行。"),
    "declaration.voided": (
        "Voided: this record is not gone on with. All of it is kept.",
        "作废：本记录不再继续执行，全部内容予以保留。",
    ),
    "kiosk.batch_unknown": (
        "Batch {batch} is not open at this kiosk. Reload with F5.",
        "批号 {batch} 未在本终端打开。请按 F5 刷新。",
    ),
}
