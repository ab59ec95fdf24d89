"""`countersign core tokens import` and `countersign core rewrap-seeds`."""

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

Config = Annotated[Path, typer.Option("--config", help="Settings file of the core service.", show_default=False)]


def import_command(
    file: Annotated[Path, typer.Argument(help="CSV with serial and seed, or PSKC (RFC 6030).", show_default=False)],
    config: Config,
    key: Annotated[Path | None, typer.Option(help="File with the key shared with the supplier, as hex.")] = None,
) -> None:
    """Take hardware tokens into stock, all of a list or none; destroy the file afterwards."""
    from server.config import read_config
    from server.db.store import Store
    from server.keys import load_keys
    from server.token_files import TokensUnreadable, read_tokens
    from server.token_import import import_tokens

    settings = read_config(config)
    try:
        data = file.read_bytes()
        shared = bytes.fromhex(key.read_text("ascii").strip()) if key is not None else None
    except OSError as error:
        raise TokensUnreadable("master.file_unread", file=str(error.filename), problem=str(error.strerror)) from error
    except ValueError as error:
        raise TokensUnreadable("settings.key_hex", file=str(key)) from error
    lines = read_tokens(data, file.name, shared)
    with closing(Store(settings.postgres_url)) as store:
        count = import_tokens(store, load_keys(settings.keys).seeds, lines, settings.clock().utc())
    typer.echo(f"{count} tokens in stock; now destroy {file}")


def rewrap_command(config: Config) -> None:
    """Seal every seed by a new key-encryption key, while the core service stands still."""
    from server.config import read_config
    from server.db.migrate import SERVICE_ROLE
    from server.db.store import Store
    from server.rewrapping import rewrap_seeds

    settings = read_config(config)
    with closing(Store(settings.postgres_owner_url)) as owner:
        count = rewrap_seeds(owner, settings.keys, SERVICE_ROLE, settings.clock().utc())
    typer.echo(f"{count} seeds sealed by a new key; put the new seeds.key into the backup of keys")
