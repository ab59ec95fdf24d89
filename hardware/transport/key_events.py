r"""Keys of an input device to the bytes a scanner meant: Linux input events, US layout.

A scanner in keyboard mode sends key presses. Each event has 24 bytes on 64-bit Linux: two native longs of time, type
and code of 16 bits, value of 32 bits (linux/input.h). Only presses count (value 1; 0 is the release, 2 the repetition
of a held key). Shift, Ctrl and Alt are followed; Ctrl with a letter or `[ \ ] ^ _` gives the control character, so that
the group separator comes as Ctrl+] and STX as Ctrl+B. Enter gives CR.

A key that stands for no byte, one with Alt, or events that the kernel says it has lost, become the byte 0xFF, which no
code may hold: the scan is refused as damaged and never read short.

Source: linux/input-event-codes.h; Documentation/input/event-codes.rst.
"""

import struct

EVENT = struct.Struct("@llHHi")
DAMAGED = 0xFF
_SYN, _KEY = 0, 1
_UNKNOWN = 240
_SYN_DROPPED = 3
_PRESS = 1
_SHIFTS, _CTRLS, _ALTS = frozenset({42, 54}), frozenset({29, 97}), frozenset({56, 100})
_SILENT = frozenset({58, 69, 70, 125, 126})
"""Locks and the logo keys: they stand for no character and damage none."""
_ROWS = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (71, "789-456+1230.", "789-456+1230."),
)
_PLAIN = {first + place: ord(key) for first, plain, _ in _ROWS for place, key in enumerate(plain)}
_SHIFTED = {first + place: ord(key) for first, _, shifted in _ROWS for place, key in enumerate(shifted)}
_SAME = {57: 0x20, 28: 0x0D, 96: 0x0D, 15: 0x09, 98: 0x2F, 55: 0x2A}
_CONTROLLED = frozenset(range(0x40, 0x60))
"""Characters that Ctrl makes control characters of: `@`, the letters, left bracket to underscore."""


class KeyDecoder:
    """Follows the keys of one device."""

    def __init__(self) -> None:
        self._pending = bytearray()
        self._held: set[int] = set()

    def feed(self, data: bytes) -> bytes:
        """Take events as read, whole or in slices, and give the bytes they stand for."""
        self._pending += data
        meant = bytearray()
        while len(self._pending) >= EVENT.size:
            _, _, kind, code, value = EVENT.unpack_from(self._pending)
            del self._pending[: EVENT.size]
            if (kind, code) == (_SYN, _SYN_DROPPED):
                self._held.clear()
                meant.append(DAMAGED)
            elif kind == _KEY:
                self._key(code, value, meant)
        return bytes(meant)

    def _key(self, code: int, value: int, meant: bytearray) -> None:
        if code in _SHIFTS | _CTRLS | _ALTS:
            (self._held.add if value else self._held.discard)(code)
        elif value == _PRESS and code not in _SILENT:
            meant.append(self._meant(code))

    def _meant(self, code: int) -> int:
        if self._held & _ALTS:
            return DAMAGED
        character = _SAME.get(code, (_SHIFTED if self._held & _SHIFTS else _PLAIN).get(code, DAMAGED))
        if not self._held & _CTRLS:
            return character
        upper = ord(chr(character).upper()) if character < 0x80 else DAMAGED
        return upper - 0x40 if upper in _CONTROLLED else DAMAGED


def key_events(data: bytes) -> bytes:
    """Write bytes as the events a scanner would send, for simulators and tests; a byte without a key is the key 240."""
    return b"".join(_stroke(byte) for byte in data)


def _stroke(byte: int) -> bytes:
    if byte in (0x0D, 0x09, 0x20):
        return _press(next(code for code, meant in _SAME.items() if meant == byte))
    if byte < 0x20:
        codes = [code for code, key in _PLAIN.items() if ord(chr(key).upper()) == byte + 0x40]
        return _held(29, codes[0]) if codes else _press(_UNKNOWN)
    for keys, shift in ((_PLAIN, 0), (_SHIFTED, 42)):
        for code, key in keys.items():
            if key == byte:
                return _held(shift, code) if shift else _press(code)
    return _press(_UNKNOWN)


def _held(modifier: int, code: int) -> bytes:
    return _event(_KEY, modifier, 1) + _press(code) + _event(_KEY, modifier, 0) + _event(_SYN, 0, 0)


def _press(code: int) -> bytes:
    return _event(_KEY, code, 1) + _event(_SYN, 0, 0) + _event(_KEY, code, 0) + _event(_SYN, 0, 0)


def _event(kind: int, code: int, value: int) -> bytes:
    return EVENT.pack(0, 0, kind, code, value)
