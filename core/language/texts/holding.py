"""Hold times: master record, judge, screens, review."""

TEXTS: dict[str, tuple[str, str]] = {
    "master.hold_warn": (
        "The warning ({low} s) is not before the end ({high} s). Let `warn` be shorter than `maximum`.",
        "警告时间 ({low} s) 不早于最长时间 ({high} s)。`warn` 应短于 `maximum`。",
    ),
    "master.hold_step_unknown": (
        "No step {step}: a hold time runs after an earlier step of this record.",
        "无步骤 {step}：存放时限须从本记录中在前的步骤起算。",
    ),
    "master.hold_uncertain": (
        "Step {step} is not always done, so the hold time may never begin. Give both the same condition.",
        "步骤 {step} 不一定执行，存放时限可能不会开始。请为两者设置相同条件。",
    ),
    "entry.held": ("Time held", "存放时间"),
    "exception.hold_over": (
        "Held {held}, at most {limit}; QA decides on an extension",
        "已存放 {held}，超过时限 {limit}；延长须由 QA 决定",
    ),
    "refusal.hold_not_begun": (
        "The hold time has not begun: step {step} is not finished. Finish it first.",
        "存放时限尚未开始：步骤 {step} 未完成。请先完成该步骤。",
    ),
    "refusal.hold_since": (
        "The hold time does not begin where step {step} ended. Reload with F5.",
        "存放时限起点与步骤 {step} 的结束不符。请按 F5 刷新。",
    ),
    "refusal.hold_clock": (
        "By this clock step {step} has not ended yet. Call the administrator.",
        "按本终端时钟，步骤 {step} 尚未结束。请联系系统管理员。",
    ),
    "step.hold_time": ("Hold time", "存放时限"),
    "hold.left": ("left", "剩余"),
    "hold.over": ("over", "超出"),
    "hold.maximum": ("At most", "最长"),
    "hold.since": ("Since", "起始"),
    "hold.title": ("Hold times", "存放时限"),
    "hold.left_words": ("{t} left", "剩余 {t}"),
    "hold.over_words": ("over by {t}", "超出 {t}"),
    "verdict.hold_runs": ("IN TIME", "时限内"),
    "verdict.hold_warns": ("ENDS SOON", "即将到期"),
    "verdict.hold_over": ("TIME OVER", "已超时限"),
    "next.hold_end": ("press Enter: what was held is used now", "请按 Enter 结束存放，进入下一步"),
    "next.hold_over": ("press Enter; QA decides on an extension", "请按 Enter；延长须由 QA 决定"),
    "work.hold_left": ("Hold time ends in {t}", "存放时限还剩 {t}"),
    "work.hold_passed": ("Hold time over by {t}", "存放时限已超出 {t}"),
    "work.hold_soon": ("hold ends", "时限将至"),
    "work.hold_over": ("hold over", "已超时限"),
    "review.hold_warned": (
        "Step {step}: held {held}, past the warning.",
        "步骤 {step}：已存放 {held}，超过警告时间。",
    ),
}
