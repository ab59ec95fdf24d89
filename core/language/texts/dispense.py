"""Words of dispensing: weighings in parts, potency of lots, typed weights."""

TEXTS: dict[str, tuple[str, str]] = {
    "entry.source_n": ("Container {n}", "容器 {n}"),
    "entry.balance_n": ("Balance {n}", "天平 {n}"),
    "entry.zero_n": ("Zero {n}", "零点 {n}"),
    "entry.tare_n": ("Tare {n}", "皮重 {n}"),
    "entry.net_n": ("Net weight {n}", "净重 {n}"),
    "entry.label_n": ("Label {n}", "标签 {n}"),
    "basis.as_is": ("as is", "按现状计"),
    "basis.dried": ("dried", "按干燥品计"),
    "weigh.typed_reason": ("Reason for typing", "人工输入原因"),
    "weigh.may_weigh": ("may weigh this", "可用于本次称量"),
    "weigh.may_not": ("may not weigh this", "不可用于本次称量"),
    "weigh.not_checked": ("not checked today", "今日未核查"),
    "weigh.below_minimum": ("below its minimum", "低于最小称量值"),
    "weigh.above_capacity": ("above its capacity", "超出最大称量"),
    "weigh.parts": ("Weighed so far", "已称"),
    "weigh.to_go": ("still to go", "还需"),
    "weigh.assay": ("assay {assay} {basis}, water {water}", "含量{assay}{basis}，水分{water}"),
    "next.type_weight": (
        "the balance cannot be read: type the weight, press Enter",
        "天平无法读取：请输入重量，再按 Enter",
    ),
    "next.type_reason": ("type the reason, then press Enter", "请输入原因，再按 Enter"),
    "next.add_or_part": (
        "add slowly up to {w}; or press Enter: a part, the rest follows",
        "请缓慢加料至 {w}；或按 Enter 记为部分，余量另称",
    ),
    "manifest.reversed": ("Put back", "已退回"),
    "report.reversed": ("The containers above were put back", "以上容器已退回"),
    "review.reversed": (
        "Step {step}: dispensed material was put back: {reason}.",
        "第 {step} 步：已配物料退回：{reason}。",
    ),
    "refusal.nothing_to_reverse": (
        "Step {step} has nothing dispensed and signed to put back. An open weighing is undone with F12.",
        "第 {step} 步没有已配并签名的物料可退回。未签名的称量请按 F12 撤销。",
    ),
    "refusal.reverse_filler": (
        "Step {step} was weighed to make up for this one. Put that back first.",
        "第 {step} 步是为本步骤补足的称量。请先退回该步。",
    ),
    "refusal.reverse_reason": ("Putting material back needs a reason. Type it.", "退回物料须写明原因。请输入原因。"),
    "kit.title": ("Dispensed containers", "已配容器"),
    "kit.none": ("Nothing has been dispensed for this batch yet.", "本批尚未配料。"),
    "kit.to_charge": ("to charge", "待投料"),
    "kit.charged": ("charged", "已投料"),
    "kit.complete": ("Kit", "配料齐套"),
    "kit.is_complete": ("complete, {n} containers", "齐套，共 {n} 个容器"),
    "kit.missing": ("missing: {names}", "缺少：{names}"),
    "kit.reason": ("Reason for putting back {c}", "退回 {c} 的原因"),
    "next.kit": ("a digit puts a container back into stock; F3 goes back", "请按数字键将容器退回库存；按 F3 返回"),
    "next.kit_only": ("F3 goes back", "请按 F3 返回"),
    "next.kit_reason": ("type the reason, then press Enter; destroy the labels", "请输入原因并按 Enter；标签须销毁"),
    "next.zero": ("take everything off balance {b}, press F2", "请清空天平 {b}，再按 F2 置零"),
    "weigh.zeroed": ("zero {w}, calibrated to {date}", "零点 {w}，校准有效期至 {date}"),
    "refusal.not_zero": (
        "Balance {balance} shows {shown} with nothing on it; {allowed} is allowed. Clean the pan, press F2 again.",
        "天平 {balance} 空载显示 {shown}，允许 {allowed} 以内。请清洁秤盘后再按 F2。",
    ),
    "refusal.pan_loaded": (
        "Balance {balance} shows {shown}. Take everything off it, then press F2.",
        "天平 {balance} 显示 {shown}。请取下秤盘上的全部物品，再按 F2。",
    ),
    "refusal.tare_nothing": (
        "Balance {balance} shows {shown}, no container. Put the empty container on, press F2; "
        "if one is on already, take it off and press F12.",
        "天平 {balance} 显示 {shown}，没有容器。请放上空容器再按 F2；若容器已在秤上，请取下并按 F12。",
    ),
    "kit.here": ("complete, {n} to charge here", "齐套，此处待投 {n} 个"),
    "refusal.kit_incomplete": (
        "Nothing of {names} is dispensed and waiting for this charge. Weigh it first; nothing has been charged.",
        "{names} 尚无已配待投的容器。请先称量；尚未投料。",
    ),
    "refusal.kit_other": (
        "The kit named is not what was dispensed for this charge. Scan the vessel again.",
        "所列配料容器与本次投料已配的不符。请重新扫描投料设备。",
    ),
    "shown.tare": ("tare {w}", "皮重 {w}"),
    "shown.zero": ("zero {w}", "零点 {w}"),
    "shown.active": ("counts {active}", "折合 {active}"),
    "shown.typed": ("[!] typed: {reason}", "[!] 人工输入：{reason}"),
    "shown.shift": ("filler {shift}", "补足 {shift}"),
    "refusal.no_part": (
        "{weight} is no part: it must be more than nothing and less than what is missing. Press F8 when it is whole.",
        "{weight} 不能记为部分：须大于零且少于尚缺量。足量时请按 F8。",
    ),
    "refusal.charge_left": (
        "{left} more containers of this material belong to the batch. Scan this one again.",
        "本批该物料另有 {left} 个容器待投料。请重新扫描此容器。",
    ),
    "refusal.assay_missing": (
        "Lot {lot} has no assay that can be used. Wait for the laboratory's result.",
        "批号 {lot} 没有可用的含量结果。请等待检验结果。",
    ),
    "refusal.assay_expired": (
        "The assay of lot {lot} was valid until {date}. Ask the laboratory for a new one.",
        "批号 {lot} 的含量结果有效期至 {date}。请向实验室申请复验。",
    ),
    "refusal.assay_basis": (
        "The assay of lot {lot} is stated {got}, the step asks for {want}. Ask the laboratory.",
        "批号 {lot} 的含量计算基准为 {got}，本步骤要求 {want}。请询问实验室。",
    ),
    "refusal.potency_other": (
        "The record says {name} {got}, it must be {want}. Scan and weigh again.",
        "记录中的 {name} 为 {got}，应为 {want}。请重新扫码称量。",
    ),
    "refusal.typed_right": (
        "A typed weight needs the right to it. Call a supervisor.",
        "人工输入重量需要相应权限。请呼叫班组长。",
    ),
    "refusal.typed_reason": ("A typed weight needs a reason. Type it.", "人工输入重量须写明原因。请输入原因。"),
    "review.typed_weight": (
        "Step {step}: a weight was typed, not weighed: {reason}.",
        "第 {step} 步：重量为人工输入，未经天平采集：{reason}。",
    ),
    "review.rule_typed_weights": ("Weights from balances", "重量取自天平"),
    "right.act.type_weight": ("Type a weight when no balance can be read", "天平无法读取时人工输入重量"),
    "master.potency_assay": (
        "assay must be above 0 and at most {most} %.",
        "assay 须大于 0 且不超过 {most} %。",
    ),
    "master.compensates_unknown": (
        "{step} is no weighing with potency before this step, with a target. Name one, or leave it out.",
        "{step} 不是本步骤之前带有 potency 和目标量的称量步骤。请改正或删除。",
    ),
}
