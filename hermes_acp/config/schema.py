"""The settings, documented and checked.

The edge where a person's words become values, imported when somebody asks for a ``Config``. ``load`` turns layers
into one; ``document`` turns this file into docs/configuration.md.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Effort = Literal["none", "minimal", "low", "medium", "high", "xhigh"]
Strategy = Literal["fill_first", "round_robin", "least_used", "random"]
ApiMode = Literal["chat_completions", "codex_responses", "anthropic_messages"]


class Section(BaseModel):
    """A group of settings. Keys it does not know are kept, for they may be another program's."""

    model_config = ConfigDict(frozen=True, extra="allow", use_attribute_docstrings=True, coerce_numbers_to_str=True)


class ModelSettings(Section):
    """Which model answers. A plain text sets `default`: `model: anthropic/claude-sonnet-4.5`."""

    default: str | None = None
    """Name of the model, `provider:model` or as the provider calls it."""
    provider: str | None = None
    """Provider to ask, when the name of the model does not say."""
    base_url: str | None = None
    """Address of `provider`, in place of its own. A key goes only to the address it belongs to."""
    api_key: str | None = None
    """Key for `base_url`. Better kept in `.env` and named here as `${NAME}`."""
    api_mode: ApiMode | None = None
    """Dialect of the endpoint; found out when empty."""
    context_length: Annotated[int, Field(ge=1024)] | None = None
    """Tokens the model can hold; wins over what its provider says."""


class ProviderSettings(Section):
    """An endpoint of your own."""

    name: str | None = None
    """What to call it (in `custom_providers`)."""
    base_url: str | None = None
    """Address, up to and including `/v1` where there is one."""
    api_key: str | None = None
    """Key; better `${NAME}`."""
    key_env: str | None = None
    """Name of the variable that holds the key."""
    api_mode: ApiMode | None = None
    """Dialect."""
    model: str | None = None
    """Model to use there when none is named."""


class AliasSettings(Section):
    """A short name for a model. A plain text is the model: `fast: groq:llama-3.3-70b`."""

    model: str
    """Name of the model."""
    provider: str | None = None
    """Provider to ask, when the name of the model does not say."""


class TaskSettings(Section):
    """Who does a task beside the conversation: `title_generation`, `compression`, `approval`, `background_review`."""

    provider: str | None = None
    """Provider to ask; that of the main model when empty or `auto`."""
    model: str | None = None
    """Model to ask; a cheap one of the provider when empty."""
    base_url: str | None = None
    """Address, when the provider is your own."""
    api_key: str | None = None
    """Key for `base_url`; better `${NAME}`."""


class FallbackSettings(Section):
    """A model to go on with when the first one fails."""

    provider: str
    """Provider to ask."""
    model: str
    """Model to ask for."""
    base_url: str | None = None
    """Address, when the provider is your own."""
    key_env: str | None = None
    """Name of the variable that holds the key."""


class AgentSettings(Section):
    """How long and how hard the agent works."""

    max_turns: Annotated[int, Field(ge=1, le=10_000)] = 100
    """Model requests in one turn."""
    reasoning_effort: Effort | None = None
    """Thought asked of the model; the provider's own choice when empty."""
    api_max_retries: Annotated[int, Field(ge=0, le=20)] = 3
    """Further attempts after a failed model request."""
    disabled_toolsets: list[str] = []
    """Toolsets the model is not offered."""
    when_busy: Literal["queue", "steer"] = "queue"
    """What becomes of a message that is sent while a turn runs: `queue` reads it when the turn has ended, `steer` at
    the turn's next step."""


class ApprovalSettings(Section):
    """What runs without being asked. A workspace cannot change any of it."""

    mode: Literal["ask", "accept_edits", "plan", "bypass"] = "ask"
    """`ask` before every change, `accept_edits` inside the workspace, `plan` reads only, `bypass` asks nothing but
    keeps the floor. Hermes Agent's `manual` and `smart` mean `ask`, its `off` means `bypass`."""
    timeout: Annotated[float, Field(gt=0, le=86_400)] = 300
    """Seconds until a question nobody answered counts as refused."""
    deny: list[str] = []
    """Commands never to run, as globs over their text, letter case set aside: `git push --force*`."""
    judge: str | None = None
    """Model that may answer a question in your place, for that once, or refuse: `provider:model`, or `auto` for that
    of `auxiliary.approval`, a cheap sibling of yours. It is never asked about protected files, secrets, disguises or
    what follows strangers' content. Empty asks you."""
    smart_policy: str = ""
    """What the judge should know of your wishes, in your words."""


