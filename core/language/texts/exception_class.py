"""Words of the classes of exceptions, and of what a master record says about them."""

TEXTS: dict[str, tuple[str, str]] = {
    "exception.class": ("Class", "类别"),
    "exception.class_process": ("process", "工艺"),
    "exception.class_equipment": ("equipment", "设备"),
    "exception.class_environment": ("environment", "环境"),
    "exception.class_material": ("material", "物料"),
    "exception.class_time": ("time", "时限"),
    "exception.class_balance": ("yield and balance", "收率与物料平衡"),
    "exception.class_record": ("record", "记录"),
    "diff.field.out_of_limits": ("out of limits", "超限处理"),
    "diff.field.severity": ("severity", "程度"),
    "diff.field.hold": ("batch on hold", "批冻结"),
    "master.nothing_out_of_limits": (
        "Nothing in this step can be out of limits and stay: it has no limits, or refuses what is outside. "
        "Take out out_of_limits.",
        "本步骤没有会超限并保留的数值：无限度，或超限即拒绝。请删除 out_of_limits。",
    ),
    "master.critical_is_major": (
        "An exception of a critical step is major. Write severity: major, or take the line out.",
        "关键步骤的异常为主要异常。请写 severity: major，或删除该行。",
    ),
    "master.answers_are_graded": (
        "Each answer of a choice names its own severity. Write exception: major or minor at the answer.",
        "选择步骤由各选项规定程度。请在选项处写 exception: major 或 minor。",
    ),
    "master.reaction_long": (
        "What to do has {n} characters in {language}; the screen shows {most}. Shorten it.",
        "处理说明（{language}）有 {n} 个字符，屏幕最多显示 {most} 个。请缩短。",
    ),
}
