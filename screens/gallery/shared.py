"""Invented data that many examples share: the frame of kiosk WEIGH-01 in the middle of a batch."""

from collections.abc import Mapping
from dataclasses import replace

from core.language import Language
from screens.views import (
    CellState,
    FactView,
    FrameView,
    HeaderView,
    KeyView,
    Line,
    Look,
    MarkView,
    OperationView,
    SectionView,
    SidePanelView,
    StepMapView,
    Tone,
    keys,
)

STEP_KEYS = keys("f1", "f2", "f3", "f6", "f8", "f9", "f10", "f12")


def say(language: Language, english: str, chinese: str) -> str:
    """Choose the words of a language."""
    return english if language == "en" else chinese


def mark(language: Language, tone: Tone, english: str, chinese: str) -> MarkView:
    """Make a mark in a language."""
    return MarkView(tone, say(language, english, chinese))


def header(language: Language, **changes: str | MarkView | None) -> HeaderView:
    """Give the header of the weighing kiosk in step 14."""
    base = HeaderView(
        kiosk=say(language, "WEIGH-01", "WEIGH-01 称量一间"),
        room="D-104",
        grade=say(language, "grade D", "D级"),
        person=say(language, "operator1", "王芳 operator1"),
        role=say(language, "Operator", "操作人员"),
        product=say(language, "Paracetamol tablets 500 mg", "对乙酰氨基酚片 500 mg"),
        batch="B2611-0042",
        version="PCM500 v3",
        step=say(language, "step 14/41", "步骤 14/41"),
        clock="14:03:22",
        zone="+08",
        link=mark(language, Tone.OK, "ONLINE, 0 waiting", "在线，0 条待发送"),
        device=say(language, "Balance XPR10", "天平 XPR10"),
        device_state=mark(language, Tone.OK, "ready", "就绪"),
    )
    return replace(base, **changes)


def office(language: Language, role: tuple[str, str], person: tuple[str, str]) -> Mapping[str, str]:
    """Give the changes of a header at a desk."""
    return {
        "kiosk": say(language, "QA-OFFICE-2", "QA 办公室 2"),
        "room": "",
        "grade": "",
        "person": say(language, *person),
        "role": say(language, *role),
        "step": "",
        "clock": "10:22:47",
    }


def frame(
    language: Language,
    title: tuple[str, str],
    next_: tuple[str, str],
    live: tuple[KeyView, ...] = STEP_KEYS,
    *,
    subject: tuple[str, str] = ("", ""),
    aside: Line = (),
    side: SidePanelView | None = None,
    head: HeaderView | None = None,
) -> FrameView:
    """Make a frame in a language."""
    return FrameView(
        language=language,
        header=head or header(language),
        title=say(language, *title),
        next=say(language, *next_),
        keys=live,
        subject=say(language, *subject),
        aside=aside,
        side=side,
    )


def step_map(language: Language) -> StepMapView:
    """Give the map of batch B2611-0042 in step 14."""
    done, now, trouble, come = CellState.DONE, CellState.NOW, CellState.EXCEPTION, CellState.TO_COME
    dispense = (*[done] * 6, trouble, *[done] * 6, now, *[come] * 4)
    operations = (
        (("Dispense", "称量配料"), ("D-104 08:10", "D-104 08:10"), "13 / 18", 1, dispense),
        (("Granulate", "制粒"), ("D-106 15:30", "D-106 15:30"), "0 / 9", 19, (come,) * 9),
        (("Compress", "压片"), ("D-110 Sat 08:00", "D-110 周六 08:00"), "0 / 6", 28, (come,) * 6),
        (("Coat", "包衣"), ("D-112 Sat 13:00", "D-112 周六 13:00"), "0 / 4", 34, (come,) * 4),
        (("Pack", "包装"), ("E-201 Sun 08:00", "E-201 周日 08:00"), "0 / 4", 38, (come,) * 4),
    )
    return StepMapView(
        tuple(
            OperationView(say(language, *name), say(language, *place), count, first, cells)
            for name, place, count, first, cells in operations
        )
    )


def step_side(language: Language) -> SidePanelView:
    """Give the side panel of a step: map, last acts, room."""
    acts = (
        ("14:02:51", "tare 1.204 kg", "去皮 1.204 kg"),
        ("14:02:30", "scan C-000981", "扫码 C-000981"),
        ("14:02:12", "scan L-240817-03", "扫码 L-240817-03"),
        ("14:01:40", "step 13 countersigned", "步骤 13 已复核"),
        ("14:00:58", "step 13 signed", "步骤 13 已签名"),
    )
    room = (("temperature", "温度", "21.4 ℃"), ("humidity", "相对湿度", "38.2%"), ("pressure", "压差", "+12.6 Pa"))
    return SidePanelView(
        (
            SectionView(say(language, "Batch map", "步骤图"), (step_map(language),)),
            SectionView(
                say(language, "Last acts", "最近操作"),
                tuple(FactView(time, say(language, english, chinese)) for time, english, chinese in acts),
                rule=True,
            ),
            SectionView(
                say(language, "Room D-104", "操作间 D-104"),
                tuple(
                    FactView(say(language, english, chinese), value, Look.STRONG, right=True, mark=MarkView(Tone.OK))
                    for english, chinese, value in room
                ),
            ),
        )
    )