class CompressionSettings(Section):
    """When a long conversation is summed up."""

    enabled: bool = True
    """Whether it is at all."""
    threshold: Annotated[float, Field(gt=0, le=1)] = 0.5
    """Share of the model's window that may be full before it is; at least 0.75 where the window is below 512,000."""
    protect_first_n: Annotated[int, Field(ge=0)] = 3
    """Messages at the start that stay as they are."""
    protect_last_n: Annotated[int, Field(ge=0)] = 20
    """Messages at the end that stay as they are."""


class ReferenceSettings(Section):
    """What `@` references and attachments may bring along."""

    share: Annotated[float, Field(gt=0, le=0.9)] = 0.25
    """Share of the model's window that the attachments of one prompt may use; the largest are shortened first."""


class TerminalSettings(Section):
    """Where and how commands run."""

    backend: Literal["local", "docker", "ssh", "singularity", "modal", "daytona"] = "local"
    """The kind of place."""
    cwd: str | None = None
    """Directory commands start in; the session's own when empty."""
    timeout: Annotated[float, Field(gt=0, le=86_400)] = 180
    """Seconds a command may take when the model names no limit."""
    env_passthrough: list[str] = []
    """Variables commands may see although they look like secrets."""


class SandboxSettings(Section):
    """Whether the operating system keeps commands in. A workspace cannot change any of it."""

    mode: Literal["off", "auto", "required"] = "auto"
    """`auto` confines commands where a sandbox works (bubblewrap on Linux, seatbelt on macOS) and runs them unasked;
    `required` refuses every command where none works; `off` confines nothing."""
    network: bool = False
    """Whether commands in the sandbox reach the network. They are then asked for as without a sandbox."""
    writable: list[str] = []
    """Further files and directories that can be written, such as `~/.cache`; neither hidden nor protected there."""


class SecuritySettings(Section):
    """What is kept from the model and from what is written down."""

    redact_secrets: bool = True
    """Whether keys, tokens and passwords are masked in what tools print, in sessions on disk and in logs."""


class PrivacySettings(Section):
    """What is kept from the model provider."""

    redact_pii: bool = False
    """Whether e-mail addresses, telephone, card and IBAN numbers and the names of this machine's people are replaced by
    stand-ins before anything is sent, and put back in what comes."""


class McpToolSettings(Section):
    """Which of a server's offers are used."""

    include: list[str] | str = []
    """Names or globs of the tools to use; all of them when empty."""
    exclude: list[str] | str = []
    """Names or globs of tools not to use; `include` wins."""
    resources: bool = True
    """Whether its resources can be read."""
    prompts: bool = True
    """Whether its prompts are commands."""


class McpSamplingSettings(Section):
    """What a server may ask of your model. Nothing, unless you say so."""

    enabled: bool = False
    """Whether it may at all."""
    model: str | None = None
    """Model that answers; the session's when empty."""
    max_tokens_cap: Annotated[int, Field(ge=1)] = 4096
    """Tokens of one answer."""
    max_rpm: Annotated[int, Field(ge=1)] = 10
    """Requests in a minute."""
    timeout: Annotated[float, Field(gt=0)] = 30
    """Seconds for one answer."""
    allowed_models: list[str] = []
    """Models it may pick among by name; the first answers where neither it nor `model` names one."""


class McpOauthSettings(Section):
    """How to sign in, where the server does not say it all."""

    client_id: str | None = None
    """A client you registered by hand."""
    client_secret: str | None = None
    """Its secret; better `${NAME}`."""
    client_metadata_url: str | None = None
    """An https address that describes the client, for servers that take that in place of a registration."""
    scope: str | None = None
    """What to ask for; the server's own wish when empty."""
    redirect_host: str = "127.0.0.1"
    """Name of this machine the browser comes back to; some servers only take `localhost`."""
    redirect_port: Annotated[int, Field(ge=1, le=65535)] | None = None
    """Port the browser comes back to."""


class McpElicitationSettings(Section):
    """How a server may put questions to you."""

    enabled: bool = True
    """Whether it may at all."""
    timeout: Annotated[float, Field(gt=0)] = 300
    """Seconds you have for an answer."""


