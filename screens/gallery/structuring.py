"""Examples of structure: a map with parallel operations and steps left out, open operations, a step not applicable."""

from core.language import Language, text
from screens.everyone.listed import ListedView
from screens.gallery.shared import frame, mark, say
from screens.operator.batch_map import BatchMapView
from screens.views import (
    CellState,
    FieldKind,
    FieldView,
    ItemView,
    Look,
    OperationView,
    RowView,
    Span,
    StepMapView,
    Tone,
    keys,
)


def batch_map_parallel(language: Language) -> BatchMapView:
    """Give a batch of two operations at once, with steps that are not needed or not applicable."""
    done, now, skipped, come = CellState.DONE, CellState.NOW, CellState.SKIPPED, CellState.TO_COME
    operations = (
        (("Compound", "配液"), "C-201", "9 / 9", 1, (done,) * 9),
        (("Wash vials", "洗瓶"), "C-203", "4 / 6", 10, (done, done, skipped, done, now, come)),
        (("Sterilise stoppers", "胶塞灭菌"), "C-204", "3 / 5", 16, (done, skipped, done, now, come)),
        (("Fill", "灌装"), "B-101", "0 / 8", 21, (come,) * 8),
    )
    why = {"step": "12", "n": "11", "got": say(language, "clean", "洁净"), "want": say(language, "soiled", "有污迹")}
    return BatchMapView(
        frame=frame(
            language,
            ("Batch map", "步骤图"),
            (
                text("next.map_choose", "en", n="14"),
                text("next.map_choose", "zh", n="14"),
            ),
            keys("f1", "f3", "f4", "f5", "f10", "f11"),
            aside=(
                Span(text("map.done", language, n="15", m="27"), Look.MUTED),
                Span("   "),
                Span(text("map.not_needed", language, n="1"), Look.MUTED),
            ),
        ),
        map=StepMapView(
            tuple(
                OperationView(say(language, *name), place, count, first, cells)
                for name, place, count, first, cells in operations
            )
        ),
        notes=(
            text("needed.is", language, **why),
            text("map.not_applicable", language, n="17", reason=say(language, "ready for use", "免洗胶塞")),
        ),
    )


def operations(language: Language) -> ListedView:
    """Give two open operations, one worked on here."""
    return ListedView(
        frame(
            language,
            ("Open operations", "进行中的岗位操作"),
            (text("next.operation_held", "en"), text("next.operation_held", "zh")),
            keys("f1", "f3", "f5", "f10", "f12"),
            subject=("B2611-0042", "B2611-0042"),
        ),
        (
            ItemView(
                1,
                say(language, "Wash vials", "洗瓶"),
                "C-203",
                "5/6",
                mark(language, Tone.WAIT, "in process", "进行中"),
                chosen=True,
            ),
            ItemView(
                2,
                say(language, "Sterilise stoppers", "胶塞灭菌"),
                "C-204",
                "4/5",
                mark(language, Tone.NONE, "at KIOSK-04", "由 KIOSK-04 操作"),
            ),
        ),
        (
            RowView(
                text("operations.step", language), "", say(language, "14 Rinse water conductivity", "14 淋洗水电导率")
            ),
            RowView(text("map.room", language), "C-203"),
        ),
    )


def not_applicable(language: Language) -> ListedView:
    """Give the reason that is asked for."""
    return ListedView(
        frame(
            language,
            ("Not applicable", "不适用"),
            (text("next.not_applicable", "en"), text("next.not_applicable", "zh")),
            keys("f1", "f3", "f4", "f9", "f10", "f12"),
            subject=("siliconise stoppers", "胶塞硅化"),
        ),
        (),
        (
            RowView(text("operations.step", language), "", say(language, "17 Siliconise stoppers", "17 胶塞硅化")),
            RowView(text("step.what", language), "", say(language, "Add the silicone oil.", "加入硅油。")),
            RowView("", "", text("not_applicable.is", language)),
        ),
        (FieldView("reason", text("not_applicable.reason", language), FieldKind.WORDS),),
    )
