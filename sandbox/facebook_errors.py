"""How Graph refuses."""

from __future__ import annotations

from typing import Any

from sandbox.desk import Refusal


def error(message: str, code: int, status: int = 400, kind: str = "OAuthException", **more: Any) -> Refusal:
    """A refusal in Graph's envelope."""
    return Refusal(
        status, {"error": {"message": message, "type": kind, "code": code, **more, "fbtrace_id": "Asandbox"}}
    )


def unknown_path(path: str) -> dict[str, Any]:
    """The body for a path Graph has nothing at."""
    return {
        "error": {
            "message": f"Unknown path components: {path}",
            "type": "OAuthException",
            "code": 2500,
            "fbtrace_id": "Asandbox",
        }
    }


def gone(node: str) -> Refusal:
    """The refusal for an object that is not there, was deleted, or may not be seen."""
    return error(
        f"Unsupported get request. Object with ID '{node}' does not exist, cannot be loaded due to missing permissions, or does not "
        "support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api",
        100,
        kind="GraphMethodException",
        error_subcode=33,
    )
