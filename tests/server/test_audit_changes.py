"""Old and new of what is undone, printed again and restated, computed from the records themselves."""

import re

import pytest

from core.acts import Act, ActKind, Source, Subject, Value, Who
from core.alarms import AT_KIOSK, ATTEMPTS, DISOWNED, AlarmLine, alarm_words
from core.language import LANGUAGES, catalogue
from server.audit.changes import changes_of, shortened
from server.audit.entries import entries
from server.db.statements import select
from server.db.tables.evidence import record
from tests.fakes.core import ROOT, CoreUnderTest, KioskUnderTest

WHO = Who("P-0001", "s")
STEP = Subject(batch="B2611-0001", step="ST-110")


def entered(kiosk: KioskUnderTest, entry: str, value: str) -> Act:
    about = Subject(batch=STEP.batch, step=STEP.step, entry=entry)
    return kiosk.act(ActKind.VALUE_ENTERED, WHO, about, {"value": Value(value, "kg", Source.TYPED)})


def told(core: CoreUnderTest, act: Act) -> list[tuple[str, str, str]]:
    with core.store.unit() as unit:
        seq = unit.value(select(record.c.seq).where(record.c.rid == act.id))
        return [(c.field, c.old, c.new) for c in changes_of(unit, seq, act)]


@pytest.mark.urs("11.10(e)", "Annex 11 8.2")
def test_undone_entries_show_what_was_recorded_and_what_came_in_its_place(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    undone = kiosk.act(ActKind.ENTRIES_UNDONE, WHO, STEP)
    acts = [
        kiosk.act(ActKind.STEP_STARTED, WHO, STEP),
        entered(kiosk, "other", "9"),
        kiosk.act(ActKind.ENTRIES_UNDONE, WHO, STEP),
        entered(kiosk, "gross", "12.5"),
        entered(kiosk, "tare", "1.2"),
        undone,
        entered(kiosk, "gross", "12.6"),
        kiosk.act(ActKind.SIGNED, WHO, STEP),
        entered(kiosk, "tare", "7"),
    ]
    kiosk.send(*[kiosk.seal(act) for act in acts if act.kind != ActKind.SIGNED])
    assert told(core, undone) == [("gross", "12.5 kg", "12.6 kg"), ("tare", "1.2 kg", "7 kg")]
    assert told(core, acts[2]) == [("other", "9 kg", "")]


def test_a_reprint_counts_up_and_keeps_its_reason(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    act = kiosk.act(ActKind.LABEL_PRINTED, WHO, STEP, facts={"copies": "2", "reprint": "1", "reason": "label_damaged"})
    kiosk.send(kiosk.seal(act))
    assert told(core, act) == [("reprint", "0", "1")]
    plant = core.service.writer.picture.plant
    with core.store.unit() as unit:
        seq = unit.value(select(record.c.seq).where(record.c.rid == act.id))
        (entry,) = entries(unit, plant, [seq])
    assert entry.why == "label_damaged"


def test_a_plain_value_changes_nothing(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    act = entered(kiosk, "gross", "12.5")
    kiosk.send(kiosk.seal(act))
    assert told(core, act) == []


def test_a_long_value_is_told_by_its_beginning_and_its_hash() -> None:
    assert shortened("x" * 160, 160) == "x" * 160
    long = shortened("x" * 5000, 160)
    assert len(long) <= 160
    assert "5000" in long
    assert "sha256" in long


def test_a_record_of_a_later_version_stands_in_the_trail(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    """An act that is not understood keeps its place; it is found by its kiosk and its time."""
    from core.record.canonical import canonical, strict_json
    from core.record.chain import advanced
    from core.record.digest import sha256_hex
    from core.record.envelope import RECORD_TYPE, open_envelope, seal
    from core.trail import TrailFilter
    from server.audit.pages import page

    sealed = kiosk.seal()
    payload = strict_json(open_envelope(sealed.envelope)[1])
    assert isinstance(payload, dict)
    payload["act"]["kind"] = "TeleportedLater"  # pyright: ignore[reportArgumentType, reportCallIssue, reportIndexIssue]  (made loosely)
    bent = canonical(payload)
    kiosk.head = advanced(kiosk.head, sealed.place, sha256_hex(bent))
    kiosk.send(seal(RECORD_TYPE, bent, kiosk.device))
    with core.store.unit() as unit:
        found, _ = page(unit, core.service.writer.picture.plant, TrailFilter(kiosk=kiosk.name))
    assert found[0].kind == ""
    assert found[0].flags


# ------------------------------------------------------------------ words


def test_every_kind_of_act_has_its_words() -> None:
    assert {f"act.{kind.value}" for kind in ActKind} - catalogue().keys() == set()


def test_bytes_that_nobody_signed_are_worded_with_their_reason() -> None:
    line = AlarmLine(1, "2026-11-20T06:03:22.000000Z", "record.signature_wrong", "KIOSK-01", "REC-002 ...")
    for language in LANGUAGES:
        assert "record.signature_wrong" in alarm_words(line, "-", language)
        assert "KIOSK-01" in alarm_words(line, "-", language)


_RAISED = re.compile(
    r'(?:\.alarm|_note|_alarm)\(\s*(?:unit, )?(?:[^()"]*, )?"([a-z_]+\.[a-z_]+)"|kind="([a-z_]+\.[a-z_]+)"'
)


def test_every_alarm_that_the_core_raises_by_name_has_its_words() -> None:
    sources = [path.read_text("utf-8") for path in (ROOT / "server").rglob("*.py")]
    raised = {next(filter(None, found)) for text in sources for found in _RAISED.findall(text)}
    raised |= ATTEMPTS | AT_KIOSK | {DISOWNED}
    assert {"record.id_reused", "record.chain_forked", "code.replayed"} <= raised
    assert {f"alarm.{kind}" for kind in raised} - catalogue().keys() == set()
