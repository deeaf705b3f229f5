"""The providers by name: where they answer, which variables hold their keys, what they speak, how they differ.

Plain data, cheap to import. A key is sent only to the address it stands beside here, or to the one a person set
for it. Docs make their table from it.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Dialect = Literal["openai_chat", "openai_responses", "anthropic"]
ThoughtsBack = Literal["", "reasoning_content", "reasoning_details"]
EffortField = Literal["", "reasoning_effort", "reasoning"]


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
    local: bool = False
    """True for servers on the person's own machine."""
    cloud: bool = False
    """True where the official client signs in and carries the request; see ``cloud.py``."""


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
    ),
    Provider(
        "openrouter",
        "OpenRouter",
        "https://openrouter.ai/api/v1",
        ("OPENROUTER_API_KEY",),
        "anthropic/claude-sonnet-4.5",
        effort="reasoning",
        thoughts_back="reasoning_details",
    ),
    Provider("nous", "Nous Portal", "https://inference-api.nousresearch.com/v1", ("NOUS_API_KEY",), "Hermes-4-405B"),
    Provider(
        "gemini",
        "Google Gemini",
        "https://generativelanguage.googleapis.com/v1beta/openai",
        ("GEMINI_API_KEY", "GOOGLE_API_KEY"),
        "gemini-2.5-pro",
        effort="reasoning_effort",
    ),
    Provider(
        "deepseek",
        "DeepSeek",
        "https://api.deepseek.com/v1",
        ("DEEPSEEK_API_KEY",),
        "deepseek-chat",
        thoughts_back="reasoning_content",
    ),
    Provider("xai", "xAI", "https://api.x.ai/v1", ("XAI_API_KEY",), "grok-4", effort="reasoning_effort"),
    Provider("groq", "Groq", "https://api.groq.com/openai/v1", ("GROQ_API_KEY",)),
    Provider("mistral", "Mistral", "https://api.mistral.ai/v1", ("MISTRAL_API_KEY",), "mistral-large-latest"),
    Provider("zai", "Z.ai", "https://api.z.ai/api/paas/v4", ("ZAI_API_KEY", "GLM_API_KEY"), "glm-4.6"),
    Provider("kimi", "Moonshot Kimi", "https://api.moonshot.ai/v1", ("MOONSHOT_API_KEY", "KIMI_API_KEY")),
    Provider("minimax", "MiniMax", "https://api.minimax.io/v1", ("MINIMAX_API_KEY",), "MiniMax-M2"),
    Provider(
        "alibaba",
        "Alibaba Model Studio",
        "https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
        ("DASHSCOPE_API_KEY",),
        "qwen3-coder-plus",
    ),
    Provider("huggingface", "Hugging Face", "https://router.huggingface.co/v1", ("HF_TOKEN",)),
    Provider("ai-gateway", "Vercel AI Gateway", "https://ai-gateway.vercel.sh/v1", ("AI_GATEWAY_API_KEY",)),
    Provider("kilo", "Kilo Code", "https://api.kilo.ai/api/openrouter", ("KILO_API_KEY",)),
    Provider("opencode-zen", "OpenCode Zen", "https://opencode.ai/zen/v1", ("OPENCODE_API_KEY",)),
    Provider("azure", "Azure OpenAI", "", cloud=True),
    Provider("bedrock", "Amazon Bedrock", "", dialect="anthropic", cloud=True),
    Provider("vertex", "Google Vertex AI", "", dialect="anthropic", cloud=True),
    Provider("ollama", "Ollama", "http://127.0.0.1:11434/v1", url_variable="OLLAMA_BASE_URL", local=True),
    Provider("lmstudio", "LM Studio", "http://127.0.0.1:1234/v1", local=True),
    Provider("llamacpp", "llama.cpp server", "http://127.0.0.1:8080/v1", local=True),
    Provider("vllm", "vLLM", "http://127.0.0.1:8000/v1", local=True),
    Provider("custom", "an address of your own", "", ("CUSTOM_API_KEY",), url_variable="CUSTOM_BASE_URL"),
)

BY_NAME = {provider.name: provider for provider in PROVIDERS}
