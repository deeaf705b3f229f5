"""The providers by name: where they answer, which variables hold their keys, what they speak, how they differ.

Plain data, cheap to import. A key is sent only to the address it stands beside here, or to the one a person set
for it. Docs make their table from it.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Dialect = Literal["openai_chat", "openai_responses", "anthropic"]
ThoughtsBack = Literal["", "reasoning_content", "reasoning_details"]
EffortField = Literal["", "reasoning_effort", "reasoning"]
Routes = tuple[tuple[str, Dialect], ...]


class Provider(NamedTuple):
    """Somebody who answers."""

    name: str
    """As in ``name:model``."""
    label: str
    """As a person knows it."""
    base_url: str
    """Without a trailing slash; empty where the person must say it."""
    keys: tuple[str, ...] = ()
    """Variables that may hold the key, the first that is set counts; empty when none is needed."""
    default: str = ""
    """The model when only the provider is chosen; empty where nothing is a good guess."""
    dialect: Dialect = "openai_chat"
    url_variable: str = ""
    """Variable that sends requests, and the key with them, to another address."""
    key_header: str = "authorization"
    """Header that carries the key; ``authorization`` as a bearer token."""
    effort: EffortField = ""
    """Where it takes the thought level; empty when it does not."""
    thoughts_back: ThoughtsBack = ""
    """The field in which it wants its own reasoning back."""
    new_limit: bool = False
    """True when the limit is called ``max_completion_tokens``."""
    cache_marks: bool = False
    """True where chat completions take Anthropic's cache marks, for models that are cached by marks."""
    cache_key: bool = False
    """True where ``prompt_cache_key`` is understood beyond OpenAI's own address."""
    short_ids: bool = False
    """True where ids of calls must be nine letters or digits."""
    session_header: str = ""
    """Header that says which conversation a request is of, so that it reaches a warm cache."""
    headers: tuple[tuple[str, str], ...] = ()
    """Further headers it asks for."""
    routes: Routes = ()
    """Models that are asked in another dialect: a pattern that their names begin with, and the dialect."""
    small: str = ""
    """A cheap sibling of its large models, for titles, summaries and reviews; empty where none is a good guess."""
    exchange: str = ""
    """Address where the person's key is changed for one that lasts minutes; the key itself goes nowhere else."""
    sign_in: tuple[str, str, str, str] | None = None
    """Where one signs in, in place of setting a key (see ``oauth.SignIn``); None where one cannot."""
    shares_keys: bool = False
    """True when all keys but the first are commonly set for something else: they count when the provider is named."""
    local: bool = False
    """True for servers on the person's own machine."""
    cloud: bool = False
    """True where the official client signs in and carries the request; see ``cloud.py``."""


OPENAI_AND_CLAUDE: Routes = ((r"claude", "anthropic"), (r"gpt-(?!4|oss)", "openai_responses"))
"""Resellers that speak each maker's own dialect."""

