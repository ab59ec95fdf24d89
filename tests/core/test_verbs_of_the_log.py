"""Every verb that NMPA 2020 No. 74 art. 22(4) names has its act, which the trail shows with who, when, what and why."""

from datetime import UTC, datetime

import pytest

from core.acts import Act, ActKind, Subject, When, Who
from core.record.payload import Place
from core.record.verify import Verified
from core.times import utc_text
from server.audit.rows import trail_row

AT = datetime(2026, 11, 20, 6, 3, 22, tzinfo=UTC)
VERBS = {
    "create": (ActKind.VALUE_ENTERED, ActKind.GOODS_RECEIVED, ActKind.BATCH_ISSUED),
    "modify": (ActKind.ENTRIES_UNDONE, ActKind.LOT_STATE_CHANGED, ActKind.STOCK_ADJUSTED),
    "delete": (ActKind.ENTRIES_UNDONE, ActKind.CONTAINER_DESTROYED),
    "process again": (ActKind.VALUE_CALCULATED, ActKind.DISPENSE_REVERSED),
    "rename": (ActKind.CONTAINER_RELABELLED, ActKind.PLANT_CHANGED),
    "transfer": (ActKind.CONTAINER_MOVED, ActKind.GOODS_SHIPPED, ActKind.MATERIAL_RETURNED),
    "settings, parameters and rights": (ActKind.PLANT_CHANGED,),
    "time": (ActKind.CLOCK_JUMPED,),
}


@pytest.mark.urs("NMPA 22(4)", "C08", "Draft 12")
@pytest.mark.parametrize(("verb", "kind"), [(verb, kind) for verb, kinds in VERBS.items() for kind in kinds])
def test_a_verb_stands_in_the_trail_with_who_when_what_and_why(verb: str, kind: ActKind) -> None:
    facts = {"kind": "policy", "id": "policy", "old": "before", "new": "after", "reason": "because"}
    about = Subject(batch="B-1", container="C-1")
    act = Act(kind, "id", Who(person="P-0001"), When(utc_text(AT), 0, 480, "synchronised"), about, {}, facts)
    row = trail_row(7, Verified(Place("KIOSK-01", "boot", 1, 1, "0" * 64), "ab" * 32, b"", act), AT)
    assert (row["person"], row["at"], row["kind"], row["kiosk"]) == ("P-0001", AT, kind.value, "KIOSK-01"), verb
    assert "'because'" in str(row["words"])
    assert "'after'" in str(row["words"])
