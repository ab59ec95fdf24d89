"""The rule set of the review: every rule with its severity and clause, and a new version by signed change."""

import msgspec

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from core.batch.review import rule_set_name
from core.batch.rules.table import RULES, Rule
from core.change_rules import change_refusals
from core.changes import change
from core.finding import Finding
from core.rule_set import ORDER, SHARES, RuleSet, Severity
from screens.everyone.listed import ListedView
from screens.views import FieldKind, FieldView, ItemView, MarkView, RowView, Tone, keys

_STEPS_UP = tuple(sorted(ORDER, key=lambda severity: -ORDER[severity]))
"""From the least severe to the most."""


class RuleSetFlow(TaskFlow):
    """Arrows choose, Enter makes a rule more severe or begins the sample's number, F8 takes it to be signed."""

    screen = "listed"

    def __init__(self, desk: Desk) -> None:
        """Take the desk; nothing is changed yet."""
        super().__init__(desk)
        self._wanted = self._now
        self._chosen = 0
        self._typing = False
        self._attempt = 0

    @property
    def view(self) -> ListedView:
        """Show the sample's share and every rule, in force or as wanted, and what the chosen one rests on."""
        live = ["f8", "f12"] if self._changed else ["f12"] if self._typing else []
        view_frame = frame(
            self.desk,
            header(self.desk),
            self.words("rule_set.title"),
            self._next(),
            keys("f1", "f3", "f4", *live[:1], "f10", *live[1:]),
            subject=self.words("rule_set.version", name=rule_set_name(self._now)),
            message=self.message,
        )
        items = (self._share_item(), *(self._item(number, rule) for number, rule in enumerate(RULES, 2)))
        label = self.words("rule_set.share")
        field = FieldView("value", label, FieldKind.NUMBER, attempt=self._attempt)
        return ListedView(view_frame, items, self._rows(), (field,) if self._typing else ())

    async def digit(self, number: int) -> None:
        """Choose one of the first nine rows."""
        self._choose(number - 1)

    async def key(self, name: str) -> None:
        """Move and change; F4 shows the earlier versions, F8 goes to the signatures, F12 takes the wishes back."""
        match name:
            case "f3":
                self.desk.navigation.home()
            case "f4":
                versions = self.desk.ways.task("versions", "VersionsFlow", "rule_set", "rule_set", lambda: self)
                self.desk.navigation.go(versions)
            case "f8" if self._changed:
                self._propose()
            case "f12":
                self._wanted, self._typing = self._now, False
                self.say(None)
            case "up" | "down":
                self._choose(self._chosen + (1 if name == "down" else -1))
            case "enter":
                self._begin()
            case _:
                return

    async def enter(self, typed: str) -> None:
        """Take the share; a number outside its bounds is said and not taken."""
        low, high = SHARES
        text = typed.strip()
        if not (text.isascii() and text.isdigit() and len(text) < 3 and low <= int(text) <= high):
            self._attempt += 1
            self.say(Finding("policy.range", {"low": str(low), "high": str(high)}))
            return
        self._typing = False
        self._want(sample_share=int(text))

    def _choose(self, place: int) -> None:
        self._chosen = max(0, min(len(RULES), place))
        self._typing = False
        self.say(None)

    def _begin(self) -> None:
        """Open the field of the share, or raise the chosen rule by one severity; after the highest, its own again."""
        rule = self._rule
        if rule is None:
            self._typing = True
            self._attempt += 1
            self.say(None)
            return
        choices = [severity for severity in _STEPS_UP if ORDER[severity] <= ORDER[rule.least]]
        if len(choices) == 1:
            self.say(Finding("rule_set.all_fixed", {}))
            return
        following = choices[(choices.index(_severity(self._wanted, rule)) + 1) % len(choices)]
        severities = {name: kept for name, kept in self._wanted.severities.items() if name != rule.name}
        if following != rule.least:
            severities[rule.name] = following
        self._want(severities=severities)

    def _want(self, **wishes: object) -> None:
        self._wanted = msgspec.structs.replace(self._wanted, **wishes)
        self.say(None)

    def _propose(self) -> None:
        version = msgspec.structs.replace(self._wanted, version=self._now.version + 1)
        proposed = (change("rule_set", "rule_set", version),)
        found = change_refusals(proposed, self.desk.recorder.plant)
        if found:
            self.say(found[0])
            return
        desk = self.desk
        desk.navigation.go(desk.ways.change(proposed, lambda: RuleSetFlow(desk)))

    @property
    def _now(self) -> RuleSet:
        return self.desk.recorder.plant.rule_set

    @property
    def _changed(self) -> bool:
        return self._wanted != self._now

    @property
    def _rule(self) -> Rule | None:
        return RULES[self._chosen - 1] if self._chosen else None

    def _next(self) -> str:
        if self._typing:
            return self.words("next.rule_set_share")
        return self.words("next.rule_set_sign" if self._changed else "next.rule_set")

    def _share_item(self) -> ItemView:
        before, after = self._now.sample_share, self._wanted.sample_share
        told = self._told(*(self.words("rule_set.share_value", n=str(share)) for share in (before, after)))
        mark = self._mark(after - before)
        return ItemView(1, self.words("rule_set.share"), count=told, mark=mark, chosen=self._chosen == 0)

    def _item(self, number: int, rule: Rule) -> ItemView:
        before, after = _severity(self._now, rule), _severity(self._wanted, rule)
        told, mark = self._told(self._word(before), self._word(after)), self._mark(ORDER[after] - ORDER[before])
        name = self.words(f"review.rule_{rule.name}")
        return ItemView(number, name, count=told, mark=mark, chosen=number == self._chosen + 1)

    def _told(self, before: str, after: str) -> str:
        return before if after == before else f"{before} -> {after}"

    def _mark(self, less: int) -> MarkView | None:
        """Mark what asks for more (a smaller number) or for less than what is in force."""
        if less == 0:
            return None
        if less < 0:
            return MarkView(Tone.WAIT, self.words("policy.tighter"))
        return MarkView(Tone.WARN, self.words("policy.looser"))

    def _word(self, severity: Severity) -> str:
        return self.words(f"review.severity_{severity.value}")

    def _rows(self) -> tuple[RowView, ...]:
        rule = self._rule
        if rule is None:
            return (RowView(self.words("policy.means"), detail=self.words("rule_set.share_is")),)
        least = self.words("rule_set.fixed", severity=self._word(rule.least))
        return (
            RowView(self.words("rule_set.source"), detail=rule.source),
            RowView(self.words("rule_set.least"), detail=least),
        )


def _severity(rule_set: RuleSet, rule: Rule) -> Severity:
    return rule_set.severities.get(rule.name, rule.least)
