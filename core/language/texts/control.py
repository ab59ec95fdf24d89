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
    "diff.field.early_s": ("earliest before, s", "最早提前（s）"),
}
