"""Sign a receipt, have the core take the goods in, then print and scan back a label for every container."""

from collections.abc import Mapping

import msgspec

from console.answers import ask_for_records
from console.desk import Desk
from console.flows.arrived import arrived
from console.flows.flow import TaskFlow
from console.flows.received import Received, ReceivedFlow
from console.flows.sign import SignFlow
from core.acts import Meaning
from core.receipt import Receipt, receipt_manifest
from core.rights import holders
from core.secret import Secret


class ReceiptSignFlow(SignFlow):
    """Signs the receipt; a signature that was given is not asked for again."""

    def __init__(self, desk: Desk, receipt: Receipt) -> None:
        """Take the receipt."""
        manifest = receipt_manifest(receipt, desk.recorder.plant, desk.language)
        super().__init__(desk, manifest, Meaning.PERFORMED, self._home, self._home)
        self._receipt = receipt
        self._signed = ""

    def _home(self) -> TaskFlow:
        return self.desk.ways.task("receive", "ReceiveFlow")

    async def submit(self, password: Secret, code: Secret) -> None:
        """Sign, wait until the core has it, and have it decide."""
        person = self.person
        if person is None:
            return
        self._attempt += 1
        if not self._signed and not await self.guarded(self._sign(password, code)):
            return
        await arrived(self.desk)
        body = {"receipt": msgspec.to_builtins(self._receipt), "person": person.id, "signatures": [self._signed]}
        await self.guarded(self._received(body))

    async def _sign(self, password: Secret, code: Secret) -> None:
        person, session = self.person, self.desk.session
        if person is None or session is None:
            return
        acting = next((role for role in person.roles if role in holders("decide.receive")), None)
        signing = self.desk.ceremony.sign(
            person, Meaning.PERFORMED, (self.manifest,), password, code, self.desk.language, session.id, role=acting
        )
        self._signed = (await signing).act.id

    async def _received(self, body: Mapping[str, object]) -> None:
        answer = await ask_for_records(self.desk.ask, self.desk.recorder, "receive", body)
        await self.desk.reload()
        told = msgspec.convert({name: value for name, value in answer.items() if name != "records"}, Received)
        self.desk.navigation.go(ReceivedFlow(self.desk, self._receipt, told))
