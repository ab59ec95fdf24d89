"""A station file with its keys, for a terminal process of its own."""

from pathlib import Path

STATION = """\
kiosk: KIOSK-01
site: demo
language: en
core:
  servers: [nats://127.0.0.1:1]
  nkey: kiosk.nk
  device_key: device.key
  public: {public}
"""
SEED = "SUAIBDPBAUTWCWBKIO6XHQNINK5FWJW4OHLXC3HQ2KFE4PEJUA44CNHTC4"
RUN = """
import typer
from console.commands import register
app = typer.Typer()
app.callback()(lambda: None)
register(app)
app(["kiosk", "--station", "station.yaml"])
"""
"""Runs the console's own command, without loading the other rooms' commands."""


def write_station(folder: Path) -> Path:
    """Write a station whose core cannot be reached."""
    (folder / "kiosk.nk").write_text(SEED, encoding="ascii")
    key = folder / "device.key"
    key.write_text("11" * 32, encoding="ascii")
    key.chmod(0o600)
    file = folder / "station.yaml"
    file.write_text(STATION.format(public="22" * 32), encoding="utf-8")
    return file
