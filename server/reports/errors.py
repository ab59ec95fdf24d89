"""What can go wrong in making a document."""

from core.errors import CountersignError


class ReportError(CountersignError):
    """A document cannot be made; the key says why."""

    code = "RPT-001"
