"""What the repository keeps: no package registry's address, every requirement pinned and hashed."""

import re
import tomllib

from tests.house.sources import ROOT, kept_files

# Written in two parts, so that this file does not hold what it looks for.
_REGISTRIES = re.compile(
    "|".join(
        [
            "pypi" + r"\.org",
            "python" + r"hosted\.org",
            "registry" + r"\.npmjs",
            "proxy" + r"\.golang\.org",
            "--(extra-)?index" + "-url",
            "find" + "-links",
        ]
    )
)


def test_no_file_names_a_package_registry() -> None:
    naming = [
        str(path.relative_to(ROOT))
        for path in kept_files()
        if _REGISTRIES.search(path.read_bytes().decode("utf-8", "replace"))
    ]
    assert naming == []


def test_a_registry_would_be_found() -> None:
    assert _REGISTRIES.search("https://files.python" + "hosted.org/packages")


def test_every_locked_requirement_is_exact_and_hashed() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        entries = re.split(r"\n(?=\S)", (ROOT / name).read_text("utf-8").strip())
        assert entries
        for entry in entries:
            assert re.match(r"[a-z0-9-]+==\S+", entry), entry
            assert "--hash=sha256:" in entry, entry


def test_what_is_declared_is_what_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = project["dependencies"] + project["optional-dependencies"]["embedded"]
    asked = (ROOT / "requirements.in").read_text("utf-8")
    pinned = {_name(line) for line in asked.splitlines() if line and not line.startswith("#")}
    # hatchling builds the command from the checkout and is no part of the program.
    assert {_name(entry) for entry in declared} == pinned - {"hatchling"}


def _name(requirement: str) -> str:
    return re.split(r"[\[<>=~]", requirement)[0].strip().lower().replace("_", "-").replace(".", "-")
