"""By which version of a specification a sample is tested: the one in force when it was drawn, whatever came since.

The act that draws a sample states the version; results, verdict, certificate, paper and release judge by it.
Source: GMP (2010) articles 164, 223; NMPA 2020 No. 74 art. 22.
"""

from collections.abc import Mapping

from core.acts import Act
from core.finding import Finding, finding
from core.plant import Plant, Specification

SPECIFICATION, VERSION = "specification", "specification_version"
"""Facts of `SampleDrawn` and `ResultEntered`: code and version."""


def replaced_key(code: str, version: int) -> str:
    """Name a version that was in force once, in `Plant.replaced_specifications`."""
    return f"{code} v{version}"


def specification_of(plant: Plant, code: str, version: int) -> Specification | None:
    """Give a version of a specification, 0 for the one in force; None where it is not known here."""
    now = plant.specifications.get(code)
    if now is None or version in (0, now.version):
        return now
    before = plant.replaced_specifications.get(replaced_key(code, version))
    return before.specification if before is not None else None


def newer_in_force(plant: Plant, code: str, version: int) -> int | None:
    """Give the version in force where it is another than the one a sample is tested by, else None."""
    now = plant.specifications.get(code)
    return now.version if now is not None and version and now.version != version else None


def stated_version(facts: Mapping[str, str]) -> int:
    """Read the version that an act states, 0 where it states none."""
    written = facts.get(VERSION, "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 7 else 0


def in_force_facts(plant: Plant, code: str) -> dict[str, str]:
    """Give the facts of a sample that is drawn now, by the version in force; without one where none is known here."""
    now = plant.specifications.get(code)
    return {SPECIFICATION: code} | ({VERSION: str(now.version)} if now is not None else {})


def drawing_refusal(act: Act, plant: Plant) -> Finding | None:
    """Judge the version that a drawing states: in force now, or replaced only after the sample was drawn."""
    code, version = act.facts.get(SPECIFICATION, ""), stated_version(act.facts)
    now = plant.specifications.get(code)
    if now is None or version == now.version:
        return None
    before = plant.replaced_specifications.get(replaced_key(code, version))
    if before is not None and before.replaced >= act.when.utc:
        return None
    return finding("refusal.specification_version", specification=code, have=str(version or "-"), now=str(now.version))
