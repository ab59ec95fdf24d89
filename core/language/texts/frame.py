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
    "frame.key.f3": ("Back", "返回"),
    "frame.key.f4": ("List", "列表"),
    "frame.key.f5": ("Reload", "刷新"),
    "frame.key.f6": ("Except", "异常"),
    "frame.key.f7": ("Print", "补打"),
    "frame.key.f8": ("Sign", "签名"),
    "frame.key.record": ("Record", "记录"),
    "frame.key.write": ("Write", "写入"),
    "frame.key.f9": ("Call", "呼叫"),
    "frame.key.f10": ("Lock", "锁定"),
    "frame.key.f12": ("Cancel", "取消"),
}
