"""What the core sends a kiosk by itself: receipts, commands to send again, and word that the plant has changed."""

from collections.abc import Callable

import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from console.link.errors import BusSilent, LinkError
from console.link.status import LinkStatus
from console.link.wire import JetStream
from console.outbox import Outbox, OutboxError, ReceiptOutcome
from core.finding import finding
from core.record.canonical import Undecodable
from core.record.envelope import Unauthentic
from core.record.keys import KeyRegistry
from core.record.messages import open_receipt
from core.record.prompts import read_resend_command

log = structlog.get_logger(__name__)

ChangeListener = Callable[[str, bytes], None]
"""Gets what has changed at the plant, one word, and the hint that came with it."""


class Incoming:
    """Takes what comes in, on one connection after another.

    Args:
        outbox: The kiosk's records.
        status: Tells what is wrong.
        keys: Gives the registered keys as they are known now.

    Attributes:
        change_listeners: Called back when the plant has changed.
    """

    def __init__(self, outbox: Outbox, status: LinkStatus, keys: Callable[[], KeyRegistry]) -> None:
        self.change_listeners: list[ChangeListener] = []
        self._outbox = outbox
        self._status = status
        self._keys = keys

    async def subscribe(self, client: Client, site: str, kiosk: str) -> None:
        """Listen on a new connection.

        Raises:
            BusSilent: The connection is lost already.
        """
        try:
            await client.subscribe(f"rcpt.v1.{site}.{kiosk}", cb=self._on_receipt)
            await client.subscribe(f"cmd.{site}.{kiosk}.>", cb=self._on_command)
            await client.subscribe(f"cfg.v1.{site}.changed", cb=self._on_change)
        except (NatsError, OSError) as error:
            raise BusSilent("link.offline") from error

    async def fetch_receipt(self, wire: JetStream) -> None:
        """Look up the receipt that came while nobody listened."""
        try:
            data = await wire.last_receipt()
        except LinkError as error:
            log.warning("receipt_not_fetched", error=str(error))
            return
        if data is not None:
            await self._take_receipt(data)

    async def _on_receipt(self, message: Msg) -> None:
        if await self._take_receipt(message.data):
            self._status.set_answering(True)

    async def _take_receipt(self, data: bytes) -> bool:
        """Take a receipt; tell whether the core signed it."""
        try:
            outcome = await self._outbox.take_receipt(open_receipt(data, self._keys()))
            if outcome is ReceiptOutcome.FOREIGN:
                self._status.alarm("receipt", finding("link.receipt_unauthentic"))
            elif outcome is ReceiptOutcome.UNKNOWN_RECORD:
                self._status.alarm("doubled", finding("link.kiosk_doubled"))
                await self._outbox.stop()
        except (Unauthentic, Undecodable) as error:
            log.warning("receipt_ignored", error=str(error))
            self._status.alarm("receipt", finding("link.receipt_unauthentic"))
            return False
        except OutboxError as error:
            # Receipts are cumulative: the next one says it again.
            log.warning("receipt_not_kept", error=str(error))
        return True

    async def _on_command(self, message: Msg) -> None:
        try:
            command = read_resend_command(message.data)
            count = await self._outbox.send_again(command.epoch, command.from_seq)
        except (Undecodable, OutboxError) as error:
            log.warning("command_ignored", subject=message.subject, error=str(error))
            return
        log.info("sending_again", from_seq=command.from_seq, count=count)

    async def _on_change(self, message: Msg) -> None:
        kind = (message.headers or {}).get("Cfg-Kind", "")
        for listener in self.change_listeners:
            listener(kind, message.data)
