"""A small MCP server in plain Python that behaves as badly as it is told; run as a program.

``python server.py [WORD ...]``: each word is one habit, listed in ``HABITS``. Without any it is a good legacy server.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import Any

HABITS = {
    "modern": "has no handshake: answers server/discover, refuses initialize",
    "both": "answers in either era",
    "silent": "answers nothing at all",
    "probeless": "does not answer methods it does not know",
    "slow": "takes half a second to start",
    "dying": "ends in the middle of every call of 'die'",
    "once": "ends in the middle of the first call of 'look', and not again",
    "stubborn": "goes on when its input ends and when it is asked to end",
    "family": "starts a child in a session of its own, and one that holds its output",
    "noisy": "prints a banner and a log where only messages belong",
    "badly-typed": "has tools whose schemas cannot be used, among good ones",
    "growing": "gets one more tool with each call of 'grow', and says so five times",
    "flooding": "sends fifty thousand notifications with each call",
    "failing": "ends at once with a word on stderr",
    "late": "answers everything three hundred milliseconds late",
    "many": "has 300 tools on six pages",
    "deaf": "does not answer pings",
    "toolless": "has no tools, says so, and does not answer when asked for them",
    "unprepared": "answers with an error when asked for its prompts",
    "curious": "asks a question before it gives a prompt or a resource",
}

INFO = {"name": "small", "version": "1"}
OBJECT: dict[str, Any] = {"type": "object", "properties": {}}
TEXT = {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}
COLOR = {
    "mode": "form",
    "message": "Which color?",
    "requestedSchema": {
        "type": "object",
        "properties": {"color": {"type": "string", "enum": ["red", "blue"]}},
        "required": ["color"],
    },
}


class Server:
    def __init__(self, habits: set[str]) -> None:
        unknown = habits - set(HABITS)
        assert not unknown, unknown
        self.habits = habits
        self.tools: list[dict[str, Any]] = [
            {"name": "echo", "description": "Says it again.", "inputSchema": TEXT},
            {"name": "look", "inputSchema": OBJECT, "annotations": {"readOnlyHint": True}},
            {"name": "environment", "inputSchema": OBJECT},
            {"name": "big", "inputSchema": OBJECT},
            {"name": "never", "inputSchema": OBJECT},
            {"name": "working", "inputSchema": OBJECT},
            {"name": "picture", "inputSchema": OBJECT},
            {"name": "fail", "inputSchema": OBJECT},
            {"name": "die", "inputSchema": OBJECT},
            {"name": "grow", "inputSchema": OBJECT},
            {"name": "ask", "inputSchema": OBJECT},
            {"name": "sample", "inputSchema": OBJECT},
            {"name": "roots", "inputSchema": OBJECT},
            {"name": "send_away", "inputSchema": OBJECT},
        ]
        if "badly-typed" in habits:
            self.tools[1:1] = [
                {"name": "outside", "inputSchema": {**OBJECT, "properties": {"x": {"$ref": "https://e.org/x.json"}}}},
                {"name": "listed", "inputSchema": {"type": "array"}},
                {"name": "schemaless"},
                {"name": "task", "inputSchema": OBJECT, "execution": {"taskSupport": "required"}},
                {"name": "odd", "inputSchema": {**OBJECT, "properties": {"x": {"type": "any"}}}},
                {"inputSchema": OBJECT},
            ]
        if "many" in habits:
            self.tools = [{"name": f"tool-{number}", "inputSchema": OBJECT} for number in range(300)]
        self.answers = 0
        self.listed = 0
        """How often the tools were read."""
        self.cancelled: list[Any] = []
        self.later: list[dict[str, Any]] = []
        """What came while somebody was being asked."""

    def serve(self) -> None:
        if "failing" in self.habits:
            print("no license found; token=abcdefghijklmnop", file=sys.stderr)
            sys.exit(3)
        if "slow" in self.habits:
            time.sleep(0.5)
        if "noisy" in self.habits:
            print("Small MCP server v1 listening on stdio\n\nReady.", flush=True)
        if "stubborn" in self.habits:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if "family" in self.habits:
            subprocess.Popen(["sleep", "600"], start_new_session=True, stdout=subprocess.DEVNULL)
            subprocess.Popen(["sleep", "600"])
        for line in sys.stdin:
            if "silent" not in self.habits:
                self.hear(json.loads(line))
            while self.later:
                self.hear(self.later.pop(0))
        while "stubborn" in self.habits:
            time.sleep(1)

    def hear(self, message: dict[str, Any]) -> None:
        if message.get("method") == "notifications/cancelled":
            self.cancelled.append(message["params"]["requestId"])
        if "method" not in message or "id" not in message:
            return
        if "late" in self.habits:
            time.sleep(0.3)
        params = message.get("params", {})
        try:
            result = self.result(message["id"], message["method"], params)
        except LookupError as error:
            if "probeless" not in self.habits:
                self.send({"id": message["id"], "error": {"code": -32601, "message": str(error)}})
            return
        except ValueError as error:
            self.send({"id": message["id"], "error": error.args[0]})
            return
        if result is not None:
            if "io.modelcontextprotocol/protocolVersion" in params.get("_meta", {}):
                result = {"resultType": "complete", **result}
            self.send({"id": message["id"], "result": result})

    def result(self, number: Any, method: str, params: dict[str, Any]) -> dict[str, Any] | None:
        modern, both = "modern" in self.habits, "both" in self.habits
        abilities: dict[str, Any] = {"tools": {"listChanged": True}, "prompts": {}, "resources": {}, "completions": {}}
        if "toolless" in self.habits:
            del abilities["tools"]
        if method == "initialize":
            if modern:
                supported = {"supported": ["2026-07-28"], "requested": params["protocolVersion"]}
                raise ValueError({"code": -32022, "message": "no handshake here", "data": supported})
            version = params["protocolVersion"]
            return {
                "protocolVersion": version,
                "capabilities": abilities,
                "serverInfo": INFO,
                "instructions": "Be kind.",
            }
        if method == "server/discover" and (modern or both):
            return {"supportedVersions": ["2026-07-28"], "capabilities": abilities, "instructions": "Be kind."}
        if method == "subscriptions/listen":
            self.listening = number
            return None
        if method == "ping":
            return None if "deaf" in self.habits else {}
        if method == "tools/list" and "toolless" in self.habits:
            return None
        if method == "prompts/list" and "unprepared" in self.habits:
            raise ValueError({"code": -32603, "message": "no prompts today"})
        if method in ("prompts/get", "resources/read") and "curious" in self.habits:
            self.ask(params, "elicitation/create", COLOR)
        if method == "tools/list":
            start = int(params.get("cursor", 0))
            self.listed += start == 0
            more = {"nextCursor": str(start + 50)} if start + 50 < len(self.tools) else {}
            return {"tools": self.tools[start : start + 50], **more}
        if method == "prompts/list":
            argument = {"name": "topic", "description": "what about", "required": True}
            return {"prompts": [{"name": "review", "description": "Review it.", "arguments": [argument]}]}
        if method == "prompts/get":
            text = f"Review {params.get('arguments', {}).get('topic')}."
            return {"messages": [{"role": "user", "content": {"type": "text", "text": text}}]}
        if method == "resources/list":
            return {"resources": [{"uri": "note://one", "name": "one", "mimeType": "text/plain"}]}
        if method == "resources/templates/list":
            return {"resourceTemplates": [{"uriTemplate": "note://{name}", "name": "notes"}]}
        if method == "completion/complete":
            begun = params["argument"]["value"]
            return {"completion": {"values": [word for word in ("one", "two", "twelve") if word.startswith(begun)]}}
        if method == "resources/read":
            if not params["uri"].startswith("note://"):
                raise ValueError({"code": -32602, "message": "There is no such resource."})
            return {"contents": [{"uri": params["uri"], "text": f"This is {params['uri']}.", "mimeType": "text/plain"}]}
        if method == "tools/call":
            return self.call(number, params["name"], params.get("arguments") or {}, params)
        raise LookupError(f"unknown method {method}")

    def call(self, number: Any, name: str, arguments: dict[str, Any], params: dict[str, Any]) -> dict[str, Any] | None:
        token = params.get("_meta", {}).get("progressToken")
        if "flooding" in self.habits:
            for step in range(50_000):
                self.tell("notifications/message", level="debug", data="x" * 100)
                self.tell("notifications/unheard-of", step=step)
        match name:
            case "echo":
                return text(arguments["text"])
            case "look":
                if "once" in self.habits and not os.path.exists("looked"):
                    open("looked", "w").close()
                    os._exit(9)
                return text("seen")
            case "environment":
                return {**text(json.dumps(dict(os.environ))), "structuredContent": dict(os.environ)}
            case "big":
                return text("x" * (20 << 20))
            case "picture":
                picture = {"type": "image", "data": "iVBORw0KGgo=", "mimeType": "image/png"}
                link = {"type": "resource_link", "uri": "note://one", "name": "one"}
                return {"content": [{"type": "text", "text": "Here:"}, picture, link], "structuredContent": {"size": 8}}
            case "fail":
                return {**text("The disk is full."), "isError": True}
            case "never":
                return None
            case "working":
                for step in range(4):
                    time.sleep(0.1)
                    self.tell(
                        "notifications/progress", progressToken=token, progress=step + 1, total=4, message="at it"
                    )
                return text("done")
            case "die":
                sys.stderr.write("out of memory")
                sys.stderr.flush()
                os._exit(7)
            case "grow":
                self.tools.append({"name": f"grown-{len(self.tools)}", "inputSchema": OBJECT})
                for _ in range(5):
                    self.tell("notifications/tools/list_changed")
                return text("grown")
            case "ask":
                return self.ask(params, "elicitation/create", COLOR)
            case "sample":
                message = {"role": "user", "content": {"type": "text", "text": "Say hi."}}
                return self.ask(params, "sampling/createMessage", {"messages": [message], "maxTokens": 9999})
            case "asked":
                return text(str(self.listed))
            case "cancelled":
                return text(json.dumps(self.cancelled))
            case "roots":
                return self.ask(params, "roots/list", {})
            case "send_away":
                if os.path.exists("sent"):
                    self.tell("notifications/elicitation/complete", elicitationId="e1")
                    return text("thank you")
                open("sent", "w").close()
                address = {
                    "mode": "url",
                    "elicitationId": "e1",
                    "url": "https://example.org/in",
                    "message": "Go there.",
                }
                raise ValueError({"code": -32042, "message": "first this", "data": {"elicitations": [address]}})
            case _:
                return {**text(f"unknown tool {name}"), "isError": True}

    def ask(self, params: dict[str, Any], method: str, asked: dict[str, Any]) -> dict[str, Any]:
        """Ask the other side, in the way of the era; says what came back."""
        if "io.modelcontextprotocol/protocolVersion" in params.get("_meta", {}):
            if "inputResponses" in params:
                return text(json.dumps([params["inputResponses"]["it"], params["requestState"]]))
            questions = {"it": {"method": method, "params": asked}}
            return {"resultType": "input_required", "inputRequests": questions, "requestState": "kept"}
        self.send({"id": "q1", "method": method, "params": asked})
        for line in sys.stdin:
            answer = json.loads(line)
            if answer.get("id") == "q1":
                return text(json.dumps([answer.get("result", answer.get("error"))]))
            self.later.append(answer)
        return text("nobody answered")

    def tell(self, method: str, **params: Any) -> None:
        self.send({"method": method, "params": params})

    def send(self, message: dict[str, Any]) -> None:
        if "noisy" in self.habits:
            self.answers += 1
            print(f"INFO message {self.answers} {{not json}}", flush=True)
        print(json.dumps({"jsonrpc": "2.0", **message}), flush=True)


def text(words: str) -> dict[str, Any]:
    return {"content": [{"type": "text", "text": words}]}


if __name__ == "__main__":
    Server(set(sys.argv[1:])).serve()
