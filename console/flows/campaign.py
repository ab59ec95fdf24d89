"""A campaign: one material weighed for several batches, one after another, without leaving the balance (F08).

Each weighing is signed in its own batch. What needs a second person waits under `To verify`, and is checked there.
"""

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from core.batch.campaign import DueWeighing, campaigns, due_weighing, weighs
from core.batch.guide import Guidance
from screens.everyone.listed import ListedView
from screens.views import ItemView, MarkView, RowView, Tone, keys

SHOWN = 9


class CampaignFlow(TaskFlow):
    """Lists the materials that several batches wait for; a digit begins with the first of them."""

    screen = "listed"

    def __init__(self, desk: Desk) -> None:
        """Take the desk; what was weighed before is over."""
        super().__init__(desk)
        self._chosen = 0

    @property
    def view(self) -> ListedView:
        """Show one row for each material, and the batches of the chosen one."""
        found = self._found()
        self._chosen = max(0, min(self._chosen, len(found) - 1))
        view_frame = frame(
            self.desk,
            header(self.desk),
            self.words("campaign.title"),
            self.words("next.campaign" if found else "next.work_none"),
            keys("f1", "f3", "f5", "f10"),
            message=self.message,
        )
        items = tuple(self._item(number, material, due) for number, (material, due) in enumerate(found, 1))
        rows = tuple(map(self._row, found[self._chosen][1])) if found else ()
        return ListedView(view_frame, items, rows, (), self.words("campaign.none"))

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

    async def key(self, name: str) -> None:
        """Arrows choose, F5 asks the core what is new, F3 goes back."""
        match name:
            case "up" | "down":
                self._chosen += 1 if name == "down" else -1
                self.changed()
            case "f5":
                await self.guarded(self.desk.reload())
            case "f3":
                self.desk.navigation.home()
            case _:
                return

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
