"""A campaign: one material weighed for several batches, one after another, without leaving the balance (F08).

Each weighing is signed in its own batch. What needs a second person waits under `To verify`, and is checked there.
"""

from console.desk import Desk
from console.flows.chosen import ChosenTask
from core.batch.campaign import DueWeighing, campaigns, due_weighing, weighs
from core.batch.guide import Guidance
from screens.everyone.listed import ListedView
from screens.views import ItemView, MarkView, RowView, Tone

Material = tuple[str, tuple[DueWeighing, ...]]
"""A material, and the weighings of it that are due."""


class CampaignFlow(ChosenTask[Material]):
    """Lists the materials that several batches wait for; a digit begins with the first of them."""

    @property
    def view(self) -> ListedView:
        """Show one row for each material, and the batches of the chosen one."""
        found = self.found()
        return self.listed(
            self.words("campaign.title"),
            self.words("next.campaign" if found else "next.work_none"),
            found=found,
            empty=self.words("campaign.none"),
        )

    async def opened(self) -> None:
        """Begin anew: no material is chosen."""
        self.desk.campaign = None
        self.changed()

    async def open(self, one: Material) -> None:
        """Go to the first batch of a material."""
        self.desk.campaign, due = one
        self.desk.navigation.go(self.desk.ways.step(due[0].batch))

    def found(self) -> list[Material]:
        """List the materials."""
        return list(campaigns(all_due(self.desk)).items())

    def name(self, one: Material) -> str:
        """Name the material by its code."""
        return one[0]

    def item(self, number: int, one: Material) -> ItemView:
        """Draw a row."""
        material, due = one
        known = self.desk.recorder.plant.materials.get(material)
        name = known.name.in_language(self.desk.language) if known else material
        batches = self.words("campaign.batches", n=str(len(due)))
        mark = MarkView(Tone.WAIT, self.words("work.ready"))
        return ItemView(number, name, material, batches, mark)

    def about(self, one: Material) -> tuple[RowView, ...]:
        """Give a row for each batch."""
        return tuple(map(self._row, one[1]))

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
