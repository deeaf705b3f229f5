"""The floor: the least a Python program must do to look like an agent. Constants out, standard library only."""

import json
import os
import sys

ANSWERS: dict[str, object] = {
    "initialize": {"protocolVersion": 1, "agentCapabilities": {}, "authMethods": []},
    "session/new": {"sessionId": "floor"},
    "session/prompt": {"stopReason": "end_turn"},
}

for line in sys.stdin.buffer:
    request = json.loads(line)
    answer: dict[str, object] = {"jsonrpc": "2.0", "id": request["id"], "result": ANSWERS[request["method"]]}
    os.write(1, json.dumps(answer, separators=(",", ":")).encode() + b"\n")
