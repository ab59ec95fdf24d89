"""Devices and link: what is connected, what is still on its way to the core."""

from dataclasses import dataclass

from screens.views import FrameView, RowView


@dataclass(frozen=True, slots=True)
class DevicesAndLinkView:
    """What the page of devices and link shows.

    Attributes:
        frame: Frame.
        devices_title: Heading of the devices.
        devices: One row a device.
        link_title: Heading of the link.
        link: Rows of the link: state, stored here, sent, last accepted.
        history_title: Heading of the history.
        history: Waiting records over time, oldest first, for the sparkline.
    """

    frame: FrameView
    devices_title: str
    devices: tuple[RowView, ...]
    link_title: str
    link: tuple[RowView, ...]
    history_title: str = ""
    history: tuple[float, ...] = ()
