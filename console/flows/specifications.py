"""Specifications: every quality standard in force with its tests and limits; a limit is changed by signed change."""

from collections.abc import Mapping

import msgspec

from console.desk import Desk
from console.flows.form import FormTask
from core.changes import change
from core.plant import Specification, TestLimit
from core.quantity import QuantityError, decimal
from core.rights import may
from core.secret import Secret
from screens.everyone.form import FormView
from screens.views import FieldKind, FieldView, ItemView, RowView

PAGE = 8
NONE = "-"
"""What is typed where a test has no such limit."""


class SpecificationsFlow(FormTask):
    """The list; a digit opens one."""

    def __init__(self, desk: Desk) -> None:
        """Begin with the first page."""
        super().__init__(desk)
        self._page = 0

    @property
    def view(self) -> FormView:
        """Show one page."""
        every = self._every()
        pages = max(1, -(-len(every) // PAGE))
        self._page = min(self._page, pages - 1)
        return self.form(
            self.words("work.specifications"),
            self.words("next.specifications" if every else "next.work_none"),
            items=tuple(self._item(digit, one) for digit, one in enumerate(self._shown(), 1)),
            page=self.words("kiosk.page", page=str(self._page + 1), pages=str(pages)) if pages > 1 else "",
        )

    async def digit(self, number: int) -> None:
        """Open one."""
        shown = self._shown()
        if 1 <= number <= len(shown):
            self.desk.navigation.go(SpecificationFlow(self.desk, shown[number - 1].code))

    async def key(self, name: str) -> None:
        """F3 goes back, page keys turn."""
        if name == "f3":
            self.desk.navigation.home()
        elif name in ("pagedown", "pageup"):
            self._page = max(0, self._page + (1 if name == "pagedown" else -1))
            self.changed()

    def _every(self) -> list[Specification]:
        return sorted(self.desk.recorder.plant.specifications.values(), key=lambda one: one.code)

    def _shown(self) -> list[Specification]:
        return self._every()[self._page * PAGE : (self._page + 1) * PAGE]

    def _item(self, digit: int, one: Specification) -> ItemView:
        material = self.desk.recorder.plant.materials.get(one.material)
        name = material.name.in_language(self.desk.language) if material else one.material
        tests = self.words("specification.tests", n=str(len(one.tests)))
        return ItemView(digit, name, one.code, f"v{one.version}  {tests}", chosen=digit == 1)


class SpecificationFlow(FormTask):
    """One specification: its tests; a digit changes the limits of one, F4 tells its versions and since when."""

    def __init__(self, desk: Desk, code: str) -> None:
        """Take its code; what is shown is always what is in force."""
        super().__init__(desk)
        self._code = code
        self._chosen: TestLimit | None = None
        self._page = 0

    @property
    def view(self) -> FormView:
        """Show the tests, or the one whose limits are typed."""
        one = self._now
        if one is None:
            return self.form(self.words("work.specifications"), self.words("next.work_none"))
        subject = f"{one.code} v{one.version}"
        if self._chosen is not None:
            return self.form(
                self.words("work.specifications"),
                self.words("next.specification_limits"),
                live=("f1", "f3", "f10", "f12"),
                subject=subject,
                rows=self._rows(self._chosen),
                fields=self._fields(self._chosen),
            )
        pages = max(1, -(-len(one.tests) // PAGE))
        self._page = min(self._page, pages - 1)
        shown = one.tests[self._page * PAGE : (self._page + 1) * PAGE]
        return self.form(
            self.words("work.specifications"),
            self.words("next.specification" if self._may_change() else "next.specification_read"),
            live=("f1", "f3", "f4", "f10"),
            subject=subject,
            items=tuple(self._item(digit, test) for digit, test in enumerate(shown, 1)),
            page=self.words("kiosk.page", page=str(self._page + 1), pages=str(pages)) if pages > 1 else "",
        )

    async def digit(self, number: int) -> None:
        """Choose a test whose limits shall change."""
        tests = self._now.tests if self._now else ()
        place = self._page * PAGE + number - 1
        if self._may_change() and self._chosen is None and 1 <= number <= PAGE and place < len(tests):
            self._chosen = tests[place]
            self.retry()

    async def key(self, name: str) -> None:
        """F3 and F12 leave, F4 tells the versions, page keys turn."""
        if name in ("f3", "f12") and self._chosen is not None:
            self._chosen = None
            self.say(None)
        elif name == "f3":
            self.desk.navigation.go(SpecificationsFlow(self.desk))
        elif name == "f4":
            told = ("specifications", self._code, lambda: self)
            self.desk.navigation.go(self.desk.ways.task("versions", "VersionsFlow", *told))
        elif name in ("pagedown", "pageup"):
            self._page = max(0, self._page + (1 if name == "pagedown" else -1))
            self.changed()

    async def fill(self, answers: Mapping[str, Secret]) -> None:
        """Propose the next version with the limits typed; both stand in the fields already."""
        now, chosen = self._now, self._chosen
        if now is None or chosen is None:
            return
        self.retry()
        try:
            low, high = (_limit(answers[name].reveal().strip()) for name in ("low", "high"))
        except QuantityError as error:
            self.say(error)
            return
        test = msgspec.structs.replace(chosen, low=low, high=high)
        tests = tuple(test if one.code == test.code else one for one in now.tests)
        wanted = msgspec.structs.replace(now, version=now.version + 1, tests=tests)
        desk, code = self.desk, self._code
        made = (change("specifications", code, wanted),)
        desk.navigation.go(desk.ways.change(made, lambda: SpecificationFlow(desk, code)))

    @property
    def _now(self) -> Specification | None:
        return self.desk.recorder.plant.specifications.get(self._code)

    def _may_change(self) -> bool:
        session = self.desk.session
        return session is not None and may(session.person.roles, "change.master_data.performed")

    def _item(self, digit: int, test: TestLimit) -> ItemView:
        limits = f"{_shown(test.low)} .. {_shown(test.high)} {self._unit(test)}"
        offered = digit if self._may_change() else None
        return ItemView(offered, test.name.in_language(self.desk.language), test.code, limits, detail=test.method)

    def _rows(self, test: TestLimit) -> tuple[RowView, ...]:
        return (
            RowView(self.words("specification.test"), test.code, test.name.in_language(self.desk.language)),
            RowView(self.words("specification.method"), test.method),
            RowView(self.words("specification.low"), _shown(test.low), self._unit(test)),
            RowView(self.words("specification.high"), _shown(test.high), self._unit(test)),
        )

    def _fields(self, test: TestLimit) -> tuple[FieldView, ...]:
        return (
            self._field("low", test.low),
            self._field("high", test.high),
        )

    def _field(self, name: str, limit: str | None) -> FieldView:
        label = self.words(f"specification.new_{name}")
        return FieldView(name, label, FieldKind.WORDS, value=_shown(limit), attempt=self._attempt)

    def _unit(self, test: TestLimit) -> str:
        return self.words("unit.pcs") if test.unit == "pcs" else test.unit


def _limit(typed: str) -> str | None:
    return None if typed == NONE else f"{decimal(typed):f}"


def _shown(limit: str | None) -> str:
    return NONE if limit is None else limit
