"""Words of trace and shipping."""

TEXTS: dict[str, tuple[str, str]] = {
    "trace.forward": ("Trace forward", "正向追溯"),
    "trace.backward": ("Trace backward", "反向追溯"),
    "trace.subject": ("{lot}, {n} lots", "{lot}，共 {n} 批"),
    "trace.search": ("Trace: search", "追溯查询"),
    "trace.number": ("Number", "编号"),
    "trace.number_hint": ("lot, container, donation, donor, batch", "批号、包装编号、献浆编号、献浆者编号或生产批号"),
    "next.trace_search": ("type or scan a number, then press Enter", "请输入或扫描编号，再按 Enter"),
    "work.trace": ("Trace", "追溯"),
    "work.trace_is": ("from a lot, donation or donor to pools and customers", "由批号、献浆或献浆者查到混浆和收货单位"),
    "trace.unknown": (
        "{number} is no lot, container, donation, donor or batch of this plant. Check the number.",
        "本工厂没有编号为 {number} 的批、容器、献浆、献浆者或生产批。请核对编号。",
    ),
    "trace.lot": ("Lot", "批号"),
    "trace.quantity": ("Quantity", "数量"),
    "trace.state": ("State", "状态"),
    "trace.shipped": ("shipped", "已发运"),
    "trace.received": ("received", "已接收"),
    "next.trace": (
        "press left for backward, right for forward, F4 to search, Enter to open a lot",
        "请按左键反向、右键正向，F4 查询，Enter 打开批号",
    ),
    "ship.title": ("Ship", "发运"),
    "ship.done": ("SHIPPED", "已发运"),
    "ship.customer": ("Consignee", "收货单位"),
    "ship.quantity": ("Quantity", "数量"),
    "next.ship_lot": ("press the digit of a lot, or scan its label", "请按数字键选择批号，或扫描标签"),
    "next.ship_customer": ("press the digit of the consignee", "请按数字键选择收货单位"),
    "next.ship_quantity": ("type the quantity, then press Enter", "请输入数量，再按 Enter"),
}
