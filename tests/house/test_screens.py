"""Screens never block and never end the program: no waiting, no files, no processes, every worker reports."""

import ast

import pytest

from tests.house.sources import called, modules

_BLOCKING = frozenset({"time.sleep", "open", "os.system", "io.open"})


def _faults(tree: ast.Module) -> list[str]:
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names] + [getattr(node, "module", None) or ""]
            if any(name.partition(".")[0] == "subprocess" for name in names):
                found.append(f"{node.lineno}: subprocess")
            if getattr(node, "module", None) == "time" and "sleep" in names:
                found.append(f"{node.lineno}: sleep")
        elif isinstance(node, ast.Call) and called(node) in _BLOCKING:
            found.append(f"{node.lineno}: {called(node)}")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found += [f"{node.lineno}: {node.name} may end the program" for mark in node.decorator_list if _ends(mark)]
    return found


def _ends(mark: ast.expr) -> bool:
    """Tell whether a decorator is `@work` without `exit_on_error=False`."""
    if not isinstance(mark, ast.Call):
        return ast.unparse(mark) in {"work", "textual.work"}
    stays = any(
        word.arg == "exit_on_error" and isinstance(word.value, ast.Constant) and word.value.value is False
        for word in mark.keywords
    )
    return called(mark) in {"work", "textual.work"} and not stays


def test_screens_neither_block_nor_end_the_program() -> None:
    assert [f"{path}:{fault}" for path, tree in modules("screens") for fault in _faults(tree)] == []


@pytest.mark.parametrize(
    "planted",
    [
        "time.sleep(1)",
        "from time import sleep",
        "open('x')",
        "import subprocess",
        "from subprocess import run",
        "@work\nasync def f(): ...",
        "@work(group='sign')\nasync def f(): ...",
        "@work(exit_on_error=True)\nasync def f(): ...",
    ],
)
def test_a_planted_fault_is_found(planted: str) -> None:
    assert _faults(ast.parse(planted))


def test_a_worker_that_reports_is_right() -> None:
    assert _faults(ast.parse("@work(exit_on_error=False, group='sign')\nasync def f(): ...")) == []
