"""What a kiosk shows an OPC UA server, and the server's certificate it knows: files of one folder for each equipment.

| file | holds |
|---|---|
| `server.pem` | the server's certificate; another one is refused |
| `client.pem`, `client.key` | the kiosk's own application certificate, with an application URI, and its RSA key |
| `user.password` | name and password of the user, a line each |
| `user.pem`, `user.key` | or the user's certificate and RSA key |

Secrets are closed to other users, as the kiosk's own keys are.

Source: OPC 10000-4, 6.1 (application certificates), 7.40 (user identity tokens); OPC 10000-7, Basic256Sha256.
"""

from pathlib import Path

import msgspec

from hardware.errors import NotTrusted

SERVER, CLIENT, CLIENT_KEY = "server.pem", "client.pem", "client.key"
USER, USER_KEY, PASSWORD = "user.pem", "user.key", "user.password"
_SECRETS = frozenset({CLIENT_KEY, USER_KEY, PASSWORD})
_MOST_BYTES = 64 * 1024


class Credentials(msgspec.Struct, frozen=True):
    """The files of one folder, read; certificates and keys are PEM.

    Attributes:
        server: The server's certificate.
        client: Own application certificate.
        client_key: Its private key.
        user: Name and password, or the user's certificate and private key.
        by_password: Which of the two.
    """

    server: bytes
    client: bytes
    client_key: bytes
    user: tuple[bytes, bytes]
    by_password: bool


def read_credentials(folder: Path, equipment: str, device: str) -> Credentials:
    """Read the credentials of one piece of equipment.

    Args:
        folder: The plant's credentials.
        equipment: Id in the plant; its own folder is called so.
        device: Name, for sentences.

    Raises:
        NotTrusted: A file is missing or open to other users, or the user is not given in exactly one way.
    """
    if not equipment or Path(equipment).name != equipment:
        raise NotTrusted("device.credentials_no_equipment", device=device)
    own = folder / equipment
    password, certificate = (own / PASSWORD).is_file(), (own / USER).is_file()
    if password == certificate:
        raise NotTrusted("device.credentials_one_user", device=device, folder=equipment)

    def read(name: str) -> bytes:
        return _read(own / name, name, device)

    return Credentials(
        read(SERVER),
        read(CLIENT),
        read(CLIENT_KEY),
        _named(read(PASSWORD), device) if password else (read(USER), read(USER_KEY)),
        by_password=password,
    )


def bad_file(device: str, name: str) -> NotTrusted:
    """Make the error of a file that holds something else than it should."""
    return NotTrusted("device.credentials_bad", device=device, file=name)


def _read(file: Path, name: str, device: str) -> bytes:
    try:
        status = file.stat()
        if name in _SECRETS and status.st_mode & 0o077:
            raise NotTrusted("device.credentials_open", device=device, file=name)
        if status.st_size > _MOST_BYTES:
            raise bad_file(device, name)
        return file.read_bytes()
    except OSError as error:
        raise NotTrusted("device.credentials_missing", device=device, file=name) from error


def _named(text: bytes, device: str) -> tuple[bytes, bytes]:
    """Give name and password: two lines, neither of them empty."""
    lines = text.rstrip(b"\r\n").splitlines()
    try:
        text.decode()
    except UnicodeDecodeError as error:
        raise bad_file(device, PASSWORD) from error
    if len(lines) != 2 or not all(lines):
        raise bad_file(device, PASSWORD)
    return lines[0], lines[1]
