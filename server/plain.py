"""Text that came from outside, made fit to be kept in a column; the record itself keeps the exact bytes."""

LONGEST = 200


def plain(text: str) -> str:
    """Drop what PostgreSQL cannot hold (NUL, lone surrogates) and everything beyond `LONGEST` characters."""
    return text[:LONGEST].encode("utf-8", "replace").decode().replace("\x00", "")


def plain_or_none(text: str | None) -> str | None:
    """Make a text fit, where there is one."""
    return None if text is None else plain(text)
