"""One time stamp: asked of the authority over HTTP, and verified against its root certificates.

Source: RFC 3161 2.4, 3.4; RFC 5816. The answer as stored verifies with `openssl ts -verify -in X.tsr -data X.txt` too.
"""

import http.client
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from core.errors import CountersignError

ANSWER_S = 20.0
LONGEST_ANSWER = 64 * 1024


class StampError(CountersignError):
    """No time stamp, or one that does not hold."""

    code = "TSA-001"


def ask_stamp(url: str, data: bytes, roots: Path) -> tuple[bytes, datetime]:
    """Ask the authority to stamp data, verify its answer, and give it (DER) with the time it states.

    Args:
        url: `http://...` or `https://...` of the authority.
        data: What is stamped; only its SHA-512 leaves the plant.
        roots: PEM file with the authority's root certificates.

    Raises:
        StampError: The library is not installed, the authority does not answer, or its answer does not hold.
    """
    client = _client()
    query = client.TimestampRequestBuilder().data(data).build()
    answer = _posted(url, query.as_bytes())
    return answer, _verified(answer, data, roots, query.nonce)


def stamp_time(answer: bytes, data: bytes, roots: Path) -> datetime:
    """Verify a stored answer over data and give the time it states; raises `StampError`."""
    return _verified(answer, data, roots, None)


def _verified(answer: bytes, data: bytes, roots: Path, nonce: int | None) -> datetime:
    client = _client()
    from cryptography import x509

    try:
        builder = client.VerifierBuilder() if nonce is None else client.VerifierBuilder().nonce(nonce)
        for root in x509.load_pem_x509_certificates(roots.read_bytes()):
            builder = builder.add_root_certificate(root)
        response = client.decode_timestamp_response(answer)
        builder.build().verify_message(response, data)
        return response.tst_info.gen_time.replace(tzinfo=UTC)
    except (ValueError, OSError, client.VerificationError) as error:
        raise StampError("stamp.does_not_hold", detail=str(error)[:160]) from error


def _posted(url: str, query: bytes) -> bytes:
    where = urlsplit(url)
    kinds = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
    if where.scheme not in kinds or not where.hostname:
        raise StampError("stamp.url_unfit", url=url[:80])
    connection = kinds[where.scheme](where.hostname, where.port, timeout=ANSWER_S)
    try:
        path = f"{where.path or '/'}{'?' if where.query else ''}{where.query}"
        connection.request("POST", path, query, {"Content-Type": "application/timestamp-query"})
        with connection.getresponse() as told:
            status, data = told.status, told.read(LONGEST_ANSWER + 1)
    except (OSError, http.client.HTTPException) as error:
        raise StampError("stamp.no_answer", url=url[:80], detail=str(error)[:80]) from error
    finally:
        connection.close()
    if status != http.client.OK or len(data) > LONGEST_ANSWER:
        raise StampError("stamp.no_answer", url=url[:80], detail=f"HTTP {status}")
    return data


def _client():  # noqa: ANN202  (the library's own module; it is an extra)
    try:
        import rfc3161_client
    except ImportError as error:
        raise StampError("stamp.not_installed") from error
    return rfc3161_client
