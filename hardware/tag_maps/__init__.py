"""The tag maps that come with Countersign, one YAML file a type of equipment, and those of a plant in its folder."""

from collections.abc import Callable
from importlib import resources
from pathlib import Path

from hardware.errors import TagMapError
from hardware.opcua import NodeMap, read_node_map
from hardware.tagmap import TagMap, read_tag_map

TagMaps = Callable[[str], TagMap]
NodeMaps = Callable[[str], NodeMap]


def bundled(name: str) -> TagMap:
    """Read a tag map that comes along, for example `granulator`.

    Raises:
        TagMapError: There is none of that name, or it cannot be used.
    """
    file = resources.files(__name__) / f"{name}.yaml"
    if not name.isidentifier() or not file.is_file():
        raise TagMapError("device.tag_map_bad", name=name, reason="no such file")
    return read_tag_map(file.read_text(encoding="utf-8"), name)


def no_nodes(name: str) -> NodeMap:
    """Give no node map: none comes along, since every OPC UA server names its nodes its own way.

    Raises:
        TagMapError: Always.
    """
    raise TagMapError("device.tag_map_bad", name=name, reason="no such file")


def tag_maps_in(folder: Path) -> TagMaps:
    """Give what reads tag maps from a plant's folder, and those that come along where it has none of that name."""

    def read(name: str) -> TagMap:
        text = _written(folder, name)
        return bundled(name) if text is None else read_tag_map(text, name)

    return read


def node_maps_in(folder: Path) -> NodeMaps:
    """Give what reads node maps from a plant's folder."""

    def read(name: str) -> NodeMap:
        text = _written(folder, name)
        return no_nodes(name) if text is None else read_node_map(text, name)

    return read


def _written(folder: Path, name: str) -> str | None:
    """Give the text of `NAME.yaml`, or None where there is none; a name is no path."""
    file = folder / f"{name}.yaml"
    if not name.replace("-", "_").isidentifier() or not file.is_file():
        return None
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TagMapError("device.tag_map_bad", name=name, reason="cannot be read") from error