PROVIDERS: tuple[Provider, ...] = (
    Provider(
        "anthropic",
        "Anthropic",
        "https://api.anthropic.com",
        ("ANTHROPIC_API_KEY",),
        "claude-sonnet-5-5",
        "anthropic",
        "ANTHROPIC_BASE_URL",
        "x-api-key",
        small="claude-haiku-5-5",
    ),
    Provider(
        "openai",
        "OpenAI",
        "https://api.openai.com/v1",
        ("OPENAI_API_KEY",),
        "gpt-5.5",
        "openai_responses",
        "OPENAI_BASE_URL",
        effort="reasoning_effort",
        new_limit=True,
        small="gpt-5.4-mini",
    ),
    Provider(
        "openrouter",
        "OpenRouter",
        "https://openrouter.ai/api/v1",
        ("OPENROUTER_API_KEY",),
        "anthropic/claude-sonnet-4.5",
        url_variable="OPENROUTER_BASE_URL",
        effort="reasoning",
        thoughts_back="reasoning_details",
        cache_marks=True,
        small="google/gemini-2.5-flash",
    ),
    Provider(
        "nous",
        "Nous Portal",
        "https://inference-api.nousresearch.com/v1",
        ("NOUS_API_KEY",),
        "Hermes-4-405B",
        url_variable="NOUS_INFERENCE_BASE_URL",
        effort="reasoning",
        thoughts_back="reasoning_details",
        cache_marks=True,
        small="Hermes-4-70B",
        sign_in=(
            "https://portal.nousresearch.com/api/oauth/device/code",
            "https://portal.nousresearch.com/api/oauth/token",
            "hermes-cli",
            "inference:invoke",
        ),
    ),
    Provider(
        "gemini",
        "Google Gemini",
        "https://generativelanguage.googleapis.com/v1beta/openai",
        ("GEMINI_API_KEY", "GOOGLE_API_KEY"),
        "gemini-2.5-pro",
        effort="reasoning_effort",
        small="gemini-2.5-flash",
    ),
    Provider(
        "deepseek",
        "DeepSeek",
        "https://api.deepseek.com/v1",
        ("DEEPSEEK_API_KEY",),
        "deepseek-chat",
        url_variable="DEEPSEEK_BASE_URL",
        thoughts_back="reasoning_content",
        small="deepseek-chat",
    ),
    Provider(
        "xai",
        "xAI",
        "https://api.x.ai/v1",
        ("XAI_API_KEY",),
        "grok-4",
        url_variable="XAI_BASE_URL",
        effort="reasoning_effort",
        session_header="x-grok-conv-id",
    ),
    Provider("groq", "Groq", "https://api.groq.com/openai/v1", ("GROQ_API_KEY",)),
    Provider(
        "mistral",
        "Mistral",
        "https://api.mistral.ai/v1",
        ("MISTRAL_API_KEY",),
        "mistral-large-latest",
        short_ids=True,
        small="mistral-small-latest",
    ),
    Provider(
        "zai",
        "Z.ai (GLM)",
        "https://api.z.ai/api/paas/v4",
        ("GLM_API_KEY", "ZAI_API_KEY", "Z_AI_API_KEY"),
        "glm-4.6",
        url_variable="GLM_BASE_URL",
        thoughts_back="reasoning_content",
        small="glm-4.5-air",
    ),
    Provider(
        "kimi",
        "Moonshot Kimi",
        "https://api.moonshot.ai/v1",
        ("KIMI_API_KEY", "MOONSHOT_API_KEY"),
        url_variable="KIMI_BASE_URL",
        thoughts_back="reasoning_content",
    ),
    Provider(
        "minimax",
        "MiniMax",
        "https://api.minimax.io/anthropic",
        ("MINIMAX_API_KEY",),
        "MiniMax-M2",
        "anthropic",
        "MINIMAX_BASE_URL",
    ),
    Provider(
        "alibaba",
        "Alibaba Model Studio",
        "https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
        ("DASHSCOPE_API_KEY",),
        "qwen3-coder-plus",
        url_variable="DASHSCOPE_BASE_URL",
        small="qwen-flash",
    ),
    Provider(
        "huggingface", "Hugging Face", "https://router.huggingface.co/v1", ("HF_TOKEN",), url_variable="HF_BASE_URL"
    ),
    Provider(
        "ai-gateway",
        "Vercel AI Gateway",
        "https://ai-gateway.vercel.sh/v1",
        ("AI_GATEWAY_API_KEY",),
        url_variable="AI_GATEWAY_BASE_URL",
        effort="reasoning",
        thoughts_back="reasoning_details",
        cache_marks=True,
    ),
    Provider(
        "kilo",
        "Kilo Code",
        "https://api.kilo.ai/api/gateway",
        ("KILOCODE_API_KEY", "KILO_API_KEY"),
        url_variable="KILOCODE_BASE_URL",
        effort="reasoning",
        thoughts_back="reasoning_details",
        cache_marks=True,
    ),
    Provider(
        "opencode-zen",
        "OpenCode Zen",
        "https://opencode.ai/zen/v1",
        ("OPENCODE_ZEN_API_KEY", "OPENCODE_API_KEY"),
        url_variable="OPENCODE_ZEN_BASE_URL",
        routes=OPENAI_AND_CLAUDE,
    ),
    Provider(
        "opencode-go",
        "OpenCode Go",
        "https://opencode.ai/zen/go/v1",
        ("OPENCODE_GO_API_KEY", "OPENCODE_API_KEY"),
        url_variable="OPENCODE_GO_BASE_URL",
        routes=((r"minimax|qwen", "anthropic"), (r"gpt", "openai_responses")),
    ),
    Provider(
        "copilot",
        "GitHub Copilot",
        "https://api.githubcopilot.com",
        ("COPILOT_GITHUB_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"),
        url_variable="COPILOT_API_BASE_URL",
        effort="reasoning_effort",
        headers=(("copilot-integration-id", "vscode-chat"), ("openai-intent", "conversation-edits")),
        routes=((r"gpt-(?!4|5-mini|oss)", "openai_responses"),),
        small="gpt-5-mini",
        exchange="https://api.github.com/copilot_internal/v2/token",
        shares_keys=True,
    ),
    Provider("azure", "Azure OpenAI", "", cloud=True),
    Provider("bedrock", "Amazon Bedrock", "", dialect="anthropic", cloud=True),
    Provider("vertex", "Google Vertex AI", "", dialect="anthropic", cloud=True),
    Provider("ollama", "Ollama", "http://127.0.0.1:11434/v1", url_variable="OLLAMA_BASE_URL", local=True),
    Provider("lmstudio", "LM Studio", "http://127.0.0.1:1234/v1", url_variable="LM_BASE_URL", local=True),
    Provider("llamacpp", "llama.cpp server", "http://127.0.0.1:8080/v1", local=True),
    Provider("vllm", "vLLM", "http://127.0.0.1:8000/v1", local=True),
    Provider("custom", "an address of your own", "", ("CUSTOM_API_KEY",), url_variable="CUSTOM_BASE_URL"),
)

BY_NAME = {provider.name: provider for provider in PROVIDERS}

ALSO = {
    "kimi-coding": "kimi",
    "moonshot": "kimi",
    "kilocode": "kilo",
    "kilo-code": "kilo",
    "dashscope": "alibaba",
    "vercel": "ai-gateway",
    "github-copilot": "copilot",
    "z.ai": "zai",
    "hf": "huggingface",
    "opencode": "opencode-zen",
    "zen": "opencode-zen",
    "azure-foundry": "azure",
    "llama.cpp": "llamacpp",
    "lm-studio": "lmstudio",
}
"""Other names of the same. None of them is also the name of a family of models."""
