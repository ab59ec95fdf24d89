"""A password or a code on its way from the field to its one use: it can be held, never seen by accident."""

from typing import NoReturn


class Secret:
    """Wrap a secret text so that logs, tracebacks and `repr` show nothing of it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Give the text, at the place where it is used and nowhere else."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not serialised")
