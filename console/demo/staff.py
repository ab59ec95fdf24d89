"""The people of the demo plant at the terminal: they sign in by badge, and sign with password and token."""

from asyncio import sleep
from collections.abc import Mapping
from typing import Any

from console.demo.pace import INTERACTIVE
from console.demo.people import Pocket, step_of
from console.demo.seat import PATIENCE_S, Seat, Stuck
from console.flows.flow import TaskFlow
from console.flows.my_work import MyWorkFlow

_TRIES = 6
_BREATH_S = 0.5
"""How much longer somebody waits before each further try; a core that has just started may be slow to answer."""
_AWAY: Mapping[str, str] = {"attempts": "enter", "startup_check": "enter", "sign": "f12", "wrong_scan": "enter"}
"""The key that leaves a screen; F3 leaves the others."""


class StaffedSeat(Seat):
    """A terminal with people who come and go."""

    def __init__(self, *parts: Any) -> None:
        """Take what the seat takes."""
        super().__init__(*parts)
        self._used: dict[str, int] = {}

    def pocket(self, user: str) -> Pocket:
        """Give what a person has about him."""
        return self.plant.people[user]

    async def fresh_code(self, pocket: Pocket) -> str:
        """Look at the token, and wait for the next code when this one was used already."""
        used = self._used.get(pocket.user_id, 0)
        if step_of(self.plant.clock.utc()) <= used:
            with self.hurried():
                await self.until(lambda: step_of(self.plant.clock.utc()) > used, "code", 60 + PATIENCE_S)
        self._used[pocket.user_id] = step_of(self.plant.clock.utc())
        return self.shown_code(pocket)

    def shown_code(self, pocket: Pocket) -> str:
        """Look at the token."""
        return pocket.token.code(self.plant.clock.utc())

    async def give_secrets(self, pocket: Pocket, code: str | None = None) -> bool:
        """Type password and code into the dialog once the core can be reached; tells whether it went through.

        The plant's time runs as the wall's does from the look at the token to the answer: at the pace of the play a
        code would be worth a second, and a busy machine takes longer. Who brings a code of his own sets the pace.
        """
        await self.online()
        await self.settled()
        if code is not None:
            return await self._typed(pocket, code)
        shown = await self.fresh_code(pocket)
        self.plant.clock.run_at(INTERACTIVE)
        try:
            return await self._typed(pocket, shown)
        finally:
            self.usual_pace()

    async def _typed(self, pocket: Pocket, shown: str) -> bool:
        before = self.flow
        attempt = self.fields()[-1].attempt
        await self.online()  # the plant's time may have run fast, and the link's patience with it
        await self.settled()
        self.app.type(pocket.password)
        self.app.press("enter")
        self.app.type(shown)
        self.app.press("enter")
        await self.until(lambda: self.app.flow is not None and self._answered(before, attempt), "signature")
        await self.settled()
        through = self.app.flow is not before
        if self.screen == "attempts":
            # What was tried in this person's name is read, and the work goes on.
            await self.act("enter")
            await self.settled()
        return through

    def _answered(self, before: TaskFlow, attempt: int) -> bool:
        """Tell whether the dialog has gone, or has taken the attempt and said why not."""
        if self.app.flow is not before:
            return True
        fields = self.fields()
        fresh = not fields or fields[-1].attempt != attempt or fields[-1].name == "user_id"
        return fresh and bool(self.message)

    async def sign(self, user: str) -> None:
        """Sign in the dialog on the screen, with the next code when the first one is not taken."""
        pocket = self.pocket(user)
        for tried in range(_TRIES):
            await sleep(tried * _BREATH_S)
            if await self.give_secrets(pocket):
                return
        raise Stuck("demo.stuck", what="signature", screen=self.screen, message=self.message)

    async def identify(self, user: str) -> None:
        """Let the second person scan his badge, and wait until he is asked for his secrets."""
        await self.settled()
        if len(self.fields()) == 2:
            return
        await self.trigger(f"U-{user}")
        await self.until(lambda: all(field.name != "user_id" for field in self.fields()), "badge")

    async def at_work(self, user: str) -> None:
        """Come to the list of work of a person, from wherever the terminal stands."""
        while True:
            await self.settled()
            if self.screen == "my_work" and isinstance(self.flow, MyWorkFlow):
                if self.user == user:
                    return
                await self.act("f3")
            elif self.screen == "sign_in":
                await self._sign_in(self.pocket(user))
            else:
                await self.act(_AWAY.get(self.screen, "f3"))

    async def _sign_in(self, pocket: Pocket) -> None:
        for tried in range(_TRIES):
            await sleep(tried * _BREATH_S)
            await self.settled()
            if self.view.fields[0].value != pocket.user_id:
                await self.trigger(f"U-{pocket.user_id}")
                await self.until(lambda: self.view.fields[0].value == pocket.user_id, "badge")
            if await self.give_secrets(pocket) and self.screen != "sign_in":
                return
        raise Stuck("demo.stuck", what="sign_in", screen=self.screen, message=self.message)
