"""The one command line."""

import subprocess
import sys
from pathlib import Path

import pytest

from console.commands import gathered, station_of
from tests.console.terminal.station import write_station


def run(*arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "console", *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).resolve().parents[3]), "COLUMNS": "100"},
        check=False,
        timeout=60,
    )


def test_the_help_names_the_commands_of_every_room_and_where_to_begin() -> None:
    said = run("--help")
    assert said.returncode == 0
    for word in ("countersign demo", "kiosk", "core", "verify", "master"):
        assert word in said.stdout


def test_the_version_is_told() -> None:
    said = run("--version")
    assert (said.returncode, said.stdout.split()[0]) == (0, "countersign")


def test_a_kiosk_loads_nothing_of_the_central_service() -> None:
    listed = "[name for name in sys.modules if name.startswith('server')]"
    code = f"import sys; from console.commands import gathered; gathered('kiosk'); print({listed})"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_a_terminal_starts_without_the_reader_of_options_that_every_other_command_has(tmp_path: Path) -> None:
    assert station_of(["kiosk"]) == Path("station.yaml")
    assert station_of(["kiosk", "--station", "other.yaml"]) == Path("other.yaml")
    for others in ([], ["kiosk", "--help"], ["kiosk", "--check"], ["kiosk", "--station"], ["kiosk", "--station", "-x"]):
        assert station_of(others) is None
    listed = "[name for name in ('pydantic', 'biip', 'pymodbus', 'jinja2', 'PIL', 'segno') if name in sys.modules]"
    code = (
        "import sys; sys.argv[1:] = ['kiosk']\nfrom console.commands import main\n"
        f"try: main()\nfinally:\n import console.composition, console.app.kiosk\n print({listed})"
    )
    write_station(tmp_path).write_text("kiosk: 1\n", encoding="utf-8")
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (said.returncode, said.stdout) == (2, "[]\n")
    assert "station.yaml:1:" in said.stderr


def test_every_command_has_a_help_of_its_own() -> None:
    app = gathered()
    assert app.registered_commands
    for command in app.registered_commands:
        assert command.callback is not None
        assert command.callback.__doc__


def test_a_station_file_can_be_checked_alone(tmp_path: Path) -> None:
    file = write_station(tmp_path)
    said = run("kiosk", "--check", folder=tmp_path)
    assert (said.returncode, said.stdout) == (0, "station.yaml: KIOSK-01 at demo, 0 devices\n")
    file.write_text(file.read_text().replace("site: demo", "sight: demo"), encoding="utf-8")
    said = run("kiosk", "--check", folder=tmp_path)
    assert said.returncode == 2
    assert "station.yaml:2:" in said.stderr
    assert "Traceback" not in said.stderr


def test_the_list_of_commands_cuts_no_sentence() -> None:
    for arguments in ((), ("core",), ("master",)):
        listed = run(*arguments, "--help").stdout.partition("Commands:")[2]
        assert listed
        assert "..." not in listed


def test_a_folder_that_cannot_be_made_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    said = run("kiosk-keys", "--kiosk", "WEIGH-02", "--dir", str(tmp_path / "file" / "keys"))
    assert (said.returncode, said.stderr.count("\n")) == (1, 1)
    assert "Not a directory. Check the name and the rights" in said.stderr


@pytest.mark.parametrize("arguments", [("nonsense",), ("kiosk", "--nonsense")])
def test_a_wrong_command_line_is_told_without_a_traceback(arguments: tuple[str, ...]) -> None:
    said = run(*arguments)
    assert said.returncode == 2
    assert "Traceback" not in said.stderr
