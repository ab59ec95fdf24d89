"""Words of the approved rule set of the review."""

TEXTS: dict[str, tuple[str, str]] = {
    "work.rule_set": ("Review rules", "审核规则"),
    "work.rule_set_is": ("The approved rule set of the review by exception", "按异常审核所用的已批准规则集"),
    "change.kind.rule_set": ("Rule set of the review", "审核规则集"),
    "right.change.rule_set.performed": ("Change the review rules: propose", "审核规则变更：提出"),
    "right.change.rule_set.approved": ("Change the review rules: approve", "审核规则变更：批准"),
    "right.screen.rule_set": ("See the review rules", "查看审核规则"),
    "field.sample_share": ("one clean step drawn in", "正常步骤抽查：每几步一步"),
    "change.refused.rule_share": (
        "One step in 2 to 10 is drawn. Choose a number in these bounds.",
        "抽查比例须为每 2 至 10 步抽一步。请重新选择。",
    ),
    "change.refused.rule_set_version": (
        "The rule set has been changed meanwhile. The next version is {version}; begin it again.",
        "审核规则集已被他人修改。下一版本为 {version}，请重新开始。",
    ),
    "change.refused.rule_severity": (
        "Rule {rule} cannot be taken less seriously than the software does. Choose a higher severity.",
        "规则 {rule} 的程度不得低于系统规定。请选择更高程度。",
    ),
    "rule_set.title": ("Review rules", "审核规则"),
    "rule_set.version": ("{name} in force", "现行 {name}"),
    "rule_set.share": ("Random sample of clean steps", "正常步骤随机抽查"),
    "rule_set.share_value": ("one in {n}", "每 {n} 步一步"),
    "rule_set.source": ("Rule after", "依据"),
    "rule_set.least": ("At least", "最低程度"),
    "rule_set.fixed": ("{severity}; cannot be taken less seriously", "{severity}，不得降低"),
    "rule_set.share_is": ("drawn by the record's own hash, so that nobody chooses", "由记录自身的哈希抽取，无人可选"),
    "rule_set.all_fixed": (
        "This rule is at the highest severity already. Choose another.",
        "该规则已是最高程度。请选择其他规则。",
    ),
    "next.rule_set": (
        "choose a rule, press Enter to change it, F4 for versions",
        "请选择规则，按 Enter 修改，F4 查看版本",
    ),
    "next.rule_set_share": ("type a number from 2 to 10, then press Enter", "请输入 2 至 10 的数字，再按 Enter"),
    "next.rule_set_sign": ("press F8 to sign the new version, F12 to drop it", "请按 F8 签署新版本，F12 放弃"),
}
