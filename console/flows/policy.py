"""Policy: the values in force, and a new version of them by signed change."""

import msgspec

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from core.change_rules import change_refusals
from core.change_signers import tightens
from core.changes import Change, change
from core.finding import Finding
from core.policy import NUMBERS, Policy, Profile
from screens.everyone.listed import ListedView
from screens.views import FieldKind, FieldView, ItemView, MarkView, RowView, Tone, keys

_PROFILE, _YES_NO = "profile", ("qualified", "receipt_verified", "opcua_unsecured")
FIELDS = (_PROFILE, *NUMBERS, *_YES_NO)
"""What is changed here, in the order shown."""
LAST_DIGIT = 9


class PolicyFlow(TaskFlow):
    """Digits choose a value, Enter changes it, F8 takes all changes to be signed."""

    screen = "listed"

    def __init__(self, desk: Desk) -> None:
        """Take the desk; nothing is changed yet."""
        super().__init__(desk)
        self._wanted: dict[str, object] = {}
        self._chosen = 0
        self._editing = False
        self._attempt = 0

    @property
    def view(self) -> ListedView:
        """Show each value, in force and wanted, and what the chosen one means."""
        live = ["f8", "f12"] if self._wanted else ["f12"] if self._editing else []
        view_frame = frame(
            self.desk,
            header(self.desk),
            self.words("policy.title"),
            self._next(),
            keys("f1", "f3", "f4", *live[:1], "f10", *live[1:]),
            subject=self.words("policy.version", n=str(self._now.version)),
            message=self.message,
        )
        items = tuple(self._item(number, name) for number, name in enumerate(FIELDS, 1))
        label = self.words(f"policy.{self._name}")
        field = FieldView("value", label, FieldKind.NUMBER, attempt=self._attempt)
        return ListedView(view_frame, items, self._rows(), (field,) if self._editing else ())

    async def digit(self, number: int) -> None:
        """Choose a value and begin to change it."""
        if 1 <= number <= LAST_DIGIT:
            self._chosen = number - 1
            self._begin()

    async def key(self, name: str) -> None:
        """Move and change; F4 shows the earlier versions, F8 goes to the signatures, F12 takes the wishes back."""
        match name:
            case "f3":
                self.desk.navigation.home()
            case "f4":
                self.desk.navigation.go(
                    self.desk.ways.task("versions", "VersionsFlow", "policy", "policy", lambda: self)
                )
            case "f8" if self._wanted:
                self._propose()
            case "f12":
                self._wanted, self._editing = {}, False
                self.say(None)
            case "up" | "down":
                self._chosen = max(0, min(len(FIELDS) - 1, self._chosen + (1 if name == "down" else -1)))
                self._editing = False
                self.say(None)
            case "enter":
                self._begin()
            case _:
                return

    async def enter(self, typed: str) -> None:
        """Take a number; one outside its range is said and not taken."""
        low, high = NUMBERS[self._name]
        text = typed.strip()
        if not (text.isascii() and text.isdigit() and len(text) < 6 and low <= int(text) <= high):
            self._attempt += 1
            self.say(Finding("policy.range", {"low": str(low), "high": str(high)}))
            return
        self._editing = False
        self._want(self._name, int(text))

    def _begin(self) -> None:
        """Open the field of a number; a value of two words changes to the other at once."""
        before = getattr(self._now, self._name)
        if self._name in _YES_NO:
            self._want(self._name, not self._wanted.get(self._name, before))
        elif self._name == _PROFILE:
            now = self._wanted.get(_PROFILE, before)
            self._want(_PROFILE, Profile.PART11 if now == Profile.STRICT else Profile.STRICT)
        else:
            self._editing = True
            self._attempt += 1
            self.say(None)

    def _want(self, name: str, value: object) -> None:
        self._wanted[name] = value
        if value == getattr(self._now, name):
            del self._wanted[name]
        self.say(None)

    def _propose(self) -> None:
        proposed = self._proposed()
        found = change_refusals(proposed, self.desk.recorder.plant)
        if found:
            self.say(found[0])
            return
        desk = self.desk
        self.desk.navigation.go(desk.ways.change(proposed, lambda: PolicyFlow(desk)))

    def _proposed(self) -> tuple[Change, ...]:
        return (change("policy", "policy", self._next_policy()),)

    def _next_policy(self) -> Policy:
        return msgspec.structs.replace(self._now, version=self._now.version + 1, **self._wanted)

    @property
    def _now(self) -> Policy:
        return self.desk.recorder.plant.policy

    @property
    def _name(self) -> str:
        return FIELDS[self._chosen]

    def _next(self) -> str:
        if self._editing:
            return self.words("next.policy_value")
        if self._wanted:
            return self.words("next.policy_sign")
        return self.words("next.policy")

    def _item(self, number: int, name: str) -> ItemView:
        mark = None
        if name in self._wanted:
            tighter = tightens(self._now, msgspec.structs.replace(self._now, **{name: self._wanted[name]}))
            key, tone = ("policy.tighter", Tone.WAIT) if tighter else ("policy.looser", Tone.WARN)
            mark = MarkView(tone, self.words(key))
        before = self._shown(name, getattr(self._now, name))
        value = f"{before} -> {self._shown(name, self._wanted[name])}" if name in self._wanted else before
        chosen = number == self._chosen + 1
        # Nine have a digit; what stands below them is chosen by the arrows.
        digit = number if number <= LAST_DIGIT else None
        return ItemView(digit, self.words(f"policy.{name}"), count=value, mark=mark, chosen=chosen)

    def _shown(self, name: str, value: object) -> str:
        if name in _YES_NO:
            return self.words("policy.yes" if value else "policy.no")
        if name == _PROFILE:
            return self.words(f"policy.profile.{value}")
        return self.words(f"policy.unit.{name}", n=str(value))

    def _rows(self) -> tuple[RowView, ...]:
        name, rows = self._name, [RowView(self.words("policy.means"), detail=self.words(f"policy.{self._name}_is"))]
        if name in NUMBERS:
            low, high = NUMBERS[name]
            rows.append(RowView(self.words("policy.from_to"), detail=f"{low} .. {high}"))
        version = self.words("policy.statement_version", n=str(self._now.statement_version))
        road = self.words("policy.statement_road")
        return (*rows, RowView(self.words("policy.statement"), detail=version), RowView("", detail=road))
