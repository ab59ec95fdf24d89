"""The papers at the end, made by the server's own commands: batch record, export, and its verification."""

import asyncio
import json
import sys
from pathlib import Path

from console.demo.children import finished
from console.demo.layout import Layout

WITNESS_TRIES, WITNESS_WAIT_S = 8, 0.5


class Papers:
    """Where the papers of a batch lie."""

    def __init__(self, layout: Layout, hold: int, folder: Path, batch: str) -> None:
        """Name them by the batch."""
        self._layout = layout
        self._hold = hold
        self._batch = batch
        self.record = folder / f"{batch}.pdf"
        self.export = folder / f"{batch}.zip"

    async def make(self) -> None:
        """Print the batch record and write the export, anew where an earlier run was cut short.

        Raises:
            ChildFailed: A command did not end well.
        """
        await self._witnessed()
        papers = (("report", self.record), ("export", self.export))
        for _, out in papers:
            out.unlink(missing_ok=True)
        await asyncio.gather(*(self._make(command, out) for command, out in papers))

    async def _make(self, command: str, out: Path) -> None:
        words = [command, self._batch, "--out", str(out), "--config", str(self._layout.core_config)]
        await finished(command, ["-m", "console", *words], self._layout.logs / f"{command}.log", self._hold)

    async def _witnessed(self) -> None:
        """Wait a little until the terminal has cosigned the log as it is; the papers are made in any case."""
        for _ in range(WITNESS_TRIES):
            config = str(self._layout.core_config)
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "console", "core", "witnesses", "--json", "--config", config,
                stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            )  # fmt: skip
            said, _ = await process.communicate()
            if (
                process.returncode == 0
                and (told := json.loads(said))["checkpoint"] == told["size"]
                and told["cosigned"]
            ):
                return
            await asyncio.sleep(WITNESS_WAIT_S)

    async def verified(self) -> bool:
        """Verify the export by the command that anybody can run."""
        log = self._layout.logs / "verify.log"
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "console", "verify", str(self.export), "--json",
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        said, _ = await process.communicate()
        log.write_bytes(said)
        return process.returncode == 0


def write_json(file: Path, document: object) -> None:
    """Write a document of the demo as JSON, whole or not at all."""
    draft = file.with_name(f"{file.name}.draft")
    draft.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", "utf-8")
    draft.replace(file)
