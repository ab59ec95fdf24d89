"""The JSON Schema of a master batch record, for editors; what a text means is checked by `core.master.check` alone."""

from typing import Any

from core.fields_schema import AskedFields, Forms
from core.master.details import READERS
from core.master.text import read_form, read_record

_FORMS = Forms({"steps": ("kind", tuple(READERS))}, {"steps": "block"}, frozenset({"blocks"}))


def master_schema() -> dict[str, Any]:
    """Give the schema, asked from the very reader of master records; each kind of step with its own fields."""
    asked = AskedFields(_FORMS, {})
    read_record(asked, templates=True)
    return _titled("Countersign master batch record", asked)


def form_schema() -> dict[str, Any]:
    """Give the schema of a logbook form, asked likewise."""
    asked = AskedFields(_FORMS, {})
    read_form(asked, templates=True)
    return _titled("Countersign logbook form", asked)


def _titled(title: str, asked: AskedFields) -> dict[str, Any]:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **asked.schema}
