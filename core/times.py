"""Instants and identifiers, made from what the caller reads off its clock and its random source."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID


def utc_text(instant: datetime) -> str:
    """Write an aware instant as `2026-11-20T06:03:22.123456Z`, the one form inside records."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def utc_from(text: str) -> datetime:
    """Read an instant written by `utc_text`.

    Raises:
        ValueError: The text has another form.
    """
    # Several times a record: ISO reading is ten times as quick as strptime, and takes other forms, which are refused.
    if len(text) != 27 or (text[4], text[7], text[10], text[19], text[26]) != ("-", "-", "T", ".", "Z"):
        raise ValueError(f"{text[:40]!r} is no instant of a record")
    return datetime.fromisoformat(text)


def local_text(instant: datetime, offset_minutes: int) -> str:
    """Write an instant for people: `2026-11-20 14:03:22 +08:00`."""
    local = instant.astimezone(UTC) + timedelta(minutes=offset_minutes)
    sign, minutes = ("-", -offset_minutes) if offset_minutes < 0 else ("+", offset_minutes)
    return f"{local:%Y-%m-%d %H:%M:%S} {sign}{minutes // 60:02d}:{minutes % 60:02d}"


def local_day(instant: datetime, offset_minutes: int) -> date:
    """Give the calendar day of an instant where the clocks are `offset_minutes` ahead of UTC."""
    return (instant.astimezone(UTC) + timedelta(minutes=offset_minutes)).date()


def uuid7(instant: datetime, random_bits: bytes) -> str:
    """Make a UUIDv7 from an instant and ten random bytes.

    Source: RFC 9562, 5.7.
    """
    milliseconds = int(instant.timestamp() * 1000)
    raw = bytearray(milliseconds.to_bytes(6, "big") + random_bits[:10])
    raw[6] = (raw[6] & 0x0F) | 0x70
    raw[8] = (raw[8] & 0x3F) | 0x80
    return str(UUID(bytes=bytes(raw)))
