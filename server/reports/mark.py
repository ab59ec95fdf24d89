"""What ties a page to the record and the log: text and QR code with the record's digest and the log's root."""

import io

import msgspec
import segno


class LogMark(msgspec.Struct, frozen=True):
    """The checkpoint under which a document was printed.

    Attributes:
        size: Leaves of the log.
        root: Hex of the root.
        witnesses: Number of kiosks that have cosigned it.
    """

    size: int
    root: str
    witnesses: int = 0

    @property
    def short(self) -> str:
        """Give the root as it is read aloud: four groups of four."""
        return grouped(self.root)


def grouped(root: str) -> str:
    """Write the first digits of a root as they are read aloud: four groups of four."""
    return " ".join(root[place : place + 4] for place in range(0, 16, 4))


def qr_text(batch: str, digest: str, log: LogMark) -> str:
    """Write what the code holds, in characters that keep it small."""
    return f"COUNTERSIGN/1 {batch} {digest} {log.size} {log.root}".upper()


def qr_png(text: str) -> tuple[int, ...]:
    """Draw a QR code as a small PNG with its quiet zone; gives its bytes as numbers, as a template can write them."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", border=2, scale=4)
    return tuple(out.getvalue())
