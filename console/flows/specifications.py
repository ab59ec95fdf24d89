"""Specifications: every quality standard in force with its tests; a draft version of one is changed and signed."""

import msgspec

from console.desk import Desk
from console.flows.form import FormTask
from console.flows.pages import Pages
from core.changes import change
from core.plant import Specification, TestLimit
from core.rights import may
from screens.everyone.form import FormView
from screens.views import ItemView, MarkView, Tone

PAGE = 8
NONE = "-"
"""What stands where a test has no such limit."""
ADD = 9
"""The digit that begins a new test."""


class SpecificationsFlow(FormTask):
    """The list; a digit opens one."""

    def __init__(self, desk: Desk) -> None:
        """Begin with the first page."""
        super().__init__(desk)
        self._pages = Pages(self, PAGE)

    @property
    def view(self) -> FormView:
        """Show one page."""
        every = self._every()
        return self.form(
            self.words("work.specifications"),
            self.words("next.specifications" if every else "next.work_none"),
            items=self._pages.items(every, self._item),
            page=self._pages.words(every),
        )

    async def digit(self, number: int) -> None:
        """Open one."""
        chosen = self._pages.chosen(self._every(), number)
        if chosen is not None:
            self.desk.navigation.go(SpecificationFlow(self.desk, chosen.code))

    async def key(self, name: str) -> None:
        """F3 goes back, page keys turn."""
        if name == "f3":
            self.desk.navigation.home()
        elif name in ("pagedown", "pageup"):
            self._pages.turn(name, self._every())

    def _every(self) -> list[Specification]:
        return sorted(self.desk.recorder.plant.specifications.values(), key=lambda one: one.code)

    def _item(self, digit: int, one: Specification) -> ItemView:
        material = self.desk.recorder.plant.materials.get(one.material)
        name = material.name.in_language(self.desk.language) if material else one.material
        tests = self.words("specification.tests", n=str(len(one.tests)))
        return ItemView(digit, name, one.code, f"v{one.version}  {tests}", chosen=digit == 1)


class SpecificationFlow(FormTask):
    """One specification and the draft of its next version: a digit opens a test, 9 adds one, F8 goes to the signatures.

    F4 tells its versions and since when. The draft holds every change until it is signed, all of them at once.
    """

    def __init__(self, desk: Desk, code: str, draft: Specification | None = None) -> None:
        """Take its code, and the draft where one was begun; without one, what is shown is always what is in force."""
        super().__init__(desk)
        self._code = code
        self._draft = draft
        self._pages = Pages(self, PAGE)

    @property
    def view(self) -> FormView:
        """Show the tests as they are in force, or as they will be."""
        one = self._shown
        if one is None:
            return self.form(self.words("work.specifications"), self.words("next.work_none"))
        items = [*self._pages.items(one.tests, self._item)]
        if self._may_change():
            items.append(ItemView(ADD, self.words("specification.do.add")))
        following = "next.specification_draft" if self._changed() else "next.specification"
        return self.form(
            self.words("work.specifications"),
            self.words(following if self._may_change() else "next.specification_read"),
            live=("f1", "f3", "f4", "f8", "f10", "f12") if self._changed() else ("f1", "f3", "f4", "f10"),
            subject=f"{one.code} v{one.version}",
            words=self._told(),
            items=tuple(items),
            page=self._pages.words(one.tests),
        )

    async def digit(self, number: int) -> None:
        """Open a test, or begin a new one."""
        one = self._shown
        if one is None or not self._may_change():
            return
        chosen = self._pages.chosen(one.tests, number)
        if number == ADD:
            self._open(one, None)
        elif chosen is not None:
            self._open(one, chosen)

    async def key(self, name: str) -> None:
        """F3 leaves, F4 tells the versions, F8 signs the draft, F12 drops it, page keys turn."""
        if name == "f3":
            self.desk.navigation.go(SpecificationsFlow(self.desk))
        elif name == "f4":
            told = ("specifications", self._code, lambda: self)
            self.desk.navigation.go(self.desk.ways.task("versions", "VersionsFlow", *told))
        elif name == "f8" and self._draft is not None and self._changed():
            desk, code = self.desk, self._code
            made = (change("specifications", code, self._draft),)
            desk.navigation.go(desk.ways.change(made, lambda: SpecificationFlow(desk, code)))
        elif name == "f12":
            self._draft = None
            self.say(None)
        elif name in ("pagedown", "pageup"):
            self._pages.turn(name, self._shown.tests if self._shown is not None else ())

    def _open(self, one: Specification, test: TestLimit | None) -> None:
        now = self._now
        draft = one if now is None else msgspec.structs.replace(one, version=now.version + 1)
        flow = self.desk.ways.task("specification_test", "SpecificationTestFlow", draft, test)
        self.desk.navigation.go(flow)

    @property
    def _now(self) -> Specification | None:
        return self.desk.recorder.plant.specifications.get(self._code)

    @property
    def _shown(self) -> Specification | None:
        return self._draft if self._changed() else self._now

    def _changed(self) -> bool:
        """Tell whether the draft holds anything that is not in force."""
        now = self._now
        return self._draft is not None and now is not None and self._draft.tests != now.tests

    def _told(self) -> str:
        """Name the tests that the draft leaves out."""
        now, draft = self._now, self._draft
        if now is None or draft is None:
            return ""
        kept = {test.code for test in draft.tests}
        gone = [test.code for test in now.tests if test.code not in kept]
        return self.words("specification.removed", tests=", ".join(gone)) if gone else ""

    def _may_change(self) -> bool:
        session = self.desk.session
        return session is not None and may(session.person.roles, "change.master_data.performed")

    def _item(self, digit: int, test: TestLimit) -> ItemView:
        limits = f"{_shown(test.low)} .. {_shown(test.high)} {self._unit(test)}"
        offered = digit if self._may_change() else None
        name = test.name.in_language(self.desk.language)
        return ItemView(offered, name, test.code, limits, self._mark(test), test.method)

    def _mark(self, test: TestLimit) -> MarkView | None:
        now = self._now
        before = {} if now is None else {one.code: one for one in now.tests}
        if before.get(test.code) == test:
            return None
        return MarkView(Tone.WARN, self.words("specification.changed" if test.code in before else "specification.new"))

    def _unit(self, test: TestLimit) -> str:
        return self.words("unit.pcs") if test.unit == "pcs" else test.unit


def _shown(limit: str | None) -> str:
    return NONE if limit is None else limit
