"""Words that belong to drawing itself: product name, keys, NEXT, the cell of now."""

TEXTS: dict[str, tuple[str, str]] = {
    "frame.product": ("Countersign", "复核 Countersign"),
    "frame.next": ("NEXT", "下一步"),
    "frame.now": ("NOW", "当前"),
    "frame.done": ("done", "完成"),
    "frame.exception": ("exception", "异常"),
    "frame.to_come": ("to come", "待做"),
    "frame.key.f1": ("Help", "帮助"),
    "frame.key.f2": ("Tare", "去皮"),
    "frame.key.zero": ("Zero", "置零"),
    "frame.key.f3": ("Back", "返回"),
    "frame.key.f4": ("List", "列表"),
    "frame.key.f5": ("Reload", "刷新"),
    "frame.key.f6": ("Except", "异常"),
    "frame.key.f7": ("Print", "补打"),
    "frame.key.print": ("Print", "打印"),
    "frame.key.f8": ("Sign", "签名"),
    "frame.too_small": (
        "This terminal has {columns} columns and {rows} rows; {least} and {least_rows} are needed. Make the window "
        "larger. Nothing is lost; F10 locks.",
        "终端当前为 {columns} 列 {rows} 行，至少需 {least} 列 {least_rows} 行。请放大窗口。内容不会丢失；按 F10 锁屏。",
    ),
    "frame.key.record": ("Record", "记录"),
    "frame.key.kit": ("Kit", "配料"),
    "frame.key.operations": ("Opers", "岗位"),
    "frame.key.all_steps": ("Steps", "步骤"),
    "frame.key.write": ("Write", "写入"),
    "frame.key.f9": ("Call", "呼叫"),
    "frame.key.f10": ("Lock", "锁定"),
    "frame.key.f12": ("Cancel", "取消"),
}
