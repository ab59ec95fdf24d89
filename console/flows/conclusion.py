"""The words of a decision about a batch: why it is rejected, or what is concluded of the remarks in its record."""

from collections.abc import Callable, Mapping

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.form import FormTask
from console.flows.pages import Pages
from core.acts import Meaning
from core.release import conclusion_due
from core.said import says_something
from core.secret import Secret
from screens.everyone.form import FormView
from screens.views import RowView

PAGE = 6
LONGEST = 200
"""Longest conclusion, in characters."""


class ConclusionFlow(FormTask):
    """One field; every remark is shown beside it, and Enter goes on to the signature."""

    def __init__(
        self, desk: Desk, batch: str, meaning: Meaning, said: Callable[[str], None], left: Callable[[], TaskFlow]
    ) -> None:
        """Take the decision, where its words go, and the flow to go back to."""
        super().__init__(desk)
        self._batch, self._meaning = batch, meaning
        self._said, self._left = said, left
        self._pages = Pages(self, PAGE)

    @property
    def view(self) -> FormView:
        """Show the remarks and ask for the words."""
        rows = self._remarks()
        rejects = self._meaning == Meaning.REJECTED
        return self.form(
            self.words("release.title"),
            self.words("next.rejection_reason" if rejects else "next.conclusion"),
            subject=self._batch,
            words=self.words("release.reject" if rejects else "release.remarks"),
            rows=tuple(self._pages.shown(rows)),
            fields=(self.field("reason", self.words("release.reason" if rejects else "release.conclusion")),),
            page=self._pages.words(rows),
        )

    async def fill(self, answers: Mapping[str, Secret]) -> None:
        """Take the words; blanks and signs alone are none."""
        typed = answers["reason"].reveal().strip()[:LONGEST]
        self.retry()
        due = conclusion_due(self.desk.recorder.batch(self._batch).state, self._meaning)
        if due is not None and not says_something(typed):
            self.say(due)
            return
        self._said(typed)

    async def key(self, name: str) -> None:
        """F3 goes back, page keys turn."""
        if name == "f3":
            self.desk.navigation.go(self._left())
        elif name in ("pagedown", "pageup"):
            self._pages.turn(name, self._remarks())

    def _remarks(self) -> list[RowView]:
        batch, people = self.desk.recorder.batch(self._batch), self.desk.recorder.plant.people
        rows: list[RowView] = []
        for item in batch.state.comments:
            step, person = batch.master.step(item.act.subject.step or ""), people.get(item.act.who.person or "")
            label = self.words("release.remark", step=str(step.number) if step else "-")
            rows.append(RowView(label, person.user_id if person else "-", item.act.facts.get("comment", "-")))
        return rows
