"""Labels: what stands on them, and their ZPL from the templates.

Codes are GS1 DataMatrix or Code 128. Every value is escaped by the filters of `core.zpl`.
Words that the printer's own font cannot show are sent as pictures (`console.label_text`).
The maker of templates and the one of pictures are loaded with the first label.
Source: Zebra ZPL II Programming Guide, ^BX, ^BC, ^FH, ^CI28, ^GF.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import msgspec

from core.acts import Act, ActKind
from core.batch.shelf_life import expires_on, made_on
from core.batch.state import BatchState
from core.codes.udi_ma import write_ma
from core.device_checks import check_code
from core.master.model import MasterBatchRecord
from core.plant import Material, Plant
from core.quantity import Quantity
from core.stock_here import net_here
from core.times import utc_from
from core.words import Words
from core.zpl import GROUP_SEPARATOR, zpl_datamatrix, zpl_datamatrix_gs1, zpl_escape

if TYPE_CHECKING:
    from jinja2 import Environment


class LabelContent(msgspec.Struct, frozen=True):
    """One label.

    Attributes:
        identity: What makes it one of its kind; scanning it back must give this.
        lines: Human-readable lines, from the top; numbers and names, the names in both languages.
        code: GS1 element strings of the DataMatrix, variable ones parted by 0x1D; "" when there is none.
        plain: Data of a Code 128 instead.
        matrix: Data of a DataMatrix that is no GS1 message, instead.
    """

    identity: str
    lines: tuple[str, ...]
    code: str = ""
    plain: str = ""
    matrix: str = ""

    @property
    def scanned(self) -> str:
        """Give what a scanner reads off it, AIM identifier included."""
        if self.code:
            return f"]d2{self.code}"
        return f"]d1{self.matrix}" if self.matrix else f"]C0{self.plain}"


def container_label(weighed: Act, plant: Plant, batch: str) -> LabelContent:
    """Write the label of a dispensed container from its weighing."""
    lot = plant.lots[weighed.subject.lot or ""]
    material = plant.materials[lot.material]
    container = weighed.subject.container or ""
    expiry = f"17{lot.expiry:%y%m%d}" if lot.expiry else ""
    code = f"01{material.gtin}{expiry}10{lot.number}{GROUP_SEPARATOR}21{container}"
    net = weighed.values["net"].quantity
    lines = (*_names(material.name), f"Lot {lot.number}", f"Batch {batch}", f"Net {net}", container)
    return LabelContent(container, lines, code)


def received_label(container: str, lot: str, material: Material, expiry: date | None, net: Quantity) -> LabelContent:
    """Write the label of a received container; a material without GTIN gets its number alone, as Code 128."""
    until = f"Exp {expiry.isoformat()}" if expiry else ""
    lines = (*_names(material.name), f"Lot {lot}", *filter(None, (until,)), f"Net {net}", container)
    if not material.gtin:
        return LabelContent(container, lines, plain=container)
    day = f"17{expiry:%y%m%d}" if expiry else ""
    return LabelContent(container, lines, f"01{material.gtin}{day}10{lot}{GROUP_SEPARATOR}21{container}")


def new_labels(plant: Plant, act: Act, own: Iterable[Act] = ()) -> tuple[LabelContent, ...]:
    """Write the labels that containers need after what was done in the store; none where they keep their own.

    After a split there are two: the part's, and the one of the rest with what is left in it.

    Args:
        plant: The plant before the act.
        act: The split, merge or relabelling.
        own: Earlier splits and merges stated here, which the plant may not show yet.
    """
    held = plant.containers[act.subject.container or ""]
    here = net_here(held, plant, own)
    match act.kind:
        case ActKind.CONTAINER_SPLIT:
            part = act.values["quantity"].quantity.to(here.unit)
            found = ((act.facts["into"], part), (held.id, Quantity(here.value - part.value, here.unit)))
        case ActKind.CONTAINER_RELABELLED:
            found = ((act.facts["into"], here),)
        case ActKind.CONTAINERS_MERGED:
            found = ((held.id, net_here(held, plant, (*own, act))),)
        case _:
            return ()
    lot = plant.lots[held.lot]
    material = plant.materials[lot.material]
    return tuple(received_label(identity, lot.number, material, lot.expiry, net) for identity, net in found)


def sample_label(drawn: Act, master: MasterBatchRecord, batch: str) -> LabelContent:
    """Write the label of a sample."""
    sample = drawn.subject.sample or ""
    when = utc_from(drawn.when.utc)
    lines = ("SAMPLE", *_names(master.name, master.strength), f"Batch {batch}", f"{when:%Y-%m-%d}", sample)
    return LabelContent(sample, lines, plain=sample)


def carton_label(number: int, plant: Plant, master: MasterBatchRecord, state: BatchState) -> LabelContent:
    """Write the label of the nth shipping carton: GTIN, expiry, finished lot, serial (GMP articles 180(8), 209)."""
    material = plant.materials[master.product]
    lot = f"F{state.number.removeprefix('B')}"
    serial = f"{lot}-{number:02d}"
    until = expires_on(state, master, plant.offset_min)
    dated = (f"Lot {lot}", f"Exp {until.isoformat()}", f"Carton {number}", serial)
    code = f"01{material.gtin}17{until:%y%m%d}10{lot}{GROUP_SEPARATOR}21{serial}"
    return LabelContent(serial, (*_names(master.name, master.strength), *dated), code)


def udi_label(
    number: int, plant: Plant, master: MasterBatchRecord, state: BatchState, device: str = ""
) -> LabelContent:
    """Write the UDI label of the nth case: device identifier, made, expiry, lot, serial, in this order.

    Args:
        number: Counts the cases from 1.
        plant: The plant.
        master: The master record.
        state: The batch.
        device: Device identifier by MA; "" for a label by GS1, which names the GTIN.
    """
    material, lot = plant.materials[master.product], f"F{state.number.removeprefix('B')}"
    serial = f"{lot}-{number:02d}"
    made, until = made_on(state, plant.offset_min), expires_on(state, master, plant.offset_min)
    dates = (f"LOT {lot}", f"Made {made.isoformat()}", f"Exp {until.isoformat()}", f"SN {serial}")
    lines = (*_names(master.name, master.strength), f"UDI-DI {device or material.gtin}", *dates)
    if device:
        return LabelContent(serial, lines, matrix=write_ma(device, lot, serial, made, until))
    return LabelContent(
        serial, lines, f"01{material.gtin}11{made:%y%m%d}17{until:%y%m%d}10{lot}{GROUP_SEPARATOR}21{serial}"
    )


def check_label(serial: str, kiosk: str) -> LabelContent:
    """Write the check label of a kiosk, which shows that printer and scanner work."""
    return LabelContent(serial, ("CHECK LABEL", kiosk, serial), check_code(serial))


def zpl(content: LabelContent) -> bytes:
    """Write a label as ZPL, UTF-8."""
    return _environment().get_template("label.zpl.j2").render(label=content).encode()


def _names(name: Words, more: str = "") -> tuple[str, ...]:
    """Give a name in Chinese and in English, once where both are the same."""
    return tuple(dict.fromkeys(f"{words} {more}".strip() for words in (name.zh, name.en)))


@cache
def _environment() -> "Environment":
    from jinja2 import FunctionLoader, StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    from console.label_text import zpl_words

    folder = resources.files("templates") / "labels"
    environment = SandboxedEnvironment(
        loader=FunctionLoader(lambda name: (folder / name).read_text("utf-8")),
        undefined=StrictUndefined,
        autoescape=False,
    )
    environment.filters["words"] = zpl_words
    environment.filters["zpl"] = zpl_escape
    environment.filters["matrix"] = zpl_datamatrix
    environment.filters["datamatrix"] = zpl_datamatrix_gs1
    return environment
