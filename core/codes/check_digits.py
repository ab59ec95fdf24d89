"""Check digits of GS1 keys."""

# Digits of the key at the start of the value, check digit last, by application identifier.
_KEY_LENGTHS = {"00": 18, "01": 14, "02": 14, "8003": 14, "8006": 14, "8017": 18, "8018": 18} | {
    str(identifier): 13 for identifier in range(410, 418)
}


def check_digit_holds(digits: str) -> bool:
    """Tell whether the last digit is right: weights 3, 1, 3, ... from the right.

    Source: GS1 General Specifications, 7.9.1. `06940000000010` holds.
    """
    body = digits[:-1]
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return (10 - total % 10) % 10 == int(digits[-1])


def key_holds(identifier: str, value: str) -> bool:
    """Tell whether the check digit in the value of an application identifier is right, where it has one."""
    length = _KEY_LENGTHS.get(identifier)
    return length is None or (len(value) >= length and check_digit_holds(value[:length]))
