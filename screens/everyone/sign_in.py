"""Sign in: badge, password, one-time code; the check of the terminal and the language stand beside it."""

from dataclasses import dataclass

from screens.views import FieldView, FrameView, ItemView, RowView


@dataclass(frozen=True, slots=True)
class SignInView:
    """What the sign-in shows.

    Attributes:
        frame: Frame; its title and subject are `Sign in` and the date.
        time: `07:52`, drawn large.
        fields: User id, password, code, in this order. A scanned badge comes as the `value` of the first one.
        check_title: Heading of the check.
        check_time: When the terminal was checked.
        checks: Rows of the check; their `detail` is not shown.
        language_title: Heading of the languages.
        languages: `1 中文`, `2 English`; chosen with the digit and Enter while the user id is empty.
    """

    frame: FrameView
    time: str
    fields: tuple[FieldView, ...]
    check_title: str
    check_time: str
    checks: tuple[RowView, ...]
    language_title: str
    languages: tuple[ItemView, ...]
