"""The reference's examples are one whole, sound record with every step kind."""

import re
import textwrap
from datetime import date
from pathlib import Path
from typing import get_args

from core.master.check import check_master
from core.master.details import READERS
from core.master.kinds import StepDetail
from core.plant_text import read_plant

ROOT = Path(__file__).parents[3]
BLOCKS = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/reference/master-record.md").read_text("utf-8"), re.DOTALL)
EXAMPLE = "".join(textwrap.indent(block, " " * 10) if block.startswith("- ") else block for block in BLOCKS)


def test_the_examples_of_the_reference_are_one_sound_record() -> None:
    plant = read_plant((ROOT / "server/plants/demo.yaml").read_text("utf-8"), "demo.yaml", date(2026, 11, 20)).plant
    checked = check_master(EXAMPLE, "example.yaml", plant)
    assert checked.faults == ()
    assert checked.record is not None
    kinds = {type(step.detail) for step in checked.record.steps()}
    assert kinds == set(get_args(StepDetail))


def test_every_step_kind_has_a_reader_and_a_section() -> None:
    tags = {kind.__struct_config__.tag for kind in get_args(StepDetail)}
    sections = set(re.findall(r"^### (\w+)$", (ROOT / "docs/reference/master-record.md").read_text("utf-8"), re.M))
    assert set(READERS) == tags == sections
