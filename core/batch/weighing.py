"""Weighings of one step: several source containers add up to one target, each lot by what it holds of the active.

A weighing that is recorded as a part leaves the rest to the next one. Everything is worked out of what the step itself
has recorded, so that kiosk, core and paper always come to the same limits.

With potency, a quantity counts for `quantity * share`, where the share of a lot is
`assay / nominal assay`, and with the assay on the dried substance `* (100 - water) / 100` besides. What is to be
weighed of a lot is what is still missing, divided by its share. The target is rounded half to even, limits inward: a
weight within the rounded limits is always within the exact ones.
"""

from collections.abc import Iterator, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from typing import Protocol

import msgspec

from core.acts import Act
from core.master.kinds import Basis, Potency, WeighDispense
from core.master.limits import Limits
from core.quantity import QuantityError, decimal

MOST_WEIGHINGS = 20
"""Most weighings of one step."""

PART = "part"
"""Fact of a net weight that is a part: `yes`."""

ASSAY, WATER, BASIS, SHIFT = "assay", "water", "basis", "shift"
"""Facts of a source scan: what its lot holds, in %, and what another step's compensation takes from the filler."""

_LEAST_SHARE, _MOST_SHARE = Decimal("0.01"), Decimal(10)
_FIRST_OF = frozenset({"source", "balance", "zero", "tare", "net", "label"})


class Recorded(Protocol):
    """What fills an entry."""

    @property
    def act(self) -> Act:
        """Give the act."""
        ...


class Weighing(msgspec.Struct, frozen=True):
    """One weighing of a step.

    Attributes:
        number: Counts from 1.
        limits: What it may weigh, in the unit of the step; without `low` when it was recorded as a part.
        share: What one unit of its lot counts for.
        net: What was weighed, or None.
        part: True when more is to come.
    """

    number: int
    limits: Limits
    share: Decimal
    net: Decimal | None = None
    part: bool = False

    @property
    def counted(self) -> Decimal:
        """Give what it counts for, exactly."""
        return Decimal(0) if self.net is None else self.net * self.share


def named(entry: str, number: int) -> str:
    """Name an entry of the nth weighing: `net`, `net_2`, and of its label `label_back_1`, `label_back_2`."""
    return f"{entry}_{number}" if number > 1 or entry == "label_back" else entry


def weighing_of(name: str) -> int:
    """Tell to which weighing an entry belongs, from its name."""
    base, _, number = name.rpartition("_")
    return int(number) if (base in _FIRST_OF or base == "label_back") and number.isdigit() else 1


def weighings(weigh: WeighDispense, recorded: Mapping[str, Recorded]) -> tuple[Weighing, ...]:
    """List the weighings of a step: those that were recorded, and the one that is due."""
    return tuple(_each(weigh, recorded))


def counted(weigh: WeighDispense, recorded: Mapping[str, Recorded]) -> Decimal:
    """Give what all weighings so far count for, in the unit of the step."""
    return sum((item.counted for item in weighings(weigh, recorded)), Decimal(0))


def net_weight(weigh: WeighDispense, recorded: Mapping[str, Recorded]) -> Decimal:
    """Give the sum of all net weights so far, in the unit of the step."""
    return sum((item.net for item in weighings(weigh, recorded) if item.net is not None), Decimal(0))


def share_of(potency: Potency | None, facts: Mapping[str, str]) -> Decimal:
    """Work out what a unit of a lot counts for; 1 without potency or with facts that say nothing usable."""
    share = _share(potency, facts) if potency else None
    return Decimal(1) if share is None else share


def share_known(potency: Potency, facts: Mapping[str, str]) -> bool:
    """Tell whether facts say what a unit of a lot counts for."""
    return _share(potency, facts) is not None


def _share(potency: Potency, facts: Mapping[str, str]) -> Decimal | None:
    try:
        share = decimal(facts[ASSAY]) / potency.assay
        if potency.basis == Basis.DRIED:
            share = share * (100 - decimal(facts[WATER])) / 100
    except (QuantityError, ArithmeticError, LookupError):
        return None
    return share if _LEAST_SHARE <= share <= _MOST_SHARE else None


def formula(potency: Potency) -> str:
    """Write the formula by which what is to be weighed is worked out, for the record."""
    dried = " / ((100 - water) / 100)" if potency.basis == Basis.DRIED else ""
    return f"missing / (assay / {potency.assay:f}){dried}"


def places(weigh: WeighDispense) -> int:
    """Give the places to which what is to be weighed is rounded: as stated, else those of the target."""
    if weigh.potency is not None:
        return weigh.potency.decimals
    aim = weigh.limits.target if weigh.limits.target is not None else weigh.limits.low
    exponent = aim.as_tuple().exponent if aim is not None else 0
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def _each(weigh: WeighDispense, recorded: Mapping[str, Recorded]) -> Iterator[Weighing]:
    first = recorded.get("source")
    missing = _moved(weigh.limits, _shift(first.act.facts) if first and weigh.compensates else Decimal(0))
    changed = missing is not weigh.limits
    for number in range(1, MOST_WEIGHINGS + 1):
        source, taken = recorded.get(named("source", number)), recorded.get(named("net", number))
        share = share_of(weigh.potency, source.act.facts) if source else Decimal(1)
        part = taken is not None and taken.act.facts.get(PART) == "yes"
        limits = _rounded(missing, share, places(weigh)) if changed or share != 1 else missing
        net = _net(taken.act, weigh.unit) if taken else None
        known = msgspec.structs.replace(limits, low=None, alert_low=None, alert_high=None) if part else limits
        yield (done := Weighing(number, known, share, net, part))
        if not part:
            return
        missing, changed = _moved(missing, -done.counted), True


def _net(act: Act, unit: str) -> Decimal | None:
    value = act.values.get("net")
    try:
        return value.quantity.to(unit).value if value else None
    except QuantityError:
        return None


def _shift(facts: Mapping[str, str]) -> Decimal:
    try:
        return decimal(facts.get(SHIFT, "0"))
    except QuantityError:
        return Decimal(0)


_NAMES = ("low", "high", "alert_low", "alert_high", "target")


def _moved(limits: Limits, by: Decimal) -> Limits:
    if by == 0:
        return limits
    known = {name: getattr(limits, name) for name in _NAMES}
    return Limits(**{name: None if value is None else value + by for name, value in known.items()})


def _rounded(limits: Limits, share: Decimal, digits: int) -> Limits:
    modes = {"low": ROUND_CEILING, "alert_low": ROUND_CEILING, "target": ROUND_HALF_EVEN}
    step = Decimal(1).scaleb(-digits)
    known = {name: getattr(limits, name) for name in _NAMES}
    return Limits(
        **{
            name: None if value is None else (value / share).quantize(step, modes.get(name, ROUND_FLOOR))
            for name, value in known.items()
        }
    )
