"""Sentences about conditions, optional steps, parallel operations, building blocks and repeats."""

_BECAUSE: dict[str, tuple[str, str]] = {
    "is": ("step {n} is “{got}” and not “{want}”", "第 {n} 步为“{got}”，并非“{want}”"),
    "is_not": ("step {n} is “{got}”, which is not “other than {want}”", "第 {n} 步为“{got}”，不属于“{want}”以外的情况"),
    "above": ("step {n} gave {got}, not above {want}", "第 {n} 步为 {got}，未高于 {want}"),
    "at_least": ("step {n} gave {got}, less than {want}", "第 {n} 步为 {got}，小于 {want}"),
    "below": ("step {n} gave {got}, not below {want}", "第 {n} 步为 {got}，未低于 {want}"),
    "at_most": ("step {n} gave {got}, more than {want}", "第 {n} 步为 {got}，大于 {want}"),
    "without_value": ("step {n} was not needed or not applicable", "第 {n} 步无需执行或不适用"),
}

TEXTS: dict[str, tuple[str, str]] = {
    # conditions
    **{
        f"needed.{name}": (f"Step {{step}} not needed, because {en}", f"第 {{step}} 步无需执行，因为{zh}")
        for name, (en, zh) in _BECAUSE.items()
    },
    **{
        f"refusal.needed_{name}": (
            f"Step {{step}} is not needed, because {en}. Go on with the step of now.",
            f"第 {{step}} 步无需执行，因为{zh}。请继续当前步骤。",
        )
        for name, (en, zh) in _BECAUSE.items()
    },
    "condition.is": ("only if step {n} is “{want}”", "仅当第 {n} 步为“{want}”时执行"),
    "condition.is_not": ("only if step {n} is other than “{want}”", "仅当第 {n} 步不为“{want}”时执行"),
    "condition.above": ("only if step {n} is above {want}", "仅当第 {n} 步高于 {want} 时执行"),
    "condition.at_least": ("only if step {n} is at least {want}", "仅当第 {n} 步不小于 {want} 时执行"),
    "condition.below": ("only if step {n} is below {want}", "仅当第 {n} 步低于 {want} 时执行"),
    "condition.at_most": ("only if step {n} is at most {want}", "仅当第 {n} 步不大于 {want} 时执行"),
    # optional steps
    "refusal.not_optional": (
        "Step {step} must be done: the master record does not make it optional.",
        "第 {step} 步必须执行：主批记录未将其列为可选步骤。",
    ),
    "refusal.not_applicable_begun": (
        "Something is already recorded in step {step}. Undo it with F12 before you leave the step out.",
        "第 {step} 步已有记录。如不适用，请先按 F12 撤销。",
    ),
    "refusal.not_applicable_reason": (
        "Say in at most {most} characters why the step is not applicable.",
        "请说明本步骤不适用的原因（不超过 {most} 字）。",
    ),
    "entry.not_applicable": ("Not applicable", "不适用"),
    # differences between versions
    "diff.field.when": ("needed only if", "执行条件"),
    "diff.field.until": ("repeated until", "重复至"),
    "diff.field.optional": ("optional", "可选"),
    "diff.field.parallel": ("operations in parallel", "岗位操作并行"),
    # the review
    "review.rule_left_out": ("No step left out", "无省略步骤"),
    "review.not_applicable": ("Step {step} declared not applicable: {reason}", "第 {step} 步声明为不适用：{reason}"),
    "review.done_unneeded": (
        "Step {step} was done and is not needed any more; its records stay",
        "第 {step} 步已执行，现已无需执行；其记录保留",
    ),
    # the text of a master record
    "text_file.within_block": (
        "(In block {block}, used as {use} in line {line}.)",
        "（位于步骤模块 {block}，在第 {line} 行用作 {use}。）",
    ),
    "master.condition_relations": ("A condition needs exactly one of {all}.", "条件须有且只有以下之一：{all}。"),
    "master.condition_later": (
        "The condition rests on {reference}, which is not recorded before. Use a step that comes earlier.",
        "条件所依据的 {reference} 此前尚未记录。请使用更早的步骤。",
    ),
    "master.not_before": (
        "{reference} belongs to an operation that runs at the same time, so that nobody can say which comes first."
        " Use a step that is finished before both begin.",
        "{reference} 属于同时进行的岗位操作，无法确定先后。请使用两者开始之前即已完成的步骤。",
    ),
    "master.condition_entry": (
        "Step {step} has no entry {entry} that {relation} fits. It has: {all}.",
        "步骤 {step} 没有可用于 {relation} 的记录项 {entry}。可用：{all}。",
    ),
    "master.option_unknown": (
        "Step {step} has no option {option}. It has: {all}.",
        "步骤 {step} 没有选项 {option}。可用：{all}。",
    ),
    "master.option_unknown_meant": (
        "Step {step} has no option {option}. Did you mean {meant}? It has: {all}.",
        "步骤 {step} 没有选项 {option}。是否应为 {meant}？可用：{all}。",
    ),
    "master.optional_critical": (
        "Step {step} is critical and cannot be optional. Use a condition, or make it always done.",
        "步骤 {step} 为关键步骤，不能设为可选。请改用条件，或设为必须执行。",
    ),
    "master.optional_counted": (
        "Step {step} is counted by two people and cannot be optional. Use a condition, or make it always done.",
        "步骤 {step} 由两人分别清点，不能设为可选。请改用条件，或设为必须执行。",
    ),
    "master.clearance_left_out": (
        "Step {step} begins its operation and is always done. Put the condition on the operation.",
        "步骤 {step} 是岗位操作的首个步骤，必须执行。请将条件置于岗位操作上。",
    ),
    "master.material_uncertain": (
        "Step {step} moves material and is always done: what is weighed must be charged, and every output and count"
        " belongs to the genealogy. Take the condition off, also off its operation.",
        "步骤 {step} 涉及物料，必须执行：称量的物料须投料，产出和清点均属追溯。请去掉条件（包括岗位操作的条件）。",
    ),
    "master.decided_alone": (
        "Step {step} is critical, and {source} decides whether it is needed, with sign: {sign}."
        " Let a second person check it: write sign: performed_verified at {source}.",
        "步骤 {step} 为关键步骤，是否执行由 {source} 决定，而其 sign 为 {sign}。"
        "请在 {source} 写 sign: performed_verified，由他人复核。",
    ),
    "master.never_sampled": (
        "No step draws a sample that is tested by {specification}, and no batch is released untested."
        " Add a step of kind: sample with specification: {specification}.",
        "没有任何步骤按 {specification} 取样，未经检验的批不得放行。"
        "请增加 kind: sample 的步骤，并写 specification: {specification}。",
    ),
    "master.sample_uncertain": (
        "Step {step} draws the only sample tested by {specification}, and no batch is released untested."
        " Take the condition off, also off its operation, and do not leave it optional.",
        "步骤 {step} 是按 {specification} 检验的唯一取样，未经检验的批不得放行。"
        "请去掉条件（包括岗位操作的条件），且不得设为可选。",
    ),
    "master.input_uncertain": (
        "{reference} may never be recorded: its step is optional or needed only on a condition."
        " Give this step the same condition, or use another value.",
        "{reference} 可能不会记录：其步骤为可选或有条件执行。请给本步骤相同的条件，或使用其他数值。",
    ),
    "master.output_parallel": (
        "Step {step} puts out a lot while other operations run, so that nobody can say what went into it."
        " Put it behind the parallel operations.",
        "步骤 {step} 产出时其他岗位操作仍在进行，无法确定该批的投入物料。请将其置于并行岗位操作之后。",
    ),
    "master.too_many_steps": (
        "The record comes to more than {most} steps, or its blocks to more text than is read. Use fewer.",
        "主批记录超过 {most} 个步骤，或步骤模块展开后过大。请减少。",
    ),
    "master.block_unknown": ("No block {block} stands under blocks.", "blocks 中没有步骤模块 {block}。"),
    "master.block_unknown_meant": (
        "No block {block} stands under blocks. Did you mean {meant}?",
        "blocks 中没有步骤模块 {block}。是否应为 {meant}？",
    ),
    "master.block_unused": (
        "Block {block} is used nowhere. Use it or take it out.",
        "步骤模块 {block} 未被使用。请使用或删除。",
    ),
    "master.block_in_block": (
        "Block {block} uses a block. A block holds plain steps alone.",
        "步骤模块 {block} 中又使用了步骤模块。步骤模块只能由普通步骤组成。",
    ),
    "master.block_step_unknown": (
        "No step of block {block} has the id of {step}. Name a step of the block and its entry, such as T1.choice.",
        "步骤模块 {block} 中没有 {step} 所指的步骤。请写明步骤模块内的步骤及其记录项，如 T1.choice。",
    ),
    "master.block_step_unknown_meant": (
        "No step of block {block} has the id of {step}. Did you mean {meant}?",
        "步骤模块 {block} 中没有 {step} 所指的步骤。是否应为 {meant}？",
    ),
    "master.parameter_unknown": ("Block {block} has no parameter {name}.", "步骤模块 {block} 没有参数 {name}。"),
    "master.parameter_unknown_meant": (
        "Block {block} has no parameter {name}. Did you mean {meant}?",
        "步骤模块 {block} 没有参数 {name}。是否应为 {meant}？",
    ),
    "master.parameter_missing": (
        "Block {block} needs a value for: {names}. Give it under with.",
        "步骤模块 {block} 缺少以下参数的值：{names}。请在 with 中给出。",
    ),
    "master.parameter_unused": (
        "No step of block {block} uses ${name}. Use it or take it out.",
        "步骤模块 {block} 的步骤均未使用 ${name}。请使用或删除。",
    ),
    "master.repeat_forms": (
        "A repeat has either times, or until and most.",
        "重复须写明 times，或同时写明 until 和 most。",
    ),
    # the screens
    "step.optional": ("F6: not applicable", "F6：不适用"),
    "not_applicable.title": ("Not applicable", "不适用"),
    "not_applicable.is": ("optional; signed as the step itself would be", "可选步骤；签名要求与执行时相同"),
    "not_applicable.reason": ("Reason", "原因"),
    "next.not_applicable": (
        "type the reason, then Enter; F3 goes back to the step",
        "请输入原因，再按 Enter；F3 返回步骤",
    ),
    "operations.title": ("Open operations", "进行中的岗位操作"),
    "operations.none": ("No operation of this batch is open.", "本批没有进行中的岗位操作。"),
    "operations.step": ("Step of now", "当前步骤"),
    "operations.go_there": (
        "This operation belongs to room {room}. Open it at a terminal there.",
        "该岗位操作属于操作间 {room}。请在该操作间的终端上打开。",
    ),
    "operations.elsewhere": ("another room", "其他操作间"),
    "next.operation": ("choose by digit, Enter opens", "请按数字键选择，Enter 打开"),
    "next.operation_held": (
        "press Enter to open, F12 to hand over to another terminal",
        "请按 Enter 打开，或按 F12 移交其他终端",
    ),
    "map.not_needed": ("{n} not needed", "无需执行 {n} 步"),
    "map.not_applicable": ("Step {n} not applicable: {reason}", "第 {n} 步不适用：{reason}"),
    "frame.skipped": ("left out", "已省略"),
    "map.more": ("and {n} more", "另有 {n} 项"),
    "next.map_choose": (
        "press Enter to open step {n}, F5 for the open operations",
        "请按 Enter 打开第 {n} 步，F5 显示进行中的岗位操作",
    ),
    # repeats
    "exception.repeat_exhausted": (
        "The last round of the repeat ended with {got}; the master record asks for {want}",
        "重复操作的最后一轮结果为 {got}，主批记录要求 {want}",
    ),
}
