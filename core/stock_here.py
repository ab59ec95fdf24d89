"""What is in a container, counting what was stated at this terminal and is not in its picture of the plant yet."""

from collections.abc import Iterable
from decimal import Decimal

from core.acts import Act, ActKind
from core.plant import Container, Plant
from core.quantity import Quantity
from core.store_judge import merged_from


def net_here(held: Container, plant: Plant, own: Iterable[Act]) -> Quantity:
    """Give the content of a container with own splits and merges that the plant does not show yet.

    Args:
        held: The container as the plant shows it.
        plant: The plant as it is known here; a part that it names was taken off there already.
        own: Splits and merges stated here, whether the core has them or not.
    """
    total = held.net.value
    for act in own:
        if act.subject.container != held.id:
            continue
        if act.kind == ActKind.CONTAINER_SPLIT and act.facts.get("into") not in plant.containers:
            total -= act.values["quantity"].quantity.to(held.net.unit).value
        elif act.kind == ActKind.CONTAINERS_MERGED:
            sources = (plant.containers.get(name) for name in merged_from(act))
            standing = (one.net.value for one in sources if one is not None and not one.ended)
            total += sum(standing, Decimal(0))
    return Quantity(total, held.net.unit)
