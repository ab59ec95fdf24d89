"""Sentences about test results and their conclusions."""

TEXTS: dict[str, tuple[str, str]] = {
    "quality.complies": ("complies", "符合规定"),
    "quality.does_not_comply": ("does not comply", "不符合规定"),
    "quality.incomplete": ("not complete", "检验未完成"),
    "quality.limits_between": ("{low} .. {high} {unit}", "{low}～{high} {unit}"),
    "quality.limits_between_percent": ("{low} .. {high}%", "{low}～{high}%"),
    "quality.limit_least": ("not less than {low} {unit}", "不得少于 {low} {unit}"),
    "quality.limit_least_percent": ("not less than {low}%", "不得少于 {low}%"),
    "quality.limit_most": ("not more than {high} {unit}", "不得过 {high} {unit}"),
    "quality.limit_most_percent": ("not more than {high}%", "不得过 {high}%"),
    "quality.limits_between_plain": ("{low} .. {high}", "{low}～{high}"),
    "quality.limit_least_plain": ("not less than {low}", "不得少于 {low}"),
    "quality.limit_most_plain": ("not more than {high}", "不得过 {high}"),
    "quality.limit_none": ("report the value", "报告实测值"),
    "quality.result_unfit": (
        "{value} is no result that can be judged. Enter a plain number.",
        "{value} 不能作为检验结果。请输入普通数字。",
    ),
    "quality.limit_unfit": (
        "Limit {value} of test {test} is no number. Call QA.",
        "检验项目 {test} 的限度 {value} 不是数字。请联系 QA。",
    ),
}
