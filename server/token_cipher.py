"""Opening the seeds of an encrypted PSKC file: AES-128-CBC by a key shared beforehand, checked by HMAC-SHA1.

Source: RFC 6030, 6.1, whose example is a test. The one place, beside the time stamps, that uses `cryptography`, which
comes with the extra `timestamp`: nothing else here needs AES.
"""

import base64
import hmac
from hashlib import sha1
from typing import Final
from xml.etree.ElementTree import Element

from core.errors import CountersignError

_PSKC: Final = "{urn:ietf:params:xml:ns:keyprov:pskc}"
_XENC: Final = "{http://www.w3.org/2001/04/xmlenc#}"
_AES: Final = "http://www.w3.org/2001/04/xmlenc#aes128-cbc"
_BLOCK = 16


class CipherMissing(CountersignError):
    """The package that decrypts is not installed."""

    code = "COR-041"


class Cipher:
    """Opens values by the shared key."""

    def __init__(self, key: bytes, mac_key: bytes | None) -> None:
        """Take the shared key, and the key of the check that the file carries encrypted."""
        self._key = key
        self._mac_key = mac_key

    @classmethod
    def of(cls, root: Element, key: bytes | None) -> "Cipher | None":
        """Make the cipher of a container; None without a key."""
        if key is None:
            return None
        bare = cls(key, None)
        sealed = root.find(f"{_PSKC}MACMethod/{_PSKC}MACKey")
        return bare if sealed is None else cls(key, bare.opened(sealed, None))

    def opened(self, value: Element, mac: bytes | None) -> bytes:
        """Open an encrypted value.

        Args:
            value: An element with `EncryptionMethod` and `CipherData`.
            mac: HMAC-SHA1 over vector and ciphertext; None for the key of the check itself.

        Raises:
            ValueError: Another method, another key, or altered bytes.
            CipherMissing: The package that decrypts is not installed.
        """
        method = value.find(f"{_XENC}EncryptionMethod")
        written = value.findtext(f"{_XENC}CipherData/{_XENC}CipherValue") or ""
        data = base64.b64decode("".join(written.split()), validate=True)
        if method is None or method.get("Algorithm") != _AES or len(data) < 2 * _BLOCK or len(data) % _BLOCK:
            raise ValueError("method")
        if mac is not None:
            expected = hmac.new(self._mac_key or b"", data, sha1).digest()
            if self._mac_key is None or not hmac.compare_digest(expected, mac):
                raise ValueError("mac")
        return _unpadded(_decrypted(self._key, data[:_BLOCK], data[_BLOCK:]))


def _decrypted(key: bytes, vector: bytes, data: bytes) -> bytes:
    try:
        from cryptography.hazmat.primitives.ciphers import Cipher as Library
        from cryptography.hazmat.primitives.ciphers import algorithms, modes
    except ImportError as error:
        raise CipherMissing("tokens.no_cipher") from error
    opened = Library(algorithms.AES128(key), modes.CBC(vector)).decryptor()
    return opened.update(data) + opened.finalize()


def _unpadded(data: bytes) -> bytes:
    """Take the padding of XML encryption off: its last byte says how many bytes it has."""
    if not 1 <= data[-1] <= _BLOCK:
        raise ValueError("padding")
    return data[: -data[-1]]