class McpServerSettings(Section):
    """A server of further tools: either `command` or `url`."""

    command: str | None = None
    """Program that speaks MCP on its standard streams."""
    args: list[str] | str = []
    """Its arguments."""
    env: dict[str, str] = {}
    """Its further environment."""
    url: str | None = None
    """Address of a server that is already running."""
    headers: dict[str, str] = {}
    """Headers sent with every request."""
    cwd: str | None = None
    """Directory it runs in; the session's when empty."""
    transport: Literal["stdio", "http"] | None = None
    """How to talk; found out when empty."""
    protocol: Literal["auto", "legacy", "stateless"] = "auto"
    """Era of MCP: `auto` tries the handshake first, `legacy` and `stateless` one thing only."""
    auth: Literal["oauth"] | None = None
    """How to sign in. Found out when empty; `hermes mcp login NAME` does it."""
    oauth: McpOauthSettings = McpOauthSettings()
    """Details of that."""
    ssl_verify: bool | str = True
    """Whether its certificate is checked, or the file (PEM) of the authorities to check it by."""
    client_cert: list[str] | str = []
    """Our own certificate (PEM): its file, or a list of the file, the file of its key, and the key's password."""
    client_key: str | None = None
    """File of the key, where it is another."""
    enabled: bool = True
    """Whether it is used."""
    connect_timeout: Annotated[float, Field(gt=0)] = 60
    """Seconds from its start to its list of tools."""
    timeout: Annotated[float, Field(gt=0)] = 120
    """Seconds a call may go on without a word from it."""
    idle_timeout_seconds: Annotated[float, Field(ge=0)] = 900
    """Seconds without a call until it is shut down, to be started by the next; 0 keeps it."""
    max_lifetime_seconds: Annotated[float, Field(ge=0)] = 0
    """Seconds from its start until it is started anew, between two calls; 0 keeps it."""
    keepalive_interval: Annotated[float, Field(ge=0)] = 0
    """Seconds between two pings, for servers that forget who is silent; 0 for none."""
    supports_parallel_tool_calls: bool = False
    """Whether its tools may run beside those of other servers that have this set, and beside one another."""
    trust: Literal["full", "untrusted"] = "untrusted"
    """Whose words it gives back: `full` are your own, such as those of your files, and nothing else is asked about
    because of them. Its calls are asked about either way."""
    tools: McpToolSettings = McpToolSettings()
    """Which of its offers are used."""
    sampling: McpSamplingSettings = McpSamplingSettings()
    """What it may ask of your model."""
    elicitation: bool | McpElicitationSettings = True
    """Whether it may ask you questions."""


class Config(Section):
    """All settings."""

    model: ModelSettings = ModelSettings()
    """Which model answers."""
    providers: dict[str, ProviderSettings] = {}
    """Endpoints of your own, by name."""
    custom_providers: list[ProviderSettings] = []
    """The same as a list, each with a `name`."""
    fallback_providers: list[FallbackSettings] = []
    """Models to go on with, in order, when the first one fails."""
    model_aliases: dict[str, str | AliasSettings] = {}
    """Short names for models, each a text or these keys."""
    credential_pool_strategies: dict[str, Strategy] = {}
    """How one of several keys of a provider is picked, by provider (`hermes auth list` shows the keys)."""
    auxiliary: dict[str, TaskSettings] = {}
    """Who does the small tasks, by task."""
    agent: AgentSettings = AgentSettings()
    """How long and how hard the agent works."""
    approvals: ApprovalSettings = ApprovalSettings()
    """What runs without being asked."""
    compression: CompressionSettings = CompressionSettings()
    """When a long conversation is summed up."""
    references: ReferenceSettings = ReferenceSettings()
    """What `@` references and attachments may bring along."""
    terminal: TerminalSettings = TerminalSettings()
    """Where and how commands run."""
    sandbox: SandboxSettings = SandboxSettings()
    """Whether the operating system keeps commands in."""
    security: SecuritySettings = SecuritySettings()
    """What is kept from the model and from what is written down."""
    privacy: PrivacySettings = PrivacySettings()
    """What is kept from the model provider."""
    mcp_servers: dict[str, McpServerSettings] = {}
    """Servers of further tools, by name."""
    mcp_discovery_timeout: Annotated[float, Field(ge=0, le=600)] = 1.5
    """Seconds a first prompt waits for them; those that are late join while it is worked on."""
    mcp_tool_share: Annotated[float, Field(gt=0, le=1)] = 0.1
    """Share of the model's window their tools may fill; beyond it, tools are found by search."""
