"""What every check by a second person takes alike: the badge, the user id, and F12 for the next one to come."""

from console.flows.code_wait import live_message
from console.flows.flow import TaskFlow
from console.flows.second_person import SecondPerson
from core.codes import Code


class Checking(TaskFlow):
    """Stands before the flow whose manifest is checked; what it does not take goes on to that flow.

    Attributes:
        second: Who has come to check; the subclass makes it.
    """

    second: SecondPerson

    @property
    def shown(self) -> str:
        """Count down to the checker's next code."""
        return live_message(self, self.second.person)

    @property
    def following(self) -> str:
        """Say what the checker does next."""
        return self.words("next.check_and_sign" if self.second.person else "next.scan_checker")

    async def scan(self, code: Code) -> None:
        """Take the checker's badge."""
        if not await self.second.scan(code):
            await super().scan(code)

    async def enter(self, typed: str) -> None:
        """Take the checker's user id as typed."""
        await self.second.identify(typed)

    async def key(self, name: str) -> None:
        """F12 lets the next person come."""
        if name == "f12":
            self.second.leave()
        else:
            await super().key(name)
