"""A campaign: one material weighed for several batches, one after another, without leaving the balance (F08).

Each weighing is signed in its own batch. What needs a second person waits under `To verify`, and is checked there.
"""

from console.desk import Desk
from console.flows.chosen import ChosenTask
from core.batch.campaign import DueWeighing, campaigns, due_weighing, weighs
from core.batch.guide import Guidance
from screens.everyone.listed import ListedView
from screens.views import ItemView, MarkView, RowView, Tone

SHOWN = 9


class CampaignFlow(ChosenTask):
    """Lists the materials that several batches wait for; a digit begins with the first of them."""

    @property
    def view(self) -> ListedView:
        """Show one row for each material, and the batches of the chosen one."""
        found = self._found()
        rows = tuple(map(self._row, found[self.choice(found)][1])) if found else ()
        items = tuple(self._item(number, material, due) for number, (material, due) in enumerate(found, 1))
        return self.listed("campaign", live=("f1", "f3", "f5", "f10"), items=items, rows=rows)

    async def opened(self) -> None:
        """Begin anew: no material is chosen."""
        self.desk.campaign = None
        self.changed()

    async def digit(self, number: int) -> None:
        """Choose a material, and go to its first batch."""
        found = self._found()
        if not 1 <= number <= len(found):
            return
        self.desk.campaign, due = found[number - 1]
        self.desk.navigation.go(self.desk.ways.step(due[0].batch))

    def _found(self) -> list[tuple[str, tuple[DueWeighing, ...]]]:
        return list(campaigns(all_due(self.desk)).items())[:SHOWN]

    def _item(self, number: int, material: str, due: tuple[DueWeighing, ...]) -> ItemView:
        known = self.desk.recorder.plant.materials.get(material)
        name = known.name.in_language(self.desk.language) if known else material
        batches = self.words("campaign.batches", n=str(len(due)))
        mark = MarkView(Tone.WAIT, self.words("work.ready"))
        return ItemView(number, name, material, batches, mark, chosen=number == self._chosen + 1)

    def _row(self, due: DueWeighing) -> RowView:
        return RowView(due.batch, str(due.target or "-"), due.step.name.in_language(self.desk.language))


def all_due(desk: Desk) -> list[DueWeighing]:
    """List every weighing that the person in session may do now at this kiosk."""
    session, room = desk.session, desk.place.room
    if session is None:
        return []
    roles, kiosk = frozenset(session.person.roles), desk.place.kiosk
    found = (
        due_weighing(batch.state, batch.master, kiosk, room.id if room else None, roles)
        for batch in desk.recorder.batches()
    )
    return [due for due in found if due is not None]


def next_of_campaign(desk: Desk, guidance: Guidance) -> str | None:
    """Give the batch in which a campaign goes on when nothing is left to weigh in this one, "" when it is over.

    Args:
        desk: The desk.
        guidance: What comes next in the batch that is open.

    Returns:
        None while there is no campaign or it is still about this batch.
    """
    material = desk.campaign
    if material is None or weighs(guidance, material):
        return None
    left = sorted(due.batch for due in all_due(desk) if due.material == material)
    return left[0] if left else ""
