"""One test in the draft of a specification: its limits, name, method, unit and rounding; or it is removed."""

from collections.abc import Mapping

import msgspec

from console.desk import Desk
from console.flows.form import FormTask
from core.errors import CountersignError
from core.plant import Specification, TestLimit
from core.quantity import UNITS, decimal
from core.secret import Secret
from core.supply_change import MOST_DECIMALS
from core.words import Words
from screens.everyone.form import FormView
from screens.views import FieldKind, FieldView, ItemView, RowView

NONE = "-"
"""What is typed where a test has no such limit."""

PARTS: Mapping[str, tuple[str, ...]] = {
    "limits": ("low", "high"),
    "named": ("name_zh", "name_en"),
    "measured": ("method", "unit", "decimals"),
}
"""What is changed together, by the word for it; a digit each."""

_NEW = ("new", *tuple(PARTS)[1:], "limits")
"""What a new test is asked for, part by part."""
_OF_NEW: Mapping[str, tuple[str, ...]] = {"new": ("code",), **PARTS}


class SpecificationTestUnfit(CountersignError):
    """What was typed of a test cannot be taken."""

    code = "KSK-070"


class SpecificationTestFlow(FormTask):
    """A test that is there, by digits; or a new one, part by part. Nothing is in force before the draft is signed."""

    def __init__(self, desk: Desk, draft: Specification, test: TestLimit | None) -> None:
        """Take the draft, and the test or None for a new one."""
        super().__init__(desk)
        self._draft, self._test = draft, test
        self._asked: tuple[str, ...] = () if test is not None else _NEW
        self._typed: dict[str, str] = {}

    @property
    def view(self) -> FormView:
        """Show the test with what may be done, or the fields of the part that is asked."""
        items = () if self._asked else self._items()
        return self.form(
            self.words("work.specifications"),
            self.words("next.specification_typed" if self._asked else "next.specification_test"),
            live=("f1", "f3", "f10"),
            subject=f"{self._draft.code} v{self._draft.version}",
            rows=self._rows(),
            items=items,
            fields=tuple(self._field(name) for name in self._names),
        )

    @property
    def _names(self) -> tuple[str, ...]:
        return _OF_NEW[self._asked[0]] if self._asked else ()

    def _items(self) -> tuple[ItemView, ...]:
        parts = tuple(
            ItemView(digit, self.words(f"specification.do.{part}"), chosen=digit == 1)
            for digit, part in enumerate(PARTS, 1)
        )
        removed = self.words("specification.do.remove")
        return (*parts, ItemView(len(PARTS) + 1, removed, open=len(self._draft.tests) > 1))

    def _rows(self) -> tuple[RowView, ...]:
        told = {**(_texts(self._test) if self._test is not None else {}), **self._typed}
        return tuple(RowView(self.words(f"specification.{name}"), "", value) for name, value in told.items())

    def _field(self, name: str) -> FieldView:
        known = {**(_texts(self._test) if self._test is not None else {}), **self._typed}
        hint = self.words("specification.none") if name in PARTS["limits"] else ""
        label, value = self.words(f"specification.{name}"), known.get(name, "")
        return FieldView(name, label, FieldKind.WORDS, hint, value=value, attempt=self._attempt)

    async def digit(self, number: int) -> None:
        """Choose what is typed anew, or remove the test."""
        if self._asked or self._test is None:
            return
        if 1 <= number <= len(PARTS):
            self._asked = (tuple(PARTS)[number - 1],)
            self.retry()
        elif number == len(PARTS) + 1 and len(self._draft.tests) > 1:
            gone = self._test.code
            self._leave(tuple(one for one in self._draft.tests if one.code != gone))

    async def key(self, name: str) -> None:
        """F3 goes back a step."""
        if name != "f3":
            return
        if self._asked and self._test is not None:
            self._asked, self._typed = (), {}
            self.say(None)
        else:
            self._leave(self._draft.tests)

    async def fill(self, answers: Mapping[str, Secret]) -> None:
        """Take a part; after the last one the test stands in the draft."""
        names = self._names
        self._typed |= {name: answers[name].reveal().strip() for name in names if name in answers}
        self.retry()
        try:
            for name in names:
                self._check(name, self._typed.get(name, ""))
        except CountersignError as error:
            self.say(error)
            return
        self.say(None)
        if len(self._asked) > 1:
            self._asked = self._asked[1:]
            self.changed()
        else:
            self._take()

    def _check(self, name: str, typed: str) -> None:
        if not typed:
            raise SpecificationTestUnfit("specification.blank", field=self.words(f"specification.{name}"))
        if name in PARTS["limits"] and typed != NONE:
            decimal(typed)
        if name == "unit" and typed not in UNITS:
            raise SpecificationTestUnfit("specification.unit_unknown", got=typed[:20], known=" ".join(sorted(UNITS)))
        if name == "decimals" and not (typed.isascii() and typed.isdigit() and int(typed) <= MOST_DECIMALS):
            raise SpecificationTestUnfit("specification.decimals_unfit", got=typed[:20], most=str(MOST_DECIMALS))
        if name == "code" and typed in {one.code for one in self._draft.tests}:
            raise SpecificationTestUnfit("specification.code_taken", code=typed[:40])

    def _take(self) -> None:
        test = _typed_test(self._test, self._typed)
        tests = self._draft.tests
        if self._test is None:
            self._leave((*tests, test))
        else:
            self._leave(tuple(test if one.code == test.code else one for one in tests))

    def _leave(self, tests: tuple[TestLimit, ...]) -> None:
        """Go back to the draft."""
        draft = msgspec.structs.replace(self._draft, tests=tests)
        desk = self.desk
        desk.navigation.go(desk.ways.task("specifications", "SpecificationFlow", draft.code, draft))


def _texts(test: TestLimit) -> dict[str, str]:
    return {
        "code": test.code,
        "name_zh": test.name.zh,
        "name_en": test.name.en,
        "method": test.method,
        "unit": test.unit,
        "decimals": str(test.decimals),
        "low": NONE if test.low is None else test.low,
        "high": NONE if test.high is None else test.high,
    }


def _typed_test(before: TestLimit | None, typed: Mapping[str, str]) -> TestLimit:
    known = {**(_texts(before) if before is not None else {}), **typed}
    low, high = (None if known[name] == NONE else f"{decimal(known[name]):f}" for name in PARTS["limits"])
    named = Words(known["name_en"], known["name_zh"])
    measured = known["method"], known["unit"], int(known["decimals"]), low, high
    if before is None:
        return TestLimit(known["code"], named, *measured)
    fields = dict(zip(("method", "unit", "decimals", "low", "high"), measured, strict=True))
    return msgspec.structs.replace(before, name=named, **fields)
