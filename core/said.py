"""What counts as something said: the words that a reason has to hold (21 CFR 11.50, 211.100(b))."""


def says_something(reason: str) -> bool:
    """Tell whether a reason holds a letter or a digit: blanks, dots and characters without a width say nothing."""
    return any(character.isalnum() for character in reason)
