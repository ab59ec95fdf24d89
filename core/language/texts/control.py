"""In-process control by plan: master record, judge, screens, paper."""

TEXTS: dict[str, tuple[str, str]] = {
    "master.plan_within": (
        "`within` ({within} s) is longer than `every` ({every} s). Let a round be late before the next one is due.",
        "`within`（{within} s）大于 `every`（{every} s）。应在下一轮到期前判为超时。",
    ),
    "master.plan_early": (
        "`early` ({early} s) is more than half of `every` ({every} s). Let a round begin nearer to the time it is due.",
        "`early`（{early} s）超过 `every`（{every} s）的一半。应更接近应测时间才开始。",
    ),
    "master.plan_every": ("`every` must be at least 1 s.", "`every` 至少为 1 s。"),
    "master.plan_size": (
        "{count} readings in all rounds, at most {most}. Plan fewer rounds or readings.",
        "各轮读数共 {count} 次，最多 {most} 次。请减少轮数或读数。",
    ),
    "master.plan_ended_critical": (
        "Step {step} is critical: ending its rounds early opens an exception. Write `ended: minor` or `ended: major`.",
        "步骤 {step} 为关键步骤，提前结束应产生异常。请写 `ended: minor` 或 `ended: major`。",
    ),
    "master.plan_while_unknown": (
        "`while` names {part}, which is neither a step nor an operation. Write the id of what the rounds run beside.",
        "`while` 指的 {part} 既非步骤也非岗位操作。请写各轮伴随的步骤或岗位操作编号。",
    ),
    "master.plan_while_unknown_meant": (
        "`while` names {part}, which is neither a step nor an operation. Did you mean {meant}?",
        "`while` 指的 {part} 既非步骤也非岗位操作。是否应为 {meant}？",
    ),
    "master.plan_while_order": (
        "{part} never runs beside step {step}. Put both into operations of one unit procedure with `parallel: yes`.",
        "{part} 不会与步骤 {step} 同时进行。请将二者放入同一 `parallel: yes` 单元过程的不同岗位操作。",
    ),
    "master.plan_while_uncertain": (
        "{part} may be left out while step {step} is done. Give both the same condition, or leave out `while`.",
        "{part} 可能不执行，而步骤 {step} 仍需执行。请使用相同条件，或去掉 `while`。",
    ),
    "master.plan_while_unsigned": (
        "Step {step} runs as long as something beside it and must be signed. Write `sign: performed` or more.",
        "步骤 {step} 随伴随内容结束，必须签名。请写 `sign: performed` 或更高要求。",
    ),
    "master.input_planned": (
        "{reference} is a value of a planned round, which may fall away when the control ends. Use another value.",
        "{reference} 是计划轮次的值，过程控制提前结束时可能没有。请改用其他值。",
    ),
    "entry.control_ended": ("Control ended", "过程控制结束"),
    "shown.control_ended": ("{taken} of {planned} rounds taken: {reason}", "已测 {taken}/{planned} 轮：{reason}"),
    "refusal.control_not_running": (
        "{part} has not begun. The first round is due when it begins.",
        "{part} 尚未开始。其开始时进行第 1 轮。",
    ),
    "refusal.control_no_plan": (
        "Step {step} has no planned rounds to end. Record what it asks for.",
        "步骤 {step} 没有可结束的计划轮次。请按要求记录。",
    ),
    "refusal.control_whole": (
        "Step {step} has no round left. Sign it, or go on.",
        "步骤 {step} 已无剩余轮次。请签名或继续。",
    ),
    "refusal.control_half": (
        "Round {n} has begun. Take its last reading, then end the control.",
        "第 {n} 轮已开始。请测完本轮，再结束过程控制。",
    ),
    "refusal.control_end_reason": (
        "Say in up to {most} characters why the other rounds are not needed.",
        "请说明其余轮次不再需要的原因，不超过 {most} 个字符。",
    ),
    "refusal.control_end_other": (
        "The rounds of step {step} are others than this end says. Reload with F5 and end the control again.",
        "步骤 {step} 的轮次与此结束记录不符。请按 F5 刷新后重新结束。",
    ),
    "exception.control_ended": (
        "In-process control ended early, {taken} of {planned} rounds taken: {reason}",
        "过程控制提前结束，已测 {taken}/{planned} 轮：{reason}",
    ),
    "exception.control_missed": (
        "In-process control {n}, due at {t}, was not taken: ended {m} min after it was due",
        "第 {n} 轮中间控制应于 {t} 进行，未测；到期 {m} min 后结束",
    ),
    "entry.mean_n": ("Mean {n}", "平均值 {n}"),
    "refusal.control_early": (
        "Round {n} is due at {t} and may begin at {from_}. Take it then.",
        "第 {n} 轮应于 {t} 进行，最早 {from_} 开始。请到时再测。",
    ),
    "exception.control_late": (
        "In-process control {n}, due at {t}, is {m} min late",
        "第 {n} 轮中间控制应于 {t} 进行，已晚 {m} min",
    ),
    "control.statistics": ("Statistics", "统计"),
    "control.told": (
        "n {n}, mean {mean}, {low} .. {high}, range {spread}, s {s}{unit}",
        "n {n}，平均 {mean}，{low}～{high}，极差 {spread}，s {s}{unit}",
    ),
    "control.round": ("round {n} of {m}", "第 {n}/{m} 轮"),
    "control.due": ("Due", "应测时间"),
    "control.in": ("in {t}", "还有 {t}"),
    "control.now": ("due now", "现在"),
    "control.late_by": ("late by {t}", "已晚 {t}"),
    "control.beside": ("As long as", "伴随"),
    "control.beside_waits": ("not begun", "未开始"),
    "control.beside_runs": ("runs", "进行中"),
    "control.beside_ended": ("ended", "已结束"),
    "control.beside_ran": (
        "rounds due as long as {part} ran, {from_} to {to}: {n} taken",
        "{part} 进行期间应测（{from_} 至 {to}），已测 {n} 轮",
    ),
    "end_control.title": ("End control", "结束过程控制"),
    "end_control.rounds": ("Rounds", "轮次"),
    "end_control.taken": ("{n} of {m} taken", "已测 {n}/{m} 轮"),
    "end_control.left": ("{n} not taken, no longer due", "其余 {n} 轮不再进行"),
    "end_control.missed": ("round {n} was due at {t}: counts as missed", "第 {n} 轮应于 {t} 进行：记为漏测"),
    "end_control.is": ("opens an exception; signed as the step is", "将产生异常；按本步骤要求签名"),
    "end_control.silent": ("signed as the step is", "按本步骤要求签名"),
    "end_control.reason": ("Reason", "原因"),
    "next.end_control": (
        "say why the other rounds are not needed; F12 back to the control",
        "请说明其余轮次不再需要的原因；按 F12 返回",
    ),
    "next.control_over": ("no round is due any more: press Enter", "已无应测轮次，请按 Enter 继续"),
    "next.control_begins": ("wait: {part} has not begun; F3 leaves", "请等待，{part} 尚未开始；F3 离开"),
    "frame.key.end_control": ("End", "结束"),
    "control.round_due": (
        "{batch}, step {step}: round {n} of {name} is due since {t}",
        "{batch} 步骤 {step}：{name}第 {n} 轮已于 {t} 到期",
    ),
    "control.round_late": (
        "{batch}, step {step}: round {n} of {name}, due at {t}, is {m} min late",
        "{batch} 步骤 {step}：{name}第 {n} 轮应于 {t} 进行，已晚 {m} min",
    ),
    "work.round_due": ("round due", "应测"),
    "work.round_late": ("round late", "已超时"),
    "next.control_wait": ("wait: round {n} is due at {t}; F3 leaves", "请等待，第 {n} 轮应于 {t} 进行；F3 离开"),
    "next.control_late": ("round {n} is late: type reading {r} in {unit}", "第 {n} 轮已超时：请输入读数 {r}（{unit}）"),
    "diff.field.plan": ("plan", "计划"),
    "diff.field.every_s": ("interval, s", "间隔（s）"),
    "diff.field.rounds": ("rounds", "轮数"),
    "diff.field.within_s": ("late after, s", "超时判定（s）"),
    "diff.field.during": ("as long as", "伴随"),
    "diff.field.ended": ("exception when ended early", "提前结束的异常"),
    "diff.field.early_s": ("earliest before, s", "最早提前（s）"),
}
