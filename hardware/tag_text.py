"""Reading a map of tags, whatever it maps them to: YAML to plain data to a frozen struct, checked whole."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Protocol, TypeVar

import msgspec

from core.quantity import UNITS
from core.yaml import Items, Node, Scalar, YamlError, read_yaml
from hardware.errors import TagMapError, TagUnknown


class Scaled(Protocol):
    """What every tag says of its value."""

    @property
    def tag(self) -> str:
        """Name, unique in its map."""
        ...

    @property
    def unit(self) -> str:
        """One of `core.quantity.UNITS`."""
        ...

    @property
    def scale(self) -> Decimal:
        """Factor."""
        ...

    @property
    def offset(self) -> Decimal:
        """Added after the factor."""
        ...

    @property
    def decimals(self) -> int:
        """Places shown and recorded."""
        ...

    @property
    def valid_low(self) -> Decimal | None:
        """Least that can be true, or None."""
        ...

    @property
    def valid_high(self) -> Decimal | None:
        """Most that can be true, or None."""
        ...


T = TypeVar("T", bound=Scaled)
M = TypeVar("M", bound=msgspec.Struct)


def map_from_text(text: str, name: str, read: Callable[[object, str], M]) -> M:
    """Read a map written in YAML; `read` takes the plain data.

    Raises:
        TagMapError: No YAML, or what `read` raises.
    """
    try:
        return read(plain(read_yaml(text).root), name)
    except YamlError as error:
        raise bad_map(name, f"line {error.line}") from error


def map_from_data(document: object, name: str, kind: type[M]) -> M:
    """Read a map given as plain mappings and lists; numbers may be texts.

    Raises:
        TagMapError: A field missing, unknown or of another type.
    """
    try:
        return msgspec.convert(document, kind, strict=False)
    except (msgspec.ValidationError, ArithmeticError) as error:
        raise bad_map(name, str(error)) from error


def check_tags(tags: Sequence[T], name: str, checks: Callable[[T], dict[str, bool]]) -> None:
    """Check that each tag stands once and can be; `checks` adds what a kind of map asks besides.

    Raises:
        TagMapError: A tag that cannot be.
    """
    names = [tag.tag for tag in tags]
    if len(set(names)) != len(names):
        raise bad_map(name, "a tag stands twice")
    for tag in tags:
        asked = {
            "unit": tag.unit in UNITS,
            "decimals": 0 <= tag.decimals <= 9,
            "scale": tag.scale.is_finite() and tag.scale != 0 and tag.offset.is_finite(),
            "valid range": tag.valid_low is None or tag.valid_high is None or tag.valid_low < tag.valid_high,
            **checks(tag),
        }
        fault = next((what for what, holds in asked.items() if not holds), None)
        if fault:
            raise bad_map(name, f"{tag.tag}: {fault}")


def found_tag(tags: Sequence[T], tag: str, device: str) -> T:
    """Give a tag by its name.

    Raises:
        TagUnknown: No such tag.
    """
    for each in tags:
        if each.tag == tag:
            return each
    raise TagUnknown("device.tag_unknown", device=device, tag=tag)


def bad_map(name: str, reason: str) -> TagMapError:
    """Make the error of a map that cannot be used."""
    return TagMapError("device.tag_map_bad", name=name, reason=reason)


def plain(node: Node) -> object:
    """Give a YAML node as mappings, lists and texts."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    return {key.text: plain(value) for key, value in node.entries}
