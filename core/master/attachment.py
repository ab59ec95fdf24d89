"""An attachment: a photo or a document, kept by the hash of its bytes."""

import msgspec

from core.attached import MEGABYTE, MOST_MEGABYTES, FileKind
from core.fields import Fields


class Attachment(msgspec.Struct, frozen=True, tag="attachment"):
    """Attach one file.

    Attributes:
        types: Kinds of file that are taken.
        largest_mb: Largest size in megabytes of 1,048,576 bytes.
    """

    types: tuple[FileKind, ...]
    largest_mb: int

    @property
    def largest(self) -> int:
        """Give the largest size in bytes."""
        return self.largest_mb * MEGABYTE


def read_attachment(fields: Fields) -> Attachment:
    """Read `types` and `largest_mb`."""
    kinds = {kind.value: kind for kind in FileKind}
    return Attachment(fields.choices("types", kinds), fields.whole("largest_mb", 1, MOST_MEGABYTES))
