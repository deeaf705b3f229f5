"""How much a model on this machine holds as its server runs it, which is often less than it was made for.

Each server says it in a place of its own. Blocks for a moment: for threads.
"""

from __future__ import annotations

import http.client
import json
from typing import cast
from urllib.parse import urlsplit

from hermes_acp.models.listing import count, inner, window_in

SECONDS = 0.5
"""How long a server on this machine may take to say it."""


def ask_window(provider: str, base_url: str, model: str) -> int | None:
    """Context length in tokens as the server has it; None when it does not say."""
    try:
        match provider:
            case "ollama":
                running = _row(_get(base_url, "/api/ps"), "models", model)
                if size := count(running.get("context_length")):
                    return size
                return _set_in(_get(base_url, "/api/show", {"model": model}).get("parameters"))
            case "lmstudio":
                return window_in(_row(_get(base_url, "/api/v0/models"), "data", model))
            case "llamacpp":
                settings = inner(_get(base_url, "/props"), "default_generation_settings")
                return count(settings.get("n_ctx"))
            case _:
                return window_in(_row(_get(base_url, "/v1/models"), "data", model))
    except (OSError, http.client.HTTPException, ValueError):
        return None


def _set_in(parameters: object) -> int | None:
    """``num_ctx`` in the parameters of a model, which Ollama writes as lines."""
    for line in parameters.splitlines() if isinstance(parameters, str) else ():
        name, _, value = line.partition(" ")
        if name == "num_ctx" and value.strip().isdecimal():
            return int(value)
    return None


def _row(answer: dict[str, object], key: str, model: str) -> dict[str, object]:
    rows = answer.get(key)
    tables = cast("list[object]", rows) if isinstance(rows, list) else []
    found = [cast("dict[str, object]", row) for row in tables if isinstance(row, dict)]
    nothing: dict[str, object] = {}
    return next((row for row in found if model in (row.get("id"), row.get("name"), row.get("model"))), nothing)


def _get(base_url: str, path: str, body: object = None) -> dict[str, object]:
    """An object of the server's own interface, beside the one it shares with others. OSError, ValueError."""
    url = urlsplit(base_url)
    connection = http.client.HTTPConnection(url.hostname or "", url.port or 80, timeout=SECONDS)
    try:
        root = url.path.removesuffix("/v1")
        if body is None:
            connection.request("GET", root + path)
        else:
            connection.request("POST", root + path, json.dumps(body), {"content-type": "application/json"})
        value: object = json.loads(connection.getresponse().read())
    finally:
        connection.close()
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}
