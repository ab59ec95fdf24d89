"""Append to an outbox for ever and say each record on standard output once it is durable; run as a program."""

import asyncio
import resource
import sys
from pathlib import Path

from console.outbox import NotStored, Outbox
from tests.fakes.road import DEVICE, act


async def main(path: Path, most_bytes: int) -> None:
    """Append until killed or until the disk is full, then say so and what the head is."""
    outbox = await Outbox.open(path, "K1")
    if most_bytes:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
    while True:
        try:
            record = await outbox.append(act("x" * 500), DEVICE)
        except NotStored as error:
            head = await outbox.head()
            print(error.key, head.seq, head.sha256, flush=True)  # noqa: T201  (a program)
            return
        print(record.place.seq, record.sha256, flush=True)  # noqa: T201  (a program)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
