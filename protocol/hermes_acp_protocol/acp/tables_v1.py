"""Methods, updates and shapes of ACP wire version 1, as plain data.

Written by ``protocol/generate_acp.py`` from the JSON Schemas in ``protocol/schemas``; its vocabulary is
in ``protocol/schema_shapes.py``. Do not edit.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hermes_acp_protocol.acp.shapes import Method, Shape, Update

VERSION = 1

AGENT_REQUESTS: dict[str, Method] = {
    "auth/status": {
        "params": "AuthStatusRequest",
        "result": "AuthStatusResponse",
        "stable": False,
        "guard": "auth.status",
    },
    "authenticate": {"params": "AuthenticateRequest", "result": "AuthenticateResponse", "stable": True, "guard": None},
    "initialize": {"params": "InitializeRequest", "result": "InitializeResponse", "stable": True, "guard": None},
    "logout": {"params": "LogoutRequest", "result": "LogoutResponse", "stable": True, "guard": "auth.logout"},
    "mcp/message": {
        "params": "MessageMcpRequest",
        "result": "MessageMcpResponse",
        "stable": False,
        "guard": "mcpCapabilities.acp",
    },
    "providers/disable": {
        "params": "DisableProviderRequest",
        "result": "DisableProviderResponse",
        "stable": False,
        "guard": "providers",
    },
    "providers/list": {
        "params": "ListProvidersRequest",
        "result": "ListProvidersResponse",
        "stable": False,
        "guard": "providers",
    },
    "providers/set": {
        "params": "SetProviderRequest",
        "result": "SetProviderResponse",
        "stable": False,
        "guard": "providers",
    },
    "session/archive": {
        "params": "ArchiveSessionRequest",
        "result": "ArchiveSessionResponse",
        "stable": False,
        "guard": "sessionCapabilities.archive",
    },
    "session/close": {
        "params": "CloseSessionRequest",
        "result": "CloseSessionResponse",
        "stable": True,
        "guard": "sessionCapabilities.close",
    },
    "session/delete": {
        "params": "DeleteSessionRequest",
        "result": "DeleteSessionResponse",
        "stable": True,
        "guard": "sessionCapabilities.delete",
    },
    "session/fork": {
        "params": "ForkSessionRequest",
        "result": "ForkSessionResponse",
        "stable": False,
        "guard": "sessionCapabilities.fork",
    },
    "session/list": {
        "params": "ListSessionsRequest",
        "result": "ListSessionsResponse",
        "stable": True,
        "guard": "sessionCapabilities.list",
    },
    "session/load": {
        "params": "LoadSessionRequest",
        "result": "LoadSessionResponse",
        "stable": True,
        "guard": "loadSession",
    },
    "session/new": {"params": "NewSessionRequest", "result": "NewSessionResponse", "stable": True, "guard": None},
    "session/prompt": {"params": "PromptRequest", "result": "PromptResponse", "stable": True, "guard": None},
    "session/resume": {
        "params": "ResumeSessionRequest",
        "result": "ResumeSessionResponse",
        "stable": True,
        "guard": "sessionCapabilities.resume",
    },
    "session/set_config_option": {
        "params": "SetSessionConfigOptionRequest",
        "result": "SetSessionConfigOptionResponse",
        "stable": True,
        "guard": None,
    },
    "session/set_mode": {
        "params": "SetSessionModeRequest",
        "result": "SetSessionModeResponse",
        "stable": True,
        "guard": None,
    },
    "session/set_title": {
        "params": "SetSessionTitleRequest",
        "result": "SetSessionTitleResponse",
        "stable": False,
        "guard": "sessionCapabilities.title",
    },
    "session/status": {
        "params": "SessionStatusRequest",
        "result": "SessionStatusResponse",
        "stable": False,
        "guard": "sessionCapabilities.status",
    },
    "session/unarchive": {
        "params": "UnarchiveSessionRequest",
        "result": "UnarchiveSessionResponse",
        "stable": False,
        "guard": "sessionCapabilities.archive",
    },
}
"""What the agent is asked."""

AGENT_NOTIFICATIONS: dict[str, Method] = {
    "$/cancel_request": {"params": "CancelRequestNotification", "result": None, "stable": True, "guard": None},
    "mcp/message": {
        "params": "MessageMcpNotification",
        "result": None,
        "stable": False,
        "guard": "mcpCapabilities.acp",
    },
    "session/cancel": {"params": "CancelNotification", "result": None, "stable": True, "guard": None},
}
"""What the agent is told."""

CLIENT_REQUESTS: dict[str, Method] = {
    "elicitation/create": {
        "params": "CreateElicitationRequest",
        "result": "CreateElicitationResponse",
        "stable": True,
        "guard": "elicitation",
    },
    "fs/read_text_file": {
        "params": "ReadTextFileRequest",
        "result": "ReadTextFileResponse",
        "stable": True,
        "guard": "fs.readTextFile",
    },
    "fs/write_text_file": {
        "params": "WriteTextFileRequest",
        "result": "WriteTextFileResponse",
        "stable": True,
        "guard": "fs.writeTextFile",
    },
    "mcp/message": {
        "params": "MessageMcpRequest",
        "result": "MessageMcpResponse",
        "stable": False,
        "guard": "mcpCapabilities.acp",
    },
    "session/request_permission": {
        "params": "RequestPermissionRequest",
        "result": "RequestPermissionResponse",
        "stable": True,
        "guard": None,
    },
    "terminal/create": {
        "params": "CreateTerminalRequest",
        "result": "CreateTerminalResponse",
        "stable": True,
        "guard": "terminal",
    },
    "terminal/kill": {
        "params": "KillTerminalRequest",
        "result": "KillTerminalResponse",
        "stable": True,
        "guard": "terminal",
    },
    "terminal/output": {
        "params": "TerminalOutputRequest",
        "result": "TerminalOutputResponse",
        "stable": True,
        "guard": "terminal",
    },
    "terminal/release": {
        "params": "ReleaseTerminalRequest",
        "result": "ReleaseTerminalResponse",
        "stable": True,
        "guard": "terminal",
    },
    "terminal/wait_for_exit": {
        "params": "WaitForTerminalExitRequest",
        "result": "WaitForTerminalExitResponse",
        "stable": True,
        "guard": "terminal",
    },
}
"""What the client is asked."""

CLIENT_NOTIFICATIONS: dict[str, Method] = {
    "$/cancel_request": {"params": "CancelRequestNotification", "result": None, "stable": True, "guard": None},
    "auth/status_update": {"params": "AuthStatusUpdateNotification", "result": None, "stable": False, "guard": None},
    "elicitation/complete": {
        "params": "CompleteElicitationNotification",
        "result": None,
        "stable": True,
        "guard": "elicitation.url",
    },
    "mcp/message": {
        "params": "MessageMcpNotification",
        "result": None,
        "stable": False,
        "guard": "mcpCapabilities.acp",
    },
    "session/update": {"params": "SessionNotification", "result": None, "stable": True, "guard": None},
}
"""What the client is told."""

UPDATES: dict[str, Update] = {
    "agent_message_chunk": {"shape": "ContentChunk", "stable": True, "guard": None},
    "agent_thought_chunk": {"shape": "ContentChunk", "stable": True, "guard": None},
    "available_commands_update": {"shape": "AvailableCommandsUpdate", "stable": True, "guard": None},
    "compaction_summary_chunk": {"shape": "CompactionSummaryChunk", "stable": True, "guard": "session.compaction"},
    "compaction_update": {"shape": "CompactionUpdate", "stable": True, "guard": "session.compaction"},
    "config_option_update": {"shape": "ConfigOptionUpdate", "stable": True, "guard": None},
    "current_mode_update": {"shape": "CurrentModeUpdate", "stable": True, "guard": None},
    "notice": {"shape": "Notice", "stable": True, "guard": "session.notices"},
    "plan": {"shape": "Plan", "stable": True, "guard": None},
    "plan_removed": {"shape": "PlanRemoved", "stable": False, "guard": "plan"},
    "plan_update": {"shape": "PlanUpdate", "stable": False, "guard": "plan"},
    "session_info_update": {"shape": "SessionInfoUpdate", "stable": True, "guard": None},
    "session_message": {"shape": "SessionMessage", "stable": False, "guard": None},
    "session_message_chunk": {"shape": "SessionMessageChunk", "stable": False, "guard": None},
    "subagent_update": {"shape": "SubagentUpdate", "stable": False, "guard": "subagents"},
    "tool_call": {"shape": "ToolCall", "stable": True, "guard": None},
    "tool_call_update": {"shape": "ToolCallUpdate", "stable": True, "guard": None},
    "usage_update": {"shape": "UsageUpdate", "stable": True, "guard": None},
    "user_message_chunk": {"shape": "ContentChunk", "stable": True, "guard": None},
}
"""Kinds of ``session/update``."""

ENUMS: dict[str, tuple[str, ...]] = {
    "AuthState": ("authenticated", "unauthenticated", "not_required", "unknown"),
    "CompactionStatus": ("in_progress", "completed", "failed", "cancelled"),
    "ElicitationSchemaType": ("object",),
    "LlmProtocol": ("anthropic", "openai", "azure", "vertex", "bedrock"),
    "NoticeSeverity": ("info", "warning", "error"),
    "PermissionOptionKind": ("allow_once", "allow_always", "reject_once", "reject_always"),
    "PlanEntryPriority": ("high", "medium", "low"),
    "PlanEntryStatus": ("pending", "in_progress", "completed"),
    "Role": ("assistant", "user"),
    "SessionArchiveFilter": ("exclude", "include", "only"),
    "SessionConfigOptionCategory": ("mode", "model", "model_config", "thought_level"),
    "SessionStatus": ("open", "saved"),
    "StopReason": ("end_turn", "max_tokens", "max_turn_requests", "refusal", "cancelled"),
    "StringFormat": ("email", "uri", "date", "date-time"),
    "SystemPromptMode": ("append", "override"),
    "ToolCallStatus": ("pending", "in_progress", "completed", "failed"),
    "ToolKind": ("read", "edit", "delete", "move", "search", "execute", "think", "fetch", "switch_mode", "other"),
}
"""Words the protocol defines, by type."""

SHAPES: dict[str, Shape] = {
    "AgentAuthCapabilities": {
        "fields": {
            "status": {"maybe": "AuthStatusCapabilities"},
            "logout": {"maybe": "LogoutCapabilities"},
            "_meta": {"maybe": "object"},
        },
        "need": (),
        "marks": {"status": "e", "logout": "e", "_meta": "e"},
    },
    "AgentCapabilities": {
        "fields": {
            "loadSession": "boolean",
            "promptCapabilities": "PromptCapabilities",
            "mcpCapabilities": "McpCapabilities",
            "sessionCapabilities": "SessionCapabilities",
            "auth": "AgentAuthCapabilities",
            "providers": {"maybe": "ProvidersCapabilities"},
            "_meta": {"maybe": "object"},
        },
        "need": (),
        "marks": {
            "loadSession": "e",
            "promptCapabilities": "e",
            "mcpCapabilities": "e",
            "sessionCapabilities": "e",
            "auth": "e",
            "providers": "e",
            "_meta": "e",
        },
        "defaults": {
            "loadSession": False,
            "promptCapabilities": {"image": False, "audio": False, "embeddedContext": False},
            "mcpCapabilities": {"http": False, "sse": False, "acp": False},
            "sessionCapabilities": {},
            "auth": {},
        },
    },
    "Annotations": {
        "fields": {
            "audience": {"maybe": {"list": "Role"}},
            "lastModified": {"maybe": "string"},
            "priority": {"maybe": "number"},
            "_meta": {"maybe": "object"},
        },
        "need": (),
        "marks": {"audience": "es", "lastModified": "e", "priority": "e", "_meta": "e"},
    },
    "ArchiveSessionRequest": {
        "fields": {"sessionId": "SessionId", "_meta": {"maybe": "object"}},
        "need": ("sessionId",),
        "marks": {"_meta": "e"},
    },
    "ArchiveSessionResponse": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "AudioContent": {
        "fields": {
            "annotations": {"maybe": "Annotations"},
            "data": "string",
            "mimeType": "string",
            "_meta": {"maybe": "object"},
        },
        "need": ("data", "mimeType"),
        "marks": {"annotations": "e", "_meta": "e"},
    },
    "AuthAccount": {
        "fields": {
            "label": "string",
            "active": {"maybe": "boolean"},
            "name": {"maybe": "string"},
            "email": {"maybe": "string"},
            "organization": {"maybe": "string"},
            "_meta": {"maybe": "object"},
        },
        "need": ("label",),
        "marks": {"active": "e", "name": "e", "email": "e", "organization": "e", "_meta": "e"},
    },
    "AuthCapabilities": {
        "fields": {"terminal": "boolean", "_meta": {"maybe": "object"}},
        "need": (),
        "marks": {"terminal": "e", "_meta": "e"},
        "defaults": {"terminal": False},
    },
    "AuthMethod": {
        "tag": "type",
        "by": {
            "terminal": {"fields": {"type": {"const": "terminal"}}, "need": ("type",), "also": ("AuthMethodTerminal",)}
        },
        "other": "AuthMethodAgent",
    },
    "AuthMethodAgent": {
        "fields": {
            "id": "AuthMethodId",
            "name": "string",
            "description": {"maybe": "string"},
            "_meta": {"maybe": "object"},
        },
        "need": ("id", "name"),
        "marks": {"description": "e", "_meta": "e"},
    },
    "AuthMethodId": "string",
    "AuthMethodTerminal": {
        "fields": {
            "id": "AuthMethodId",
            "name": "string",
            "description": {"maybe": "string"},
            "args": {"list": "string"},
            "env": {"map": "string"},
            "_meta": {"maybe": "object"},
        },
        "need": ("id", "name"),
        "marks": {"description": "e", "args": "n", "env": "n", "_meta": "e"},
    },
    "AuthState": {"enum": ("authenticated", "unauthenticated", "not_required", "unknown"), "open": True},
    "AuthStatusCapabilities": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "AuthStatusRequest": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "AuthStatusResponse": {
        "fields": {"state": "AuthState", "accounts": {"list": "AuthAccount"}, "_meta": {"maybe": "object"}},
        "need": ("state",),
        "marks": {"accounts": "es", "_meta": "e"},
    },
    "AuthStatusUpdateNotification": {
        "fields": {"state": "AuthState", "accounts": {"list": "AuthAccount"}, "_meta": {"maybe": "object"}},
        "need": ("state",),
        "marks": {"accounts": "es", "_meta": "e"},
    },
    "AuthenticateRequest": {
        "fields": {"methodId": "AuthMethodId", "_meta": {"maybe": "object"}},
        "need": ("methodId",),
        "marks": {"_meta": "e"},
    },
    "AuthenticateResponse": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "AvailableCommand": {
        "fields": {
            "name": "string",
            "description": "string",
            "input": {"maybe": "AvailableCommandInput"},
            "_meta": {"maybe": "object"},
        },
        "need": ("name", "description"),
        "marks": {"input": "e", "_meta": "e"},
    },
    "AvailableCommandInput": {"any": ("UnstructuredCommandInput",)},
    "AvailableCommandsUpdate": {
        "fields": {"availableCommands": {"list": "AvailableCommand"}, "_meta": {"maybe": "object"}},
        "need": ("availableCommands",),
        "marks": {"availableCommands": "es", "_meta": "e"},
    },
    "BlobResourceContents": {
        "fields": {"blob": "string", "mimeType": {"maybe": "string"}, "uri": "string", "_meta": {"maybe": "object"}},
        "need": ("blob", "uri"),
        "marks": {"mimeType": "e", "_meta": "e"},
    },
    "BooleanConfigOptionCapabilities": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "BooleanPropertySchema": {
        "fields": {
            "title": {"maybe": "string"},
            "description": {"maybe": "string"},
            "default": {"maybe": "boolean"},
            "_meta": {"maybe": "object"},
        },
        "need": (),
        "marks": {"title": "e", "description": "e", "default": "e", "_meta": "e"},
    },
    "CancelNotification": {
        "fields": {"sessionId": "SessionId", "_meta": {"maybe": "object"}},
        "need": ("sessionId",),
        "marks": {"_meta": "e"},
    },
    "CancelRequestNotification": {
        "fields": {"requestId": "RequestId", "_meta": {"maybe": "object"}},
        "need": ("requestId",),
        "marks": {"_meta": "e"},
    },
    "ClientCapabilities": {
        "fields": {
            "fs": "FileSystemCapabilities",
            "terminal": "boolean",
            "session": {"maybe": "ClientSessionCapabilities"},
            "subagents": {"maybe": "SubagentCapabilities"},
            "plan": {"maybe": "PlanCapabilities"},
            "auth": "AuthCapabilities",
            "elicitation": {"maybe": "ElicitationCapabilities"},
            "_meta": {"maybe": "object"},
        },
        "need": (),
        "marks": {
            "fs": "e",
            "terminal": "e",
            "session": "e",
            "subagents": "e",
            "plan": "e",
            "auth": "e",
            "elicitation": "e",
            "_meta": "e",
        },
        "defaults": {
            "fs": {"readTextFile": False, "writeTextFile": False},
            "terminal": False,
            "auth": {"terminal": False},
        },
    },
    "ClientSessionCapabilities": {
        "fields": {
            "compaction": {"maybe": "CompactionCapabilities"},
            "configOptions": {"maybe": "SessionConfigOptionsCapabilities"},
            "notices": {"maybe": "NoticeCapabilities"},
            "_meta": {"maybe": "object"},
        },
        "need": (),
        "marks": {"compaction": "e", "configOptions": "e", "notices": "e", "_meta": "e"},
    },
    "CloseSessionRequest": {
        "fields": {"sessionId": "SessionId", "_meta": {"maybe": "object"}},
        "need": ("sessionId",),
        "marks": {"_meta": "e"},
    },
    "CloseSessionResponse": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "CompactionCapabilities": "object",
    "CompactionId": "string",
    "CompactionStatus": {"enum": ("in_progress", "completed", "failed", "cancelled"), "open": True},
    "CompactionSummaryChunk": {
        "fields": {"compactionId": "CompactionId", "content": "ContentBlock", "_meta": {"maybe": "object"}},
        "need": ("compactionId", "content"),
        "marks": {"_meta": "e"},
    },
    "CompactionUpdate": {
        "fields": {
            "compactionId": "CompactionId",
            "status": "CompactionStatus",
            "summary": {"maybe": {"list": "ContentBlock"}},
            "error": {"maybe": "string"},
            "_meta": {"maybe": "object"},
        },
        "need": ("compactionId", "status"),
        "marks": {"summary": "es", "error": "e", "_meta": "e"},
    },
    "CompleteElicitationNotification": {
        "fields": {"elicitationId": "ElicitationId", "_meta": {"maybe": "object"}},
        "need": ("elicitationId",),
        "marks": {"_meta": "e"},
    },
    "ConfigOptionUpdate": {
        "fields": {"configOptions": {"list": "SessionConfigOption"}, "_meta": {"maybe": "object"}},
        "need": ("configOptions",),
        "marks": {"configOptions": "es", "_meta": "e"},
    },
    "Content": {
        "fields": {"content": "ContentBlock", "_meta": {"maybe": "object"}},
        "need": ("content",),
        "marks": {"_meta": "e"},
    },
    "ContentBlock": {
        "tag": "type",
        "by": {
            "text": {"fields": {"type": {"const": "text"}}, "need": ("type",), "also": ("TextContent",)},
            "image": {"fields": {"type": {"const": "image"}}, "need": ("type",), "also": ("ImageContent",)},
            "audio": {"fields": {"type": {"const": "audio"}}, "need": ("type",), "also": ("AudioContent",)},
            "resource_link": {
                "fields": {"type": {"const": "resource_link"}},
                "need": ("type",),
                "also": ("ResourceLink",),
            },
            "resource": {"fields": {"type": {"const": "resource"}}, "need": ("type",), "also": ("EmbeddedResource",)},
        },
        "other": None,
    },
    "ContentChunk": {
        "fields": {"content": "ContentBlock", "messageId": {"maybe": "MessageId"}, "_meta": {"maybe": "object"}},
        "need": ("content",),
        "marks": {"messageId": "e", "_meta": "e"},
    },
    "Cost": {
        "fields": {"amount": "number", "currency": "string", "_meta": {"maybe": "object"}},
        "need": ("amount", "currency"),
        "marks": {"_meta": "e"},
    },
    "CreateElicitationRequest": {
        "fields": {"message": "string", "_meta": {"maybe": "object"}},
        "need": ("message",),
        "marks": {"_meta": "e"},
        "also": (
            {
                "tag": "mode",
                "by": {
                    "form": {
                        "fields": {"mode": {"const": "form"}},
                        "need": ("mode",),
                        "also": ("ElicitationFormMode",),
                    },
                    "url": {"fields": {"mode": {"const": "url"}}, "need": ("mode",), "also": ("ElicitationUrlMode",)},
                },
                "other": {
                    "fields": {"mode": "string"},
                    "need": ("mode",),
                    "also": ({"any": ("ElicitationSessionScope", "ElicitationRequestScope")},),
                },
            },
        ),
    },
    "CreateElicitationResponse": {
        "fields": {"_meta": {"maybe": "object"}},
        "need": (),
        "marks": {"_meta": "e"},
        "also": (
            {
                "tag": "action",
                "by": {
                    "accept": {
                        "fields": {"action": {"const": "accept"}},
                        "need": ("action",),
                        "also": ("ElicitationAcceptAction",),
                    },
                    "decline": {"fields": {"action": {"const": "decline"}}, "need": ("action",)},
                    "cancel": {"fields": {"action": {"const": "cancel"}}, "need": ("action",)},
                },
                "other": {"fields": {"action": "string"}, "need": ("action",)},
            },
        ),
    },
    "CreateTerminalRequest": {
        "fields": {
            "sessionId": "SessionId",
            "command": "string",
            "args": {"list": "string"},
            "env": {"list": "EnvVariable"},
            "cwd": {"maybe": "string"},
            "outputByteLimit": {"maybe": "integer"},
            "_meta": {"maybe": "object"},
        },
        "need": ("sessionId", "command"),
        "marks": {"args": "n", "env": "n", "_meta": "e"},
    },
    "CreateTerminalResponse": {
        "fields": {"terminalId": "TerminalId", "_meta": {"maybe": "object"}},
        "need": ("terminalId",),
        "marks": {"_meta": "e"},
    },
    "CurrentModeUpdate": {
        "fields": {"currentModeId": "SessionModeId", "_meta": {"maybe": "object"}},
        "need": ("currentModeId",),
        "marks": {"_meta": "e"},
    },
    "DeleteSessionRequest": {
        "fields": {"sessionId": "SessionId", "_meta": {"maybe": "object"}},
        "need": ("sessionId",),
        "marks": {"_meta": "e"},
    },
    "DeleteSessionResponse": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "Diff": {
        "fields": {"path": "string", "oldText": {"maybe": "string"}, "newText": "string", "_meta": {"maybe": "object"}},
        "need": ("path", "newText"),
        "marks": {"oldText": "e", "_meta": "e"},
    },
    "DisableProviderRequest": {
        "fields": {"providerId": "ProviderId", "_meta": {"maybe": "object"}},
        "need": ("providerId",),
        "marks": {"_meta": "e"},
    },
    "DisableProviderResponse": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "ElicitationAcceptAction": {"fields": {"content": {"maybe": {"map": "ElicitationContentValue"}}}, "need": ()},
    "ElicitationCapabilities": {
        "fields": {
            "form": {"maybe": "ElicitationFormCapabilities"},
            "url": {"maybe": "ElicitationUrlCapabilities"},
            "_meta": {"maybe": "object"},
        },
        "need": (),
        "marks": {"form": "e", "url": "e", "_meta": "e"},
    },
    "ElicitationContentValue": {"any": ("string", "integer", "number", "boolean", {"list": "string"})},
    "ElicitationFormCapabilities": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "ElicitationFormMode": {
        "fields": {"requestedSchema": "ElicitationSchema"},
        "need": ("requestedSchema",),
        "also": ({"any": ("ElicitationSessionScope", "ElicitationRequestScope")},),
    },
    "ElicitationId": "string",
    "ElicitationPropertySchema": {
        "tag": "type",
        "by": {
            "string": {"fields": {"type": {"const": "string"}}, "need": ("type",), "also": ("StringPropertySchema",)},
            "number": {"fields": {"type": {"const": "number"}}, "need": ("type",), "also": ("NumberPropertySchema",)},
            "integer": {
                "fields": {"type": {"const": "integer"}},
                "need": ("type",),
                "also": ("IntegerPropertySchema",),
            },
            "boolean": {
                "fields": {"type": {"const": "boolean"}},
                "need": ("type",),
                "also": ("BooleanPropertySchema",),
            },
            "array": {
                "fields": {"type": {"const": "array"}},
                "need": ("type",),
                "also": ("MultiSelectPropertySchema",),
            },
        },
        "other": {"fields": {"type": "string"}, "need": ("type",)},
    },
    "ElicitationRequestScope": {"fields": {"requestId": "RequestId"}, "need": ("requestId",)},
    "ElicitationSchema": {
        "fields": {
            "type": "ElicitationSchemaType",
            "title": {"maybe": "string"},
            "properties": {"map": "ElicitationPropertySchema"},
            "required": {"maybe": {"list": "string"}},
            "description": {"maybe": "string"},
            "_meta": {"maybe": "object"},
        },
        "need": (),
        "marks": {"type": "e", "title": "e", "description": "e", "_meta": "e"},
        "defaults": {"type": "object"},
    },
    "ElicitationSchemaType": {"enum": ("object",)},
    "ElicitationSessionScope": {
        "fields": {"sessionId": "SessionId", "toolCallId": {"maybe": "ToolCallId"}},
        "need": ("sessionId",),
        "marks": {"toolCallId": "e"},
    },
    "ElicitationUrlCapabilities": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "ElicitationUrlMode": {
        "fields": {"elicitationId": "ElicitationId", "url": "string"},
        "need": ("elicitationId", "url"),
        "also": ({"any": ("ElicitationSessionScope", "ElicitationRequestScope")},),
    },
    "EmbeddedResource": {
        "fields": {
            "annotations": {"maybe": "Annotations"},
            "resource": "EmbeddedResourceResource",
            "_meta": {"maybe": "object"},
        },
        "need": ("resource",),
        "marks": {"annotations": "e", "_meta": "e"},
    },
    "EmbeddedResourceResource": {"any": ("TextResourceContents", "BlobResourceContents")},
    "EnumOption": {
        "fields": {
            "const": "string",
            "title": "string",
            "description": {"maybe": "string"},
            "_meta": {"maybe": "object"},
        },
        "need": ("const", "title"),
        "marks": {"description": "e", "_meta": "e"},
    },
    "EnvVariable": {
        "fields": {"name": "string", "value": "string", "_meta": {"maybe": "object"}},
        "need": ("name", "value"),
        "marks": {"_meta": "e"},
    },
    "Error": {
        "fields": {"code": "ErrorCode", "message": "string", "data": "any"},
        "need": ("code", "message"),
        "marks": {"data": "e"},
    },
    "ErrorCode": {
        "any": (
            {"const": -32700},
            {"const": -32600},
            {"const": -32601},
            {"const": -32602},
            {"const": -32603},
            {"const": -32800},
            {"const": -32000},
            {"const": -32002},
            "integer",
        )
    },
    "ErrorStopReason": {"fields": {"error": {"maybe": "Error"}}, "need": (), "marks": {"error": "e"}},
    "FileSystemCapabilities": {
        "fields": {"readTextFile": "boolean", "writeTextFile": "boolean", "_meta": {"maybe": "object"}},
        "need": (),
        "marks": {"readTextFile": "e", "writeTextFile": "e", "_meta": "e"},
        "defaults": {"readTextFile": False, "writeTextFile": False},
    },
    "ForkSessionRequest": {
        "fields": {
            "sessionId": "SessionId",
            "cwd": "string",
            "additionalDirectories": {"list": "string"},
            "mcpServers": {"list": "McpServer"},
            "systemPrompt": {"maybe": "SystemPrompt"},
            "_meta": {"maybe": "object"},
        },
        "need": ("sessionId", "cwd"),
        "marks": {"additionalDirectories": "n", "mcpServers": "n", "_meta": "e"},
    },
    "ForkSessionResponse": {
        "fields": {
            "sessionId": "SessionId",
            "modes": {"maybe": "SessionModeState"},
            "configOptions": {"maybe": {"list": "SessionConfigOption"}},
            "_meta": {"maybe": "object"},
        },
        "need": ("sessionId",),
        "marks": {"modes": "e", "configOptions": "es", "_meta": "e"},
    },
    "HttpHeader": {
        "fields": {"name": "string", "value": "string", "_meta": {"maybe": "object"}},
        "need": ("name", "value"),
        "marks": {"_meta": "e"},
    },
    "IdleStateUpdate": {
        "fields": {"usage": {"maybe": "Usage"}, "_meta": {"maybe": "object"}, "stopReason": {"maybe": "string"}},
        "need": (),
        "marks": {"usage": "e", "_meta": "e", "stopReason": "e"},
        "also": (
            {
                "any": (
                    {"fields": {"stopReason": {"const": "end_turn"}}, "need": ("stopReason",)},
                    {"fields": {"stopReason": {"const": "max_tokens"}}, "need": ("stopReason",)},
                    {"fields": {"stopReason": {"const": "max_turn_requests"}}, "need": ("stopReason",)},
                    {"fields": {"stopReason": {"const": "refusal"}}, "need": ("stopReason",)},
                    {"fields": {"stopReason": {"const": "cancelled"}}, "need": ("stopReason",)},
                    {
                        "fields": {"stopReason": {"const": "error"}},
                        "need": ("stopReason",),
                        "also": ("ErrorStopReason",),
                    },
                    {"fields": {"stopReason": "string"}, "need": ("stopReason",)},
                    {"fields": {"stopReason": "null"}, "need": ()},
                )
            },
        ),
    },
    "ImageContent": {
        "fields": {
            "annotations": {"maybe": "Annotations"},
            "data": "string",
            "mimeType": "string",
            "uri": {"maybe": "string"},
            "_meta": {"maybe": "object"},
        },
        "need": ("data", "mimeType"),
        "marks": {"annotations": "e", "uri": "e", "_meta": "e"},
    },
    "Implementation": {
        "fields": {"name": "string", "title": {"maybe": "string"}, "version": "string", "_meta": {"maybe": "object"}},
        "need": ("name", "version"),
        "marks": {"title": "e", "_meta": "e"},
    },
    "InitializeProxyRequest": "InitializeRequest",
    "InitializeProxyResponse": "InitializeResponse",
    "InitializeRequest": {
        "fields": {
            "protocolVersion": "ProtocolVersion",
            "clientCapabilities": "ClientCapabilities",
            "clientInfo": {"maybe": "Implementation"},
            "_meta": {"maybe": "object"},
        },
        "need": ("protocolVersion",),
        "marks": {"clientCapabilities": "e", "clientInfo": "e", "_meta": "e"},
        "defaults": {
            "clientCapabilities": {
                "fs": {"readTextFile": False, "writeTextFile": False},
                "terminal": False,
                "auth": {"terminal": False},
            }
        },
    },
    "InitializeResponse": {
        "fields": {
            "protocolVersion": "ProtocolVersion",
            "agentCapabilities": "AgentCapabilities",
            "authMethods": {"list": "AuthMethod"},
            "agentInfo": {"maybe": "Implementation"},
            "_meta": {"maybe": "object"},
        },
        "need": ("protocolVersion",),
        "marks": {"agentCapabilities": "e", "authMethods": "es", "agentInfo": "e", "_meta": "e"},
        "defaults": {
            "agentCapabilities": {
                "loadSession": False,
                "promptCapabilities": {"image": False, "audio": False, "embeddedContext": False},
                "mcpCapabilities": {"http": False, "sse": False, "acp": False},
                "sessionCapabilities": {},
                "auth": {},
            },
            "authMethods": [],
        },
    },
    "IntegerPropertySchema": {
        "fields": {
            "title": {"maybe": "string"},
            "description": {"maybe": "string"},
            "minimum": {"maybe": "integer"},
            "maximum": {"maybe": "integer"},
            "default": {"maybe": "integer"},
            "_meta": {"maybe": "object"},
        },
        "need": (),
        "marks": {"title": "e", "description": "e", "default": "e", "_meta": "e"},
    },
    "KillTerminalRequest": {
        "fields": {"sessionId": "SessionId", "terminalId": "TerminalId", "_meta": {"maybe": "object"}},
        "need": ("sessionId", "terminalId"),
        "marks": {"_meta": "e"},
    },
    "KillTerminalResponse": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "ListProvidersRequest": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "ListProvidersResponse": {
        "fields": {"providers": {"list": "ProviderInfo"}, "_meta": {"maybe": "object"}},
        "need": ("providers",),
        "marks": {"_meta": "e"},
    },
    "ListSessionsRequest": {
        "fields": {
            "cwd": {"maybe": "string"},
            "cursor": {"maybe": "string"},
            "archived": {"maybe": "SessionArchiveFilter"},
            "_meta": {"maybe": "object"},
        },
        "need": (),
        "marks": {"_meta": "e"},
    },
    "ListSessionsResponse": {
        "fields": {
            "sessions": {"list": "SessionInfo"},
            "nextCursor": {"maybe": "string"},
            "_meta": {"maybe": "object"},
        },
        "need": ("sessions",),
        "marks": {"sessions": "es", "nextCursor": "e", "_meta": "e"},
    },
    "LlmProtocol": {"enum": ("anthropic", "openai", "azure", "vertex", "bedrock"), "open": True},
    "LoadSessionRequest": {
        "fields": {
            "mcpServers": {"list": "McpServer"},
            "cwd": "string",
            "additionalDirectories": {"list": "string"},
            "sessionId": "SessionId",
            "systemPrompt": {"maybe": "SystemPrompt"},
            "_meta": {"maybe": "object"},
        },
        "need": ("mcpServers", "cwd", "sessionId"),
        "marks": {"mcpServers": "n", "additionalDirectories": "n", "_meta": "e"},
    },
    "LoadSessionResponse": {
        "fields": {
            "modes": {"maybe": "SessionModeState"},
            "configOptions": {"maybe": {"list": "SessionConfigOption"}},
            "_meta": {"maybe": "object"},
        },
        "need": (),
        "marks": {"modes": "e", "configOptions": "es", "_meta": "e"},
    },
    "LogoutCapabilities": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "LogoutRequest": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "LogoutResponse": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "McpCapabilities": {
        "fields": {"http": "boolean", "sse": "boolean", "acp": "boolean", "_meta": {"maybe": "object"}},
        "need": (),
        "marks": {"http": "e", "sse": "e", "acp": "e", "_meta": "e"},
        "defaults": {"http": False, "sse": False, "acp": False},
    },
    "McpError": {"fields": {"code": "integer", "message": "string", "data": "any"}, "need": ("code", "message")},
    "McpRequestId": "string",
    "McpServer": {
        "tag": "type",
        "by": {
            "http": {"fields": {"type": {"const": "http"}}, "need": ("type",), "also": ("McpServerHttp",)},
            "sse": {"fields": {"type": {"const": "sse"}}, "need": ("type",), "also": ("McpServerSse",)},
            "acp": {"fields": {"type": {"const": "acp"}}, "need": ("type",), "also": ("McpServerAcp",)},
        },
        "other": "McpServerStdio",
    },
    "McpServerAcp": {
        "fields": {"name": "string", "serverId": "McpServerAcpId", "_meta": {"maybe": "object"}},
        "need": ("name", "serverId"),
        "marks": {"_meta": "e"},
    },
    "McpServerAcpId": "string",
    "McpServerHttp": {
        "fields": {"name": "string", "url": "string", "headers": {"list": "HttpHeader"}, "_meta": {"maybe": "object"}},
        "need": ("name", "url", "headers"),
        "marks": {"headers": "n", "_meta": "e"},
    },
    "McpServerSse": {
        "fields": {"name": "string", "url": "string", "headers": {"list": "HttpHeader"}, "_meta": {"maybe": "object"}},
        "need": ("name", "url", "headers"),
        "marks": {"headers": "n", "_meta": "e"},
    },
    "McpServerStdio": {
        "fields": {
            "name": "string",
            "command": "string",
            "args": {"list": "string"},
            "env": {"list": "EnvVariable"},
            "_meta": {"maybe": "object"},
        },
        "need": ("name", "command", "args", "env"),
        "marks": {"args": "n", "env": "n", "_meta": "e"},
    },
    "MessageId": "string",
    "MessageMcpNotification": {
        "fields": {
            "serverId": "McpServerAcpId",
            "requestId": "McpRequestId",
            "method": "string",
            "params": {"maybe": "object"},
            "_meta": {"maybe": "object"},
        },
        "need": ("serverId", "requestId", "method"),
        "marks": {"_meta": "e"},
    },
    "MessageMcpRequest": {
        "fields": {
            "serverId": "McpServerAcpId",
            "requestId": "McpRequestId",
            "method": "string",
            "params": {"maybe": "object"},
            "_meta": {"maybe": "object"},
        },
        "need": ("serverId", "requestId", "method"),
        "marks": {"_meta": "e"},
    },
    "MessageMcpResponse": {
        "any": (
            {"fields": {"result": "any", "_meta": {"maybe": "object"}}, "need": ("result",), "marks": {"_meta": "e"}},
            {
                "fields": {"error": "McpError", "_meta": {"maybe": "object"}},
                "need": ("error",),
                "marks": {"_meta": "e"},
            },
        )
    },
    "MultiSelectItems": {
        "any": (
            {"fields": {"type": {"const": "string"}}, "need": ("type",), "also": ("StringMultiSelectItems",)},
            {"fields": {"type": "string"}, "need": ("type",)},
            "TitledMultiSelectItems",
        )
    },
    "MultiSelectPropertySchema": {
        "fields": {
            "title": {"maybe": "string"},
            "description": {"maybe": "string"},
            "minItems": {"maybe": "integer"},
            "maxItems": {"maybe": "integer"},
            "items": "MultiSelectItems",
            "default": {"maybe": {"list": "string"}},
            "_meta": {"maybe": "object"},
        },
        "need": ("items",),
        "marks": {"title": "e", "description": "e", "default": "es", "_meta": "e"},
    },
    "NewSessionRequest": {
        "fields": {
            "cwd": "string",
            "additionalDirectories": {"list": "string"},
            "mcpServers": {"list": "McpServer"},
            "systemPrompt": {"maybe": "SystemPrompt"},
            "_meta": {"maybe": "object"},
        },
        "need": ("cwd", "mcpServers"),
        "marks": {"additionalDirectories": "n", "mcpServers": "n", "_meta": "e"},
    },
    "NewSessionResponse": {
        "fields": {
            "sessionId": "SessionId",
            "modes": {"maybe": "SessionModeState"},
            "configOptions": {"maybe": {"list": "SessionConfigOption"}},
            "_meta": {"maybe": "object"},
        },
        "need": ("sessionId",),
        "marks": {"modes": "e", "configOptions": "es", "_meta": "e"},
    },
    "Notice": {
        "fields": {
            "severity": "NoticeSeverity",
            "title": "string",
            "description": {"maybe": "string"},
            "_meta": {"maybe": "object"},
        },
        "need": ("severity", "title"),
        "marks": {"description": "e", "_meta": "e"},
    },
    "NoticeCapabilities": "object",
    "NoticeSeverity": {"enum": ("info", "warning", "error"), "open": True},
    "NumberPropertySchema": {
        "fields": {
            "title": {"maybe": "string"},
            "description": {"maybe": "string"},
            "minimum": {"maybe": "number"},
            "maximum": {"maybe": "number"},
            "default": {"maybe": "number"},
            "_meta": {"maybe": "object"},
        },
        "need": (),
        "marks": {"title": "e", "description": "e", "default": "e", "_meta": "e"},
    },
    "PermissionOption": {
        "fields": {
            "optionId": "PermissionOptionId",
            "name": "string",
            "kind": "PermissionOptionKind",
            "_meta": {"maybe": "object"},
        },
        "need": ("optionId", "name", "kind"),
        "marks": {"_meta": "e"},
    },
    "PermissionOptionId": "string",
    "PermissionOptionKind": {"enum": ("allow_once", "allow_always", "reject_once", "reject_always")},
    "Plan": {
        "fields": {"entries": {"list": "PlanEntry"}, "_meta": {"maybe": "object"}},
        "need": ("entries",),
        "marks": {"entries": "es", "_meta": "e"},
    },
    "PlanCapabilities": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "PlanEntry": {
        "fields": {
            "content": "string",
            "priority": "PlanEntryPriority",
            "status": "PlanEntryStatus",
            "_meta": {"maybe": "object"},
        },
        "need": ("content", "priority", "status"),
        "marks": {"_meta": "e"},
    },
    "PlanEntryPriority": {"enum": ("high", "medium", "low")},
    "PlanEntryStatus": {"enum": ("pending", "in_progress", "completed")},
    "PlanFile": {
        "fields": {"planId": "PlanId", "uri": "string", "_meta": {"maybe": "object"}},
        "need": ("planId", "uri"),
        "marks": {"_meta": "e"},
    },
    "PlanId": "string",
    "PlanItems": {
        "fields": {"planId": "PlanId", "entries": {"list": "PlanEntry"}, "_meta": {"maybe": "object"}},
        "need": ("planId", "entries"),
        "marks": {"entries": "es", "_meta": "e"},
    },
    "PlanMarkdown": {
        "fields": {"planId": "PlanId", "content": "string", "_meta": {"maybe": "object"}},
        "need": ("planId", "content"),
        "marks": {"_meta": "e"},
    },
    "PlanRemoved": {
        "fields": {"planId": "PlanId", "_meta": {"maybe": "object"}},
        "need": ("planId",),
        "marks": {"_meta": "e"},
    },
    "PlanUpdate": {
        "fields": {"plan": "PlanUpdateContent", "_meta": {"maybe": "object"}},
        "need": ("plan",),
        "marks": {"_meta": "e"},
    },
    "PlanUpdateContent": {
        "tag": "type",
        "by": {
            "items": {"fields": {"type": {"const": "items"}}, "need": ("type",), "also": ("PlanItems",)},
            "file": {"fields": {"type": {"const": "file"}}, "need": ("type",), "also": ("PlanFile",)},
            "markdown": {"fields": {"type": {"const": "markdown"}}, "need": ("type",), "also": ("PlanMarkdown",)},
        },
        "other": None,
    },
    "PromptCapabilities": {
        "fields": {"image": "boolean", "audio": "boolean", "embeddedContext": "boolean", "_meta": {"maybe": "object"}},
        "need": (),
        "marks": {"image": "e", "audio": "e", "embeddedContext": "e", "_meta": "e"},
        "defaults": {"image": False, "audio": False, "embeddedContext": False},
    },
    "PromptRequest": {
        "fields": {"sessionId": "SessionId", "prompt": {"list": "ContentBlock"}, "_meta": {"maybe": "object"}},
        "need": ("sessionId", "prompt"),
        "marks": {"_meta": "e"},
    },
    "PromptResponse": {
        "fields": {"stopReason": "StopReason", "usage": {"maybe": "Usage"}, "_meta": {"maybe": "object"}},
        "need": ("stopReason",),
        "marks": {"usage": "e", "_meta": "e"},
    },
    "ProtocolVersion": "integer",
    "ProviderCurrentConfig": {
        "fields": {"apiType": "LlmProtocol", "baseUrl": "string", "_meta": {"maybe": "object"}},
        "need": ("apiType", "baseUrl"),
        "marks": {"_meta": "e"},
    },
    "ProviderId": "string",
    "ProviderInfo": {
        "fields": {
            "providerId": "ProviderId",
            "supported": {"list": "LlmProtocol"},
            "required": "boolean",
            "current": {"maybe": "ProviderCurrentConfig"},
            "_meta": {"maybe": "object"},
        },
        "need": ("providerId", "supported", "required"),
        "marks": {"supported": "es", "_meta": "e"},
    },
    "ProvidersCapabilities": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "ProxySuccessorNotification": {
        "fields": {"method": "string", "params": "any", "_meta": {"maybe": "object"}},
        "need": ("method",),
        "marks": {"_meta": "e"},
    },
    "ProxySuccessorRequest": {
        "fields": {"method": "string", "params": "any", "_meta": {"maybe": "object"}},
        "need": ("method",),
        "marks": {"_meta": "e"},
    },
    "ProxySuccessorResponse": "any",
    "ReadTextFileRequest": {
        "fields": {
            "sessionId": "SessionId",
            "path": "string",
            "line": {"maybe": "integer"},
            "limit": {"maybe": "integer"},
            "_meta": {"maybe": "object"},
        },
        "need": ("sessionId", "path"),
        "marks": {"_meta": "e"},
    },
    "ReadTextFileResponse": {
        "fields": {"content": "string", "_meta": {"maybe": "object"}},
        "need": ("content",),
        "marks": {"_meta": "e"},
    },
    "ReleaseTerminalRequest": {
        "fields": {"sessionId": "SessionId", "terminalId": "TerminalId", "_meta": {"maybe": "object"}},
        "need": ("sessionId", "terminalId"),
        "marks": {"_meta": "e"},
    },
    "ReleaseTerminalResponse": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "RequestId": {"maybe": {"any": ("integer", "string")}},
    "RequestPermissionOutcome": {
        "tag": "outcome",
        "by": {
            "cancelled": {"fields": {"outcome": {"const": "cancelled"}}, "need": ("outcome",)},
            "selected": {
                "fields": {"outcome": {"const": "selected"}},
                "need": ("outcome",),
                "also": ("SelectedPermissionOutcome",),
            },
        },
        "other": None,
    },
    "RequestPermissionRequest": {
        "fields": {
            "sessionId": "SessionId",
            "toolCall": "ToolCallUpdate",
            "options": {"list": "PermissionOption"},
            "_meta": {"maybe": "object"},
        },
        "need": ("sessionId", "toolCall", "options"),
        "marks": {"_meta": "e"},
    },
    "RequestPermissionResponse": {
        "fields": {"outcome": "RequestPermissionOutcome", "_meta": {"maybe": "object"}},
        "need": ("outcome",),
        "marks": {"_meta": "e"},
    },
    "RequiresActionStateUpdate": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "ResourceLink": {
        "fields": {
            "annotations": {"maybe": "Annotations"},
            "description": {"maybe": "string"},
            "mimeType": {"maybe": "string"},
            "name": "string",
            "size": {"maybe": "integer"},
            "title": {"maybe": "string"},
            "uri": "string",
            "_meta": {"maybe": "object"},
        },
        "need": ("name", "uri"),
        "marks": {"annotations": "e", "description": "e", "mimeType": "e", "size": "e", "title": "e", "_meta": "e"},
    },
    "ResumeSessionRequest": {
        "fields": {
            "sessionId": "SessionId",
            "cwd": "string",
            "additionalDirectories": {"list": "string"},
            "mcpServers": {"list": "McpServer"},
            "systemPrompt": {"maybe": "SystemPrompt"},
            "_meta": {"maybe": "object"},
        },
        "need": ("sessionId", "cwd"),
        "marks": {"additionalDirectories": "n", "mcpServers": "n", "_meta": "e"},
    },
    "ResumeSessionResponse": {
        "fields": {
            "modes": {"maybe": "SessionModeState"},
            "configOptions": {"maybe": {"list": "SessionConfigOption"}},
            "_meta": {"maybe": "object"},
        },
        "need": (),
        "marks": {"modes": "e", "configOptions": "es", "_meta": "e"},
    },
    "Role": {"enum": ("assistant", "user")},
    "RunningStateUpdate": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "SelectedPermissionOutcome": {
        "fields": {"optionId": "PermissionOptionId", "_meta": {"maybe": "object"}},
        "need": ("optionId",),
        "marks": {"_meta": "e"},
    },
    "SessionAdditionalDirectoriesCapabilities": {
        "fields": {"_meta": {"maybe": "object"}},
        "need": (),
        "marks": {"_meta": "e"},
    },
    "SessionArchiveCapabilities": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "SessionArchiveFilter": {"enum": ("exclude", "include", "only"), "open": True},
    "SessionCancelCapabilities": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "SessionCapabilities": {
        "fields": {
            "list": {"maybe": "SessionListCapabilities"},
            "delete": {"maybe": "SessionDeleteCapabilities"},
            "additionalDirectories": {"maybe": "SessionAdditionalDirectoriesCapabilities"},
            "systemPrompt": {"maybe": "SessionSystemPromptCapabilities"},
            "fork": {"maybe": "SessionForkCapabilities"},
            "archive": {"maybe": "SessionArchiveCapabilities"},
            "status": {"maybe": "SessionStatusCapabilities"},
            "title": {"maybe": "SessionTitleCapabilities"},
            "resume": {"maybe": "SessionResumeCapabilities"},
            "close": {"maybe": "SessionCloseCapabilities"},
            "_meta": {"maybe": "object"},
        },
        "need": (),
        "marks": {
            "list": "e",
            "delete": "e",
            "additionalDirectories": "e",
            "systemPrompt": "e",
            "fork": "e",
            "archive": "e",
            "status": "e",
            "title": "e",
            "resume": "e",
            "close": "e",
            "_meta": "e",
        },
    },
    "SessionCloseCapabilities": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "SessionConfigBoolean": {"fields": {"currentValue": "boolean"}, "need": ("currentValue",)},
    "SessionConfigGroupId": "string",
    "SessionConfigId": "string",
    "SessionConfigOption": {
        "fields": {
            "id": "SessionConfigId",
            "name": "string",
            "description": {"maybe": "string"},
            "category": {"maybe": "SessionConfigOptionCategory"},
            "_meta": {"maybe": "object"},
        },
        "need": ("id", "name"),
        "marks": {"description": "e", "category": "e", "_meta": "e"},
        "also": (
            {
                "tag": "type",
                "by": {
                    "select": {
                        "fields": {"type": {"const": "select"}},
                        "need": ("type",),
                        "also": ("SessionConfigSelect",),
                    },
                    "boolean": {
                        "fields": {"type": {"const": "boolean"}},
                        "need": ("type",),
                        "also": ("SessionConfigBoolean",),
                    },
                },
                "other": None,
            },
        ),
    },
    "SessionConfigOptionCategory": {"enum": ("mode", "model", "model_config", "thought_level"), "open": True},
    "SessionConfigOptionsCapabilities": {
        "fields": {"boolean": {"maybe": "BooleanConfigOptionCapabilities"}, "_meta": {"maybe": "object"}},
        "need": (),
        "marks": {"boolean": "e", "_meta": "e"},
    },
    "SessionConfigSelect": {
        "fields": {"currentValue": "SessionConfigValueId", "options": "SessionConfigSelectOptions"},
        "need": ("currentValue", "options"),
    },
    "SessionConfigSelectGroup": {
        "fields": {
            "group": "SessionConfigGroupId",
            "name": "string",
            "options": {"list": "SessionConfigSelectOption"},
            "_meta": {"maybe": "object"},
        },
        "need": ("group", "name", "options"),
        "marks": {"options": "es", "_meta": "e"},
    },
    "SessionConfigSelectOption": {
        "fields": {
            "value": "SessionConfigValueId",
            "name": "string",
            "description": {"maybe": "string"},
            "_meta": {"maybe": "object"},
        },
        "need": ("value", "name"),
        "marks": {"description": "e", "_meta": "e"},
    },
    "SessionConfigSelectOptions": {
        "any": ({"list": "SessionConfigSelectOption"}, {"list": "SessionConfigSelectGroup"})
    },
    "SessionConfigValueId": "string",
    "SessionDeleteCapabilities": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "SessionForkCapabilities": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "SessionId": "string",
    "SessionInfo": {
        "fields": {
            "sessionId": "SessionId",
            "cwd": "string",
            "additionalDirectories": {"list": "string"},
            "title": {"maybe": "string"},
            "updatedAt": {"maybe": "string"},
            "archived": {"maybe": "boolean"},
            "_meta": {"maybe": "object"},
        },
        "need": ("sessionId", "cwd"),
        "marks": {"additionalDirectories": "es", "title": "e", "updatedAt": "e", "archived": "e", "_meta": "e"},
    },
    "SessionInfoUpdate": {
        "fields": {"title": {"maybe": "string"}, "updatedAt": {"maybe": "string"}, "_meta": {"maybe": "object"}},
        "need": (),
        "marks": {"title": "e", "updatedAt": "e", "_meta": "e"},
    },
    "SessionListCapabilities": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "SessionMessage": {
        "fields": {
            "messageId": "MessageId",
            "senderSessionId": {"maybe": "SessionId"},
            "recipientSessionId": {"maybe": "SessionId"},
            "senderMessageId": {"maybe": "MessageId"},
            "recipientMessageId": {"maybe": "MessageId"},
            "content": {"maybe": {"list": "ContentBlock"}},
            "_meta": {"maybe": "object"},
        },
        "need": ("messageId",),
        "marks": {
            "senderSessionId": "e",
            "recipientSessionId": "e",
            "senderMessageId": "e",
            "recipientMessageId": "e",
            "content": "es",
            "_meta": "e",
        },
    },
    "SessionMessageChunk": {
        "fields": {"messageId": "MessageId", "content": "ContentBlock", "_meta": {"maybe": "object"}},
        "need": ("messageId", "content"),
        "marks": {"_meta": "e"},
    },
    "SessionMode": {
        "fields": {
            "id": "SessionModeId",
            "name": "string",
            "description": {"maybe": "string"},
            "_meta": {"maybe": "object"},
        },
        "need": ("id", "name"),
        "marks": {"description": "e", "_meta": "e"},
    },
    "SessionModeId": "string",
    "SessionModeState": {
        "fields": {
            "currentModeId": "SessionModeId",
            "availableModes": {"list": "SessionMode"},
            "_meta": {"maybe": "object"},
        },
        "need": ("currentModeId", "availableModes"),
        "marks": {"availableModes": "es", "_meta": "e"},
    },
    "SessionNotification": {
        "fields": {"sessionId": "SessionId", "update": "SessionUpdate", "_meta": {"maybe": "object"}},
        "need": ("sessionId", "update"),
        "marks": {"_meta": "e"},
    },
    "SessionResumeCapabilities": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "SessionStatus": {"enum": ("open", "saved"), "open": True},
    "SessionStatusCapabilities": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "SessionStatusRequest": {
        "fields": {"sessionId": "SessionId", "_meta": {"maybe": "object"}},
        "need": ("sessionId",),
        "marks": {"_meta": "e"},
    },
    "SessionStatusResponse": {
        "fields": {"status": "SessionStatus", "_meta": {"maybe": "object"}},
        "need": ("status",),
        "marks": {"_meta": "e"},
    },
    "SessionSystemPromptCapabilities": {
        "fields": {"mode": {"maybe": "SessionSystemPromptModeCapabilities"}, "_meta": {"maybe": "object"}},
        "need": (),
        "marks": {"mode": "e", "_meta": "e"},
    },
    "SessionSystemPromptModeCapabilities": {
        "fields": {"override": {"maybe": "SessionSystemPromptOverrideCapabilities"}, "_meta": {"maybe": "object"}},
        "need": (),
        "marks": {"override": "e", "_meta": "e"},
    },
    "SessionSystemPromptOverrideCapabilities": {
        "fields": {"_meta": {"maybe": "object"}},
        "need": (),
        "marks": {"_meta": "e"},
    },
    "SessionTitleCapabilities": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "SessionUpdate": {
        "tag": "sessionUpdate",
        "by": {
            "user_message_chunk": {
                "fields": {"sessionUpdate": {"const": "user_message_chunk"}},
                "need": ("sessionUpdate",),
                "also": ("ContentChunk",),
            },
            "agent_message_chunk": {
                "fields": {"sessionUpdate": {"const": "agent_message_chunk"}},
                "need": ("sessionUpdate",),
                "also": ("ContentChunk",),
            },
            "agent_thought_chunk": {
                "fields": {"sessionUpdate": {"const": "agent_thought_chunk"}},
                "need": ("sessionUpdate",),
                "also": ("ContentChunk",),
            },
            "tool_call": {
                "fields": {"sessionUpdate": {"const": "tool_call"}},
                "need": ("sessionUpdate",),
                "also": ("ToolCall",),
            },
            "tool_call_update": {
                "fields": {"sessionUpdate": {"const": "tool_call_update"}},
                "need": ("sessionUpdate",),
                "also": ("ToolCallUpdate",),
            },
            "plan": {"fields": {"sessionUpdate": {"const": "plan"}}, "need": ("sessionUpdate",), "also": ("Plan",)},
            "plan_update": {
                "fields": {"sessionUpdate": {"const": "plan_update"}},
                "need": ("sessionUpdate",),
                "also": ("PlanUpdate",),
            },
            "plan_removed": {
                "fields": {"sessionUpdate": {"const": "plan_removed"}},
                "need": ("sessionUpdate",),
                "also": ("PlanRemoved",),
            },
            "available_commands_update": {
                "fields": {"sessionUpdate": {"const": "available_commands_update"}},
                "need": ("sessionUpdate",),
                "also": ("AvailableCommandsUpdate",),
            },
            "current_mode_update": {
                "fields": {"sessionUpdate": {"const": "current_mode_update"}},
                "need": ("sessionUpdate",),
                "also": ("CurrentModeUpdate",),
            },
            "config_option_update": {
                "fields": {"sessionUpdate": {"const": "config_option_update"}},
                "need": ("sessionUpdate",),
                "also": ("ConfigOptionUpdate",),
            },
            "session_info_update": {
                "fields": {"sessionUpdate": {"const": "session_info_update"}},
                "need": ("sessionUpdate",),
                "also": ("SessionInfoUpdate",),
            },
            "usage_update": {
                "fields": {"sessionUpdate": {"const": "usage_update"}},
                "need": ("sessionUpdate",),
                "also": ("UsageUpdate",),
            },
            "notice": {
                "fields": {"sessionUpdate": {"const": "notice"}},
                "need": ("sessionUpdate",),
                "also": ("Notice",),
            },
            "compaction_update": {
                "fields": {"sessionUpdate": {"const": "compaction_update"}},
                "need": ("sessionUpdate",),
                "also": ("CompactionUpdate",),
            },
            "compaction_summary_chunk": {
                "fields": {"sessionUpdate": {"const": "compaction_summary_chunk"}},
                "need": ("sessionUpdate",),
                "also": ("CompactionSummaryChunk",),
            },
            "subagent_update": {
                "fields": {"sessionUpdate": {"const": "subagent_update"}},
                "need": ("sessionUpdate",),
                "also": ("SubagentUpdate",),
            },
            "session_message": {
                "fields": {"sessionUpdate": {"const": "session_message"}},
                "need": ("sessionUpdate",),
                "also": ("SessionMessage",),
            },
            "session_message_chunk": {
                "fields": {"sessionUpdate": {"const": "session_message_chunk"}},
                "need": ("sessionUpdate",),
                "also": ("SessionMessageChunk",),
            },
        },
        "other": None,
    },
    "SetProviderRequest": {
        "fields": {
            "providerId": "ProviderId",
            "apiType": "LlmProtocol",
            "baseUrl": "string",
            "headers": {"map": "string"},
            "_meta": {"maybe": "object"},
        },
        "need": ("providerId", "apiType", "baseUrl"),
        "marks": {"_meta": "e"},
    },
    "SetProviderResponse": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "SetSessionConfigOptionRequest": {
        "fields": {"sessionId": "SessionId", "configId": "SessionConfigId", "_meta": {"maybe": "object"}},
        "need": ("sessionId", "configId"),
        "marks": {"_meta": "e"},
        "also": (
            {
                "tag": "type",
                "by": {
                    "boolean": {"fields": {"type": {"const": "boolean"}, "value": "boolean"}, "need": ("type", "value")}
                },
                "other": {"fields": {"value": "SessionConfigValueId"}, "need": ("value",)},
            },
        ),
    },
    "SetSessionConfigOptionResponse": {
        "fields": {"configOptions": {"list": "SessionConfigOption"}, "_meta": {"maybe": "object"}},
        "need": ("configOptions",),
        "marks": {"configOptions": "es", "_meta": "e"},
    },
    "SetSessionModeRequest": {
        "fields": {"sessionId": "SessionId", "modeId": "SessionModeId", "_meta": {"maybe": "object"}},
        "need": ("sessionId", "modeId"),
        "marks": {"_meta": "e"},
    },
    "SetSessionModeResponse": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "SetSessionTitleRequest": {
        "fields": {"sessionId": "SessionId", "title": "string", "_meta": {"maybe": "object"}},
        "need": ("sessionId", "title"),
        "marks": {"_meta": "e"},
    },
    "SetSessionTitleResponse": {
        "fields": {"title": "string", "_meta": {"maybe": "object"}},
        "need": ("title",),
        "marks": {"_meta": "e"},
    },
    "StateUpdate": {
        "tag": "state",
        "by": {
            "running": {"fields": {"state": {"const": "running"}}, "need": ("state",), "also": ("RunningStateUpdate",)},
            "idle": {"fields": {"state": {"const": "idle"}}, "need": ("state",), "also": ("IdleStateUpdate",)},
            "requires_action": {
                "fields": {"state": {"const": "requires_action"}},
                "need": ("state",),
                "also": ("RequiresActionStateUpdate",),
            },
            "unknown": {"fields": {"state": {"const": "unknown"}}, "need": ("state",), "also": ("UnknownStateUpdate",)},
        },
        "other": {"fields": {"state": "string"}, "need": ("state",)},
    },
    "StopReason": {"enum": ("end_turn", "max_tokens", "max_turn_requests", "refusal", "cancelled")},
    "StringFormat": {"enum": ("email", "uri", "date", "date-time")},
    "StringMultiSelectItems": {
        "fields": {"enum": {"list": "string"}, "_meta": {"maybe": "object"}},
        "need": ("enum",),
        "marks": {"_meta": "e"},
    },
    "StringPropertySchema": {
        "fields": {
            "title": {"maybe": "string"},
            "description": {"maybe": "string"},
            "minLength": {"maybe": "integer"},
            "maxLength": {"maybe": "integer"},
            "pattern": {"maybe": "string"},
            "format": {"maybe": "StringFormat"},
            "default": {"maybe": "string"},
            "enum": {"maybe": {"list": "string"}},
            "oneOf": {"maybe": {"list": "EnumOption"}},
            "_meta": {"maybe": "object"},
        },
        "need": (),
        "marks": {"title": "e", "description": "e", "default": "e", "_meta": "e"},
    },
    "SubagentCapabilities": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "SubagentSessionCapabilities": {
        "fields": {"cancel": {"maybe": "SessionCancelCapabilities"}, "_meta": {"maybe": "object"}},
        "need": (),
        "marks": {"cancel": "e", "_meta": "e"},
    },
    "SubagentUpdate": {
        "fields": {
            "sessionId": "SessionId",
            "title": {"maybe": "string"},
            "description": {"maybe": "string"},
            "capabilities": {"maybe": "SubagentSessionCapabilities"},
            "state": {"maybe": "StateUpdate"},
            "cwd": {"maybe": "string"},
            "additionalDirectories": {"maybe": {"list": "string"}},
            "_meta": {"maybe": "object"},
        },
        "need": ("sessionId",),
        "marks": {"title": "e", "description": "e", "capabilities": "e", "state": "e", "_meta": "e"},
    },
    "SystemPrompt": {
        "fields": {"mode": "SystemPromptMode", "content": {"list": "ContentBlock"}, "_meta": {"maybe": "object"}},
        "need": ("mode", "content"),
        "marks": {"_meta": "e"},
    },
    "SystemPromptMode": {"enum": ("append", "override"), "open": True},
    "Terminal": {
        "fields": {"terminalId": "TerminalId", "_meta": {"maybe": "object"}},
        "need": ("terminalId",),
        "marks": {"_meta": "e"},
    },
    "TerminalExitStatus": {
        "fields": {"exitCode": {"maybe": "integer"}, "signal": {"maybe": "string"}, "_meta": {"maybe": "object"}},
        "need": (),
        "marks": {"exitCode": "e", "signal": "e", "_meta": "e"},
    },
    "TerminalId": "string",
    "TerminalOutputRequest": {
        "fields": {"sessionId": "SessionId", "terminalId": "TerminalId", "_meta": {"maybe": "object"}},
        "need": ("sessionId", "terminalId"),
        "marks": {"_meta": "e"},
    },
    "TerminalOutputResponse": {
        "fields": {
            "output": "string",
            "truncated": "boolean",
            "exitStatus": {"maybe": "TerminalExitStatus"},
            "_meta": {"maybe": "object"},
        },
        "need": ("output", "truncated"),
        "marks": {"exitStatus": "e", "_meta": "e"},
    },
    "TextContent": {
        "fields": {"annotations": {"maybe": "Annotations"}, "text": "string", "_meta": {"maybe": "object"}},
        "need": ("text",),
        "marks": {"annotations": "e", "_meta": "e"},
    },
    "TextResourceContents": {
        "fields": {"mimeType": {"maybe": "string"}, "text": "string", "uri": "string", "_meta": {"maybe": "object"}},
        "need": ("text", "uri"),
        "marks": {"mimeType": "e", "_meta": "e"},
    },
    "TitledMultiSelectItems": {
        "fields": {"anyOf": {"list": "EnumOption"}, "_meta": {"maybe": "object"}},
        "need": ("anyOf",),
        "marks": {"_meta": "e"},
    },
    "ToolCall": {
        "fields": {
            "toolCallId": "ToolCallId",
            "title": "string",
            "name": {"maybe": "string"},
            "kind": "ToolKind",
            "status": "ToolCallStatus",
            "content": {"list": "ToolCallContent"},
            "locations": {"list": "ToolCallLocation"},
            "rawInput": "any",
            "rawOutput": "any",
            "_meta": {"maybe": "object"},
        },
        "need": ("toolCallId", "title"),
        "marks": {
            "name": "e",
            "kind": "e",
            "status": "e",
            "content": "es",
            "locations": "es",
            "rawInput": "e",
            "rawOutput": "e",
            "_meta": "e",
        },
    },
    "ToolCallContent": {
        "tag": "type",
        "by": {
            "content": {"fields": {"type": {"const": "content"}}, "need": ("type",), "also": ("Content",)},
            "diff": {"fields": {"type": {"const": "diff"}}, "need": ("type",), "also": ("Diff",)},
            "terminal": {"fields": {"type": {"const": "terminal"}}, "need": ("type",), "also": ("Terminal",)},
        },
        "other": None,
    },
    "ToolCallId": "string",
    "ToolCallLocation": {
        "fields": {"path": "string", "line": {"maybe": "integer"}, "_meta": {"maybe": "object"}},
        "need": ("path",),
        "marks": {"line": "e", "_meta": "e"},
    },
    "ToolCallStatus": {"enum": ("pending", "in_progress", "completed", "failed")},
    "ToolCallUpdate": {
        "fields": {
            "toolCallId": "ToolCallId",
            "kind": {"maybe": "ToolKind"},
            "status": {"maybe": "ToolCallStatus"},
            "title": {"maybe": "string"},
            "name": {"maybe": "string"},
            "content": {"maybe": {"list": "ToolCallContent"}},
            "locations": {"maybe": {"list": "ToolCallLocation"}},
            "rawInput": "any",
            "rawOutput": "any",
            "_meta": {"maybe": "object"},
        },
        "need": ("toolCallId",),
        "marks": {
            "kind": "e",
            "status": "e",
            "title": "e",
            "name": "e",
            "content": "es",
            "locations": "es",
            "rawInput": "e",
            "rawOutput": "e",
            "_meta": "e",
        },
    },
    "ToolKind": {
        "enum": ("read", "edit", "delete", "move", "search", "execute", "think", "fetch", "switch_mode", "other")
    },
    "UnarchiveSessionRequest": {
        "fields": {"sessionId": "SessionId", "_meta": {"maybe": "object"}},
        "need": ("sessionId",),
        "marks": {"_meta": "e"},
    },
    "UnarchiveSessionResponse": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "UnknownStateUpdate": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "UnstructuredCommandInput": {
        "fields": {"hint": "string", "_meta": {"maybe": "object"}},
        "need": ("hint",),
        "marks": {"_meta": "e"},
    },
    "Usage": {
        "fields": {
            "totalTokens": "integer",
            "inputTokens": "integer",
            "outputTokens": "integer",
            "thoughtTokens": {"maybe": "integer"},
            "cachedReadTokens": {"maybe": "integer"},
            "cachedWriteTokens": {"maybe": "integer"},
            "_meta": {"maybe": "object"},
        },
        "need": ("totalTokens", "inputTokens", "outputTokens"),
        "marks": {"thoughtTokens": "e", "cachedReadTokens": "e", "cachedWriteTokens": "e", "_meta": "e"},
    },
    "UsageUpdate": {
        "fields": {"used": "integer", "size": "integer", "cost": {"maybe": "Cost"}, "_meta": {"maybe": "object"}},
        "need": ("used", "size"),
        "marks": {"cost": "e", "_meta": "e"},
    },
    "WaitForTerminalExitRequest": {
        "fields": {"sessionId": "SessionId", "terminalId": "TerminalId", "_meta": {"maybe": "object"}},
        "need": ("sessionId", "terminalId"),
        "marks": {"_meta": "e"},
    },
    "WaitForTerminalExitResponse": {
        "fields": {"exitCode": {"maybe": "integer"}, "signal": {"maybe": "string"}, "_meta": {"maybe": "object"}},
        "need": (),
        "marks": {"exitCode": "e", "signal": "e", "_meta": "e"},
    },
    "WriteTextFileRequest": {
        "fields": {"sessionId": "SessionId", "path": "string", "content": "string", "_meta": {"maybe": "object"}},
        "need": ("sessionId", "path", "content"),
        "marks": {"_meta": "e"},
    },
    "WriteTextFileResponse": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
}
"""Every type, for lenient reading."""
