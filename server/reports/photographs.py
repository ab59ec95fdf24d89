"""Attached photographs, small enough for paper; the file as it was taken is in the export, under its hash."""

import io
import warnings

from PIL import Image, ImageOps

MOST_PIXELS = 900
"""Longest side: 250 points an inch at the size in which it is printed."""
QUALITY = 75
LARGEST = 100_000_000
"""Most pixels of a picture that is opened at all."""


def photograph(data: bytes) -> bytes | None:
    """Give a picture upright, as a small JPEG without metadata; None where it cannot be read."""
    try:
        with warnings.catch_warnings(action="ignore", category=Image.DecompressionBombWarning):
            opened = Image.open(io.BytesIO(data), formats=("JPEG", "PNG"))
        if opened.width * opened.height > LARGEST:
            return None
        opened.draft("RGB", (MOST_PIXELS, MOST_PIXELS))
        upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    upright.thumbnail((MOST_PIXELS, MOST_PIXELS))
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
