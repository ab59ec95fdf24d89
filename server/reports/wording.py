"""Words of a document: in one language, or in both, Chinese first."""

from typing import Literal

from core.finding import Finding
from core.language import Language, text, worded
from core.words import Words

Languages = Literal["en", "zh", "both"]


class Wording:
    """Words everything in the languages of one document."""

    def __init__(self, chosen: Languages) -> None:
        """Choose `en`, `zh` or `both`."""
        self.languages: tuple[Language, ...] = ("zh", "en") if chosen == "both" else (chosen,)

    def say(self, key: str, /, **params: str) -> str:
        """Word a catalogue entry."""
        return self.joined([text(key, language, **params) for language in self.languages])

    def name(self, words: Words) -> str:
        """Give a name that comes from data."""
        return self.joined([words.in_language(language) for language in self.languages])

    def found(self, finding: Finding) -> str:
        """Word a finding."""
        return self.joined([worded(finding, language) for language in self.languages])

    @staticmethod
    def joined(texts: list[str]) -> str:
        """Join what is said in each language; what is the same in both stands once."""
        return " ".join(dict.fromkeys(texts))
