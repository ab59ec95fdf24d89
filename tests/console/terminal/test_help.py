"""Help: what the screen wants, what its keys do here, and pages that turn both ways."""

from types import SimpleNamespace
from typing import Any

import pytest

from console.flows.flow import TaskFlow
from console.flows.help import PAGES, HelpFlow
from screens.views import FactView, KeyView, keys
from tests.fakes.terminal import Terminal


class _Below(TaskFlow):
    """A task whose F11 does something of its own."""

    @property
    def view(self) -> Any:
        live = (*keys("f1", "f3"), KeyView("f11", does="all_steps"))
        return SimpleNamespace(frame=SimpleNamespace(title="Batch map", next="press Enter", keys=live))


def named(page: HelpFlow) -> dict[str, str]:
    return {fact.label: fact.value for fact in page.view.sections[1].lines if isinstance(fact, FactView)}


async def test_a_key_is_told_by_what_it_does_here_and_the_lock_only_to_somebody_who_is_in(terminal: Terminal) -> None:
    page = HelpFlow(terminal.desk, _Below(terminal.desk))
    assert list(named(page)) == ["F1", "F3", "F11"]
    assert named(page)["F11"] == "all steps: comment, correct or repeat one"
    terminal.enter("operator1")
    assert list(named(page)) == ["F1", "F3", "F10", "F11"]


@pytest.mark.parametrize(("turned", "page"), [(("pagedown",), 2), (("pageup",), PAGES), (("down", "up"), 1)])
async def test_the_pages_turn_both_ways(terminal: Terminal, turned: tuple[str, ...], page: int) -> None:
    flow = HelpFlow(terminal.desk, _Below(terminal.desk))
    for name in turned:
        await flow.key(name)
    assert f"Page {page} of {PAGES}" in flow.view.frame.aside[0].words
