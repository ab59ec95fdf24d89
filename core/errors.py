"""The root of every error that Countersign raises on purpose."""

from collections.abc import Mapping


class CountersignError(Exception):
    """Say what went wrong by a stable code and a catalogue key; the wording lives in `core.language`.

    Attributes:
        code: Stable identifier such as `HW-012`, for logs and support.
        key: Key of the sentence in the catalogues.
        params: Named values of the sentence's placeholders.
    """

    code = "CS-000"

    def __init__(self, key: str, /, **params: str) -> None:
        super().__init__(f"{self.code} {key} {params}" if params else f"{self.code} {key}")
        self.key = key
        self.params: Mapping[str, str] = params
