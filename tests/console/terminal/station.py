"""A station file with its keys, for a terminal process of its own."""

from pathlib import Path

STATION = """\
kiosk: KIOSK-01
site: demo
language: en
chronyc: ./chronyc
core:
  servers: [nats://127.0.0.1:1]
  nkey: kiosk.nk
  device_key: device.key
  public: {public}
"""
SEED = "SUAIBDPBAUTWCWBKIO6XHQNINK5FWJW4OHLXC3HQ2KFE4PEJUA44CNHTC4"
RUN = """
import sys
from console.commands import main
sys.argv[1:] = ["kiosk", "--station", "station.yaml"]
main()
"""
"""Runs the command as a station starts it."""


GOOD = (
    "0A140005,10.20.0.5,2,1795220497.359624296,0.000001210,0.000000400,0.000020000,-12.345,0.001,0.050,"
    "0.001200000,0.000500000,64.2,Normal"
)
"""What chronyc says where chronyd follows a time server, in the form of chrony 4.3."""


AUTHENTICATED = "10.20.0.5,NTS,1,15,256,9,0,0,8,100"
"""What it says of a server that proves who it is (NTS), likewise."""


def write_chronyc(file: Path, answer: str, status: int = 0, authentication: str = "") -> Path:
    """Write a program that answers as chronyc does, and only to what it is asked by the product."""
    answers = {"tracking": answer, "authdata": authentication}
    cases = " ".join(f"'-n -c {asked}') echo '{said}';;" for asked, said in answers.items())
    script = f'#!/bin/sh\ncase "$*" in {cases} *) exit 9;; esac\nexit {status}\n'
    file.write_text(script, encoding="ascii")
    file.chmod(0o755)
    return file


def write_station(folder: Path) -> Path:
    """Write a station whose core cannot be reached."""
    (folder / "kiosk.nk").write_text(SEED, encoding="ascii")
    key = folder / "device.key"
    key.write_text("11" * 32, encoding="ascii")
    key.chmod(0o600)
    write_chronyc(folder / "chronyc", GOOD)
    file = folder / "station.yaml"
    file.write_text(STATION.format(public="22" * 32), encoding="utf-8")
    return file
