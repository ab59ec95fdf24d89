"""The demo keeps to a folder of its own, one demo at a time."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from console.demo import layout as places
from console.demo.layout import FolderBusy, Layout


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    assert not Layout(tmp_path).usable


def test_a_missing_an_empty_and_an_earlier_folder_can_be_used(tmp_path: Path) -> None:
    assert Layout(tmp_path / "new").usable
    assert Layout(tmp_path).usable
    Layout(tmp_path).make()
    assert Layout(tmp_path).usable


async def test_a_folder_is_held_by_one_demo_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "PATIENCE_S", 0.1)
    layout, waited = Layout(tmp_path), []
    layout.make()
    first = await layout.hold(lambda: None)
    with pytest.raises(FolderBusy):
        await layout.hold(lambda: waited.append(True))
    assert waited == [True]
    os.close(first)
    os.close(await layout.hold(lambda: None))


def test_the_control_socket_fits_into_its_address_however_long_the_folder(tmp_path: Path) -> None:
    assert len(os.fsencode(Layout(tmp_path / ("x" * 120)).control)) <= 107


@pytest.mark.urs("F24")
def test_a_kiosk_knows_nothing_of_the_plant_panel() -> None:
    look = (
        "import sys, console.composition, console.app.kiosk, console.app.screens as s;"
        "[__import__(module) for module, _ in s.SCREENS.values()];"
        "print([m for m in sys.modules if m.startswith(('console.demo', 'screens.demo', 'console.app.panelled'))])"
    )
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
