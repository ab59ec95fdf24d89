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
    # repeats
    "exception.repeat_exhausted": (
        "The last round of the repeat ended with {got}; the master record asks for {want}",
        "重复操作的最后一轮结果为 {got}，主批记录要求 {want}",
    ),
}
