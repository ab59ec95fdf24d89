"""How a kiosk reaches the bus."""

from pathlib import Path

import msgspec

from console.next_key import next_file


class LinkSettings(msgspec.Struct, frozen=True):
    """Settings of the link.

    Attributes:
        site: Site id, one subject token.
        kiosk: Kiosk id, one subject token.
        urls: `nats://host:port` or `tls://host:port`, one or more.
        seed_file: File with the nkey seed of this kiosk's user.
        domain: JetStream domain of the hub, "" without one.
        ca: Certificates of the authority that signed the server's, None without TLS.
        certificate: Own certificate for mutual TLS, or None.
        key: Its private key, or None.
        publish_s: After how many seconds without an acknowledgement the bus counts as silent.
        heartbeat_s: Seconds between heartbeats.
        retry_s: Shortest wait before another try to connect.
        retry_spread_s: Up to so much is added at random, so that not all kiosks come back in the same instant.
    """

    site: str
    kiosk: str
    urls: tuple[str, ...]
    seed_file: Path
    domain: str = ""
    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    publish_s: float = 5.0
    heartbeat_s: float = 10.0
    retry_s: float = 0.25
    retry_spread_s: float = 5.0

    @property
    def next_seed_file(self) -> Path:
        """Give where the seed of this kiosk's new user lies, while its keys are renewed."""
        return next_file(self.seed_file)
