"""Words in both languages, for names that come from data instead of the catalogues."""

import msgspec

from core.language import Language


class Words(msgspec.Struct, frozen=True):
    """A name or a text in English and Chinese."""

    en: str
    zh: str

    def in_language(self, language: Language) -> str:
        """Give the text in the reader's language."""
        return self.zh if language == "zh" else self.en
