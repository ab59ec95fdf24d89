"""Values of fields in words: what is one of a fixed list is shown in the reader's language, any other as it is."""

from collections.abc import Mapping

from core.language import Language, catalogue, text

_LOOKED_AT = ("disk", "clock", "keys", "chain", "link", "scanner", "balance", "printer", "equipment")
_AREAS: Mapping[str, tuple[str, ...]] = {
    "roles": ("role",),
    "kind": ("value.kind", "qualified.kind", "change.kind"),
    "state": ("value.state", "lot", "device.state"),
    "active": ("value",),
    "qualified": ("value",),
    "profile": ("policy.profile",),
    "conclusion": ("audit",),
    "level": ("clock.level",),
    "check": ("value.check",),
    "result": ("value.result",),
    **dict.fromkeys((f"check_{thing}" for thing in _LOOKED_AT), ("value.found",)),
}
"""Where the words of a field's values stand in the catalogue."""


def value_words(field: str, value: str, language: Language) -> str:
    """Word the value of a field, part by part where it is a list.

    Args:
        field: Name of the field, as `core.field_changes` names it.
        value: The value as recorded.
        language: In which it is read.
    """
    areas, between = _AREAS.get(field, ()), "、" if language == "zh" else ", "
    return between.join(_worded(part, areas, language) for part in value.split(", ")) if areas else value


def _worded(part: str, areas: tuple[str, ...], language: Language) -> str:
    keys = (f"{area}.{part}" for area in areas)
    return next((text(key, language) for key in keys if key in catalogue()), part)
