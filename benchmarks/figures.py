"""One measured figure, the goal it has, and the table in which figures are told."""

import statistics
import time
import unicodedata
from collections.abc import Callable, Iterable, Sequence

import msgspec


class Goal(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a figure has to reach; every bound that is set must hold.

    Attributes:
        at_most: Largest value.
        at_least: Smallest value.
        ratio_at_most: Largest ratio to the peer.
        ratio_at_least: Smallest ratio to the peer.
    """

    at_most: float | None = None
    at_least: float | None = None
    ratio_at_most: float | None = None
    ratio_at_least: float | None = None

    def words(self, unit: str) -> str:
        """Write the goal."""
        parts = [
            (self.ratio_at_most, "<= {:g}x"),
            (self.ratio_at_least, ">= {:g}x"),
            (self.at_most, f"<= {{:,g}} {unit}"),
            (self.at_least, f">= {{:,g}} {unit}"),
        ]
        return " and ".join(form.format(bound) for bound, form in parts if bound is not None)

    def met(self, value: float, ratio: float | None) -> bool:
        """Tell whether every bound holds; a bound on a ratio that could not be measured does not."""
        return all(
            (
                self.at_most is None or value <= self.at_most,
                self.at_least is None or value >= self.at_least,
                self.ratio_at_most is None or (ratio is not None and ratio <= self.ratio_at_most),
                self.ratio_at_least is None or (ratio is not None and ratio >= self.ratio_at_least),
            )
        )


class Peer(msgspec.Struct, frozen=True):
    """What a figure is laid beside: a floor or another program, measured in the same run and in the same unit."""

    name: str
    value: float


class Figure(msgspec.Struct, frozen=True):
    """One line of the table."""

    name: str
    value: float
    unit: str
    peer: Peer | None = None
    goal: Goal | None = None

    @property
    def ratio(self) -> float | None:
        """Give the figure over its peer."""
        return self.value / self.peer.value if self.peer and self.peer.value else None

    @property
    def met(self) -> bool | None:
        """Tell whether the goal is met; None where there is none."""
        return self.goal.met(self.value, self.ratio) if self.goal else None

    def cells(self) -> tuple[str, ...]:
        """Give the columns of the table."""
        peer = f"{self.peer.name}: {amount(self.peer.value)}" if self.peer else ""
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}x"
        goal = self.goal.words(self.unit) if self.goal else ""
        return self.name, f"{amount(self.value)} {self.unit}", peer, ratio, goal, _VERDICTS[self.met]

    def plain(self) -> dict[str, object]:
        """Give the figure for a file."""
        peer = {"name": self.peer.name, "value": self.peer.value} if self.peer else None
        goal = self.goal.words(self.unit) if self.goal else None
        known: dict[str, object] = {"figure": self.name, "value": self.value, "unit": self.unit}
        return known | {"peer": peer, "ratio": self.ratio, "goal": goal, "met": self.met}


HEADINGS = ("figure", "measured", "peer or floor of the same run", "ratio", "goal", "")
_VERDICTS = {True: "met", False: "NOT MET", None: ""}


def table(figures: Iterable[Figure]) -> str:
    """Write figures as a table that Markdown reads too."""
    rows = [HEADINGS, *(figure.cells() for figure in figures)]
    widths = [max(_width(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = [
        "| " + " | ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def amount(value: float) -> str:
    """Write a number with three significant digits, whole from a hundred on."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def percentile(values: Sequence[float], share: float) -> float:
    """Give the value below which that share lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def median(values: Iterable[float]) -> float:
    """Give the middle value."""
    return statistics.median(values)


def seconds(task: Callable[[], object]) -> float:
    """Time one run."""
    begun = time.perf_counter()
    task()
    return time.perf_counter() - begun


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
