"""Methods, updates and shapes of ACP wire version 2, as plain data.

Written by ``protocol/generate_acp.py`` from the JSON Schemas in ``protocol/schemas``; its vocabulary is
in ``protocol/schema_shapes.py``. Do not edit.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hermes_acp_protocol.acp.shapes import Method, Shape, Update

VERSION = 2

AGENT_REQUESTS: dict[str, Method] = {
    "auth/login": {"params": "LoginAuthRequest", "result": "LoginAuthResponse", "stable": True, "guard": None},
    "auth/logout": {
        "params": "LogoutAuthRequest",
        "result": "LogoutAuthResponse",
        "stable": True,
        "guard": "auth.logout",
    },
    "auth/status": {
        "params": "AuthStatusRequest",
        "result": "AuthStatusResponse",
        "stable": False,
        "guard": "auth.status",
    },
    "initialize": {"params": "InitializeRequest", "result": "InitializeResponse", "stable": True, "guard": None},
    "mcp/message": {
        "params": "MessageMcpRequest",
        "result": "MessageMcpResponse",
        "stable": False,
        "guard": "session.mcp.acp",
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
        "guard": "session.archive",
    },
    "session/close": {"params": "CloseSessionRequest", "result": "CloseSessionResponse", "stable": True, "guard": None},
    "session/delete": {
        "params": "DeleteSessionRequest",
        "result": "DeleteSessionResponse",
        "stable": True,
        "guard": "session.delete",
    },
    "session/fork": {
        "params": "ForkSessionRequest",
        "result": "ForkSessionResponse",
        "stable": False,
        "guard": "session.fork",
    },
    "session/list": {"params": "ListSessionsRequest", "result": "ListSessionsResponse", "stable": True, "guard": None},
    "session/new": {"params": "NewSessionRequest", "result": "NewSessionResponse", "stable": True, "guard": None},
    "session/prompt": {"params": "PromptRequest", "result": "PromptResponse", "stable": True, "guard": None},
    "session/resume": {
        "params": "ResumeSessionRequest",
        "result": "ResumeSessionResponse",
        "stable": True,
        "guard": None,
    },
    "session/set_config_option": {
        "params": "SetSessionConfigOptionRequest",
        "result": "SetSessionConfigOptionResponse",
        "stable": True,
        "guard": None,
    },
    "session/set_title": {
        "params": "SetSessionTitleRequest",
        "result": "SetSessionTitleResponse",
        "stable": False,
        "guard": "session.title",
    },
    "session/status": {
        "params": "SessionStatusRequest",
        "result": "SessionStatusResponse",
        "stable": False,
        "guard": "session.status",
    },
    "session/unarchive": {
        "params": "UnarchiveSessionRequest",
        "result": "UnarchiveSessionResponse",
        "stable": False,
        "guard": "session.archive",
    },
    "terminal/cancel": {
        "params": "CancelTerminalRequest",
        "result": "CancelTerminalResponse",
        "stable": True,
        "guard": None,
    },
    "tool_call/cancel": {
        "params": "CancelToolCallRequest",
        "result": "CancelToolCallResponse",
        "stable": True,
        "guard": None,
    },
}
"""What the agent is asked."""

AGENT_NOTIFICATIONS: dict[str, Method] = {
    "$/cancel_request": {"params": "CancelRequestNotification", "result": None, "stable": True, "guard": None},
    "mcp/message": {"params": "MessageMcpNotification", "result": None, "stable": False, "guard": "session.mcp.acp"},
    "session/cancel": {"params": "CancelSessionNotification", "result": None, "stable": True, "guard": None},
}
"""What the agent is told."""

CLIENT_REQUESTS: dict[str, Method] = {
    "elicitation/create": {
        "params": "CreateElicitationRequest",
        "result": "CreateElicitationResponse",
        "stable": True,
        "guard": "elicitation",
    },
    "mcp/message": {
        "params": "MessageMcpRequest",
        "result": "MessageMcpResponse",
        "stable": False,
        "guard": "session.mcp.acp",
    },
    "session/request_permission": {
        "params": "RequestPermissionRequest",
        "result": "RequestPermissionResponse",
        "stable": True,
        "guard": None,
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
    "mcp/message": {"params": "MessageMcpNotification", "result": None, "stable": False, "guard": "session.mcp.acp"},
    "session/update": {"params": "UpdateSessionNotification", "result": None, "stable": True, "guard": None},
}
"""What the client is told."""

UPDATES: dict[str, Update] = {
    "agent_message": {"shape": "AgentMessage", "stable": True, "guard": None},
    "agent_message_chunk": {"shape": "ContentChunk", "stable": True, "guard": None},
    "agent_thought": {"shape": "AgentThought", "stable": True, "guard": None},
    "agent_thought_chunk": {"shape": "ContentChunk", "stable": True, "guard": None},
    "available_commands_update": {"shape": "AvailableCommandsUpdate", "stable": True, "guard": None},
    "compaction_summary_chunk": {"shape": "CompactionSummaryChunk", "stable": True, "guard": None},
    "compaction_update": {"shape": "CompactionUpdate", "stable": True, "guard": None},
    "config_option_update": {"shape": "ConfigOptionUpdate", "stable": True, "guard": None},
    "notice": {"shape": "Notice", "stable": True, "guard": None},
    "plan_removed": {"shape": "PlanRemoved", "stable": False, "guard": None},
    "plan_update": {"shape": "PlanUpdate", "stable": True, "guard": None},
    "session_info_update": {"shape": "SessionInfoUpdate", "stable": True, "guard": None},
    "session_message": {"shape": "SessionMessage", "stable": False, "guard": None},
    "session_message_chunk": {"shape": "SessionMessageChunk", "stable": False, "guard": None},
    "state_update": {"shape": "StateUpdate", "stable": True, "guard": None},
    "subagent_update": {"shape": "SubagentUpdate", "stable": False, "guard": None},
    "terminal_output_chunk": {"shape": "TerminalOutputChunk", "stable": True, "guard": None},
    "terminal_update": {"shape": "TerminalUpdate", "stable": True, "guard": None},
    "tool_call_content_chunk": {"shape": "ToolCallContentChunk", "stable": True, "guard": None},
    "tool_call_update": {"shape": "ToolCallUpdate", "stable": True, "guard": None},
    "usage_update": {"shape": "UsageUpdate", "stable": True, "guard": None},
    "user_message": {"shape": "UserMessage", "stable": True, "guard": None},
    "user_message_chunk": {"shape": "ContentChunk", "stable": True, "guard": None},
}
"""Kinds of ``session/update``."""

ENUMS: dict[str, tuple[str, ...]] = {
    "AuthState": ("authenticated", "unauthenticated", "not_required", "unknown"),
    "CompactionStatus": ("in_progress", "completed", "failed", "cancelled"),
    "DiffFileType": ("text", "binary", "directory", "symlink"),
    "DiffPatchFormat": ("git_patch",),
    "ElicitationSchemaType": ("object",),
    "IconTheme": ("light", "dark"),
    "LlmProtocol": ("anthropic", "openai", "azure", "vertex", "bedrock"),
    "NoticeSeverity": ("info", "warning", "error"),
    "PermissionOptionKind": ("allow_once", "allow_always", "reject_once", "reject_always"),
    "PlanEntryPriority": ("high", "medium", "low"),
    "PlanEntryStatus": ("pending", "in_progress", "completed", "cancelled"),
    "Role": ("assistant", "user"),
    "SessionArchiveFilter": ("exclude", "include", "only"),
    "SessionConfigOptionCategory": ("mode", "model", "model_config", "thought_level"),
    "SessionStatus": ("open", "saved"),
    "StringFormat": ("email", "uri", "date", "date-time"),
    "SystemPromptMode": ("append", "override"),
    "ToolCallStatus": ("pending", "in_progress", "paused", "completed", "failed", "cancelled"),
    "ToolKind": ("read", "edit", "delete", "move", "search", "execute", "think", "fetch", "switch_mode", "other"),
}
"""Words the protocol defines, by type."""

SHAPES: dict[str, Shape] = {
    "AbsolutePath": "string",
    "AgentAuthCapabilities": {
        "fields": {"status": {"maybe": "AuthStatusCapabilities"}, "_meta": {"maybe": "object"}},
        "need": (),
        "marks": {"status": "e", "_meta": "e"},
    },
    "AgentCapabilities": {
        "fields": {
            "session": {"maybe": "SessionCapabilities"},
            "auth": {"maybe": "AgentAuthCapabilities"},
            "providers": {"maybe": "ProvidersCapabilities"},
            "_meta": {"maybe": "object"},
        },
        "need": (),
        "marks": {"session": "e", "auth": "e", "providers": "e", "_meta": "e"},
    },
    "AgentMessage": {
        "fields": {
            "messageId": "MessageId",
            "content": {"maybe": {"list": "ContentBlock"}},
            "_meta": {"maybe": "object"},
        },
        "need": ("messageId",),
        "marks": {"content": "es", "_meta": "e"},
    },
    "AgentThought": {
        "fields": {
            "messageId": "MessageId",
            "content": {"maybe": {"list": "ContentBlock"}},
            "_meta": {"maybe": "object"},
        },
        "need": ("messageId",),
        "marks": {"content": "es", "_meta": "e"},
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
            "data": "string",
            "mimeType": "MediaType",
            "annotations": {"maybe": "Annotations"},
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
    "AuthMethod": {
        "tag": "type",
        "by": {
            "terminal": {"fields": {"type": {"const": "terminal"}}, "need": ("type",), "also": ("AuthMethodTerminal",)},
            "agent": {"fields": {"type": {"const": "agent"}}, "need": ("type",), "also": ("AuthMethodAgent",)},
        },
        "other": {
            "fields": {"type": "string", "methodId": "AuthMethodId", "name": "string"},
            "need": ("type", "methodId", "name"),
        },
    },
    "AuthMethodAgent": {
        "fields": {
            "methodId": "AuthMethodId",
            "name": "string",
            "description": {"maybe": "string"},
            "_meta": {"maybe": "object"},
        },
        "need": ("methodId", "name"),
        "marks": {"description": "e", "_meta": "e"},
    },
    "AuthMethodId": "string",
    "AuthMethodTerminal": {
        "fields": {
            "methodId": "AuthMethodId",
            "name": "string",
            "description": {"maybe": "string"},
            "args": {"list": "string"},
            "env": {"list": "EnvVariable"},
            "_meta": {"maybe": "object"},
        },
        "need": ("methodId", "name"),
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
    "AvailableCommand": {
        "tag": "type",
        "by": {"command": {"fields": {"type": {"const": "command"}}, "need": ("type",), "also": ("Command",)}},
        "other": {
            "fields": {"type": "string", "name": "string", "description": "string"},
            "need": ("type", "name", "description"),
        },
    },
    "AvailableCommandInput": {
        "tag": "type",
        "by": {"text": {"fields": {"type": {"const": "text"}}, "need": ("type",), "also": ("TextCommandInput",)}},
        "other": {"fields": {"type": "string"}, "need": ("type",)},
    },
    "AvailableCommandsUpdate": {
        "fields": {"availableCommands": {"list": "AvailableCommand"}, "_meta": {"maybe": "object"}},
        "need": ("availableCommands",),
        "marks": {"availableCommands": "s", "_meta": "e"},
    },
    "BackgroundSubagent": {
        "fields": {"sessionId": "SessionId", "_meta": {"maybe": "object"}},
        "need": ("sessionId",),
        "marks": {"_meta": "e"},
    },
    "BackgroundTerminal": {
        "fields": {"terminalId": "TerminalId", "_meta": {"maybe": "object"}},
        "need": ("terminalId",),
        "marks": {"_meta": "e"},
    },
    "BackgroundToolCall": {
        "fields": {"toolCallId": "ToolCallId", "_meta": {"maybe": "object"}},
        "need": ("toolCallId",),
        "marks": {"_meta": "e"},
    },
    "BackgroundWork": {
        "tag": "type",
        "by": {
            "terminal": {"fields": {"type": {"const": "terminal"}}, "need": ("type",), "also": ("BackgroundTerminal",)},
            "tool_call": {
                "fields": {"type": {"const": "tool_call"}},
                "need": ("type",),
                "also": ("BackgroundToolCall",),
            },
            "subagent": {"fields": {"type": {"const": "subagent"}}, "need": ("type",), "also": ("BackgroundSubagent",)},
        },
        "other": {"fields": {"type": "string"}, "need": ("type",)},
    },
    "BlobResourceContents": {
        "fields": {"blob": "string", "uri": "string", "mimeType": {"maybe": "MediaType"}, "_meta": {"maybe": "object"}},
        "need": ("blob", "uri"),
        "marks": {"mimeType": "e", "_meta": "e"},
    },
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
    "CancelRequestNotification": {
        "fields": {"requestId": "RequestId", "_meta": {"maybe": "object"}},
        "need": ("requestId",),
        "marks": {"_meta": "e"},
    },
    "CancelSessionNotification": {
        "fields": {"sessionId": "SessionId", "_meta": {"maybe": "object"}},
        "need": ("sessionId",),
        "marks": {"_meta": "e"},
    },
    "CancelTerminalRequest": {
        "fields": {"sessionId": "SessionId", "terminalId": "TerminalId", "_meta": {"maybe": "object"}},
        "need": ("sessionId", "terminalId"),
        "marks": {"_meta": "e"},
    },
    "CancelTerminalResponse": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "CancelToolCallRequest": {
        "fields": {"sessionId": "SessionId", "toolCallId": "ToolCallId", "_meta": {"maybe": "object"}},
        "need": ("sessionId", "toolCallId"),
        "marks": {"_meta": "e"},
    },
    "CancelToolCallResponse": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "CancelledPermissionOutcome": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "ClientAuthCapabilities": {
        "fields": {"terminal": {"maybe": "TerminalAuthCapabilities"}, "_meta": {"maybe": "object"}},
        "need": (),
        "marks": {"terminal": "e", "_meta": "e"},
    },
    "ClientCapabilities": {
        "fields": {
            "auth": {"maybe": "ClientAuthCapabilities"},
            "elicitation": {"maybe": "ElicitationCapabilities"},
            "_meta": {"maybe": "object"},
        },
        "need": (),
        "marks": {"auth": "e", "elicitation": "e", "_meta": "e"},
    },
    "CloseSessionRequest": {
        "fields": {"sessionId": "SessionId", "_meta": {"maybe": "object"}},
        "need": ("sessionId",),
        "marks": {"_meta": "e"},
    },
    "CloseSessionResponse": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "Command": {
        "fields": {
            "name": "string",
            "description": "string",
            "input": {"maybe": "AvailableCommandInput"},
            "_meta": {"maybe": "object"},
        },
        "need": ("name", "description"),
        "marks": {"input": "e", "_meta": "e"},
    },
    "CommandPermissionSubject": {
        "fields": {
            "command": "string",
            "cwd": "AbsolutePath",
            "toolCallId": {"maybe": "ToolCallId"},
            "terminalId": {"maybe": "TerminalId"},
            "_meta": {"maybe": "object"},
        },
        "need": ("command", "cwd"),
        "marks": {"toolCallId": "e", "terminalId": "e", "_meta": "e"},
    },
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
        "marks": {"configOptions": "s", "_meta": "e"},
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
        "other": {"fields": {"type": "string"}, "need": ("type",)},
    },
    "ContentChunk": {
        "fields": {"messageId": "MessageId", "content": "ContentBlock", "_meta": {"maybe": "object"}},
        "need": ("messageId", "content"),
        "marks": {"_meta": "e"},
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
    "DeleteSessionRequest": {
        "fields": {"sessionId": "SessionId", "_meta": {"maybe": "object"}},
        "need": ("sessionId",),
        "marks": {"_meta": "e"},
    },
    "DeleteSessionResponse": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "Diff": {
        "fields": {"changes": {"list": "DiffChange"}, "patch": {"maybe": "DiffPatch"}, "_meta": {"maybe": "object"}},
        "need": ("changes",),
        "marks": {"changes": "s", "patch": "e", "_meta": "e"},
    },
    "DiffChange": {
        "fields": {
            "fileType": {"maybe": "DiffFileType"},
            "mimeType": {"maybe": "MediaType"},
            "_meta": {"maybe": "object"},
        },
        "need": (),
        "marks": {"fileType": "e", "mimeType": "e", "_meta": "e"},
        "also": (
            {
                "tag": "operation",
                "by": {
                    "add": {
                        "fields": {"operation": {"const": "add"}},
                        "need": ("operation",),
                        "also": ("DiffPathChange",),
                    },
                    "delete": {
                        "fields": {"operation": {"const": "delete"}},
                        "need": ("operation",),
                        "also": ("DiffPathChange",),
                    },
                    "modify": {
                        "fields": {"operation": {"const": "modify"}},
                        "need": ("operation",),
                        "also": ("DiffPathChange",),
                    },
                    "move": {
                        "fields": {"operation": {"const": "move"}},
                        "need": ("operation",),
                        "also": ("DiffPathPairChange",),
                    },
                    "copy": {
                        "fields": {"operation": {"const": "copy"}},
                        "need": ("operation",),
                        "also": ("DiffPathPairChange",),
                    },
                },
                "other": {"fields": {"operation": "string"}, "need": ("operation",)},
            },
        ),
    },
    "DiffFileType": {"enum": ("text", "binary", "directory", "symlink"), "open": True},
    "DiffPatch": {
        "fields": {"format": "DiffPatchFormat", "text": "string", "_meta": {"maybe": "object"}},
        "need": ("format", "text"),
        "marks": {"_meta": "e"},
    },
    "DiffPatchFormat": {"enum": ("git_patch",), "open": True},
    "DiffPathChange": {"fields": {"path": "AbsolutePath"}, "need": ("path",)},
    "DiffPathPairChange": {"fields": {"oldPath": "AbsolutePath", "path": "AbsolutePath"}, "need": ("oldPath", "path")},
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
    "ElicitationContentValue": {"any": ("string", "integer", "number", "boolean", {"list": "string"}, "any")},
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
        "need": ("type", "properties"),
        "marks": {"title": "e", "description": "e", "_meta": "e"},
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
            "resource": "EmbeddedResourceResource",
            "annotations": {"maybe": "Annotations"},
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
        "fields": {"code": "ErrorCode", "message": "string", "data": {"maybe": "ErrorData"}},
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
            {"const": -32022},
            "integer",
        )
    },
    "ErrorData": {"any": ("UnsupportedProtocolVersionErrorData", "SessionNotFoundErrorData", "any")},
    "ErrorStopReason": {"fields": {"error": {"maybe": "Error"}}, "need": (), "marks": {"error": "e"}},
    "ForkSessionRequest": {
        "fields": {
            "sessionId": "SessionId",
            "cwd": "AbsolutePath",
            "additionalDirectories": {"list": "AbsolutePath"},
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
            "configOptions": {"list": "SessionConfigOption"},
            "availableCommands": {"list": "AvailableCommand"},
            "_meta": {"maybe": "object"},
        },
        "need": ("sessionId",),
        "marks": {"configOptions": "es", "availableCommands": "es", "_meta": "e"},
    },
    "HttpHeader": {
        "fields": {"name": "string", "value": "string", "_meta": {"maybe": "object"}},
        "need": ("name", "value"),
        "marks": {"_meta": "e"},
    },
    "Icon": {
        "fields": {
            "src": "string",
            "mimeType": {"maybe": "MediaType"},
            "sizes": {"maybe": {"list": "string"}},
            "theme": {"maybe": "IconTheme"},
            "_meta": {"maybe": "object"},
        },
        "need": ("src",),
        "marks": {"mimeType": "e", "sizes": "es", "theme": "e", "_meta": "e"},
    },
    "IconTheme": {"enum": ("light", "dark"), "open": True},
    "IdleStateUpdate": {
        "fields": {
            "usage": {"maybe": "Usage"},
            "background": {"maybe": {"list": "BackgroundWork"}},
            "_meta": {"maybe": "object"},
            "stopReason": {"maybe": "string"},
        },
        "need": (),
        "marks": {"usage": "e", "background": "e", "_meta": "e", "stopReason": "e"},
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
            "data": "string",
            "mimeType": "MediaType",
            "uri": {"maybe": "string"},
            "annotations": {"maybe": "Annotations"},
            "_meta": {"maybe": "object"},
        },
        "need": ("data", "mimeType"),
        "marks": {"uri": "e", "annotations": "e", "_meta": "e"},
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
            "info": "Implementation",
            "capabilities": "ClientCapabilities",
            "_meta": {"maybe": "object"},
        },
        "need": ("protocolVersion", "info"),
        "marks": {"capabilities": "e", "_meta": "e"},
        "defaults": {"capabilities": {}},
    },
    "InitializeResponse": {
        "fields": {
            "protocolVersion": "ProtocolVersion",
            "info": "Implementation",
            "capabilities": "AgentCapabilities",
            "authMethods": {"list": "AuthMethod"},
            "_meta": {"maybe": "object"},
        },
        "need": ("protocolVersion", "info"),
        "marks": {"capabilities": "e", "authMethods": "es", "_meta": "e"},
        "defaults": {"capabilities": {}},
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
    "ListProvidersRequest": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "ListProvidersResponse": {
        "fields": {"providers": {"list": "ProviderInfo"}, "_meta": {"maybe": "object"}},
        "need": ("providers",),
        "marks": {"_meta": "e"},
    },
    "ListSessionsRequest": {
        "fields": {
            "cwd": {"maybe": "AbsolutePath"},
            "cursor": {"maybe": "SessionListCursor"},
            "archived": {"maybe": "SessionArchiveFilter"},
            "_meta": {"maybe": "object"},
        },
        "need": (),
        "marks": {"_meta": "e"},
    },
    "ListSessionsResponse": {
        "fields": {
            "sessions": {"list": "SessionInfo"},
            "nextCursor": {"maybe": "SessionListCursor"},
            "_meta": {"maybe": "object"},
        },
        "need": ("sessions",),
        "marks": {"sessions": "es", "_meta": "e"},
    },
    "LlmProtocol": {"enum": ("anthropic", "openai", "azure", "vertex", "bedrock"), "open": True},
    "LoginAuthRequest": {
        "fields": {"methodId": "AuthMethodId", "_meta": {"maybe": "object"}},
        "need": ("methodId",),
        "marks": {"_meta": "e"},
    },
    "LoginAuthResponse": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "LogoutAuthRequest": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "LogoutAuthResponse": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "McpAcpCapabilities": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "McpCapabilities": {
        "fields": {
            "stdio": {"maybe": "McpStdioCapabilities"},
            "http": {"maybe": "McpHttpCapabilities"},
            "acp": {"maybe": "McpAcpCapabilities"},
            "_meta": {"maybe": "object"},
        },
        "need": (),
        "marks": {"stdio": "e", "http": "e", "acp": "e", "_meta": "e"},
    },
    "McpError": {"fields": {"code": "integer", "message": "string", "data": "any"}, "need": ("code", "message")},
    "McpHttpCapabilities": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "McpRequestId": "string",
    "McpServer": {
        "tag": "type",
        "by": {
            "http": {"fields": {"type": {"const": "http"}}, "need": ("type",), "also": ("McpServerHttp",)},
            "acp": {"fields": {"type": {"const": "acp"}}, "need": ("type",), "also": ("McpServerAcp",)},
            "stdio": {"fields": {"type": {"const": "stdio"}}, "need": ("type",), "also": ("McpServerStdio",)},
        },
        "other": {"fields": {"type": "string"}, "need": ("type",)},
    },
    "McpServerAcp": {
        "fields": {"name": "string", "serverId": "McpServerAcpId", "_meta": {"maybe": "object"}},
        "need": ("name", "serverId"),
        "marks": {"_meta": "e"},
    },
    "McpServerAcpId": "string",
    "McpServerHttp": {
        "fields": {"name": "string", "url": "string", "headers": {"list": "HttpHeader"}, "_meta": {"maybe": "object"}},
        "need": ("name", "url"),
        "marks": {"headers": "n", "_meta": "e"},
    },
    "McpServerStdio": {
        "fields": {
            "name": "string",
            "command": "AbsolutePath",
            "args": {"list": "string"},
            "env": {"list": "EnvVariable"},
            "_meta": {"maybe": "object"},
        },
        "need": ("name", "command"),
        "marks": {"args": "n", "env": "n", "_meta": "e"},
    },
    "McpStdioCapabilities": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "MediaType": "string",
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
            "cwd": "AbsolutePath",
            "additionalDirectories": {"list": "AbsolutePath"},
            "mcpServers": {"list": "McpServer"},
            "systemPrompt": {"maybe": "SystemPrompt"},
            "_meta": {"maybe": "object"},
        },
        "need": ("cwd",),
        "marks": {"additionalDirectories": "n", "mcpServers": "n", "_meta": "e"},
    },
    "NewSessionResponse": {
        "fields": {
            "sessionId": "SessionId",
            "configOptions": {"list": "SessionConfigOption"},
            "availableCommands": {"list": "AvailableCommand"},
            "_meta": {"maybe": "object"},
        },
        "need": ("sessionId",),
        "marks": {"configOptions": "es", "availableCommands": "es", "_meta": "e"},
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
    "PermissionOptionKind": {"enum": ("allow_once", "allow_always", "reject_once", "reject_always"), "open": True},
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
    "PlanEntryPriority": {"enum": ("high", "medium", "low"), "open": True},
    "PlanEntryStatus": {"enum": ("pending", "in_progress", "completed", "cancelled"), "open": True},
    "PlanFile": {
        "fields": {"planId": "PlanId", "uri": "string", "_meta": {"maybe": "object"}},
        "need": ("planId", "uri"),
        "marks": {"_meta": "e"},
    },
    "PlanId": "string",
    "PlanItems": {
        "fields": {"planId": "PlanId", "entries": {"list": "PlanEntry"}, "_meta": {"maybe": "object"}},
        "need": ("planId", "entries"),
        "marks": {"entries": "s", "_meta": "e"},
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
        "other": {"fields": {"type": "string", "planId": "PlanId"}, "need": ("type", "planId")},
    },
    "PromptAudioCapabilities": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "PromptCapabilities": {
        "fields": {
            "image": {"maybe": "PromptImageCapabilities"},
            "audio": {"maybe": "PromptAudioCapabilities"},
            "embeddedContext": {"maybe": "PromptEmbeddedContextCapabilities"},
            "_meta": {"maybe": "object"},
        },
        "need": (),
        "marks": {"image": "e", "audio": "e", "embeddedContext": "e", "_meta": "e"},
    },
    "PromptEmbeddedContextCapabilities": {
        "fields": {"_meta": {"maybe": "object"}},
        "need": (),
        "marks": {"_meta": "e"},
    },
    "PromptImageCapabilities": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "PromptRequest": {
        "fields": {"sessionId": "SessionId", "prompt": {"list": "ContentBlock"}, "_meta": {"maybe": "object"}},
        "need": ("sessionId", "prompt"),
        "marks": {"_meta": "e"},
    },
    "PromptResponse": {
        "fields": {"messageId": "MessageId", "_meta": {"maybe": "object"}},
        "need": ("messageId",),
        "marks": {"_meta": "e"},
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
    "ReplayFrom": {
        "tag": "type",
        "by": {"start": {"fields": {"type": {"const": "start"}}, "need": ("type",), "also": ("ReplayFromStart",)}},
        "other": {"fields": {"type": "string"}, "need": ("type",)},
    },
    "ReplayFromStart": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "RequestId": {"any": ("integer", "string")},
    "RequestPermissionOutcome": {
        "tag": "outcome",
        "by": {
            "cancelled": {
                "fields": {"outcome": {"const": "cancelled"}},
                "need": ("outcome",),
                "also": ("CancelledPermissionOutcome",),
            },
            "selected": {
                "fields": {"outcome": {"const": "selected"}},
                "need": ("outcome",),
                "also": ("SelectedPermissionOutcome",),
            },
        },
        "other": {"fields": {"outcome": "string"}, "need": ("outcome",)},
    },
    "RequestPermissionRequest": {
        "fields": {
            "sessionId": "SessionId",
            "title": "string",
            "description": {"maybe": "string"},
            "subject": {"maybe": "RequestPermissionSubject"},
            "options": {"list": "PermissionOption"},
            "_meta": {"maybe": "object"},
        },
        "need": ("sessionId", "title", "options"),
        "marks": {"description": "e", "_meta": "e"},
    },
    "RequestPermissionResponse": {
        "fields": {"outcome": "RequestPermissionOutcome", "_meta": {"maybe": "object"}},
        "need": ("outcome",),
        "marks": {"_meta": "e"},
    },
    "RequestPermissionSubject": {
        "tag": "type",
        "by": {
            "tool_call": {
                "fields": {"type": {"const": "tool_call"}},
                "need": ("type",),
                "also": ("ToolCallPermissionSubject",),
            },
            "command": {
                "fields": {"type": {"const": "command"}},
                "need": ("type",),
                "also": ("CommandPermissionSubject",),
            },
        },
        "other": {"fields": {"type": "string"}, "need": ("type",)},
    },
    "RequiresActionStateUpdate": {
        "fields": {"background": {"maybe": {"list": "BackgroundWork"}}, "_meta": {"maybe": "object"}},
        "need": (),
        "marks": {"background": "e", "_meta": "e"},
    },
    "ResourceLink": {
        "fields": {
            "name": "string",
            "uri": "string",
            "title": {"maybe": "string"},
            "description": {"maybe": "string"},
            "icons": {"maybe": {"list": "Icon"}},
            "mimeType": {"maybe": "MediaType"},
            "size": {"maybe": "integer"},
            "annotations": {"maybe": "Annotations"},
            "_meta": {"maybe": "object"},
        },
        "need": ("name", "uri"),
        "marks": {
            "title": "e",
            "description": "e",
            "icons": "es",
            "mimeType": "e",
            "size": "e",
            "annotations": "e",
            "_meta": "e",
        },
    },
    "ResumeSessionRequest": {
        "fields": {
            "sessionId": "SessionId",
            "cwd": "AbsolutePath",
            "additionalDirectories": {"list": "AbsolutePath"},
            "mcpServers": {"list": "McpServer"},
            "replayFrom": {"maybe": "ReplayFrom"},
            "systemPrompt": {"maybe": "SystemPrompt"},
            "_meta": {"maybe": "object"},
        },
        "need": ("sessionId", "cwd"),
        "marks": {"additionalDirectories": "n", "mcpServers": "n", "_meta": "e"},
    },
    "ResumeSessionResponse": {
        "fields": {
            "configOptions": {"list": "SessionConfigOption"},
            "availableCommands": {"list": "AvailableCommand"},
            "_meta": {"maybe": "object"},
        },
        "need": (),
        "marks": {"configOptions": "es", "availableCommands": "es", "_meta": "e"},
    },
    "Role": {"enum": ("assistant", "user"), "open": True},
    "RunningStateUpdate": {
        "fields": {"background": {"maybe": {"list": "BackgroundWork"}}, "_meta": {"maybe": "object"}},
        "need": (),
        "marks": {"background": "e", "_meta": "e"},
    },
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
            "prompt": {"maybe": "PromptCapabilities"},
            "mcp": {"maybe": "McpCapabilities"},
            "delete": {"maybe": "SessionDeleteCapabilities"},
            "additionalDirectories": {"maybe": "SessionAdditionalDirectoriesCapabilities"},
            "systemPrompt": {"maybe": "SessionSystemPromptCapabilities"},
            "fork": {"maybe": "SessionForkCapabilities"},
            "archive": {"maybe": "SessionArchiveCapabilities"},
            "status": {"maybe": "SessionStatusCapabilities"},
            "title": {"maybe": "SessionTitleCapabilities"},
            "_meta": {"maybe": "object"},
        },
        "need": (),
        "marks": {
            "prompt": "e",
            "mcp": "e",
            "delete": "e",
            "additionalDirectories": "e",
            "systemPrompt": "e",
            "fork": "e",
            "archive": "e",
            "status": "e",
            "title": "e",
            "_meta": "e",
        },
    },
    "SessionConfigBoolean": {"fields": {"currentValue": "boolean"}, "need": ("currentValue",)},
    "SessionConfigGroupId": "string",
    "SessionConfigId": "string",
    "SessionConfigOption": {
        "fields": {
            "configId": "SessionConfigId",
            "name": "string",
            "description": {"maybe": "string"},
            "category": {"maybe": "SessionConfigOptionCategory"},
            "_meta": {"maybe": "object"},
        },
        "need": ("configId", "name"),
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
                "other": {"fields": {"type": "string"}, "need": ("type",)},
            },
        ),
    },
    "SessionConfigOptionCategory": {"enum": ("mode", "model", "model_config", "thought_level"), "open": True},
    "SessionConfigSelect": {
        "fields": {"currentValue": "SessionConfigValueId", "options": "SessionConfigSelectOptions"},
        "need": ("currentValue", "options"),
    },
    "SessionConfigSelectGroup": {
        "fields": {
            "groupId": "SessionConfigGroupId",
            "name": "string",
            "options": {"list": "SessionConfigSelectOption"},
            "_meta": {"maybe": "object"},
        },
        "need": ("groupId", "name", "options"),
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
            "cwd": "AbsolutePath",
            "additionalDirectories": {"list": "AbsolutePath"},
            "title": {"maybe": "string"},
            "updatedAt": {"maybe": "string"},
            "archived": {"maybe": "boolean"},
            "_meta": {"maybe": "object"},
        },
        "need": ("sessionId", "cwd"),
        "marks": {"additionalDirectories": "n", "title": "e", "updatedAt": "e", "archived": "e", "_meta": "e"},
    },
    "SessionInfoUpdate": {
        "fields": {"title": {"maybe": "string"}, "updatedAt": {"maybe": "string"}, "_meta": {"maybe": "object"}},
        "need": (),
        "marks": {"title": "e", "updatedAt": "e", "_meta": "e"},
    },
    "SessionListCursor": "string",
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
    "SessionNotFoundErrorData": {
        "fields": {"sessionId": "SessionId", "_meta": {"maybe": "object"}},
        "need": ("sessionId",),
        "marks": {"_meta": "e"},
    },
    "SessionStatus": {"enum": ("open", "saved"), "open": True},
    "SessionStatusCapabilities": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "SessionStatusRequest": {
        "fields": {"sessionId": "SessionId", "_meta": {"maybe": "object"}},
        "need": ("sessionId",),
        "marks": {"_meta": "e"},
    },
    "SessionStatusResponse": {
        "fields": {"status": "SessionStatus", "state": {"maybe": "StateUpdate"}, "_meta": {"maybe": "object"}},
        "need": ("status",),
        "marks": {"state": "e", "_meta": "e"},
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
            "user_message": {
                "fields": {"sessionUpdate": {"const": "user_message"}},
                "need": ("sessionUpdate",),
                "also": ("UserMessage",),
            },
            "agent_message_chunk": {
                "fields": {"sessionUpdate": {"const": "agent_message_chunk"}},
                "need": ("sessionUpdate",),
                "also": ("ContentChunk",),
            },
            "agent_message": {
                "fields": {"sessionUpdate": {"const": "agent_message"}},
                "need": ("sessionUpdate",),
                "also": ("AgentMessage",),
            },
            "agent_thought_chunk": {
                "fields": {"sessionUpdate": {"const": "agent_thought_chunk"}},
                "need": ("sessionUpdate",),
                "also": ("ContentChunk",),
            },
            "agent_thought": {
                "fields": {"sessionUpdate": {"const": "agent_thought"}},
                "need": ("sessionUpdate",),
                "also": ("AgentThought",),
            },
            "state_update": {
                "fields": {"sessionUpdate": {"const": "state_update"}},
                "need": ("sessionUpdate",),
                "also": ("StateUpdate",),
            },
            "tool_call_content_chunk": {
                "fields": {"sessionUpdate": {"const": "tool_call_content_chunk"}},
                "need": ("sessionUpdate",),
                "also": ("ToolCallContentChunk",),
            },
            "tool_call_update": {
                "fields": {"sessionUpdate": {"const": "tool_call_update"}},
                "need": ("sessionUpdate",),
                "also": ("ToolCallUpdate",),
            },
            "terminal_update": {
                "fields": {"sessionUpdate": {"const": "terminal_update"}},
                "need": ("sessionUpdate",),
                "also": ("TerminalUpdate",),
            },
            "terminal_output_chunk": {
                "fields": {"sessionUpdate": {"const": "terminal_output_chunk"}},
                "need": ("sessionUpdate",),
                "also": ("TerminalOutputChunk",),
            },
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
        "other": {"fields": {"sessionUpdate": "string"}, "need": ("sessionUpdate",)},
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
                    "id": {
                        "fields": {"type": {"const": "id"}, "value": "SessionConfigValueId"},
                        "need": ("type", "value"),
                    },
                    "boolean": {
                        "fields": {"type": {"const": "boolean"}, "value": "boolean"},
                        "need": ("type", "value"),
                    },
                },
                "other": {"fields": {"type": "string", "value": "any"}, "need": ("type", "value")},
            },
        ),
    },
    "SetSessionConfigOptionResponse": {
        "fields": {"configOptions": {"list": "SessionConfigOption"}, "_meta": {"maybe": "object"}},
        "need": ("configOptions",),
        "marks": {"configOptions": "s", "_meta": "e"},
    },
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
    "StringFormat": {"enum": ("email", "uri", "date", "date-time"), "open": True},
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
            "cwd": {"maybe": "AbsolutePath"},
            "additionalDirectories": {"maybe": {"list": "AbsolutePath"}},
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
    "TerminalAuthCapabilities": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "TerminalCancelCapabilities": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "TerminalCapabilities": {
        "fields": {"cancel": {"maybe": "TerminalCancelCapabilities"}, "_meta": {"maybe": "object"}},
        "need": (),
        "marks": {"cancel": "e", "_meta": "e"},
    },
    "TerminalExitStatus": {
        "fields": {"exitCode": {"maybe": "integer"}, "signal": {"maybe": "string"}, "_meta": {"maybe": "object"}},
        "need": (),
        "marks": {"exitCode": "e", "signal": "e", "_meta": "e"},
    },
    "TerminalId": "string",
    "TerminalOutput": {
        "fields": {"data": "string", "_meta": {"maybe": "object"}},
        "need": ("data",),
        "marks": {"_meta": "e"},
    },
    "TerminalOutputChunk": {
        "fields": {"terminalId": "TerminalId", "data": "string", "_meta": {"maybe": "object"}},
        "need": ("terminalId", "data"),
        "marks": {"_meta": "e"},
    },
    "TerminalSize": {
        "fields": {"cols": "integer", "rows": "integer", "_meta": {"maybe": "object"}},
        "need": ("cols", "rows"),
        "marks": {"_meta": "e"},
    },
    "TerminalUpdate": {
        "fields": {
            "terminalId": "TerminalId",
            "command": {"maybe": "string"},
            "cwd": {"maybe": "AbsolutePath"},
            "output": {"maybe": "TerminalOutput"},
            "exitStatus": {"maybe": "TerminalExitStatus"},
            "size": {"maybe": "TerminalSize"},
            "capabilities": {"maybe": "TerminalCapabilities"},
            "_meta": {"maybe": "object"},
        },
        "need": ("terminalId",),
        "marks": {
            "command": "e",
            "cwd": "e",
            "output": "e",
            "exitStatus": "e",
            "size": "e",
            "capabilities": "e",
            "_meta": "e",
        },
    },
    "TextCommandInput": {
        "fields": {"hint": "string", "_meta": {"maybe": "object"}},
        "need": ("hint",),
        "marks": {"_meta": "e"},
    },
    "TextContent": {
        "fields": {"text": "string", "annotations": {"maybe": "Annotations"}, "_meta": {"maybe": "object"}},
        "need": ("text",),
        "marks": {"annotations": "e", "_meta": "e"},
    },
    "TextResourceContents": {
        "fields": {"text": "string", "uri": "string", "mimeType": {"maybe": "MediaType"}, "_meta": {"maybe": "object"}},
        "need": ("text", "uri"),
        "marks": {"mimeType": "e", "_meta": "e"},
    },
    "TitledMultiSelectItems": {
        "fields": {"anyOf": {"list": "EnumOption"}, "_meta": {"maybe": "object"}},
        "need": ("anyOf",),
        "marks": {"_meta": "e"},
    },
    "ToolCallCancelCapabilities": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "ToolCallCapabilities": {
        "fields": {"cancel": {"maybe": "ToolCallCancelCapabilities"}, "_meta": {"maybe": "object"}},
        "need": (),
        "marks": {"cancel": "e", "_meta": "e"},
    },
    "ToolCallContent": {
        "tag": "type",
        "by": {
            "content": {"fields": {"type": {"const": "content"}}, "need": ("type",), "also": ("Content",)},
            "diff": {"fields": {"type": {"const": "diff"}}, "need": ("type",), "also": ("Diff",)},
            "terminal": {"fields": {"type": {"const": "terminal"}}, "need": ("type",), "also": ("Terminal",)},
        },
        "other": {"fields": {"type": "string"}, "need": ("type",)},
    },
    "ToolCallContentChunk": {
        "fields": {"toolCallId": "ToolCallId", "content": "ToolCallContent", "_meta": {"maybe": "object"}},
        "need": ("toolCallId", "content"),
        "marks": {"_meta": "e"},
    },
    "ToolCallId": "string",
    "ToolCallLocation": {
        "fields": {"path": "AbsolutePath", "line": {"maybe": "integer"}, "_meta": {"maybe": "object"}},
        "need": ("path",),
        "marks": {"line": "e", "_meta": "e"},
    },
    "ToolCallPermissionSubject": {
        "fields": {"toolCall": "ToolCallUpdate", "_meta": {"maybe": "object"}},
        "need": ("toolCall",),
        "marks": {"_meta": "e"},
    },
    "ToolCallStatus": {"enum": ("pending", "in_progress", "paused", "completed", "failed", "cancelled"), "open": True},
    "ToolCallUpdate": {
        "fields": {
            "toolCallId": "ToolCallId",
            "name": {"maybe": "string"},
            "title": {"maybe": "string"},
            "kind": {"maybe": "ToolKind"},
            "status": {"maybe": "ToolCallStatus"},
            "content": {"maybe": {"list": "ToolCallContent"}},
            "locations": {"maybe": {"list": "ToolCallLocation"}},
            "rawInput": "any",
            "rawOutput": "any",
            "capabilities": {"maybe": "ToolCallCapabilities"},
            "_meta": {"maybe": "object"},
        },
        "need": ("toolCallId",),
        "marks": {
            "name": "e",
            "title": "e",
            "kind": "e",
            "status": "e",
            "content": "es",
            "locations": "es",
            "rawInput": "e",
            "rawOutput": "e",
            "capabilities": "e",
            "_meta": "e",
        },
    },
    "ToolKind": {
        "enum": ("read", "edit", "delete", "move", "search", "execute", "think", "fetch", "switch_mode", "other"),
        "open": True,
    },
    "UnarchiveSessionRequest": {
        "fields": {"sessionId": "SessionId", "_meta": {"maybe": "object"}},
        "need": ("sessionId",),
        "marks": {"_meta": "e"},
    },
    "UnarchiveSessionResponse": {"fields": {"_meta": {"maybe": "object"}}, "need": (), "marks": {"_meta": "e"}},
    "UnknownStateUpdate": {
        "fields": {"background": {"maybe": {"list": "BackgroundWork"}}, "_meta": {"maybe": "object"}},
        "need": (),
        "marks": {"background": "e", "_meta": "e"},
    },
    "UnsupportedProtocolVersionErrorData": {
        "fields": {
            "requested": "ProtocolVersion",
            "supported": {"list": "ProtocolVersion"},
            "_meta": {"maybe": "object"},
        },
        "need": ("requested", "supported"),
        "marks": {"_meta": "e"},
    },
    "UpdateSessionNotification": {
        "fields": {"sessionId": "SessionId", "update": "SessionUpdate", "_meta": {"maybe": "object"}},
        "need": ("sessionId", "update"),
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
    "UserMessage": {
        "fields": {
            "messageId": "MessageId",
            "content": {"maybe": {"list": "ContentBlock"}},
            "_meta": {"maybe": "object"},
        },
        "need": ("messageId",),
        "marks": {"content": "es", "_meta": "e"},
    },
}
"""Every type, for lenient reading."""
