"""New texts of procedures and of the statement from a table: the next version each, judged like every other change."""

import msgspec
import pytest

from core.proposals import TableUnfit
from core.text_proposals import TEXTS, propose_texts
from tests.fakes.terminal import demo_plant

HEAD = ",".join(TEXTS["procedures"])
CODE = "SOP-PR-014"


def faults(text: str, kind: str) -> list[tuple[int, str]]:
    with pytest.raises(TableUnfit) as caught:
        propose_texts(text, "t.csv", kind, demo_plant())
    return [(fault.line, fault.finding.key) for fault in caught.value.faults]


@pytest.mark.urs("11.10(k)", "11.10(j)")
def test_a_known_procedure_gets_its_next_version_and_a_new_one_its_first() -> None:
    plant = demo_plant()
    known = plant.procedures[CODE]
    table = f"{HEAD}\n{CODE},Weigh,称量,Tare first.,先去皮。,2099-01-01\nSOP-NEW-1,New,新,,,2099-01-01\n"
    proposed = propose_texts(table, "t.csv", "procedures", plant)
    assert [(one.kind, one.id) for one in proposed.changes] == [("procedures", CODE), ("procedures", "SOP-NEW-1")]
    bodies = [msgspec.json.decode(one.body) for one in proposed.changes]
    assert [body["version"] for body in bodies] == [known.version + 1, 1]
    assert bodies[0]["text"] == {"en": "Tare first.", "zh": "先去皮。"}


def test_a_new_statement_is_the_next_version_of_the_policy() -> None:
    plant = demo_plant()
    table = "en,zh\nI state that my signature binds me.,本人知悉本人签名具有法律效力，须妥善保管本人密码和令牌。\n"
    (one,) = propose_texts(table, "t.csv", "statement", plant).changes
    body = msgspec.json.decode(one.body)
    assert (one.kind, one.id) == ("policy", "policy")
    assert (body["version"], body["statement_version"]) == (
        plant.policy.version + 1,
        plant.policy.statement_version + 1,
    )
    assert body["statement"]["en"] == "I state that my signature binds me."


@pytest.mark.parametrize(
    ("table", "kind", "found"),
    [
        ("en\nx\n", "statement", [(1, "proposal.columns")]),
        ("en,zh\nshort,短\n", "statement", [(2, "supply.row.cell")]),
        (f"{HEAD}\n{CODE},a,b,,,2026-13-01\n", "procedures", [(2, "supply.row.cell")]),
        (f"{HEAD}\n{CODE},a,b,,,2000-01-01\n", "procedures", [(2, "change.refused.procedure_day")]),
        (f"{HEAD}\n{CODE},,b,,,2099-01-01\n", "procedures", [(2, "change.refused.procedure_title")]),
        (f"{HEAD}\n", "procedures", [(1, "proposal.nothing")]),
    ],
)
def test_what_is_wrong_is_told_with_its_line(table: str, kind: str, found: list[tuple[int, str]]) -> None:
    assert faults(table, kind) == found
