"""Example of what only the demo has: the plant panel."""

from core.language import Language
from screens.demo.plant_panel import PlantPanelView
from screens.gallery.shared import frame, mark, say
from screens.views import ItemView, Tone, keys


def plant_panel(language: Language) -> PlantPanelView:
    """Give the first page."""
    pages = (
        ("Scan a label", "扫描标签"),
        ("Load the balance", "天平加载"),
        ("Badges, passwords, one-time codes", "工牌、密码、动态口令"),
        ("Fail a device", "设备故障"),
        ("How fast the plant's time runs", "工厂时间快慢"),
    )
    whole = mark(language, Tone.OK, "connected", "已连接")
    return PlantPanelView(
        frame=frame(
            language,
            ("Plant panel", "工厂面板"),
            ("press a digit; F3 first page, F11 back to the terminal", "请按数字键；F3 返回首页，F11 返回终端"),
            keys("f3"),
            subject=("only in the demo, not part of the record", "仅用于演示，不属于记录"),
        ),
        items=(
            *(ItemView(digit, say(language, *page)) for digit, page in enumerate(pages, start=1)),
            ItemView(6, say(language, "Cut the network", "断开网络"), mark=whole),
            ItemView(7, say(language, "End the demo", "结束演示")),
        ),
    )
