"""The project's own files, for the rules that no tool checks."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("core", "hardware", "screens", "console", "server")


def kept_files() -> list[Path]:
    """List what the repository keeps or would keep; every file when this is no git checkout."""
    asked = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if asked.returncode == 0:
        names = [Path(ROOT, name) for name in asked.stdout.split("\0") if name]
    else:
        names = [path for path in ROOT.rglob("*") if not any(part.startswith(".") for part in path.parts)]
    return [path for path in names if path.is_file()]


def modules(*rooms: str) -> Iterator[tuple[str, ast.Module]]:
    """Give the parsed modules of some rooms with their paths."""
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text("utf-8"))


def called(node: ast.Call) -> str:
    """Write what a call calls, with its dots."""
    return ast.unparse(node.func)
