"""Corrections, comments and the repeat of a step: judge, manifest, screens, review and paper."""

TEXTS: dict[str, tuple[str, str]] = {
    # manifests
    "manifest.correction": ("Correction {id}, step {step}", "更改 {id}，步骤 {step}"),
    "manifest.old_record": ("Old record", "原记录"),
    "manifest.recalculated": ("Recalculate step", "重新计算步骤"),
    # exceptions
    "exception.device_corrected": (
        "Value of a device replaced by hand: {old} becomes {new}",
        "设备读取值被人工更改：{old} 改为 {new}",
    ),
    # comments
    "refusal.comment_right": (
        "Your role may not comment on a step. Ask the supervisor.",
        "本人角色无权填写步骤备注。请联系班组长。",
    ),
    "refusal.comment_words": (
        "A comment needs words, at most {n} characters. Type it again.",
        "备注须有内容，最多 {n} 个字符。请重新输入。",
    ),
    # repeats
    "refusal.repeat_right": (
        "A step is repeated by: {roles}. Call that person (F9).",
        "重做步骤须由 {roles} 决定。请按 F9 呼叫。",
    ),
    "refusal.repeat_unsigned": (
        "Step {step} is not signed. Undo it with F12 and do it again.",
        "步骤 {step} 未签名。请按 F12 撤销后重新操作。",
    ),
    "refusal.repeat_material": (
        "Step {step} has moved material and is not repeated. Put the material back, or correct the value.",
        "步骤 {step} 已移动物料，不能重做。请办理退料，或更改数值。",
    ),
    "refusal.repeat_used": (
        "What step {step} recorded is part of an output. Correct the value instead.",
        "步骤 {step} 的记录已计入产出，不能重做。请更改数值。",
    ),
    "refusal.repeat_reason": (
        "Say why the step is repeated, in at most {n} characters.",
        "请说明重做该步骤的理由，最多 {n} 个字符。",
    ),
    "refusal.repeat_check_right": (
        "A repeated step is checked by: {roles}. Call that person (F9).",
        "重做的步骤须由 {roles} 复核。请按 F9 呼叫。",
    ),
    "refusal.repeat_own": (
        "You recorded what this repeat has replaced. Another person must check it.",
        "被替换的记录由本人作出，须由他人复核。请换人签名。",
    ),
    # corrections
    "refusal.correction_nothing": (
        "Step {step} has no recorded value {entry}. Choose one from the list.",
        "步骤 {step} 无已记录的数值 {entry}。请从列表中选择。",
    ),
    "refusal.correction_calculated": (
        "This value is calculated. Correct what it is calculated from.",
        "该值为计算值。请更改其计算所用的数值。",
    ),
    "refusal.correction_scanned": (
        "What was scanned, drawn or printed in step {step} is not corrected. Repeat the step, or ask QA.",
        "步骤 {step} 的扫码、取样或打印不能更改。请重做该步骤，或联系 QA。",
    ),
    "refusal.correction_blind": (
        "Step {step} was counted twice, each without the other's number. Have it repeated instead.",
        "步骤 {step} 由两人独立计数，不能更改。请重做该步骤。",
    ),
    "refusal.correction_kind": (
        "Step {step} recorded no value here. Repeat the step, or comment on it.",
        "步骤 {step} 此处无数值可更改。请重做该步骤，或填写备注。",
    ),
    "refusal.correction_unsigned": (
        "Step {step} is not signed. Undo it with F12 and record it again.",
        "步骤 {step} 未签名。请按 F12 撤销后重新记录。",
    ),
    "refusal.correction_other": (
        "{entry} of step {step} is no longer what this correction names. Reload with F5 and correct it again.",
        "步骤 {step} 的 {entry} 已不是本次更改所指的记录。请按 F5 刷新后重新更改。",
    ),
    "refusal.correction_waits": (
        "A correction of this value waits for its second signature. Have it signed first.",
        "该值的更改尚待第二人签名。请先完成签名。",
    ),
    "refusal.correction_reason": (
        "Say why the value is corrected, in at most {n} characters.",
        "请说明更改理由，最多 {n} 个字符。",
    ),
    "refusal.correction_typed": (
        "A correction is typed by a person and marked so. Type the value.",
        "更改值须由人工输入并标记。请输入数值。",
    ),
    "refusal.correction_same": (
        "The new value {value} is the old one. Type the right value.",
        "新值 {value} 与原值相同。请输入正确的数值。",
    ),
    "refusal.correction_answer": (
        "Step {step} has no such answer. Choose one by its digit.",
        "步骤 {step} 无此选项。请按数字键选择。",
    ),
    "refusal.correction_overtaken": (
        "The value behind correction {correction} has changed since. Correct it again.",
        "更改 {correction} 所指的数值已变动。请重新更改。",
    ),
    "refusal.correction_author": (
        "Correction {correction} is signed first by who made it. Call that person (F9).",
        "更改 {correction} 须先由更改人签名。请按 F9 呼叫。",
    ),
    "refusal.correction_right": (
        "A correction is checked by: {roles}. Call that person (F9).",
        "更改须由 {roles} 复核。请按 F9 呼叫。",
    ),
    "refusal.correction_own": (
        "You recorded or corrected this value. Another person must check it.",
        "该值由本人记录或更改，须由他人复核。请换人签名。",
    ),
    # rights
    "right.act.comment": ("Comment on a step", "填写步骤备注"),
    "right.act.repeat_step": ("Have a signed step repeated", "决定重做已签名步骤"),
    "right.act.check_correction": ("Check a correction", "复核更改"),
    # screens
    "frame.key.f11": ("Note", "备注"),
    "help.key_f11": (
        "comment on a step; from the map also correct or repeat one",
        "填写步骤备注；在流程图上还可更改或重做",
    ),
    "comment.title": ("Comments", "备注"),
    "comment.field": ("Comment", "备注"),
    "comment.none": ("No comment on this step yet.", "本步骤尚无备注。"),
    "next.comment": (
        "type a comment, then Enter; F4 shows the record of the step",
        "请输入备注，再按 Enter；F4 查看步骤记录",
    ),
    "step_record.title": ("Record of a step", "步骤记录"),
    "step_record.repeat": ("have this step repeated", "重做本步骤"),
    "step_record.comment": ("comment on this step", "填写备注"),
    "step_record.reason": ("Reason", "理由"),
    "step_record.repeated": ("Repeated", "重做"),
    "step_record.in_force": ("in force", "已生效"),
    "step_record.overtaken": ("not in force", "未生效"),
    "next.step_record": ("press a digit: correct that value, 9 comments", "请按数字键更改数值，9 填写备注"),
    "next.repeat_reason": ("type the reason, then Enter; F12 leaves it as it is", "请输入理由，再按 Enter；F12 取消"),
    "record_steps.title": ("Steps of the batch", "本批步骤"),
    "record_steps.corrected": ("{n} corrected", "更改 {n} 项"),
    "record_steps.commented": ("{n} comments", "备注 {n} 条"),
    "next.record_steps": ("press the digit of a step", "请按步骤的数字键"),
    "replaced.old": ("replaced", "原值"),
    "replaced.recalculated": ("Done anew after", "更改后重做"),
    "correction.title": ("Correction", "更改"),
    "correction.check": ("Check of a correction", "复核更改"),
    "correction.old": ("Old value", "原值"),
    "correction.new": ("New value", "新值"),
    "correction.reason": ("Reason", "理由"),
    "correction.waits": ("The correction waits for a second person.", "更改待第二人签名。"),
    "next.correction_value": ("type the right value, then Enter", "请输入正确的数值，再按 Enter"),
    "next.correction_answer": ("press the digit of the right answer", "请按正确选项的数字键"),
    "next.correction_reason": (
        "type the reason, then Enter; two persons sign it",
        "请输入理由，再按 Enter；须两人签名",
    ),
    # review
    "review.corrected": (
        "Step {step}: {old} corrected to {new}: {reason}",
        "步骤 {step}：{old} 更改为 {new}：{reason}",
    ),
    "review.correction_waits": (
        "Step {step}: a correction waits for its second signature.",
        "步骤 {step}：更改尚待第二人签名。",
    ),
    "review.correction_overtaken": (
        "Step {step}: a correction changed nothing; another one or a repeat replaced the value before both had signed.",
        "步骤 {step}：一项更改未生效，双方签名之前该值已被其他更改或重做取代。",
    ),
    "review.correction_left": (
        "Step {step}: a correction was begun and not signed; nothing was changed.",
        "步骤 {step}：更改未签名，数值未变。",
    ),
    "review.repeated": ("Step {step} was repeated: {reason}", "步骤 {step} 已重做：{reason}"),
    "review.comment": ("Step {step}, comment: {comment}", "步骤 {step}，备注：{comment}"),
    "review.rule_corrected": ("No correction after signing", "签名后无更改"),
    "review.rule_repeated": ("No step repeated", "无重做步骤"),
    "review.rule_commented": ("No comment", "无备注"),
    # paper
    "report.corrected": ("Correction", "更改"),
    "report.correction_unsigned": ("Correction, not in force", "更改，未生效"),
    "report.repeated": ("The step was repeated; entries above stay", "该步骤已重做，以上记录保留"),
    "report.comment": ("Comment", "备注"),
    "report.recalculated": ("Recalculated after the correction", "更改后重新计算"),
}
