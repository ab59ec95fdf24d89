"""The JSON Schema of a master batch record, for editors; what a text means is checked by `core.master.check` alone."""

from typing import Any

from core.fields_schema import AskedFields, Forms
from core.master.details import READERS
from core.master.text import read_record


def master_schema() -> dict[str, Any]:
    """Give the schema, asked from the very reader of master records; each kind of step with its own fields."""
    forms = Forms({"steps": ("kind", tuple(READERS))}, {"steps": "block"}, frozenset({"blocks"}))
    asked = AskedFields(forms, {})
    read_record(asked, templates=True)
    title = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Countersign master batch record"}
    return {**title, **asked.schema}
