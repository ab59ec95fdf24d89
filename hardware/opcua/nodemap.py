"""Node maps: which nodes of an OPC UA server are which tags; one YAML file a type of equipment."""

import re
from decimal import Decimal
from typing import Literal

import msgspec

from hardware.tag_text import bad_map, check_tags, found_tag, map_from_data, map_from_text

_NODE = re.compile(r"ns=\d{1,5};[sigb]=.+")
"""Node id in its text form (OPC 10000-6, 5.3.1.10)."""


class NodeTag(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One value of a node; value = number * scale + offset, rounded to `decimals`.

    Attributes:
        tag: Name, unique in its map.
        node: Node id, `ns=2;s=Press.Speed`.
        unit: One of `core.quantity.UNITS`.
        type: `number`, or `bool`, which gives 0 or 1.
        scale: Factor.
        offset: Added after the factor.
        decimals: Places shown and recorded.
        valid_low: Least that can be true, or None.
        valid_high: Most that can be true, or None.
        stale_after_ms: How old the source's time may be; 0 for values whose source keeps the time of their last change.
    """

    tag: str
    node: str
    unit: str
    type: Literal["number", "bool"] = "number"
    scale: Decimal = Decimal(1)
    offset: Decimal = Decimal(0)
    decimals: int = 0
    valid_low: Decimal | None = None
    valid_high: Decimal | None = None
    stale_after_ms: int = 5000


class NodeMap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The tags of one type of equipment.

    Attributes:
        equipment: Type, for example `granulator`.
        version: Version of this map.
        tags: All tags.
        identity: Node id of the serial number, a text, or "" where the server tells none.
        security: How the session is secured; `none`, only where the policy permits it.
    """

    equipment: str
    version: str
    tags: tuple[NodeTag, ...]
    identity: str = ""
    security: Literal["Basic256Sha256", "none"] = "Basic256Sha256"

    def find(self, tag: str, device: str) -> NodeTag:
        """Give a tag by its name.

        Raises:
            TagUnknown: No such tag.
        """
        return found_tag(self.tags, tag, device)


def read_node_map(text: str, name: str) -> NodeMap:
    """Read and check a node map written in YAML.

    Raises:
        TagMapError: No YAML, a field missing, unknown or of another type, or a tag that cannot be.
    """
    return map_from_text(text, name, node_map)


def node_map(document: object, name: str) -> NodeMap:
    """Read and check a node map given as plain mappings and lists; numbers may be texts.

    Raises:
        TagMapError: A field missing, unknown or of another type, or a tag that cannot be.
    """
    read = map_from_data(document, name, NodeMap)
    if read.identity and not _NODE.fullmatch(read.identity):
        raise bad_map(name, "identity: node")
    check_tags(read.tags, name, _checks)
    return read


def _checks(tag: NodeTag) -> dict[str, bool]:
    return {"node": _NODE.fullmatch(tag.node) is not None, "stale_after_ms": tag.stale_after_ms >= 0}
