# ruff: noqa: D101, E501
"""Types of ACP wire version 1: import them under TYPE_CHECKING only.

Written by ``protocol/generate_acp.py`` from the JSON Schemas in ``protocol/schemas``. Do not edit.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypeAlias, TypedDict

from hermes_acp_protocol.framing import JsonObject, JsonValue


class AgentAuthCapabilities(TypedDict):
    status: NotRequired[AuthStatusCapabilities | None]
    logout: NotRequired[LogoutCapabilities | None]
    _meta: NotRequired[JsonObject | None]


class AgentCapabilities(TypedDict):
    loadSession: NotRequired[bool]
    promptCapabilities: NotRequired[PromptCapabilities]
    mcpCapabilities: NotRequired[McpCapabilities]
    sessionCapabilities: NotRequired[SessionCapabilities]
    auth: NotRequired[AgentAuthCapabilities]
    providers: NotRequired[ProvidersCapabilities | None]
    _meta: NotRequired[JsonObject | None]


class Annotations(TypedDict):
    audience: NotRequired[list[Role] | None]
    lastModified: NotRequired[str | None]
    priority: NotRequired[float | None]
    _meta: NotRequired[JsonObject | None]


class ArchiveSessionRequest(TypedDict):
    sessionId: SessionId
    _meta: NotRequired[JsonObject | None]


class ArchiveSessionResponse(TypedDict):
    _meta: NotRequired[JsonObject | None]


class AudioContent(TypedDict):
    annotations: NotRequired[Annotations | None]
    data: str
    mimeType: str
    _meta: NotRequired[JsonObject | None]


class AuthAccount(TypedDict):
    label: str
    active: NotRequired[bool | None]
    name: NotRequired[str | None]
    email: NotRequired[str | None]
    organization: NotRequired[str | None]
    _meta: NotRequired[JsonObject | None]


class AuthCapabilities(TypedDict):
    terminal: NotRequired[bool]
    _meta: NotRequired[JsonObject | None]


class AuthMethodTerminal(TypedDict):
    id: AuthMethodId
    name: str
    description: NotRequired[str | None]
    args: NotRequired[list[str]]
    env: NotRequired[dict[str, str]]
    _meta: NotRequired[JsonObject | None]


class AuthMethodOfTerminal(AuthMethodTerminal):
    type: Literal["terminal"]


AuthMethod: TypeAlias = "AuthMethodOfTerminal | AuthMethodAgent"


class AuthMethodAgent(TypedDict):
    id: AuthMethodId
    name: str
    description: NotRequired[str | None]
    _meta: NotRequired[JsonObject | None]


AuthMethodId: TypeAlias = "str"
AuthState: TypeAlias = "str"


class AuthStatusCapabilities(TypedDict):
    _meta: NotRequired[JsonObject | None]


class AuthStatusRequest(TypedDict):
    _meta: NotRequired[JsonObject | None]


class AuthStatusResponse(TypedDict):
    state: AuthState
    accounts: NotRequired[list[AuthAccount]]
    _meta: NotRequired[JsonObject | None]


class AuthStatusUpdateNotification(TypedDict):
    state: AuthState
    accounts: NotRequired[list[AuthAccount]]
    _meta: NotRequired[JsonObject | None]


class AuthenticateRequest(TypedDict):
    methodId: AuthMethodId
    _meta: NotRequired[JsonObject | None]


class AuthenticateResponse(TypedDict):
    _meta: NotRequired[JsonObject | None]


class AvailableCommand(TypedDict):
    name: str
    description: str
    input: NotRequired[AvailableCommandInput | None]
    _meta: NotRequired[JsonObject | None]


AvailableCommandInput: TypeAlias = "UnstructuredCommandInput"


class AvailableCommandsUpdate(TypedDict):
    availableCommands: list[AvailableCommand]
    _meta: NotRequired[JsonObject | None]


class BlobResourceContents(TypedDict):
    blob: str
    mimeType: NotRequired[str | None]
    uri: str
    _meta: NotRequired[JsonObject | None]


class BooleanConfigOptionCapabilities(TypedDict):
    _meta: NotRequired[JsonObject | None]


class BooleanPropertySchema(TypedDict):
    title: NotRequired[str | None]
    description: NotRequired[str | None]
    default: NotRequired[bool | None]
    _meta: NotRequired[JsonObject | None]


class CancelNotification(TypedDict):
    sessionId: SessionId
    _meta: NotRequired[JsonObject | None]


class CancelRequestNotification(TypedDict):
    requestId: RequestId
    _meta: NotRequired[JsonObject | None]


class ClientCapabilities(TypedDict):
    fs: NotRequired[FileSystemCapabilities]
    terminal: NotRequired[bool]
    session: NotRequired[ClientSessionCapabilities | None]
    subagents: NotRequired[SubagentCapabilities | None]
    plan: NotRequired[PlanCapabilities | None]
    auth: NotRequired[AuthCapabilities]
    elicitation: NotRequired[ElicitationCapabilities | None]
    _meta: NotRequired[JsonObject | None]


class ClientSessionCapabilities(TypedDict):
    compaction: NotRequired[CompactionCapabilities | None]
    configOptions: NotRequired[SessionConfigOptionsCapabilities | None]
    notices: NotRequired[NoticeCapabilities | None]
    _meta: NotRequired[JsonObject | None]


class CloseSessionRequest(TypedDict):
    sessionId: SessionId
    _meta: NotRequired[JsonObject | None]


class CloseSessionResponse(TypedDict):
    _meta: NotRequired[JsonObject | None]


CompactionCapabilities: TypeAlias = "JsonObject"
CompactionId: TypeAlias = "str"
CompactionStatus: TypeAlias = "str"


class CompactionSummaryChunk(TypedDict):
    compactionId: CompactionId
    content: ContentBlock
    _meta: NotRequired[JsonObject | None]


class CompactionUpdate(TypedDict):
    compactionId: CompactionId
    status: CompactionStatus
    summary: NotRequired[list[ContentBlock] | None]
    error: NotRequired[str | None]
    _meta: NotRequired[JsonObject | None]


class CompleteElicitationNotification(TypedDict):
    elicitationId: ElicitationId
    _meta: NotRequired[JsonObject | None]


class ConfigOptionUpdate(TypedDict):
    configOptions: list[SessionConfigOption]
    _meta: NotRequired[JsonObject | None]


class Content(TypedDict):
    content: ContentBlock
    _meta: NotRequired[JsonObject | None]


class TextContent(TypedDict):
    annotations: NotRequired[Annotations | None]
    text: str
    _meta: NotRequired[JsonObject | None]


class ContentBlockText(TextContent):
    type: Literal["text"]


class ImageContent(TypedDict):
    annotations: NotRequired[Annotations | None]
    data: str
    mimeType: str
    uri: NotRequired[str | None]
    _meta: NotRequired[JsonObject | None]


class ContentBlockImage(ImageContent):
    type: Literal["image"]


class ContentBlockAudio(AudioContent):
    type: Literal["audio"]


class ResourceLink(TypedDict):
    annotations: NotRequired[Annotations | None]
    description: NotRequired[str | None]
    mimeType: NotRequired[str | None]
    name: str
    size: NotRequired[int | None]
    title: NotRequired[str | None]
    uri: str
    _meta: NotRequired[JsonObject | None]


class ContentBlockResourceLink(ResourceLink):
    type: Literal["resource_link"]


class EmbeddedResource(TypedDict):
    annotations: NotRequired[Annotations | None]
    resource: EmbeddedResourceResource
    _meta: NotRequired[JsonObject | None]


class ContentBlockResource(EmbeddedResource):
    type: Literal["resource"]


ContentBlock: TypeAlias = (
    "ContentBlockText | ContentBlockImage | ContentBlockAudio | ContentBlockResourceLink | ContentBlockResource"
)


class ContentChunk(TypedDict):
    content: ContentBlock
    messageId: NotRequired[MessageId | None]
    _meta: NotRequired[JsonObject | None]


class Cost(TypedDict):
    amount: float
    currency: str
    _meta: NotRequired[JsonObject | None]


class CreateElicitationRequestCommon(TypedDict):
    message: str
    _meta: NotRequired[JsonObject | None]


class ElicitationFormMode(TypedDict):
    requestedSchema: ElicitationSchema
    sessionId: NotRequired[SessionId]
    toolCallId: NotRequired[ToolCallId | None]
    requestId: NotRequired[RequestId]


class CreateElicitationRequestForm(CreateElicitationRequestCommon, ElicitationFormMode):
    mode: Literal["form"]


class ElicitationUrlMode(TypedDict):
    elicitationId: ElicitationId
    url: str
    sessionId: NotRequired[SessionId]
    toolCallId: NotRequired[ToolCallId | None]
    requestId: NotRequired[RequestId]


class CreateElicitationRequestUrl(CreateElicitationRequestCommon, ElicitationUrlMode):
    mode: Literal["url"]


class CreateElicitationRequestOther(CreateElicitationRequestCommon):
    mode: str
    sessionId: NotRequired[SessionId]
    toolCallId: NotRequired[ToolCallId | None]
    requestId: NotRequired[RequestId]


CreateElicitationRequest: TypeAlias = (
    "CreateElicitationRequestForm | CreateElicitationRequestUrl | CreateElicitationRequestOther"
)


class CreateElicitationResponseCommon(TypedDict):
    _meta: NotRequired[JsonObject | None]


class ElicitationAcceptAction(TypedDict):
    content: NotRequired[dict[str, ElicitationContentValue] | None]


class CreateElicitationResponseAccept(CreateElicitationResponseCommon, ElicitationAcceptAction):
    action: Literal["accept"]


class CreateElicitationResponseDecline(CreateElicitationResponseCommon):
    action: Literal["decline"]


class CreateElicitationResponseCancel(CreateElicitationResponseCommon):
    action: Literal["cancel"]


class CreateElicitationResponseOther(CreateElicitationResponseCommon):
    action: str


CreateElicitationResponse: TypeAlias = "CreateElicitationResponseAccept | CreateElicitationResponseDecline | CreateElicitationResponseCancel | CreateElicitationResponseOther"


class CreateTerminalRequest(TypedDict):
    sessionId: SessionId
    command: str
    args: NotRequired[list[str]]
    env: NotRequired[list[EnvVariable]]
    cwd: NotRequired[str | None]
    outputByteLimit: NotRequired[int | None]
    _meta: NotRequired[JsonObject | None]


class CreateTerminalResponse(TypedDict):
    terminalId: TerminalId
    _meta: NotRequired[JsonObject | None]


class CurrentModeUpdate(TypedDict):
    currentModeId: SessionModeId
    _meta: NotRequired[JsonObject | None]


class DeleteSessionRequest(TypedDict):
    sessionId: SessionId
    _meta: NotRequired[JsonObject | None]


class DeleteSessionResponse(TypedDict):
    _meta: NotRequired[JsonObject | None]


class Diff(TypedDict):
    path: str
    oldText: NotRequired[str | None]
    newText: str
    _meta: NotRequired[JsonObject | None]


class DisableProviderRequest(TypedDict):
    providerId: ProviderId
    _meta: NotRequired[JsonObject | None]


class DisableProviderResponse(TypedDict):
    _meta: NotRequired[JsonObject | None]


class ElicitationCapabilities(TypedDict):
    form: NotRequired[ElicitationFormCapabilities | None]
    url: NotRequired[ElicitationUrlCapabilities | None]
    _meta: NotRequired[JsonObject | None]


ElicitationContentValue: TypeAlias = "str | int | float | bool | list[str]"


class ElicitationFormCapabilities(TypedDict):
    _meta: NotRequired[JsonObject | None]


ElicitationId: TypeAlias = "str"


class StringPropertySchema(TypedDict):
    title: NotRequired[str | None]
    description: NotRequired[str | None]
    minLength: NotRequired[int | None]
    maxLength: NotRequired[int | None]
    pattern: NotRequired[str | None]
    format: NotRequired[StringFormat | None]
    default: NotRequired[str | None]
    enum: NotRequired[list[str] | None]
    oneOf: NotRequired[list[EnumOption] | None]
    _meta: NotRequired[JsonObject | None]


class ElicitationPropertySchemaString(StringPropertySchema):
    type: Literal["string"]


class NumberPropertySchema(TypedDict):
    title: NotRequired[str | None]
    description: NotRequired[str | None]
    minimum: NotRequired[float | None]
    maximum: NotRequired[float | None]
    default: NotRequired[float | None]
    _meta: NotRequired[JsonObject | None]


class ElicitationPropertySchemaNumber(NumberPropertySchema):
    type: Literal["number"]


class IntegerPropertySchema(TypedDict):
    title: NotRequired[str | None]
    description: NotRequired[str | None]
    minimum: NotRequired[int | None]
    maximum: NotRequired[int | None]
    default: NotRequired[int | None]
    _meta: NotRequired[JsonObject | None]


class ElicitationPropertySchemaInteger(IntegerPropertySchema):
    type: Literal["integer"]


class ElicitationPropertySchemaBoolean(BooleanPropertySchema):
    type: Literal["boolean"]


class MultiSelectPropertySchema(TypedDict):
    title: NotRequired[str | None]
    description: NotRequired[str | None]
    minItems: NotRequired[int | None]
    maxItems: NotRequired[int | None]
    items: MultiSelectItems
    default: NotRequired[list[str] | None]
    _meta: NotRequired[JsonObject | None]


class ElicitationPropertySchemaArray(MultiSelectPropertySchema):
    type: Literal["array"]


class ElicitationPropertySchemaOther(TypedDict):
    type: str


ElicitationPropertySchema: TypeAlias = "ElicitationPropertySchemaString | ElicitationPropertySchemaNumber | ElicitationPropertySchemaInteger | ElicitationPropertySchemaBoolean | ElicitationPropertySchemaArray | ElicitationPropertySchemaOther"


class ElicitationRequestScope(TypedDict):
    requestId: RequestId


class ElicitationSchema(TypedDict):
    type: NotRequired[ElicitationSchemaType]
    title: NotRequired[str | None]
    properties: NotRequired[dict[str, ElicitationPropertySchema]]
    required: NotRequired[list[str] | None]
    description: NotRequired[str | None]
    _meta: NotRequired[JsonObject | None]


ElicitationSchemaType: TypeAlias = "Literal['object']"


class ElicitationSessionScope(TypedDict):
    sessionId: SessionId
    toolCallId: NotRequired[ToolCallId | None]


class ElicitationUrlCapabilities(TypedDict):
    _meta: NotRequired[JsonObject | None]


EmbeddedResourceResource: TypeAlias = "TextResourceContents | BlobResourceContents"


class EnumOption(TypedDict):
    const: str
    title: str
    description: NotRequired[str | None]
    _meta: NotRequired[JsonObject | None]


class EnvVariable(TypedDict):
    name: str
    value: str
    _meta: NotRequired[JsonObject | None]


class Error(TypedDict):
    code: ErrorCode
    message: str
    data: NotRequired[JsonValue]


ErrorCode: TypeAlias = "Literal[-32700] | Literal[-32600] | Literal[-32601] | Literal[-32602] | Literal[-32603] | Literal[-32800] | Literal[-32000] | Literal[-32002] | int"


class ErrorStopReason(TypedDict):
    error: NotRequired[Error | None]


class FileSystemCapabilities(TypedDict):
    readTextFile: NotRequired[bool]
    writeTextFile: NotRequired[bool]
    _meta: NotRequired[JsonObject | None]


class ForkSessionRequest(TypedDict):
    sessionId: SessionId
    cwd: str
    additionalDirectories: NotRequired[list[str]]
    mcpServers: NotRequired[list[McpServer]]
    systemPrompt: NotRequired[SystemPrompt | None]
    _meta: NotRequired[JsonObject | None]


class ForkSessionResponse(TypedDict):
    sessionId: SessionId
    modes: NotRequired[SessionModeState | None]
    configOptions: NotRequired[list[SessionConfigOption] | None]
    _meta: NotRequired[JsonObject | None]


class HttpHeader(TypedDict):
    name: str
    value: str
    _meta: NotRequired[JsonObject | None]


class IdleStateUpdate(TypedDict):
    usage: NotRequired[Usage | None]
    _meta: NotRequired[JsonObject | None]
    stopReason: NotRequired[str | None]


class Implementation(TypedDict):
    name: str
    title: NotRequired[str | None]
    version: str
    _meta: NotRequired[JsonObject | None]


InitializeProxyRequest: TypeAlias = "InitializeRequest"
InitializeProxyResponse: TypeAlias = "InitializeResponse"


class InitializeRequest(TypedDict):
    protocolVersion: ProtocolVersion
    clientCapabilities: NotRequired[ClientCapabilities]
    clientInfo: NotRequired[Implementation | None]
    _meta: NotRequired[JsonObject | None]


class InitializeResponse(TypedDict):
    protocolVersion: ProtocolVersion
    agentCapabilities: NotRequired[AgentCapabilities]
    authMethods: NotRequired[list[AuthMethod]]
    agentInfo: NotRequired[Implementation | None]
    _meta: NotRequired[JsonObject | None]


class KillTerminalRequest(TypedDict):
    sessionId: SessionId
    terminalId: TerminalId
    _meta: NotRequired[JsonObject | None]


class KillTerminalResponse(TypedDict):
    _meta: NotRequired[JsonObject | None]


class ListProvidersRequest(TypedDict):
    _meta: NotRequired[JsonObject | None]


class ListProvidersResponse(TypedDict):
    providers: list[ProviderInfo]
    _meta: NotRequired[JsonObject | None]


class ListSessionsRequest(TypedDict):
    cwd: NotRequired[str | None]
    cursor: NotRequired[str | None]
    archived: NotRequired[SessionArchiveFilter | None]
    _meta: NotRequired[JsonObject | None]


class ListSessionsResponse(TypedDict):
    sessions: list[SessionInfo]
    nextCursor: NotRequired[str | None]
    _meta: NotRequired[JsonObject | None]


LlmProtocol: TypeAlias = "str"


class LoadSessionRequest(TypedDict):
    mcpServers: list[McpServer]
    cwd: str
    additionalDirectories: NotRequired[list[str]]
    sessionId: SessionId
    systemPrompt: NotRequired[SystemPrompt | None]
    _meta: NotRequired[JsonObject | None]


class LoadSessionResponse(TypedDict):
    modes: NotRequired[SessionModeState | None]
    configOptions: NotRequired[list[SessionConfigOption] | None]
    _meta: NotRequired[JsonObject | None]


class LogoutCapabilities(TypedDict):
    _meta: NotRequired[JsonObject | None]


class LogoutRequest(TypedDict):
    _meta: NotRequired[JsonObject | None]


class LogoutResponse(TypedDict):
    _meta: NotRequired[JsonObject | None]


class McpCapabilities(TypedDict):
    http: NotRequired[bool]
    sse: NotRequired[bool]
    acp: NotRequired[bool]
    _meta: NotRequired[JsonObject | None]


class McpError(TypedDict):
    code: int
    message: str
    data: NotRequired[JsonValue]


McpRequestId: TypeAlias = "str"


class McpServerHttp(TypedDict):
    name: str
    url: str
    headers: list[HttpHeader]
    _meta: NotRequired[JsonObject | None]


class McpServerOfHttp(McpServerHttp):
    type: Literal["http"]


class McpServerSse(TypedDict):
    name: str
    url: str
    headers: list[HttpHeader]
    _meta: NotRequired[JsonObject | None]


class McpServerOfSse(McpServerSse):
    type: Literal["sse"]


class McpServerAcp(TypedDict):
    name: str
    serverId: McpServerAcpId
    _meta: NotRequired[JsonObject | None]


class McpServerOfAcp(McpServerAcp):
    type: Literal["acp"]


McpServer: TypeAlias = "McpServerOfHttp | McpServerOfSse | McpServerOfAcp | McpServerStdio"
McpServerAcpId: TypeAlias = "str"


class McpServerStdio(TypedDict):
    name: str
    command: str
    args: list[str]
    env: list[EnvVariable]
    _meta: NotRequired[JsonObject | None]


MessageId: TypeAlias = "str"


class MessageMcpNotification(TypedDict):
    serverId: McpServerAcpId
    requestId: McpRequestId
    method: str
    params: NotRequired[JsonObject | None]
    _meta: NotRequired[JsonObject | None]


class MessageMcpRequest(TypedDict):
    serverId: McpServerAcpId
    requestId: McpRequestId
    method: str
    params: NotRequired[JsonObject | None]
    _meta: NotRequired[JsonObject | None]


class MessageMcpResponse1(TypedDict):
    result: JsonValue
    _meta: NotRequired[JsonObject | None]


class MessageMcpResponse2(TypedDict):
    error: McpError
    _meta: NotRequired[JsonObject | None]


MessageMcpResponse: TypeAlias = "MessageMcpResponse1 | MessageMcpResponse2"


class StringMultiSelectItems(TypedDict):
    enum: list[str]
    _meta: NotRequired[JsonObject | None]


class MultiSelectItems1(StringMultiSelectItems):
    type: Literal["string"]


class MultiSelectItems2(TypedDict):
    type: str


MultiSelectItems: TypeAlias = "MultiSelectItems1 | MultiSelectItems2 | TitledMultiSelectItems"


class NewSessionRequest(TypedDict):
    cwd: str
    additionalDirectories: NotRequired[list[str]]
    mcpServers: list[McpServer]
    systemPrompt: NotRequired[SystemPrompt | None]
    _meta: NotRequired[JsonObject | None]


class NewSessionResponse(TypedDict):
    sessionId: SessionId
    modes: NotRequired[SessionModeState | None]
    configOptions: NotRequired[list[SessionConfigOption] | None]
    _meta: NotRequired[JsonObject | None]


class Notice(TypedDict):
    severity: NoticeSeverity
    title: str
    description: NotRequired[str | None]
    _meta: NotRequired[JsonObject | None]


NoticeCapabilities: TypeAlias = "JsonObject"
NoticeSeverity: TypeAlias = "str"


class PermissionOption(TypedDict):
    optionId: PermissionOptionId
    name: str
    kind: PermissionOptionKind
    _meta: NotRequired[JsonObject | None]


PermissionOptionId: TypeAlias = "str"
PermissionOptionKind: TypeAlias = "Literal['allow_once', 'allow_always', 'reject_once', 'reject_always']"


class Plan(TypedDict):
    entries: list[PlanEntry]
    _meta: NotRequired[JsonObject | None]


class PlanCapabilities(TypedDict):
    _meta: NotRequired[JsonObject | None]


class PlanEntry(TypedDict):
    content: str
    priority: PlanEntryPriority
    status: PlanEntryStatus
    _meta: NotRequired[JsonObject | None]


PlanEntryPriority: TypeAlias = "Literal['high', 'medium', 'low']"
PlanEntryStatus: TypeAlias = "Literal['pending', 'in_progress', 'completed']"


class PlanFile(TypedDict):
    planId: PlanId
    uri: str
    _meta: NotRequired[JsonObject | None]


PlanId: TypeAlias = "str"


class PlanItems(TypedDict):
    planId: PlanId
    entries: list[PlanEntry]
    _meta: NotRequired[JsonObject | None]


class PlanMarkdown(TypedDict):
    planId: PlanId
    content: str
    _meta: NotRequired[JsonObject | None]


class PlanRemoved(TypedDict):
    planId: PlanId
    _meta: NotRequired[JsonObject | None]


class PlanUpdate(TypedDict):
    plan: PlanUpdateContent
    _meta: NotRequired[JsonObject | None]


class PlanUpdateContentItems(PlanItems):
    type: Literal["items"]


class PlanUpdateContentFile(PlanFile):
    type: Literal["file"]


class PlanUpdateContentMarkdown(PlanMarkdown):
    type: Literal["markdown"]


PlanUpdateContent: TypeAlias = "PlanUpdateContentItems | PlanUpdateContentFile | PlanUpdateContentMarkdown"


class PromptCapabilities(TypedDict):
    image: NotRequired[bool]
    audio: NotRequired[bool]
    embeddedContext: NotRequired[bool]
    _meta: NotRequired[JsonObject | None]


class PromptRequest(TypedDict):
    sessionId: SessionId
    prompt: list[ContentBlock]
    _meta: NotRequired[JsonObject | None]


class PromptResponse(TypedDict):
    stopReason: StopReason
    usage: NotRequired[Usage | None]
    _meta: NotRequired[JsonObject | None]


ProtocolVersion: TypeAlias = "int"


class ProviderCurrentConfig(TypedDict):
    apiType: LlmProtocol
    baseUrl: str
    _meta: NotRequired[JsonObject | None]


ProviderId: TypeAlias = "str"


class ProviderInfo(TypedDict):
    providerId: ProviderId
    supported: list[LlmProtocol]
    required: bool
    current: NotRequired[ProviderCurrentConfig | None]
    _meta: NotRequired[JsonObject | None]


class ProvidersCapabilities(TypedDict):
    _meta: NotRequired[JsonObject | None]


class ProxySuccessorNotification(TypedDict):
    method: str
    params: NotRequired[JsonValue]
    _meta: NotRequired[JsonObject | None]


class ProxySuccessorRequest(TypedDict):
    method: str
    params: NotRequired[JsonValue]
    _meta: NotRequired[JsonObject | None]


ProxySuccessorResponse: TypeAlias = "JsonValue"


class ReadTextFileRequest(TypedDict):
    sessionId: SessionId
    path: str
    line: NotRequired[int | None]
    limit: NotRequired[int | None]
    _meta: NotRequired[JsonObject | None]


class ReadTextFileResponse(TypedDict):
    content: str
    _meta: NotRequired[JsonObject | None]


class ReleaseTerminalRequest(TypedDict):
    sessionId: SessionId
    terminalId: TerminalId
    _meta: NotRequired[JsonObject | None]


class ReleaseTerminalResponse(TypedDict):
    _meta: NotRequired[JsonObject | None]


RequestId: TypeAlias = "int | str | None"


class RequestPermissionOutcomeCancelled(TypedDict):
    outcome: Literal["cancelled"]


class SelectedPermissionOutcome(TypedDict):
    optionId: PermissionOptionId
    _meta: NotRequired[JsonObject | None]


class RequestPermissionOutcomeSelected(SelectedPermissionOutcome):
    outcome: Literal["selected"]


RequestPermissionOutcome: TypeAlias = "RequestPermissionOutcomeCancelled | RequestPermissionOutcomeSelected"


class RequestPermissionRequest(TypedDict):
    sessionId: SessionId
    toolCall: ToolCallUpdate
    options: list[PermissionOption]
    _meta: NotRequired[JsonObject | None]


class RequestPermissionResponse(TypedDict):
    outcome: RequestPermissionOutcome
    _meta: NotRequired[JsonObject | None]


class RequiresActionStateUpdate(TypedDict):
    _meta: NotRequired[JsonObject | None]


class ResumeSessionRequest(TypedDict):
    sessionId: SessionId
    cwd: str
    additionalDirectories: NotRequired[list[str]]
    mcpServers: NotRequired[list[McpServer]]
    systemPrompt: NotRequired[SystemPrompt | None]
    _meta: NotRequired[JsonObject | None]


class ResumeSessionResponse(TypedDict):
    modes: NotRequired[SessionModeState | None]
    configOptions: NotRequired[list[SessionConfigOption] | None]
    _meta: NotRequired[JsonObject | None]


Role: TypeAlias = "Literal['assistant', 'user']"


class RunningStateUpdate(TypedDict):
    _meta: NotRequired[JsonObject | None]


class SessionAdditionalDirectoriesCapabilities(TypedDict):
    _meta: NotRequired[JsonObject | None]


class SessionArchiveCapabilities(TypedDict):
    _meta: NotRequired[JsonObject | None]


SessionArchiveFilter: TypeAlias = "str"


class SessionCancelCapabilities(TypedDict):
    _meta: NotRequired[JsonObject | None]


class SessionCapabilities(TypedDict):
    list: NotRequired[SessionListCapabilities | None]
    delete: NotRequired[SessionDeleteCapabilities | None]
    additionalDirectories: NotRequired[SessionAdditionalDirectoriesCapabilities | None]
    systemPrompt: NotRequired[SessionSystemPromptCapabilities | None]
    fork: NotRequired[SessionForkCapabilities | None]
    archive: NotRequired[SessionArchiveCapabilities | None]
    status: NotRequired[SessionStatusCapabilities | None]
    title: NotRequired[SessionTitleCapabilities | None]
    resume: NotRequired[SessionResumeCapabilities | None]
    close: NotRequired[SessionCloseCapabilities | None]
    _meta: NotRequired[JsonObject | None]


class SessionCloseCapabilities(TypedDict):
    _meta: NotRequired[JsonObject | None]


class SessionConfigBoolean(TypedDict):
    currentValue: bool


SessionConfigGroupId: TypeAlias = "str"
SessionConfigId: TypeAlias = "str"


class SessionConfigOptionCommon(TypedDict):
    id: SessionConfigId
    name: str
    description: NotRequired[str | None]
    category: NotRequired[SessionConfigOptionCategory | None]
    _meta: NotRequired[JsonObject | None]


class SessionConfigSelect(TypedDict):
    currentValue: SessionConfigValueId
    options: SessionConfigSelectOptions


class SessionConfigOptionSelect(SessionConfigOptionCommon, SessionConfigSelect):
    type: Literal["select"]


class SessionConfigOptionBoolean(SessionConfigOptionCommon, SessionConfigBoolean):
    type: Literal["boolean"]


SessionConfigOption: TypeAlias = "SessionConfigOptionSelect | SessionConfigOptionBoolean"
SessionConfigOptionCategory: TypeAlias = "str"


class SessionConfigOptionsCapabilities(TypedDict):
    boolean: NotRequired[BooleanConfigOptionCapabilities | None]
    _meta: NotRequired[JsonObject | None]


class SessionConfigSelectGroup(TypedDict):
    group: SessionConfigGroupId
    name: str
    options: list[SessionConfigSelectOption]
    _meta: NotRequired[JsonObject | None]


class SessionConfigSelectOption(TypedDict):
    value: SessionConfigValueId
    name: str
    description: NotRequired[str | None]
    _meta: NotRequired[JsonObject | None]


SessionConfigSelectOptions: TypeAlias = "list[SessionConfigSelectOption] | list[SessionConfigSelectGroup]"
SessionConfigValueId: TypeAlias = "str"


class SessionDeleteCapabilities(TypedDict):
    _meta: NotRequired[JsonObject | None]


class SessionForkCapabilities(TypedDict):
    _meta: NotRequired[JsonObject | None]


SessionId: TypeAlias = "str"


class SessionInfo(TypedDict):
    sessionId: SessionId
    cwd: str
    additionalDirectories: NotRequired[list[str]]
    title: NotRequired[str | None]
    updatedAt: NotRequired[str | None]
    archived: NotRequired[bool | None]
    _meta: NotRequired[JsonObject | None]


class SessionInfoUpdate(TypedDict):
    title: NotRequired[str | None]
    updatedAt: NotRequired[str | None]
    _meta: NotRequired[JsonObject | None]


class SessionListCapabilities(TypedDict):
    _meta: NotRequired[JsonObject | None]


class SessionMessage(TypedDict):
    messageId: MessageId
    senderSessionId: NotRequired[SessionId | None]
    recipientSessionId: NotRequired[SessionId | None]
    senderMessageId: NotRequired[MessageId | None]
    recipientMessageId: NotRequired[MessageId | None]
    content: NotRequired[list[ContentBlock] | None]
    _meta: NotRequired[JsonObject | None]


class SessionMessageChunk(TypedDict):
    messageId: MessageId
    content: ContentBlock
    _meta: NotRequired[JsonObject | None]


class SessionMode(TypedDict):
    id: SessionModeId
    name: str
    description: NotRequired[str | None]
    _meta: NotRequired[JsonObject | None]


SessionModeId: TypeAlias = "str"


class SessionModeState(TypedDict):
    currentModeId: SessionModeId
    availableModes: list[SessionMode]
    _meta: NotRequired[JsonObject | None]


class SessionNotification(TypedDict):
    sessionId: SessionId
    update: SessionUpdate
    _meta: NotRequired[JsonObject | None]


class SessionResumeCapabilities(TypedDict):
    _meta: NotRequired[JsonObject | None]


SessionStatus: TypeAlias = "str"


class SessionStatusCapabilities(TypedDict):
    _meta: NotRequired[JsonObject | None]


class SessionStatusRequest(TypedDict):
    sessionId: SessionId
    _meta: NotRequired[JsonObject | None]


class SessionStatusResponse(TypedDict):
    status: SessionStatus
    _meta: NotRequired[JsonObject | None]


class SessionSystemPromptCapabilities(TypedDict):
    mode: NotRequired[SessionSystemPromptModeCapabilities | None]
    _meta: NotRequired[JsonObject | None]


class SessionSystemPromptModeCapabilities(TypedDict):
    override: NotRequired[SessionSystemPromptOverrideCapabilities | None]
    _meta: NotRequired[JsonObject | None]


class SessionSystemPromptOverrideCapabilities(TypedDict):
    _meta: NotRequired[JsonObject | None]


class SessionTitleCapabilities(TypedDict):
    _meta: NotRequired[JsonObject | None]


class SessionUpdateUserMessageChunk(ContentChunk):
    sessionUpdate: Literal["user_message_chunk"]


class SessionUpdateAgentMessageChunk(ContentChunk):
    sessionUpdate: Literal["agent_message_chunk"]


class SessionUpdateAgentThoughtChunk(ContentChunk):
    sessionUpdate: Literal["agent_thought_chunk"]


class ToolCall(TypedDict):
    toolCallId: ToolCallId
    title: str
    name: NotRequired[str | None]
    kind: NotRequired[ToolKind]
    status: NotRequired[ToolCallStatus]
    content: NotRequired[list[ToolCallContent]]
    locations: NotRequired[list[ToolCallLocation]]
    rawInput: NotRequired[JsonValue]
    rawOutput: NotRequired[JsonValue]
    _meta: NotRequired[JsonObject | None]


class SessionUpdateToolCall(ToolCall):
    sessionUpdate: Literal["tool_call"]


class ToolCallUpdate(TypedDict):
    toolCallId: ToolCallId
    kind: NotRequired[ToolKind | None]
    status: NotRequired[ToolCallStatus | None]
    title: NotRequired[str | None]
    name: NotRequired[str | None]
    content: NotRequired[list[ToolCallContent] | None]
    locations: NotRequired[list[ToolCallLocation] | None]
    rawInput: NotRequired[JsonValue]
    rawOutput: NotRequired[JsonValue]
    _meta: NotRequired[JsonObject | None]


class SessionUpdateToolCallUpdate(ToolCallUpdate):
    sessionUpdate: Literal["tool_call_update"]


class SessionUpdatePlan(Plan):
    sessionUpdate: Literal["plan"]


class SessionUpdatePlanUpdate(PlanUpdate):
    sessionUpdate: Literal["plan_update"]


class SessionUpdatePlanRemoved(PlanRemoved):
    sessionUpdate: Literal["plan_removed"]


class SessionUpdateAvailableCommandsUpdate(AvailableCommandsUpdate):
    sessionUpdate: Literal["available_commands_update"]


class SessionUpdateCurrentModeUpdate(CurrentModeUpdate):
    sessionUpdate: Literal["current_mode_update"]


class SessionUpdateConfigOptionUpdate(ConfigOptionUpdate):
    sessionUpdate: Literal["config_option_update"]


class SessionUpdateSessionInfoUpdate(SessionInfoUpdate):
    sessionUpdate: Literal["session_info_update"]


class UsageUpdate(TypedDict):
    used: int
    size: int
    cost: NotRequired[Cost | None]
    _meta: NotRequired[JsonObject | None]


class SessionUpdateUsageUpdate(UsageUpdate):
    sessionUpdate: Literal["usage_update"]


class SessionUpdateNotice(Notice):
    sessionUpdate: Literal["notice"]


class SessionUpdateCompactionUpdate(CompactionUpdate):
    sessionUpdate: Literal["compaction_update"]


class SessionUpdateCompactionSummaryChunk(CompactionSummaryChunk):
    sessionUpdate: Literal["compaction_summary_chunk"]


class SubagentUpdate(TypedDict):
    sessionId: SessionId
    title: NotRequired[str | None]
    description: NotRequired[str | None]
    capabilities: NotRequired[SubagentSessionCapabilities | None]
    state: NotRequired[StateUpdate | None]
    cwd: NotRequired[str | None]
    additionalDirectories: NotRequired[list[str] | None]
    _meta: NotRequired[JsonObject | None]


class SessionUpdateSubagentUpdate(SubagentUpdate):
    sessionUpdate: Literal["subagent_update"]


class SessionUpdateSessionMessage(SessionMessage):
    sessionUpdate: Literal["session_message"]


class SessionUpdateSessionMessageChunk(SessionMessageChunk):
    sessionUpdate: Literal["session_message_chunk"]


SessionUpdate: TypeAlias = "SessionUpdateUserMessageChunk | SessionUpdateAgentMessageChunk | SessionUpdateAgentThoughtChunk | SessionUpdateToolCall | SessionUpdateToolCallUpdate | SessionUpdatePlan | SessionUpdatePlanUpdate | SessionUpdatePlanRemoved | SessionUpdateAvailableCommandsUpdate | SessionUpdateCurrentModeUpdate | SessionUpdateConfigOptionUpdate | SessionUpdateSessionInfoUpdate | SessionUpdateUsageUpdate | SessionUpdateNotice | SessionUpdateCompactionUpdate | SessionUpdateCompactionSummaryChunk | SessionUpdateSubagentUpdate | SessionUpdateSessionMessage | SessionUpdateSessionMessageChunk"


class SetProviderRequest(TypedDict):
    providerId: ProviderId
    apiType: LlmProtocol
    baseUrl: str
    headers: NotRequired[dict[str, str]]
    _meta: NotRequired[JsonObject | None]


class SetProviderResponse(TypedDict):
    _meta: NotRequired[JsonObject | None]


class SetSessionConfigOptionRequestCommon(TypedDict):
    sessionId: SessionId
    configId: SessionConfigId
    _meta: NotRequired[JsonObject | None]


class SetSessionConfigOptionRequestBoolean(SetSessionConfigOptionRequestCommon):
    type: Literal["boolean"]
    value: bool


class SetSessionConfigOptionRequestOther(SetSessionConfigOptionRequestCommon):
    value: SessionConfigValueId


SetSessionConfigOptionRequest: TypeAlias = "SetSessionConfigOptionRequestBoolean | SetSessionConfigOptionRequestOther"


class SetSessionConfigOptionResponse(TypedDict):
    configOptions: list[SessionConfigOption]
    _meta: NotRequired[JsonObject | None]


class SetSessionModeRequest(TypedDict):
    sessionId: SessionId
    modeId: SessionModeId
    _meta: NotRequired[JsonObject | None]


class SetSessionModeResponse(TypedDict):
    _meta: NotRequired[JsonObject | None]


class SetSessionTitleRequest(TypedDict):
    sessionId: SessionId
    title: str
    _meta: NotRequired[JsonObject | None]


class SetSessionTitleResponse(TypedDict):
    title: str
    _meta: NotRequired[JsonObject | None]


class StateUpdateRunning(RunningStateUpdate):
    state: Literal["running"]


class StateUpdateIdle(IdleStateUpdate):
    state: Literal["idle"]


class StateUpdateRequiresAction(RequiresActionStateUpdate):
    state: Literal["requires_action"]


class UnknownStateUpdate(TypedDict):
    _meta: NotRequired[JsonObject | None]


class StateUpdateUnknown(UnknownStateUpdate):
    state: Literal["unknown"]


class StateUpdateOther(TypedDict):
    state: str


StateUpdate: TypeAlias = (
    "StateUpdateRunning | StateUpdateIdle | StateUpdateRequiresAction | StateUpdateUnknown | StateUpdateOther"
)
StopReason: TypeAlias = "Literal['end_turn', 'max_tokens', 'max_turn_requests', 'refusal', 'cancelled']"
StringFormat: TypeAlias = "Literal['email', 'uri', 'date', 'date-time']"


class SubagentCapabilities(TypedDict):
    _meta: NotRequired[JsonObject | None]


class SubagentSessionCapabilities(TypedDict):
    cancel: NotRequired[SessionCancelCapabilities | None]
    _meta: NotRequired[JsonObject | None]


class SystemPrompt(TypedDict):
    mode: SystemPromptMode
    content: list[ContentBlock]
    _meta: NotRequired[JsonObject | None]


SystemPromptMode: TypeAlias = "str"


class Terminal(TypedDict):
    terminalId: TerminalId
    _meta: NotRequired[JsonObject | None]


class TerminalExitStatus(TypedDict):
    exitCode: NotRequired[int | None]
    signal: NotRequired[str | None]
    _meta: NotRequired[JsonObject | None]


TerminalId: TypeAlias = "str"


class TerminalOutputRequest(TypedDict):
    sessionId: SessionId
    terminalId: TerminalId
    _meta: NotRequired[JsonObject | None]


class TerminalOutputResponse(TypedDict):
    output: str
    truncated: bool
    exitStatus: NotRequired[TerminalExitStatus | None]
    _meta: NotRequired[JsonObject | None]


class TextResourceContents(TypedDict):
    mimeType: NotRequired[str | None]
    text: str
    uri: str
    _meta: NotRequired[JsonObject | None]


class TitledMultiSelectItems(TypedDict):
    anyOf: list[EnumOption]
    _meta: NotRequired[JsonObject | None]


class ToolCallContentContent(Content):
    type: Literal["content"]


class ToolCallContentDiff(Diff):
    type: Literal["diff"]


class ToolCallContentTerminal(Terminal):
    type: Literal["terminal"]


ToolCallContent: TypeAlias = "ToolCallContentContent | ToolCallContentDiff | ToolCallContentTerminal"
ToolCallId: TypeAlias = "str"


class ToolCallLocation(TypedDict):
    path: str
    line: NotRequired[int | None]
    _meta: NotRequired[JsonObject | None]


ToolCallStatus: TypeAlias = "Literal['pending', 'in_progress', 'completed', 'failed']"
ToolKind: TypeAlias = (
    "Literal['read', 'edit', 'delete', 'move', 'search', 'execute', 'think', 'fetch', 'switch_mode', 'other']"
)


class UnarchiveSessionRequest(TypedDict):
    sessionId: SessionId
    _meta: NotRequired[JsonObject | None]


class UnarchiveSessionResponse(TypedDict):
    _meta: NotRequired[JsonObject | None]


class UnstructuredCommandInput(TypedDict):
    hint: str
    _meta: NotRequired[JsonObject | None]


class Usage(TypedDict):
    totalTokens: int
    inputTokens: int
    outputTokens: int
    thoughtTokens: NotRequired[int | None]
    cachedReadTokens: NotRequired[int | None]
    cachedWriteTokens: NotRequired[int | None]
    _meta: NotRequired[JsonObject | None]


class WaitForTerminalExitRequest(TypedDict):
    sessionId: SessionId
    terminalId: TerminalId
    _meta: NotRequired[JsonObject | None]


class WaitForTerminalExitResponse(TypedDict):
    exitCode: NotRequired[int | None]
    signal: NotRequired[str | None]
    _meta: NotRequired[JsonObject | None]


class WriteTextFileRequest(TypedDict):
    sessionId: SessionId
    path: str
    content: str
    _meta: NotRequired[JsonObject | None]


class WriteTextFileResponse(TypedDict):
    _meta: NotRequired[JsonObject | None]
