"""The tag maps that come with Countersign, one YAML file a type of equipment."""

from importlib import resources

from hardware.errors import TagMapError
from hardware.tagmap import TagMap, read_tag_map


def bundled(name: str) -> TagMap:
    """Read a tag map that comes along, for example `granulator`.

    Raises:
        TagMapError: There is none of that name, or it cannot be used.
    """
    file = resources.files(__name__) / f"{name}.yaml"
    if not name.isidentifier() or not file.is_file():
        raise TagMapError("device.tag_map_bad", name=name, reason="no such file")
    return read_tag_map(file.read_text(encoding="utf-8"), name)
