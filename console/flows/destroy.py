"""Destroy a container: scanned, explained, signed by who does it and by a witness; rejected goods by quality."""

from console.desk import Desk
from console.flows.two_signers import TwoSignersFlow
from core.acts import Manifest
from core.codes import Code
from core.finding import Finding
from core.plant import Container
from core.store_paper import destruction_manifest, witness_right


class DestroyFlow(TwoSignersFlow):
    """One container."""

    title = "store.paper.destruction"
    verb = "destroy_container"

    def __init__(self, desk: Desk) -> None:
        """Begin with the scan."""
        super().__init__(desk)
        self._container: Container | None = None

    def manifest(self) -> Manifest | None:
        """Draw what is signed, as the container was when it was scanned."""
        if self._container is None:
            return None
        return destruction_manifest(self._container, self.reason, self.desk.recorder.plant, self.desk.language)

    def rights(self) -> tuple[str, str]:
        """Who destroys, and who must see it by the state of the lot."""
        lot = self._container.lot if self._container else ""
        return "decide.destroy_container", witness_right(self.desk.recorder.plant.lots[lot].state)

    def body(self) -> dict[str, object]:
        """Name the container."""
        return {"container": self._container.id if self._container else ""}

    def before(self) -> str:
        """Ask for the container."""
        return self.words("next.store_container")

    async def scan(self, code: Code) -> None:
        """Take the container, then the badge of the witness."""
        if self._container is not None:
            await super().scan(code)
            return
        found = self.desk.recorder.plant.containers.get(code.get("container") or "")
        if found is None or found.ended:
            await self.desk.devices.signal(False)
            self.say(Finding("store.container_unknown", {"container": code.text[:40]}))
            return
        self._container = found
        await self.desk.devices.signal(True)
        self.say(None)
