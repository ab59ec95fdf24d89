"""Ship: choose the customer by digit, then enter the quantity; only released lots leave."""

from dataclasses import dataclass

from screens.views import FieldView, FrameView, ItemView, RowView, VerdictView


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
