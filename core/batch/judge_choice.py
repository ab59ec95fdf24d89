"""The judge of choices: an answer must be one of those that the master record offers."""

from core.acts import Act
from core.finding import Finding, finding
from core.master.choice import Choice
from core.master.model import Step

_LONGEST_SHOWN = 32


def choice_refusals(act: Act, step: Step) -> list[Finding]:
    """Judge the answer that a `ChoiceMade` act names."""
    option = act.facts["option"]
    if isinstance(step.detail, Choice) and step.detail.option(option) is not None:
        return []
    return [finding("refusal.option_unknown", option=option[:_LONGEST_SHOWN], step=str(step.number))]
