"""From a template and a view to a PDF: Jinja2 writes Typst source, Typst sets it.

Every value goes into the source as a Typst string literal, never as markup.
"""

from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any, Literal

import jinja2
import typst
from jinja2.sandbox import ImmutableSandboxedEnvironment

from server.reports.errors import ReportError
from server.reports.glyphs import FONT_FOLDER, printable

Format = Literal["pdf", "png"]


def typeset(template: str, view: object, stamp: datetime) -> bytes:
    """Set a document as PDF/A-2b.

    Args:
        template: File in `templates/reports`.
        view: What the template shows, as its variable `view`.
        stamp: Written into the PDF as its time of creation; the same stamp gives the same bytes.

    Raises:
        ReportError: The document cannot be set; a fault of the program or of a template.
    """
    made = _compiled(source(template, view), "pdf", stamp)
    if not isinstance(made, bytes):
        raise ReportError("report.not_set", detail=template)
    return made


def pictures(template: str, view: object, stamp: datetime, ppi: float = 80) -> list[bytes]:
    """Draw the pages of a document as PNG, for eyes and tests; raises `ReportError` like `typeset`."""
    made = _compiled(source(template, view), "png", stamp, ppi)
    return made if isinstance(made, list) else [made]


def source(template: str, view: object) -> str:
    """Write the Typst source of a document.

    Raises:
        ReportError: The template names something that the view lacks.
    """
    try:
        return _environment().get_template(template).render(view=view)
    except jinja2.TemplateError as error:
        raise ReportError("report.not_set", detail=f"{template}: {error}"[:200]) from error


def literal(value: object) -> str:
    r"""Write a value as a Typst string literal; `#evil[*x*] "q" \` then prints as itself."""
    text = printable(str(value)).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{text}"'


@cache
def _environment() -> jinja2.Environment:
    loader = jinja2.FunctionLoader(_template)
    environment = ImmutableSandboxedEnvironment(
        loader=loader, undefined=jinja2.StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["lit"] = literal
    return environment


def _template(name: str) -> str | None:
    file = resources.files("templates") / "reports" / name
    return file.read_text("utf-8") if file.is_file() else None


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONT_FOLDER])


def _compiled(text: str, form: Format, stamp: datetime, ppi: float | None = None) -> Any:
    compiler = typst.Compiler(font_paths=_fonts())
    standards: Any = "a-2b" if form == "pdf" else []
    seconds = stamp.replace(microsecond=0)
    try:
        return compiler.compile(text.encode(), format=form, ppi=ppi, pdf_standards=standards, timestamp=seconds)
    except typst.TypstError as error:
        raise ReportError("report.not_set", detail=str(error)[:200]) from error
