"""Documents say what is true today: acts, commands and messages as the code has them, links that lead somewhere."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import typer.main

from console.commands import gathered
from core.acts import Act, ActKind
from server.decisions.desk import DECISIONS, QUESTIONS
from tests.fakes.rehearsal import Rehearsal
from tests.house.sources import ROOT, kept_files

REFERENCE = ROOT / "docs" / "reference"
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
PAGES = sorted(path for path in kept_files() if path.suffix == ".md")
ENROLMENT = {"enrol_begin", "enrol_pepper", "enrol_key", "enrol_token", "enrol_codes", "test_token"}
CODES_ONLY = {"check_code", "core_time", "plant", "cosign", "keep_file", "wrapped_key", "code_book", *ENROLMENT}
"""Verbs that the desk answers itself."""


def rows(page: Path) -> Iterator[list[str]]:
    """Give the cells of every table row that begins with code."""
    for line in page.read_text("utf-8").splitlines():
        if line.startswith("| `"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


# ------------------------------------------------------------------ acts


class Told(msgspec.Struct, frozen=True):
    """A row of the table of acts: who states it, and what it may and must carry."""

    by: str
    values: str
    facts: str

    def allows(self, cell: str, name: str) -> bool:
        return any(re.fullmatch(_pattern(word), name) for word in re.findall(r"`([^`]+)`", cell))

    def needs(self, cell: str) -> set[str]:
        always = re.findall(r"`([^`<]+)`", re.sub(r"\[[^\]]*\]", "", cell))
        return set(always)


def _pattern(word: str) -> str:
    return re.escape(word).replace("<n>", r"\d+").replace("<name>", r"\w+")


ACTS = {cells[0].strip("`"): Told(*cells[1:]) for cells in rows(REFERENCE / "acts.md") if len(cells) == 4}


def test_every_kind_of_act_has_its_row_in_the_order_of_the_code() -> None:
    assert list(ACTS) == [kind.value for kind in ActKind]


def faults(act: Act) -> Iterator[str]:
    """Tell what an act carries beside its row, lacks, or says of who stated it."""
    told = ACTS[act.kind]
    for cell, got in ((told.values, act.values), (told.facts, act.facts)):
        yield from (f"{act.kind}: {name} is not in the table" for name in got if not told.allows(cell, name))
        yield from (f"{act.kind}: {name} is missing" for name in told.needs(cell) - set(got))
    if (act.who.service or "person") not in told.by:
        yield f"{act.kind}: stated by {act.who}"


def test_a_played_batch_carries_what_the_table_of_acts_says() -> None:
    batch = Rehearsal()
    batch.play()
    assert len({record.act.kind for record in batch.records}) > 20
    assert sorted({fault for record in batch.records for fault in faults(record.act)}) == []


def test_a_fact_that_the_table_does_not_know_is_found() -> None:
    act = Rehearsal().records[0].act
    bent = msgspec.structs.replace(act, facts={"colour": "blue"})
    assert "BatchIssued: colour is not in the table" in list(faults(bent))
    assert "BatchIssued: master is missing" in list(faults(bent))


# ------------------------------------------------------------------ commands


def commands(group: Any, before: str = "countersign") -> Iterator[tuple[str, set[str]]]:
    """Give every command with its options."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{before} {name}")
        else:
            options = {word for parameter in command.params for word in (*parameter.opts, *parameter.secondary_opts)}
            yield f"{before} {name}", {word for word in options if word.startswith("--")} - {"--help"}


COMMANDS = dict(commands(typer.main.get_command(gathered())))


def test_every_command_and_option_stands_in_the_reference() -> None:
    told = {
        cells[0].strip("`"): set(re.findall(r"`(--[a-z-]+)`", cells[2])) for cells in rows(REFERENCE / "commands.md")
    }
    assert told == COMMANDS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_line_that_a_page_shows_can_be_typed(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    for line in shown(page):
        words = line.split()
        if words[0] == "make" and len(words) > 1:
            assert words[1] in targets, line
        if words[0] == "countersign" and len(words) > 1 and not words[1].startswith("-"):
            name = next((name for name in COMMANDS if f"{line} ".startswith(f"{name} ")), None)
            assert name is not None, line
            assert set(re.findall(r"\s(--[a-z-]+)", line)) - {"--help"} <= COMMANDS[name], line


def shown(page: Path) -> Iterator[str]:
    """Give the command lines of a page: in code blocks and between back-quotes, when they begin with the command."""
    text = page.read_text("utf-8")
    blocks = re.findall(r"```(?:sh|console)?\n(.*?)```", text, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    lines += [line[4:] for line in text.splitlines() if line.startswith("    ")]
    lines += re.findall(r"`([^`\n]+)`", text)
    for line in lines:
        command = line.strip().split(" #")[0]
        if re.match(r"(make|countersign) [a-z-]", command):
            yield command


# ------------------------------------------------------------------ messages


def test_every_verb_of_the_core_stands_in_the_reference() -> None:
    named = {word for cells in rows(REFERENCE / "messages.md") for word in re.findall(r"`([a-z_]+)`", cells[0])}
    verbs = {*DECISIONS, *QUESTIONS, *CODES_ONLY}
    assert verbs <= named
    kinds = {
        word: cells[1]
        for cells in rows(REFERENCE / "messages.md")
        if len(cells) == 3 and cells[1] in ("question", "decision", "code", "witness", "file", "enrolment")
        for word in re.findall(r"`([a-z_]+)`", cells[0])
    }
    assert set(kinds) == verbs
    assert {verb for verb, kind in kinds.items() if kind == "decision"} == set(DECISIONS)


# ------------------------------------------------------------------ pages


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target.partition("#")[0]).exists(), target
