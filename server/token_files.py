"""Lists of hardware tokens as suppliers send them: CSV, and PSKC (RFC 6030), plain or encrypted by a shared key.

Only what a terminal can check is taken: TOTP, SHA-1, 30 seconds, 6 digits, seeds of at least 128 bits (RFC 4226, R6).
"""

import base64
import binascii
import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import NoReturn
from xml.etree import ElementTree

import msgspec

from core.errors import CountersignError
from server.token_cipher import Cipher

LEAST_SEED = 16
LONGEST_FILE = 8 * 1024 * 1024
_SERIAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")
_PSKC = "{urn:ietf:params:xml:ns:keyprov:pskc}"
_DECLARATION = re.compile(r"<!(?!--|\[CDATA\[)")
_SEEDS = ("seed", "secret", "key")


class TokensUnreadable(CountersignError):
    """A list of tokens cannot be taken; nothing of it was."""

    code = "COR-040"


class TokenLine(msgspec.Struct, frozen=True):
    """One token of a list.

    Attributes:
        serial: Its serial number, which becomes the token's id.
        seed: The shared secret.
    """

    serial: str
    seed: bytes

    def __repr__(self) -> str:
        """Show the serial number only."""
        return f"TokenLine({self.serial})"


def read_tokens(data: bytes, file: str, key: bytes | None = None) -> tuple[TokenLine, ...]:
    """Read a list of tokens, CSV or PSKC by its first sign.

    Args:
        data: The file.
        file: Its name, for messages.
        key: The key shared with the supplier, for an encrypted PSKC.

    Raises:
        TokensUnreadable: Something of it is not as it must be.
    """
    try:
        text = data[: LONGEST_FILE + 1].decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TokensUnreadable("tokens.unreadable", file=file, detail="it is not UTF-8") from error
    if len(data) > LONGEST_FILE or not text.strip():
        raise TokensUnreadable("tokens.unreadable", file=file, detail="it is empty or too long")
    lines = tuple(_pskc(text, file, key) if text.lstrip().startswith("<") else _csv(text, file))
    seen: set[str] = set()
    for line in lines:
        if line.serial in seen:
            raise TokensUnreadable("tokens.twice", serial=line.serial)
        seen.add(line.serial)
    return lines


# ------------------------------------------------------------------ CSV


def _csv(text: str, file: str) -> Iterator[TokenLine]:
    """Read `serial` and `seed` (hex or base32) by a header line; of other columns `digits` and `period` count."""
    head = text.splitlines()[0]
    separator = ";" if head.count(";") > head.count(",") else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=separator, strict=True)
    try:
        names = {name.strip().casefold(): name for name in reader.fieldnames or () if name}
        seed = next((names[name] for name in _SEEDS if name in names), None)
        if "serial" not in names or seed is None:
            raise TokensUnreadable("tokens.unreadable", file=file, detail="its first line must name serial and seed")
        for row in reader:
            yield _csv_line(row, names, seed, file, reader.line_num)
    except csv.Error as error:
        raise TokensUnreadable("tokens.line", file=file, line=str(reader.line_num), detail=str(error)) from error


def _csv_line(row: Mapping[str, str | None], names: Mapping[str, str], seed: str, file: str, line: int) -> TokenLine:
    def cell(name: str) -> str:
        return (row.get(names.get(name, "")) or "").strip()

    serial, written = cell("serial"), (row.get(seed) or "").replace(" ", "").strip()
    if _SERIAL.fullmatch(serial) is None:
        raise TokensUnreadable("tokens.line", file=file, line=str(line), detail="no serial number")
    if (cell("digits") or "6") != "6" or (cell("period") or "30") != "30":
        raise TokensUnreadable("tokens.other_kind", serial=serial)
    secret = _secret(written)
    if secret is None or len(secret) < LEAST_SEED:
        raise TokensUnreadable("tokens.line", file=file, line=str(line), detail="no seed of at least 128 bits")
    return TokenLine(serial, secret)


def _secret(written: str) -> bytes | None:
    """Read hex, else base32."""
    try:
        return bytes.fromhex(written)
    except ValueError:
        pass
    try:
        return base64.b32decode(written.upper() + "=" * (-len(written) % 8))
    except binascii.Error:
        return None


# ------------------------------------------------------------------ PSKC


def _pskc(text: str, file: str, key: bytes | None) -> Iterator[TokenLine]:
    if _DECLARATION.search(text):
        # Without a document type there are no entities: nothing outside is read and nothing grows.
        raise TokensUnreadable("tokens.unreadable", file=file, detail="it declares a document type")
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - a document type was refused above
    except ElementTree.ParseError as error:
        raise TokensUnreadable("tokens.unreadable", file=file, detail=str(error)) from error
    if root.tag != f"{_PSKC}KeyContainer":
        raise TokensUnreadable("tokens.unreadable", file=file, detail="it is no KeyContainer of RFC 6030")
    try:
        cipher = Cipher.of(root, key)
    except ValueError as error:
        raise TokensUnreadable("tokens.key_wrong", file=file) from error
    for package in root.iter(f"{_PSKC}KeyPackage"):
        yield _package(package, file, cipher)


def _package(package: ElementTree.Element, file: str, cipher: Cipher | None) -> TokenLine:
    serial = (package.findtext(f"{_PSKC}DeviceInfo/{_PSKC}SerialNo") or "").strip()
    key = package.find(f"{_PSKC}Key")
    if _SERIAL.fullmatch(serial) is None or key is None:
        raise TokensUnreadable("tokens.unreadable", file=file, detail="a token without serial number or key")
    _check_kind(key, serial)
    secret = key.find(f"{_PSKC}Data/{_PSKC}Secret")
    if secret is None:
        _no_seed(file, serial)
    plain, sealed = secret.findtext(f"{_PSKC}PlainValue"), secret.find(f"{_PSKC}EncryptedValue")
    try:
        if sealed is not None:
            if cipher is None:
                raise TokensUnreadable("tokens.encrypted", file=file)
            mac = secret.findtext(f"{_PSKC}ValueMAC")
            seed = cipher.opened(sealed, base64.b64decode((mac or "").strip(), validate=True))
        else:
            seed = base64.b64decode("".join((plain or "").split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise TokensUnreadable("tokens.key_wrong", file=file) from error
    if len(seed) < LEAST_SEED:
        _no_seed(file, serial)
    return TokenLine(serial, seed)


def _check_kind(key: ElementTree.Element, serial: str) -> None:
    shape = key.find(f"{_PSKC}AlgorithmParameters/{_PSKC}ResponseFormat")
    digits = shape.get("Length", "6") if shape is not None else "6"
    suite = (key.findtext(f"{_PSKC}AlgorithmParameters/{_PSKC}Suite") or "SHA1").upper().replace("-", "")
    period = key.findtext(f"{_PSKC}Data/{_PSKC}TimeInterval/{_PSKC}PlainValue") or "30"
    totp = key.get("Algorithm", "").casefold().endswith(":totp")
    if not totp or (digits, period.strip()) != ("6", "30") or suite not in ("SHA1", "HMACSHA1"):
        raise TokensUnreadable("tokens.other_kind", serial=serial)


def _no_seed(file: str, serial: str) -> NoReturn:
    raise TokensUnreadable("tokens.unreadable", file=file, detail=f"{serial} has no seed of at least 128 bits")
