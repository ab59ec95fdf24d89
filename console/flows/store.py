"""Store: the list of what warehouse staff do with containers; each is driven by scans."""

from collections.abc import Mapping

from console.flows.form import FormTask
from console.flows.stock_act import ACTIONS
from screens.everyone.form import FormView
from screens.views import ItemView

_LISTS: Mapping[str, tuple[str, str]] = {
    "counts": ("stock_counts", "StockCountsFlow"),
    "destroy": ("destroy", "DestroyFlow"),
    "pick": ("picking", "PickingFlow"),
}


class StoreFlow(FormTask):
    """Choose what to do by digit."""

    @property
    def view(self) -> FormView:
        """Show the list."""
        names = (*ACTIONS, *_LISTS)
        items = tuple(
            ItemView(digit, self.words(f"store.do.{name}"), detail=self.words(f"store.do.{name}_is"), chosen=digit == 1)
            for digit, name in enumerate(names, 1)
        )
        return self.form(self.words("store.title"), self.words("next.store"), items=items)

    async def digit(self, number: int) -> None:
        """Open what was chosen."""
        names = (*ACTIONS, *_LISTS)
        if not 1 <= number <= len(names):
            return
        name, task = names[number - 1], self.desk.ways.task
        flow = task("stock_act", "StockActFlow", name) if name in ACTIONS else task(*_LISTS[name])
        self.desk.navigation.go(flow)

    async def key(self, name: str) -> None:
        """F3 goes back."""
        if name == "f3":
            self.desk.navigation.home()
