"""What a rule found, as data: the sentence is worded where it is shown, in the reader's language."""

from collections.abc import Mapping

import msgspec


class Finding(msgspec.Struct, frozen=True):
    """A sentence to be worded later.

    Attributes:
        key: Catalogue key, for example `refusal.lot_wrong`.
        params: Named values of its placeholders.
    """

    key: str
    params: Mapping[str, str] = {}


def finding(key: str, /, **params: str) -> Finding:
    """Make a finding from its key and the values of its placeholders."""
    return Finding(key, params)
