"""Opening an OPC UA client securely: Basic256Sha256, signed and encrypted, with the one server that is known.

The server's certificate is pinned: the channel is opened with its key, so that no other server can answer. Who shows
another one, or offers no such security, is told apart beforehand by the endpoints the server lists; that list is not
trusted for anything else.

Source: OPC 10000-4, 5.4.4 (endpoints), 5.5.2 (secure channel), 5.6 (session), 7.38.2 (status codes).
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from types import ModuleType
from typing import TYPE_CHECKING, Any

from hardware.errors import NotTrusted
from hardware.opcua.credentials import CLIENT, CLIENT_KEY, SERVER, USER, USER_KEY, Credentials, bad_file

if TYPE_CHECKING:
    from asyncua.client.client import Client

_POLICY = "http://opcfoundation.org/UA/SecurityPolicy#Basic256Sha256"
_SHOWN = 16
"""Digits of a certificate's SHA-256 that a sentence tells."""


class Security:
    """How sessions with one server are secured.

    Args:
        device: Name, for sentences.
        credentials: Reads what is shown and known, anew for each session: it may have been replaced meanwhile.
        now: Time, for the validity of certificates.
    """

    def __init__(self, device: str, credentials: Callable[[], Credentials], now: Callable[[], datetime]) -> None:
        self._device = device
        self._credentials = credentials
        self._now = now

    async def prepare(self, client: "Client", library: ModuleType) -> None:
        """Make a client secure before it connects.

        Raises:
            NotTrusted: A file cannot be used, a certificate is out of date, or the server is another or not secure.
            OSError, TimeoutError: The server cannot be reached.
        """
        shown = await asyncio.to_thread(self._credentials)
        server = await self._certificate(shown.server, SERVER)
        own = await self._certificate(shown.client, CLIENT)
        key = await self._key(shown.client_key, CLIENT_KEY)
        client.application_uri = self._application(own)
        await self._see_that_it_is(server, client, library)
        from asyncua.crypto.security_policies import SecurityPolicyBasic256Sha256

        mode = library.ua.MessageSecurityMode.SignAndEncrypt
        client.security_policy = SecurityPolicyBasic256Sha256(server, own, key, mode)
        client.uaclient.set_security(client.security_policy)
        await self._identify(client, shown)

    def refused(self, error: Exception, library: ModuleType) -> NotTrusted | None:
        """Give the sentence for what a server refuses of us; None where it is something else."""
        codes = library.ua.StatusCodes
        code = getattr(error, "code", None)
        if code in (codes.BadIdentityTokenRejected, codes.BadIdentityTokenInvalid, codes.BadUserAccessDenied):
            return NotTrusted("device.user_refused", device=self._device)
        if code in _refusals(codes):
            return NotTrusted("device.client_refused", device=self._device)
        return None

    async def _identify(self, client: "Client", shown: Credentials) -> None:
        if shown.by_password:
            name, password = shown.user
            client.set_user(name.decode())
            client.set_password(password.decode())
            return
        client.user_certificate = await self._certificate(shown.user[0], USER)
        client.user_private_key = await self._key(shown.user[1], USER_KEY)

    async def _see_that_it_is(self, server: Any, client: "Client", library: ModuleType) -> None:
        """Ask an unsecured client for the endpoints: one must be secure, and show the certificate that is pinned."""
        wanted, mode = _der(server), library.ua.MessageSecurityMode.SignAndEncrypt
        try:
            listed = await client.connect_and_get_server_endpoints()
        except library.ua.UaError:
            # A server that lists nothing without security is asked for its certificate by the channel itself.
            return
        shown = {
            bytes(endpoint.ServerCertificate or b"")
            for endpoint in listed
            if endpoint.SecurityMode == mode and endpoint.SecurityPolicyUri == _POLICY
        }
        if not shown:
            raise NotTrusted("device.security_missing", device=self._device)
        # A chain begins with the server's own certificate.
        if not any(each.startswith(wanted) for each in shown):
            got, want = (sha256(each).hexdigest()[:_SHOWN] for each in (min(shown), wanted))
            raise NotTrusted("device.server_other", device=self._device, got=got, want=want)

    async def _certificate(self, pem: bytes, name: str) -> Any:
        from asyncua.crypto import uacrypto

        try:
            found = await uacrypto.load_certificate(pem, "pem")
        except ValueError as error:
            raise bad_file(self._device, name) from error
        now = self._now().astimezone(UTC)
        if not found.not_valid_before_utc <= now <= found.not_valid_after_utc:
            since, until = (f"{day:%Y-%m-%d}" for day in (found.not_valid_before_utc, found.not_valid_after_utc))
            raise NotTrusted("device.certificate_expired", device=self._device, file=name, since=since, until=until)
        return found

    async def _key(self, pem: bytes, name: str) -> Any:
        from asyncua.crypto import uacrypto

        try:
            return await uacrypto.load_private_key(pem, None, "pem")
        except (ValueError, TypeError) as error:
            raise bad_file(self._device, name) from error

    def _application(self, own: Any) -> str:
        """Give the application URI, which a server compares with the certificate's."""
        from asyncua.crypto.uacrypto import x509

        try:
            names = own.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
            (uri, *_) = names.get_values_for_type(x509.UniformResourceIdentifier)
        except (x509.ExtensionNotFound, ValueError) as error:
            raise bad_file(self._device, CLIENT) from error
        return uri


def _der(certificate: Any) -> bytes:
    from asyncua.crypto import uacrypto

    return uacrypto.der_from_x509(certificate)


def _refusals(codes: Any) -> frozenset[int]:
    """Give the status codes that speak of our certificate."""
    return frozenset(
        getattr(codes, name)
        for name in vars(codes)
        if name.startswith("BadCertificate") or name == "BadSecurityChecksFailed"
    )
