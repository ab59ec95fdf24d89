"""Sentences about master batch records."""

TEXTS: dict[str, tuple[str, str]] = {
    "master.unreadable": (
        "{file} is no master batch record (faults: {count}, the first in line {line}).",
        "{file} 不是有效的主批记录：{count} 处错误，首处在第 {line} 行。",
    ),
    "master.sound": (
        "{file}: {code} v{version}, {steps} steps, no fault found.",
        "{file}：{code} v{version}，{steps} 个步骤，未发现错误。",
    ),
    "master.faulty": ("Faults found: {count}.", "发现 {count} 处错误。"),
    "master.plant_missing": (
        "Not compared with a plant. Give --plant to check materials, rooms and equipment.",
        "未与工厂数据核对。请用 --plant 核对物料、操作间和设备。",
    ),
    "master.file_unread": (
        "{file} cannot be read: {problem}. Check the name and the rights.",
        "无法读取 {file}：{problem}。请检查文件名和权限。",
    ),
    "master.not_utf8": (
        "{file} is not UTF-8 text. Save it as UTF-8.",
        "{file} 不是 UTF-8 文本。请另存为 UTF-8。",
    ),
    # identity and policy
    "master.id_twice": ("{id} stands here a second time. Give it another id.", "{id} 重复。请另行编号。"),
    "master.role_cannot_perform": (
        "Role {got} cannot perform a step. Use operator, supervisor, warehouse, qc_analyst or engineer.",
        "角色 {got} 不能操作步骤。请使用 operator, supervisor, warehouse, qc_analyst 或 engineer。",
    ),
    "master.critical_unverified": (
        "Step {step} is critical but its signature is {sign}. Use performed_verified.",
        "步骤 {step} 为关键步骤，签名方式却为 {sign}。请使用 performed_verified。",
    ),
    "master.device_unused": (
        "Device {device} is by MA, but the label is not. Give issuer: ma, or leave device out.",
        "产品标识 {device} 属 MA 编码，标签却不是。请填写 issuer: ma，或删去 device。",
    ),
    "master.issuer_unused": (
        "Label {label} has no unique device identification. Leave issuer out, or give label: udi.",
        "标签 {label} 不含医疗器械唯一标识。请删去 issuer，或填写 label: udi。",
    ),
    "master.device_not_ma": (
        "Device {device} is not by MA. Expected MA.156.M0., the registrant (6), a dot, the item (8).",
        "产品标识 {device} 不是 MA 编码。应为 MA.156.M0.、注册人代码（6 位）、点、产品代码（8 位）。",
    ),
    "master.blind_uncounted": (
        "Step {step} counts no pieces, so nobody can count it a second time. Use performed_verified.",
        "步骤 {step} 不是计数，无法进行第二次计数。请使用 performed_verified。",
    ),
    "master.signature_unsigned": (
        "Step {step} is a signature but nobody signs it. Use performed or performed_verified.",
        "步骤 {step} 为签名步骤，却无人签名。请使用 performed 或 performed_verified。",
    ),
    "master.clearance_first": (
        "Operation {operation} does not begin with a line clearance. Put one first.",
        "岗位操作 {operation} 未以清场开始。请将清场列为首个步骤。",
    ),
    "master.scan_target_kinds": (
        "A target needs exactly one of room, equipment_class and material.",
        "核对对象须从 room, equipment_class, material 中选取一项，且只能选一项。",
    ),
    "master.options_count": (
        "A choice has {fewest} to {most} options, not {count}. Add or take out some.",
        "选择步骤须有 {fewest}～{most} 个选项，现为 {count} 个。请增减选项。",
    ),
    "master.option_twice": (
        "Option {option} stands here a second time. Give it another id or name.",
        "选项 {option} 重复。请另行编号或命名。",
    ),
    "master.options_all_wrong": (
        "Every option opens an exception. Leave at least one that does not.",
        "所有选项都会开启异常。请至少保留一个正常选项。",
    ),
    "master.readings_count": (
        "An environment check has at most {most} readings, not {count}. Make two steps of it.",
        "环境检查最多 {most} 个读数，现为 {count} 个。请分为两个步骤。",
    ),
    "master.reading_twice": (
        "Reading {reading} stands here a second time. Give it another name or tag.",
        "读数 {reading} 重复。请另行命名或更换测点。",
    ),
    "master.reading_unlimited": (
        "Reading {reading} has neither a low nor a high limit. Give at least one.",
        "读数 {reading} 无上限和下限。请至少给出一项。",
    ),
    "master.setting_tolerance": (
        "The tolerance {tolerance} does not fit the value {value}. Use 0 or more, less than the value.",
        "允差 {tolerance} 与设定值 {value} 不符。请使用不小于 0 且小于设定值的数。",
    ),
    # limits
    "master.limits_order": (
        "The low limit {low} is above the high limit {high}. Exchange or correct them.",
        "下限 {low} 高于上限 {high}。请对调或更正。",
    ),
    "master.limit_outside": (
        "{name} {value} is outside the limits {low} .. {high}. Move it inside.",
        "{name} {value} 超出限度 {low}～{high}。请改在限度内。",
    ),
    "master.target_alerts": (
        "The target {value} is outside the alert limits. Move it inside.",
        "目标值 {value} 超出警戒限度。请改在警戒限度内。",
    ),
    "master.timer_order": (
        "The minimum of {low} s is above the maximum of {high} s. Exchange or correct them.",
        "最短时间 {low} s 大于最长时间 {high} s。请对调或更正。",
    ),
    # materials
    "master.not_on_bill": (
        "Material {material} is not on the bill of materials. Add it there or correct its spelling.",
        "物料 {material} 不在物料清单中。请补充或更正写法。",
    ),
    "master.not_on_bill_meant": (
        "Material {material} is not on the bill of materials. Did you mean {meant}?",
        "物料 {material} 不在物料清单中。是否应为 {meant}？",
    ),
    "master.weigh_limits": (
        "Weighing of {material} needs low, target and high.",
        "{material} 的称量须有 low, target 和 high。",
    ),
    "master.weigh_unit": ("{unit} is no unit of mass. Use kg, g or mg.", "{unit} 不是质量单位。请使用 kg, g 或 mg。"),
    "master.weighed_not_as_billed": (
        "The weighings of {material} aim at {total}, the bill says {billed}. Make them agree.",
        "{material} 的称量目标量为 {total}，物料清单为 {billed}。请改为一致。",
    ),
    "master.charged_twice": (
        "{material} is charged in a second time here. Keep one charge-in.",
        "{material} 在此重复投料。只能投料一次。",
    ),
    "master.charged_before_weighed": (
        "{material} is charged in before it is weighed. Put the weighing first.",
        "{material} 在称量之前投料。请将称量步骤提前。",
    ),
    "master.never_charged": (
        "{material} is weighed but never charged in. Add it to a charge-in.",
        "{material} 已称量但未投料。请列入投料步骤。",
    ),
    "master.charged_not_weighed": (
        "{material} is charged in but never weighed. Add a weighing.",
        "{material} 有投料但未称量。请补充称量步骤。",
    ),
    "master.never_used": (
        "{material} is on the bill but no step weighs, scans or reconciles it as it should.",
        "{material} 在物料清单中，但没有步骤对其称量、扫码核对或做物料平衡。",
    ),
    "master.product_without_yield": (
        "No step records the yield of product {product}. Add one.",
        "没有步骤记录产品 {product} 的产量和收率。请补充。",
    ),
    # calculations
    "master.formula_too_long": (
        "The formula has more than {limit} characters. Split it over two steps.",
        "计算公式超过 {limit} 个字符。请分为两个步骤。",
    ),
    "master.formula_too_deep": (
        "The formula has more than {limit} brackets inside each other. Split it over two steps.",
        "计算公式括号嵌套超过 {limit} 层。请分为两个步骤。",
    ),
    "master.formula_character": (
        "The formula holds {character}. Use names, numbers, + - * / ( ) and commas.",
        "计算公式含有 {character}。只能使用名称、数字、+ - * / ( ) 和逗号。",
    ),
    "master.formula_unexpected": (
        "The formula cannot be read at {token}, its part {place}.",
        "计算公式在第 {place} 项 {token} 处无法读取。",
    ),
    "master.formula_ends": ("The formula ends too early. Complete it.", "计算公式不完整。请补全。"),
    "master.formula_function_unknown": (
        "Function {name} is not known. Known are: {all}.",
        "函数 {name} 不存在。可用函数：{all}。",
    ),
    "master.formula_round": (
        "round takes a value and a whole number of places up to {most}: round(x, 2).",
        "round 须有一个值和一个不大于 {most} 的整数位数：round(x, 2)。",
    ),
    "master.formula_name_unknown": (
        "The formula uses {name}, which is no input. Add it under inputs.",
        "计算公式使用了 {name}，但输入项中没有。请在 inputs 中补充。",
    ),
    "master.formula_name_unknown_meant": (
        "The formula uses {name}, which is no input. Did you mean {meant}?",
        "计算公式使用了 {name}，但输入项中没有。是否应为 {meant}？",
    ),
    "master.formula_units_differ": (
        "The formula adds or compares {left} and {right}. Only like can be added to like.",
        "计算公式将 {left} 与 {right} 相加或比较。量纲须相同。",
    ),
    "master.formula_result_unit": (
        "The formula gives {have}, which cannot be shown in {unit}. Correct the formula or the unit.",
        "计算公式的量纲为 {have}，不能以 {unit} 表示。请更正公式或单位。",
    ),
    "master.formula_by_zero": (
        "The formula divides by zero. Check the recorded values.",
        "计算公式出现除以零。请检查已记录的数值。",
    ),
    "master.input_name": (
        "Input name {name} cannot be used. Use letters, digits and _, not a function's name.",
        "输入项名称 {name} 不可用。请使用字母、数字和 _，且不得与函数同名。",
    ),
    "master.input_unused": (
        "Input {name} is not used by the formula. Delete it or use it.",
        "计算公式未使用输入项 {name}。请删除或使用。",
    ),
    "master.input_later": (
        "{reference} is recorded later than it is used. Take it from an earlier step.",
        "{reference} 的记录晚于其使用。请引用之前的步骤。",
    ),
    "master.step_unknown": (
        "{reference} names step {step}, which does not exist. Write STEP.entry, such as S030.net.",
        "{reference} 引用的步骤 {step} 不存在。写法为步骤编号加条目名，如 S030.net。",
    ),
    "master.step_unknown_meant": (
        "{reference} names step {step}, which does not exist. Did you mean {meant}?",
        "{reference} 引用的步骤 {step} 不存在。是否应为 {meant}？",
    ),
    "master.entry_unknown": (
        "Step {step} records no number named {entry}. It records: {all}.",
        "步骤 {step} 没有名为 {entry} 的数值。已有数值：{all}。",
    ),
    # the plant
    "master.procedure_unknown": (
        "Operating procedure {procedure} is not known to the plant. Correct it or add it.",
        "工厂没有操作规程 {procedure}。请更正或补充。",
    ),
    "master.procedure_unknown_meant": (
        "Operating procedure {procedure} is not known to the plant. Did you mean {meant}?",
        "工厂没有操作规程 {procedure}。是否应为 {meant}？",
    ),
    "master.room_unknown": (
        "Room {room} is not known to the plant. Correct it or add the room.",
        "工厂没有操作间 {room}。请更正，或增加该操作间。",
    ),
    "master.room_unknown_meant": (
        "Room {room} is not known to the plant. Did you mean {meant}?",
        "工厂没有操作间 {room}。是否应为 {meant}？",
    ),
    "master.room_differs": (
        "Room {room} is not the room of operation {operation}, which is {own}. An operation stays in one room.",
        "操作间 {room} 与岗位操作 {operation} 的操作间 {own} 不一致。一个岗位操作只在一个操作间进行。",
    ),
    "master.product_unknown": (
        "Product {product} is no finished material of the plant. Correct it or add the material.",
        "工厂没有成品 {product}。请更正，或增加该物料。",
    ),
    "master.product_unknown_meant": (
        "Product {product} is no finished material of the plant. Did you mean {meant}?",
        "工厂没有成品 {product}。是否应为 {meant}？",
    ),
    "master.material_unknown": (
        "Material {material} is not known to the plant. Correct it or add the material.",
        "工厂没有物料 {material}。请更正，或增加该物料。",
    ),
    "master.material_unknown_meant": (
        "Material {material} is not known to the plant. Did you mean {meant}?",
        "工厂没有物料 {material}。是否应为 {meant}？",
    ),
    "master.material_unit": (
        "{material} is kept in {want}, not in {have}. Use a unit of the same kind.",
        "{material} 的单位为 {want}，不能使用 {have}。请使用同类单位。",
    ),
    "master.specification_unknown": (
        "Specification {specification} is not known to the plant. Correct it or add it.",
        "工厂没有质量标准 {specification}。请更正或补充。",
    ),
    "master.specification_unknown_meant": (
        "Specification {specification} is not known to the plant. Did you mean {meant}?",
        "工厂没有质量标准 {specification}。是否应为 {meant}？",
    ),
    "master.specification_of_other": (
        "Specification {specification} is for {material}, not for this product. Name the product's own.",
        "质量标准 {specification} 属于 {material}，不属于本产品。请使用本产品的质量标准。",
    ),
    "master.class_unknown": (
        "The plant has no equipment of class {equipment_class}. Correct it or add the equipment.",
        "工厂没有 {equipment_class} 类设备。请更正，或增加该设备。",
    ),
    "master.class_unknown_meant": (
        "The plant has no equipment of class {equipment_class}. Did you mean {meant}?",
        "工厂没有 {equipment_class} 类设备。是否应为 {meant}？",
    ),
    "master.no_balance": (
        "No {equipment_class} of the plant weighs from {low} to {high}. Use a fitting balance or split the weighing.",
        "工厂没有可称量 {low} 至 {high} 的 {equipment_class}。请选用合适的天平，或分次称量。",
    ),
    "master.no_balance_potency": (
        "A lot within its specification can count for {share} %; then {low} to {high} is to be weighed, and no "
        "{equipment_class} of the plant can. Use a fitting balance or split the weighing.",
        "合格批的折算系数可为 {share} %，此时须称量 {low} 至 {high}，工厂没有可用的 {equipment_class}。"
        "请选用合适的天平，或分次称量。",
    ),
    "master.yield_kind": (
        "{material} is {kind}; a yield is of an intermediate, bulk or finished material.",
        "{material} 为 {kind}；产量和收率只用于中间产品、待包装产品或成品。",
    ),
    "master.reconciliation_kind": (
        "{material} is {kind}; a reconciliation is of packaging material.",
        "{material} 为 {kind}；物料平衡只用于包装材料。",
    ),
    "master.reconciliation_witness": (
        "{material} is printed: left-overs with the batch number are destroyed before a witness (GMP 216). "
        "Write sign: performed_verified.",
        "{material} 为印刷包装材料：已印批号的剩余包材须有人监销（GMP 第 216 条）。请写 sign: performed_verified。",
    ),
    "master.reconciliation_unit": (
        "{material} is kept in {unit}; a reconciliation counts pieces. Reconcile a material kept in pcs.",
        "{material} 的单位为 {unit}；物料平衡按件计数。请选用单位为 pcs 的物料。",
    ),
}
