"""Ship: choose the customer by digit, then enter the quantity; only released lots leave."""

from collections.abc import Sequence
from dataclasses import dataclass

from screens.canvas import Canvas
from screens.frame import FlowScreen
from screens.theme import Token
from screens.views import FieldView, FrameView, ItemView, RowView, VerdictView
from screens.widgets.choices import draw_items
from screens.widgets.frame import draw_frame
from screens.widgets.place import LEFT, WORK_TOP, Place
from screens.widgets.rows import draw_rows
from screens.widgets.value import draw_entry
from screens.widgets.verdict import draw_verdict_band


@dataclass(frozen=True, slots=True)
class ShipView:
    """What shipping shows.

    Attributes:
        frame: Frame.
        rows: Lot, quantity in stock, chosen customer.
        customers: Customers by digit; empty once one is chosen.
        field: Quantity; None until a customer is chosen.
        verdict: Whether it may leave; None while nothing is entered.
        page: `Page 1 of 3`; empty with one page.
    """

    frame: FrameView
    rows: tuple[RowView, ...]
    customers: tuple[ItemView, ...] = ()
    field: FieldView | None = None
    verdict: VerdictView | None = None
    page: str = ""


class ShipScreen(FlowScreen[ShipView]):
    """Choose the customer, enter the quantity, sign with F8."""

    def fields(self, view: ShipView) -> Sequence[FieldView]:
        """Name the quantity once the customer is chosen."""
        return () if view.field is None else (view.field,)

    def paint(self, canvas: Canvas, at: Place, view: ShipView) -> None:
        """Draw what is shipped, the customers or the quantity, the verdict."""
        draw_frame(canvas, at, view.frame, bold_subject=True)
        y = draw_rows(canvas, LEFT, WORK_TOP, at.right, view.rows) + 1
        if view.customers:
            left = at.bottom - y
            pitch = 3 if len(view.customers) * 3 <= left else 2 if len(view.customers) * 2 <= left else 1
            strip = at.right + 1 if at.side else canvas.width
            y = draw_items(canvas, y, at.right, view.customers, pitch, strip) + (pitch == 1)
        for entry in self.typing.entries:
            draw_entry(canvas, at, y, entry)
            y += 2
        if view.verdict is not None:
            draw_verdict_band(canvas, LEFT, y, at.room, 3, view.verdict)
        if view.page:
            canvas.put_right(at.right, at.bottom, view.page, Token.MUTED)
