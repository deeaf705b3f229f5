# ruff: noqa: D101, E501
"""Types of ACP wire version 2: import them under TYPE_CHECKING only.

Written by ``protocol/generate_acp.py`` from the JSON Schemas in ``protocol/schemas``. Do not edit.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypeAlias, TypedDict

from hermes_acp_protocol.framing import JsonObject, JsonValue

AbsolutePath: TypeAlias = "str"


class AgentAuthCapabilities(TypedDict):
    status: NotRequired[AuthStatusCapabilities | None]
    _meta: NotRequired[JsonObject | None]


class AgentCapabilities(TypedDict):
    session: NotRequired[SessionCapabilities | None]
    auth: NotRequired[AgentAuthCapabilities | None]
    providers: NotRequired[ProvidersCapabilities | None]
    _meta: NotRequired[JsonObject | None]


class AgentMessage(TypedDict):
    messageId: MessageId
    content: NotRequired[list[ContentBlock] | None]
    _meta: NotRequired[JsonObject | None]


class AgentThought(TypedDict):
    messageId: MessageId
    content: NotRequired[list[ContentBlock] | None]
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
    data: str
    mimeType: MediaType
    annotations: NotRequired[Annotations | None]
    _meta: NotRequired[JsonObject | None]


class AuthAccount(TypedDict):
    label: str
    active: NotRequired[bool | None]
    name: NotRequired[str | None]
    email: NotRequired[str | None]
    organization: NotRequired[str | None]
    _meta: NotRequired[JsonObject | None]


class AuthMethodTerminal(TypedDict):
    methodId: AuthMethodId
    name: str
    description: NotRequired[str | None]
    args: NotRequired[list[str]]
    env: NotRequired[list[EnvVariable]]
    _meta: NotRequired[JsonObject | None]


class AuthMethodOfTerminal(AuthMethodTerminal):
    type: Literal["terminal"]


class AuthMethodAgent(TypedDict):
    methodId: AuthMethodId
    name: str
    description: NotRequired[str | None]
    _meta: NotRequired[JsonObject | None]


class AuthMethodOfAgent(AuthMethodAgent):
    type: Literal["agent"]


class AuthMethodOther(TypedDict):
    type: str
    methodId: AuthMethodId
    name: str


AuthMethod: TypeAlias = "AuthMethodOfTerminal | AuthMethodOfAgent | AuthMethodOther"
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


class Command(TypedDict):
    name: str
    description: str
    input: NotRequired[AvailableCommandInput | None]
    _meta: NotRequired[JsonObject | None]


class AvailableCommandCommand(Command):
    type: Literal["command"]


class AvailableCommandOther(TypedDict):
    type: str
    name: str
    description: str


AvailableCommand: TypeAlias = "AvailableCommandCommand | AvailableCommandOther"


class TextCommandInput(TypedDict):
    hint: str
    _meta: NotRequired[JsonObject | None]


class AvailableCommandInputText(TextCommandInput):
    type: Literal["text"]


class AvailableCommandInputOther(TypedDict):
    type: str


AvailableCommandInput: TypeAlias = "AvailableCommandInputText | AvailableCommandInputOther"


class AvailableCommandsUpdate(TypedDict):
    availableCommands: list[AvailableCommand]
    _meta: NotRequired[JsonObject | None]


class BackgroundSubagent(TypedDict):
    sessionId: SessionId
    _meta: NotRequired[JsonObject | None]


class BackgroundTerminal(TypedDict):
    terminalId: TerminalId
    _meta: NotRequired[JsonObject | None]


class BackgroundToolCall(TypedDict):
    toolCallId: ToolCallId
    _meta: NotRequired[JsonObject | None]


class BackgroundWorkTerminal(BackgroundTerminal):
    type: Literal["terminal"]


class BackgroundWorkToolCall(BackgroundToolCall):
    type: Literal["tool_call"]


class BackgroundWorkSubagent(BackgroundSubagent):
    type: Literal["subagent"]


class BackgroundWorkOther(TypedDict):
    type: str


BackgroundWork: TypeAlias = (
    "BackgroundWorkTerminal | BackgroundWorkToolCall | BackgroundWorkSubagent | BackgroundWorkOther"
)


class BlobResourceContents(TypedDict):
    blob: str
    uri: str
    mimeType: NotRequired[MediaType | None]
    _meta: NotRequired[JsonObject | None]


class BooleanPropertySchema(TypedDict):
    title: NotRequired[str | None]
    description: NotRequired[str | None]
    default: NotRequired[bool | None]
    _meta: NotRequired[JsonObject | None]


class CancelRequestNotification(TypedDict):
    requestId: RequestId
    _meta: NotRequired[JsonObject | None]


class CancelSessionNotification(TypedDict):
    sessionId: SessionId
    _meta: NotRequired[JsonObject | None]


class CancelTerminalRequest(TypedDict):
    sessionId: SessionId
    terminalId: TerminalId
    _meta: NotRequired[JsonObject | None]


class CancelTerminalResponse(TypedDict):
    _meta: NotRequired[JsonObject | None]


class CancelToolCallRequest(TypedDict):
    sessionId: SessionId
    toolCallId: ToolCallId
    _meta: NotRequired[JsonObject | None]


class CancelToolCallResponse(TypedDict):
    _meta: NotRequired[JsonObject | None]


class CancelledPermissionOutcome(TypedDict):
    _meta: NotRequired[JsonObject | None]


class ClientAuthCapabilities(TypedDict):
    terminal: NotRequired[TerminalAuthCapabilities | None]
    _meta: NotRequired[JsonObject | None]


class ClientCapabilities(TypedDict):
    auth: NotRequired[ClientAuthCapabilities | None]
    elicitation: NotRequired[ElicitationCapabilities | None]
    _meta: NotRequired[JsonObject | None]


class CloseSessionRequest(TypedDict):
    sessionId: SessionId
    _meta: NotRequired[JsonObject | None]


class CloseSessionResponse(TypedDict):
    _meta: NotRequired[JsonObject | None]


class CommandPermissionSubject(TypedDict):
    command: str
    cwd: AbsolutePath
    toolCallId: NotRequired[ToolCallId | None]
    terminalId: NotRequired[TerminalId | None]
    _meta: NotRequired[JsonObject | None]


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
    text: str
    annotations: NotRequired[Annotations | None]
    _meta: NotRequired[JsonObject | None]


class ContentBlockText(TextContent):
    type: Literal["text"]


class ImageContent(TypedDict):
    data: str
    mimeType: MediaType
    uri: NotRequired[str | None]
    annotations: NotRequired[Annotations | None]
    _meta: NotRequired[JsonObject | None]


class ContentBlockImage(ImageContent):
    type: Literal["image"]


class ContentBlockAudio(AudioContent):
    type: Literal["audio"]


class ResourceLink(TypedDict):
    name: str
    uri: str
    title: NotRequired[str | None]
    description: NotRequired[str | None]
    icons: NotRequired[list[Icon] | None]
    mimeType: NotRequired[MediaType | None]
    size: NotRequired[int | None]
    annotations: NotRequired[Annotations | None]
    _meta: NotRequired[JsonObject | None]


class ContentBlockResourceLink(ResourceLink):
    type: Literal["resource_link"]


class EmbeddedResource(TypedDict):
    resource: EmbeddedResourceResource
    annotations: NotRequired[Annotations | None]
    _meta: NotRequired[JsonObject | None]


class ContentBlockResource(EmbeddedResource):
    type: Literal["resource"]


class ContentBlockOther(TypedDict):
    type: str


ContentBlock: TypeAlias = "ContentBlockText | ContentBlockImage | ContentBlockAudio | ContentBlockResourceLink | ContentBlockResource | ContentBlockOther"


class ContentChunk(TypedDict):
    messageId: MessageId
    content: ContentBlock
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


class DeleteSessionRequest(TypedDict):
    sessionId: SessionId
    _meta: NotRequired[JsonObject | None]


class DeleteSessionResponse(TypedDict):
    _meta: NotRequired[JsonObject | None]


class Diff(TypedDict):
    changes: list[DiffChange]
    patch: NotRequired[DiffPatch | None]
    _meta: NotRequired[JsonObject | None]


class DiffChangeCommon(TypedDict):
    fileType: NotRequired[DiffFileType | None]
    mimeType: NotRequired[MediaType | None]
    _meta: NotRequired[JsonObject | None]


class DiffPathChange(TypedDict):
    path: AbsolutePath


class DiffChangeAdd(DiffChangeCommon, DiffPathChange):
    operation: Literal["add"]


class DiffChangeDelete(DiffChangeCommon, DiffPathChange):
    operation: Literal["delete"]


class DiffChangeModify(DiffChangeCommon, DiffPathChange):
    operation: Literal["modify"]


class DiffPathPairChange(TypedDict):
    oldPath: AbsolutePath
    path: AbsolutePath


class DiffChangeMove(DiffChangeCommon, DiffPathPairChange):
    operation: Literal["move"]


class DiffChangeCopy(DiffChangeCommon, DiffPathPairChange):
    operation: Literal["copy"]


class DiffChangeOther(DiffChangeCommon):
    operation: str


DiffChange: TypeAlias = (
    "DiffChangeAdd | DiffChangeDelete | DiffChangeModify | DiffChangeMove | DiffChangeCopy | DiffChangeOther"
)
DiffFileType: TypeAlias = "str"


class DiffPatch(TypedDict):
    format: DiffPatchFormat
    text: str
    _meta: NotRequired[JsonObject | None]


DiffPatchFormat: TypeAlias = "str"


class DisableProviderRequest(TypedDict):
    providerId: ProviderId
    _meta: NotRequired[JsonObject | None]


class DisableProviderResponse(TypedDict):
    _meta: NotRequired[JsonObject | None]


class ElicitationCapabilities(TypedDict):
    form: NotRequired[ElicitationFormCapabilities | None]
    url: NotRequired[ElicitationUrlCapabilities | None]
    _meta: NotRequired[JsonObject | None]


ElicitationContentValue: TypeAlias = "str | int | float | bool | list[str] | JsonValue"


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
    type: ElicitationSchemaType
    title: NotRequired[str | None]
    properties: dict[str, ElicitationPropertySchema]
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
    data: NotRequired[ErrorData | None]


ErrorCode: TypeAlias = "Literal[-32700] | Literal[-32600] | Literal[-32601] | Literal[-32602] | Literal[-32603] | Literal[-32800] | Literal[-32000] | Literal[-32002] | Literal[-32022] | int"
ErrorData: TypeAlias = "UnsupportedProtocolVersionErrorData | SessionNotFoundErrorData | JsonValue"


class ErrorStopReason(TypedDict):
    error: NotRequired[Error | None]


class ForkSessionRequest(TypedDict):
    sessionId: SessionId
    cwd: AbsolutePath
    additionalDirectories: NotRequired[list[AbsolutePath]]
    mcpServers: NotRequired[list[McpServer]]
    systemPrompt: NotRequired[SystemPrompt | None]
    _meta: NotRequired[JsonObject | None]


class ForkSessionResponse(TypedDict):
    sessionId: SessionId
    configOptions: NotRequired[list[SessionConfigOption]]
    availableCommands: NotRequired[list[AvailableCommand]]
    _meta: NotRequired[JsonObject | None]


class HttpHeader(TypedDict):
    name: str
    value: str
    _meta: NotRequired[JsonObject | None]


class Icon(TypedDict):
    src: str
    mimeType: NotRequired[MediaType | None]
    sizes: NotRequired[list[str] | None]
    theme: NotRequired[IconTheme | None]
    _meta: NotRequired[JsonObject | None]


IconTheme: TypeAlias = "str"


class IdleStateUpdate(TypedDict):
    usage: NotRequired[Usage | None]
    background: NotRequired[list[BackgroundWork] | None]
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
    info: Implementation
    capabilities: NotRequired[ClientCapabilities]
    _meta: NotRequired[JsonObject | None]


class InitializeResponse(TypedDict):
    protocolVersion: ProtocolVersion
    info: Implementation
    capabilities: NotRequired[AgentCapabilities]
    authMethods: NotRequired[list[AuthMethod]]
    _meta: NotRequired[JsonObject | None]


class ListProvidersRequest(TypedDict):
    _meta: NotRequired[JsonObject | None]


class ListProvidersResponse(TypedDict):
    providers: list[ProviderInfo]
    _meta: NotRequired[JsonObject | None]


class ListSessionsRequest(TypedDict):
    cwd: NotRequired[AbsolutePath | None]
    cursor: NotRequired[SessionListCursor | None]
    archived: NotRequired[SessionArchiveFilter | None]
    _meta: NotRequired[JsonObject | None]


class ListSessionsResponse(TypedDict):
    sessions: list[SessionInfo]
    nextCursor: NotRequired[SessionListCursor | None]
    _meta: NotRequired[JsonObject | None]


LlmProtocol: TypeAlias = "str"


class LoginAuthRequest(TypedDict):
    methodId: AuthMethodId
    _meta: NotRequired[JsonObject | None]


class LoginAuthResponse(TypedDict):
    _meta: NotRequired[JsonObject | None]


class LogoutAuthRequest(TypedDict):
    _meta: NotRequired[JsonObject | None]


class LogoutAuthResponse(TypedDict):
    _meta: NotRequired[JsonObject | None]


class McpAcpCapabilities(TypedDict):
    _meta: NotRequired[JsonObject | None]


class McpCapabilities(TypedDict):
    stdio: NotRequired[McpStdioCapabilities | None]
    http: NotRequired[McpHttpCapabilities | None]
    acp: NotRequired[McpAcpCapabilities | None]
    _meta: NotRequired[JsonObject | None]


class McpError(TypedDict):
    code: int
    message: str
    data: NotRequired[JsonValue]


class McpHttpCapabilities(TypedDict):
    _meta: NotRequired[JsonObject | None]


McpRequestId: TypeAlias = "str"


class McpServerHttp(TypedDict):
    name: str
    url: str
    headers: NotRequired[list[HttpHeader]]
    _meta: NotRequired[JsonObject | None]


class McpServerOfHttp(McpServerHttp):
    type: Literal["http"]


class McpServerAcp(TypedDict):
    name: str
    serverId: McpServerAcpId
    _meta: NotRequired[JsonObject | None]


class McpServerOfAcp(McpServerAcp):
    type: Literal["acp"]


class McpServerStdio(TypedDict):
    name: str
    command: AbsolutePath
    args: NotRequired[list[str]]
    env: NotRequired[list[EnvVariable]]
    _meta: NotRequired[JsonObject | None]


class McpServerOfStdio(McpServerStdio):
    type: Literal["stdio"]


class McpServerOther(TypedDict):
    type: str


McpServer: TypeAlias = "McpServerOfHttp | McpServerOfAcp | McpServerOfStdio | McpServerOther"
McpServerAcpId: TypeAlias = "str"


class McpStdioCapabilities(TypedDict):
    _meta: NotRequired[JsonObject | None]


MediaType: TypeAlias = "str"
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
    cwd: AbsolutePath
    additionalDirectories: NotRequired[list[AbsolutePath]]
    mcpServers: NotRequired[list[McpServer]]
    systemPrompt: NotRequired[SystemPrompt | None]
    _meta: NotRequired[JsonObject | None]


class NewSessionResponse(TypedDict):
    sessionId: SessionId
    configOptions: NotRequired[list[SessionConfigOption]]
    availableCommands: NotRequired[list[AvailableCommand]]
    _meta: NotRequired[JsonObject | None]


class Notice(TypedDict):
    severity: NoticeSeverity
    title: str
    description: NotRequired[str | None]
    _meta: NotRequired[JsonObject | None]


NoticeSeverity: TypeAlias = "str"


class PermissionOption(TypedDict):
    optionId: PermissionOptionId
    name: str
    kind: PermissionOptionKind
    _meta: NotRequired[JsonObject | None]


PermissionOptionId: TypeAlias = "str"
PermissionOptionKind: TypeAlias = "str"


class PlanEntry(TypedDict):
    content: str
    priority: PlanEntryPriority
    status: PlanEntryStatus
    _meta: NotRequired[JsonObject | None]


PlanEntryPriority: TypeAlias = "str"
PlanEntryStatus: TypeAlias = "str"


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


class PlanUpdateContentOther(TypedDict):
    type: str
    planId: PlanId


PlanUpdateContent: TypeAlias = (
    "PlanUpdateContentItems | PlanUpdateContentFile | PlanUpdateContentMarkdown | PlanUpdateContentOther"
)


class PromptAudioCapabilities(TypedDict):
    _meta: NotRequired[JsonObject | None]


class PromptCapabilities(TypedDict):
    image: NotRequired[PromptImageCapabilities | None]
    audio: NotRequired[PromptAudioCapabilities | None]
    embeddedContext: NotRequired[PromptEmbeddedContextCapabilities | None]
    _meta: NotRequired[JsonObject | None]


class PromptEmbeddedContextCapabilities(TypedDict):
    _meta: NotRequired[JsonObject | None]


class PromptImageCapabilities(TypedDict):
    _meta: NotRequired[JsonObject | None]


class PromptRequest(TypedDict):
    sessionId: SessionId
    prompt: list[ContentBlock]
    _meta: NotRequired[JsonObject | None]


class PromptResponse(TypedDict):
    messageId: MessageId
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


class ReplayFromStart(TypedDict):
    _meta: NotRequired[JsonObject | None]


class ReplayFromOfStart(ReplayFromStart):
    type: Literal["start"]


class ReplayFromOther(TypedDict):
    type: str


ReplayFrom: TypeAlias = "ReplayFromOfStart | ReplayFromOther"
RequestId: TypeAlias = "int | str"


class RequestPermissionOutcomeCancelled(CancelledPermissionOutcome):
    outcome: Literal["cancelled"]


class SelectedPermissionOutcome(TypedDict):
    optionId: PermissionOptionId
    _meta: NotRequired[JsonObject | None]


class RequestPermissionOutcomeSelected(SelectedPermissionOutcome):
    outcome: Literal["selected"]


class RequestPermissionOutcomeOther(TypedDict):
    outcome: str


RequestPermissionOutcome: TypeAlias = (
    "RequestPermissionOutcomeCancelled | RequestPermissionOutcomeSelected | RequestPermissionOutcomeOther"
)


class RequestPermissionRequest(TypedDict):
    sessionId: SessionId
    title: str
    description: NotRequired[str | None]
    subject: NotRequired[RequestPermissionSubject | None]
    options: list[PermissionOption]
    _meta: NotRequired[JsonObject | None]


class RequestPermissionResponse(TypedDict):
    outcome: RequestPermissionOutcome
    _meta: NotRequired[JsonObject | None]


class ToolCallPermissionSubject(TypedDict):
    toolCall: ToolCallUpdate
    _meta: NotRequired[JsonObject | None]


class RequestPermissionSubjectToolCall(ToolCallPermissionSubject):
    type: Literal["tool_call"]


class RequestPermissionSubjectCommand(CommandPermissionSubject):
    type: Literal["command"]


class RequestPermissionSubjectOther(TypedDict):
    type: str


RequestPermissionSubject: TypeAlias = (
    "RequestPermissionSubjectToolCall | RequestPermissionSubjectCommand | RequestPermissionSubjectOther"
)


class RequiresActionStateUpdate(TypedDict):
    background: NotRequired[list[BackgroundWork] | None]
    _meta: NotRequired[JsonObject | None]


class ResumeSessionRequest(TypedDict):
    sessionId: SessionId
    cwd: AbsolutePath
    additionalDirectories: NotRequired[list[AbsolutePath]]
    mcpServers: NotRequired[list[McpServer]]
    replayFrom: NotRequired[ReplayFrom | None]
    systemPrompt: NotRequired[SystemPrompt | None]
    _meta: NotRequired[JsonObject | None]


class ResumeSessionResponse(TypedDict):
    configOptions: NotRequired[list[SessionConfigOption]]
    availableCommands: NotRequired[list[AvailableCommand]]
    _meta: NotRequired[JsonObject | None]


Role: TypeAlias = "str"


class RunningStateUpdate(TypedDict):
    background: NotRequired[list[BackgroundWork] | None]
    _meta: NotRequired[JsonObject | None]


class SessionAdditionalDirectoriesCapabilities(TypedDict):
    _meta: NotRequired[JsonObject | None]


class SessionArchiveCapabilities(TypedDict):
    _meta: NotRequired[JsonObject | None]


SessionArchiveFilter: TypeAlias = "str"


class SessionCancelCapabilities(TypedDict):
    _meta: NotRequired[JsonObject | None]


class SessionCapabilities(TypedDict):
    prompt: NotRequired[PromptCapabilities | None]
    mcp: NotRequired[McpCapabilities | None]
    delete: NotRequired[SessionDeleteCapabilities | None]
    additionalDirectories: NotRequired[SessionAdditionalDirectoriesCapabilities | None]
    systemPrompt: NotRequired[SessionSystemPromptCapabilities | None]
    fork: NotRequired[SessionForkCapabilities | None]
    archive: NotRequired[SessionArchiveCapabilities | None]
    status: NotRequired[SessionStatusCapabilities | None]
    title: NotRequired[SessionTitleCapabilities | None]
    _meta: NotRequired[JsonObject | None]


class SessionConfigBoolean(TypedDict):
    currentValue: bool


SessionConfigGroupId: TypeAlias = "str"
SessionConfigId: TypeAlias = "str"


class SessionConfigOptionCommon(TypedDict):
    configId: SessionConfigId
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


class SessionConfigOptionOther(SessionConfigOptionCommon):
    type: str


SessionConfigOption: TypeAlias = "SessionConfigOptionSelect | SessionConfigOptionBoolean | SessionConfigOptionOther"
SessionConfigOptionCategory: TypeAlias = "str"


class SessionConfigSelectGroup(TypedDict):
    groupId: SessionConfigGroupId
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
    cwd: AbsolutePath
    additionalDirectories: NotRequired[list[AbsolutePath]]
    title: NotRequired[str | None]
    updatedAt: NotRequired[str | None]
    archived: NotRequired[bool | None]
    _meta: NotRequired[JsonObject | None]


class SessionInfoUpdate(TypedDict):
    title: NotRequired[str | None]
    updatedAt: NotRequired[str | None]
    _meta: NotRequired[JsonObject | None]


SessionListCursor: TypeAlias = "str"


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


class SessionNotFoundErrorData(TypedDict):
    sessionId: SessionId
    _meta: NotRequired[JsonObject | None]


SessionStatus: TypeAlias = "str"


class SessionStatusCapabilities(TypedDict):
    _meta: NotRequired[JsonObject | None]


class SessionStatusRequest(TypedDict):
    sessionId: SessionId
    _meta: NotRequired[JsonObject | None]


class SessionStatusResponse(TypedDict):
    status: SessionStatus
    state: NotRequired[StateUpdate | None]
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


class UserMessage(TypedDict):
    messageId: MessageId
    content: NotRequired[list[ContentBlock] | None]
    _meta: NotRequired[JsonObject | None]


class SessionUpdateUserMessage(UserMessage):
    sessionUpdate: Literal["user_message"]


class SessionUpdateAgentMessageChunk(ContentChunk):
    sessionUpdate: Literal["agent_message_chunk"]


class SessionUpdateAgentMessage(AgentMessage):
    sessionUpdate: Literal["agent_message"]


class SessionUpdateAgentThoughtChunk(ContentChunk):
    sessionUpdate: Literal["agent_thought_chunk"]


class SessionUpdateAgentThought(AgentThought):
    sessionUpdate: Literal["agent_thought"]


class SessionUpdateStateUpdate(TypedDict):
    sessionUpdate: Literal["state_update"]


class ToolCallContentChunk(TypedDict):
    toolCallId: ToolCallId
    content: ToolCallContent
    _meta: NotRequired[JsonObject | None]


class SessionUpdateToolCallContentChunk(ToolCallContentChunk):
    sessionUpdate: Literal["tool_call_content_chunk"]


class ToolCallUpdate(TypedDict):
    toolCallId: ToolCallId
    name: NotRequired[str | None]
    title: NotRequired[str | None]
    kind: NotRequired[ToolKind | None]
    status: NotRequired[ToolCallStatus | None]
    content: NotRequired[list[ToolCallContent] | None]
    locations: NotRequired[list[ToolCallLocation] | None]
    rawInput: NotRequired[JsonValue]
    rawOutput: NotRequired[JsonValue]
    capabilities: NotRequired[ToolCallCapabilities | None]
    _meta: NotRequired[JsonObject | None]


class SessionUpdateToolCallUpdate(ToolCallUpdate):
    sessionUpdate: Literal["tool_call_update"]


class TerminalUpdate(TypedDict):
    terminalId: TerminalId
    command: NotRequired[str | None]
    cwd: NotRequired[AbsolutePath | None]
    output: NotRequired[TerminalOutput | None]
    exitStatus: NotRequired[TerminalExitStatus | None]
    size: NotRequired[TerminalSize | None]
    capabilities: NotRequired[TerminalCapabilities | None]
    _meta: NotRequired[JsonObject | None]


class SessionUpdateTerminalUpdate(TerminalUpdate):
    sessionUpdate: Literal["terminal_update"]


class TerminalOutputChunk(TypedDict):
    terminalId: TerminalId
    data: str
    _meta: NotRequired[JsonObject | None]


class SessionUpdateTerminalOutputChunk(TerminalOutputChunk):
    sessionUpdate: Literal["terminal_output_chunk"]


class SessionUpdatePlanUpdate(PlanUpdate):
    sessionUpdate: Literal["plan_update"]


class SessionUpdatePlanRemoved(PlanRemoved):
    sessionUpdate: Literal["plan_removed"]


class SessionUpdateAvailableCommandsUpdate(AvailableCommandsUpdate):
    sessionUpdate: Literal["available_commands_update"]


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
    cwd: NotRequired[AbsolutePath | None]
    additionalDirectories: NotRequired[list[AbsolutePath] | None]
    _meta: NotRequired[JsonObject | None]


class SessionUpdateSubagentUpdate(SubagentUpdate):
    sessionUpdate: Literal["subagent_update"]


class SessionUpdateSessionMessage(SessionMessage):
    sessionUpdate: Literal["session_message"]


class SessionUpdateSessionMessageChunk(SessionMessageChunk):
    sessionUpdate: Literal["session_message_chunk"]


class SessionUpdateOther(TypedDict):
    sessionUpdate: str


SessionUpdate: TypeAlias = "SessionUpdateUserMessageChunk | SessionUpdateUserMessage | SessionUpdateAgentMessageChunk | SessionUpdateAgentMessage | SessionUpdateAgentThoughtChunk | SessionUpdateAgentThought | SessionUpdateStateUpdate | SessionUpdateToolCallContentChunk | SessionUpdateToolCallUpdate | SessionUpdateTerminalUpdate | SessionUpdateTerminalOutputChunk | SessionUpdatePlanUpdate | SessionUpdatePlanRemoved | SessionUpdateAvailableCommandsUpdate | SessionUpdateConfigOptionUpdate | SessionUpdateSessionInfoUpdate | SessionUpdateUsageUpdate | SessionUpdateNotice | SessionUpdateCompactionUpdate | SessionUpdateCompactionSummaryChunk | SessionUpdateSubagentUpdate | SessionUpdateSessionMessage | SessionUpdateSessionMessageChunk | SessionUpdateOther"


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


class SetSessionConfigOptionRequestId(SetSessionConfigOptionRequestCommon):
    type: Literal["id"]
    value: SessionConfigValueId


class SetSessionConfigOptionRequestBoolean(SetSessionConfigOptionRequestCommon):
    type: Literal["boolean"]
    value: bool


class SetSessionConfigOptionRequestOther(SetSessionConfigOptionRequestCommon):
    type: str
    value: JsonValue


SetSessionConfigOptionRequest: TypeAlias = (
    "SetSessionConfigOptionRequestId | SetSessionConfigOptionRequestBoolean | SetSessionConfigOptionRequestOther"
)


class SetSessionConfigOptionResponse(TypedDict):
    configOptions: list[SessionConfigOption]
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
    background: NotRequired[list[BackgroundWork] | None]
    _meta: NotRequired[JsonObject | None]


class StateUpdateUnknown(UnknownStateUpdate):
    state: Literal["unknown"]


class StateUpdateOther(TypedDict):
    state: str


StateUpdate: TypeAlias = (
    "StateUpdateRunning | StateUpdateIdle | StateUpdateRequiresAction | StateUpdateUnknown | StateUpdateOther"
)
StringFormat: TypeAlias = "str"


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


class TerminalAuthCapabilities(TypedDict):
    _meta: NotRequired[JsonObject | None]


class TerminalCancelCapabilities(TypedDict):
    _meta: NotRequired[JsonObject | None]


class TerminalCapabilities(TypedDict):
    cancel: NotRequired[TerminalCancelCapabilities | None]
    _meta: NotRequired[JsonObject | None]


class TerminalExitStatus(TypedDict):
    exitCode: NotRequired[int | None]
    signal: NotRequired[str | None]
    _meta: NotRequired[JsonObject | None]


TerminalId: TypeAlias = "str"


class TerminalOutput(TypedDict):
    data: str
    _meta: NotRequired[JsonObject | None]


class TerminalSize(TypedDict):
    cols: int
    rows: int
    _meta: NotRequired[JsonObject | None]


class TextResourceContents(TypedDict):
    text: str
    uri: str
    mimeType: NotRequired[MediaType | None]
    _meta: NotRequired[JsonObject | None]


class TitledMultiSelectItems(TypedDict):
    anyOf: list[EnumOption]
    _meta: NotRequired[JsonObject | None]


class ToolCallCancelCapabilities(TypedDict):
    _meta: NotRequired[JsonObject | None]


class ToolCallCapabilities(TypedDict):
    cancel: NotRequired[ToolCallCancelCapabilities | None]
    _meta: NotRequired[JsonObject | None]


class ToolCallContentContent(Content):
    type: Literal["content"]


class ToolCallContentDiff(Diff):
    type: Literal["diff"]


class ToolCallContentTerminal(Terminal):
    type: Literal["terminal"]


class ToolCallContentOther(TypedDict):
    type: str


ToolCallContent: TypeAlias = (
    "ToolCallContentContent | ToolCallContentDiff | ToolCallContentTerminal | ToolCallContentOther"
)
ToolCallId: TypeAlias = "str"


class ToolCallLocation(TypedDict):
    path: AbsolutePath
    line: NotRequired[int | None]
    _meta: NotRequired[JsonObject | None]


ToolCallStatus: TypeAlias = "str"
ToolKind: TypeAlias = "str"


class UnarchiveSessionRequest(TypedDict):
    sessionId: SessionId
    _meta: NotRequired[JsonObject | None]


class UnarchiveSessionResponse(TypedDict):
    _meta: NotRequired[JsonObject | None]


class UnsupportedProtocolVersionErrorData(TypedDict):
    requested: ProtocolVersion
    supported: list[ProtocolVersion]
    _meta: NotRequired[JsonObject | None]


class UpdateSessionNotification(TypedDict):
    sessionId: SessionId
    update: SessionUpdate
    _meta: NotRequired[JsonObject | None]


class Usage(TypedDict):
    totalTokens: int
    inputTokens: int
    outputTokens: int
    thoughtTokens: NotRequired[int | None]
    cachedReadTokens: NotRequired[int | None]
    cachedWriteTokens: NotRequired[int | None]
    _meta: NotRequired[JsonObject | None]
