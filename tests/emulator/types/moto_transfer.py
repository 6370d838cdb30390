"""What moto lacks of a file server's users."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from moto.transfer.models import TransferBackend
from moto.transfer.responses import TransferResponse

from .patch import Patch


def list_users(_original: Any) -> Any:
    """List the users of a server."""

    def answer(response: TransferResponse) -> str:
        server = response.transfer_backend.describe_server(json.loads(response.body)["ServerId"])
        shown = (each.to_dict() for each in server._users)
        users = [{"Arn": each["Arn"], "UserName": each["UserName"]} for each in shown]
        return json.dumps({"ServerId": server.server_id, "Users": users})

    return answer


def import_key(original: Callable[..., Any]) -> Callable[..., Any]:
    """Tell when a key came as a number: Terraform's provider reads nothing else."""

    def imported(backend: TransferBackend, *arguments: Any, **named: Any) -> Any:
        made = original(backend, *arguments, **named)
        for user in (user for server in backend.servers.values() for user in server._users):
            for key in user.ssh_public_keys:
                key["date_imported"] = float(key["date_imported"])  # type: ignore[assignment]
        return made

    return imported


PATCHES = (
    Patch("no ListUsers of a file server", TransferResponse, "list_users", list_users),
    Patch("the time of a user's key is a text", TransferBackend, "import_ssh_public_key", import_key),
)
