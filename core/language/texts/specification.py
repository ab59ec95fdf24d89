"""Specifications on the screen."""

TEXTS: dict[str, tuple[str, str]] = {
    "specification.tests": ("{n} tests", "{n} 项"),
    "specification.test": ("Test", "检验项目"),
    "specification.method": ("Test method", "检验方法"),
    "specification.low": ("Lowest", "下限"),
    "specification.high": ("Highest", "上限"),
    "specification.new_low": ("New lowest, - for none", "新下限，无则输入 -"),
    "specification.new_high": ("New highest, - for none", "新上限，无则输入 -"),
    "next.specifications": ("press a digit to open a specification", "请按数字键打开质量标准"),
    "next.specification": (
        "press a digit to change limits, F4 for the versions",
        "请按数字键修改限度，或按 F4 查看各版本",
    ),
    "next.specification_read": ("press F4 for the versions, F3 to go back", "请按 F4 查看各版本，按 F3 返回"),
    "next.specification_limits": ("type the new limits, then Enter", "请输入新限度，再按 Enter"),
}
