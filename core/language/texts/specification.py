"""Specifications on the screen."""

TEXTS: dict[str, tuple[str, str]] = {
    "specification.tests": ("{n} tests", "{n} 项"),
    "specification.code": ("Test code", "项目代码"),
    "specification.name_zh": ("Name, Chinese", "中文名称"),
    "specification.name_en": ("Name, English", "英文名称"),
    "specification.method": ("Test method", "检验方法"),
    "specification.unit": ("Unit", "单位"),
    "specification.decimals": ("Decimal places", "修约位数"),
    "specification.low": ("Lowest", "下限"),
    "specification.high": ("Highest", "上限"),
    "specification.none": ("- for none", "无则输入 -"),
    "specification.do.limits": ("Change the limits", "修改限度"),
    "specification.do.named": ("Change the name", "修改名称"),
    "specification.do.measured": ("Change method, unit, rounding", "修改方法、单位、修约"),
    "specification.do.remove": ("Remove this test", "删除本项目"),
    "specification.do.add": ("Add a test", "增加项目"),
    "specification.changed": ("changed", "已修改"),
    "specification.new": ("new", "新增"),
    "specification.removed": ("Removed in the draft: {tests}", "草案删除的项目：{tests}"),
    "specification.blank": ("{field} is empty. Fill it in.", "{field} 为空。请填写。"),
    "specification.unit_unknown": (
        "{got} is no unit. Known are: {known}.",
        "{got} 不是计量单位。可用：{known}。",
    ),
    "specification.decimals_unfit": (
        "{got} is no number of places from 0 to {most}. Correct it.",
        "{got} 不是 0 至 {most} 的位数。请更正。",
    ),
    "specification.code_taken": (
        "The specification has a test {code} already. Take another code.",
        "本标准已有项目 {code}。请换代码。",
    ),
    "next.specifications": ("press a digit to open a specification", "请按数字键打开质量标准"),
    "next.specification": (
        "press a digit to change a test, F4 for the versions",
        "请按数字键修改项目，或按 F4 查看各版本",
    ),
    "next.specification_draft": (
        "press F8 to sign the draft, F12 to drop it, or a digit",
        "请按 F8 签名草案，按 F12 放弃，或按数字键",
    ),
    "next.specification_test": ("press a digit", "请按数字键选择"),
    "next.specification_read": ("press F4 for the versions, F3 to go back", "请按 F4 查看各版本，按 F3 返回"),
    "next.specification_typed": ("fill in, then Enter", "请填写，再按 Enter"),
}
