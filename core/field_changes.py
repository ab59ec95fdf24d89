"""What differs between two items as plain JSON, field by field."""

import msgspec


def field_changes(before: object | None, after: object) -> tuple[tuple[str, str, str], ...]:
    """List what differs between two items as (field, old, new); nested fields by dotted names, absent ones as ""."""
    old, new = dict(_flat("", before)), dict(_flat("", after))
    names = [*new, *(name for name in old if name not in new)]
    return tuple(
        (name, old.get(name, ""), new.get(name, "")) for name in names if old.get(name, "") != new.get(name, "")
    )


def _flat(prefix: str, value: object) -> list[tuple[str, str]]:
    if isinstance(value, dict):
        pairs = msgspec.convert(value, dict[str, object])
        return [pair for name, item in pairs.items() for pair in _flat(f"{prefix}.{name}" if prefix else name, item)]
    if isinstance(value, (list, tuple)):
        items = msgspec.convert(value, list[object])
        if all(isinstance(item, (str, int)) for item in items):
            return [(prefix, ", ".join(str(item) for item in items))]
        return [pair for n, item in enumerate(items, 1) for pair in _flat(f"{prefix}.{n}", item)]
    if value is None or value == "":
        return []
    if isinstance(value, bool):
        return [(prefix, "yes" if value else "no")]
    return [(prefix, str(value))]
