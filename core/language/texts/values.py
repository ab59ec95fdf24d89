"""Texts: values of fields that are one of a fixed list."""

TEXTS: dict[str, tuple[str, str]] = {
    "value.yes": ("yes", "是"),
    "value.no": ("no", "否"),
    "value.kind.user": ("user", "个人"),
    "value.kind.device": ("terminal", "终端"),
    "value.kind.core": ("core", "中心"),
    "value.kind.box": ("sealing", "加密"),
    "value.kind.app": ("app", "应用"),
    "value.kind.hardware": ("hardware", "硬件"),
    "value.state.active": ("active", "有效"),
    "value.state.lost": ("lost", "遗失"),
    "value.state.revoked": ("revoked", "吊销"),
    "value.state.approved": ("approved", "已批准"),
    "value.state.suspended": ("suspended", "暂停"),
    "value.state.withdrawn": ("withdrawn", "已取消"),
}
