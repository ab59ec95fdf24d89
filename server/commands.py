"""The subcommands that the server side brings to the one command."""

import typer

from server.audit_commands import register_audit
from server.core_commands import register_core
from server.master_commands import register_master
from server.proof_commands import register_proof
from server.recall_commands import register_recall
from server.usage_commands import register_usage


def register(app: typer.Typer) -> None:
    """Add them."""
    register_core(app)
    register_master(app)
    register_proof(app)
    register_audit(app)
    register_recall(app)
    register_usage(app)
