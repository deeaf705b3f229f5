"""Clouds whose sign-in is theirs (Azure, Bedrock, Vertex): the official clients carry the request.

What is said and how an answer is read stays with our dialects; the package is imported when such a provider is
used, and not before. Retries are ours, so theirs are off.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from hermes_acp.errors import AuthRequired, ConfigError, ModelError
from hermes_acp.models import failures
from hermes_acp.models.endpoint import Endpoint

if TYPE_CHECKING:
    from hermes_acp.models.anthropic import Anthropic
    from hermes_acp.models.model import Delta, Request
    from hermes_acp.models.openai_chat import OpenAIChat
    from hermes_acp.models.reading import Reader

    Dialect = OpenAIChat | Anthropic
    Ask = Callable[[Mapping[str, Any]], Awaitable[AsyncIterator[Any]]]
    """Sends a request body; yields the answer's events as the official client's objects."""
    Close = Callable[[], Awaitable[None]]
    Opened = tuple[Dialect, Ask, Close]


class Cloud(NamedTuple):
    """What a cloud needs to be told."""

    package: str
    """The official client."""
    needs: tuple[tuple[str, ...], ...]
    """Variables that must be set; of each group one is enough."""
    url: str
    """The variable with its address, for messages; empty where it follows from a region."""


CLOUDS: dict[str, Cloud] = {
    "azure": Cloud(
        "openai",
        (("AZURE_OPENAI_ENDPOINT",), ("AZURE_OPENAI_API_KEY", "AZURE_OPENAI_AD_TOKEN")),
        "AZURE_OPENAI_ENDPOINT",
    ),
    "bedrock": Cloud("anthropic", (("AWS_REGION", "AWS_DEFAULT_REGION"),), "ANTHROPIC_BEDROCK_BASE_URL"),
    "vertex": Cloud("anthropic", (("ANTHROPIC_VERTEX_PROJECT_ID",), ("CLOUD_ML_REGION",)), "ANTHROPIC_VERTEX_BASE_URL"),
}
"""The clouds by provider name. Keys that are not named here (AWS profiles, Google accounts) are found by the client."""


def check_cloud(name: str, label: str, variables: Mapping[str, str]) -> None:
    """AuthRequired when a variable that the cloud needs is not set; asks nobody."""
    for group in CLOUDS[name].needs:
        if not any(variables.get(variable) for variable in group):
            raise AuthRequired(f"{label} needs {' or '.join(group)}. Set it in the environment, then try again.")


def open_cloud(
    name: str, label: str, model: str, variables: Mapping[str, str], window: int | None = None
) -> CloudModel:
    """A model in that cloud. Blocks: it imports the official client. AuthRequired, ConfigError."""
    check_cloud(name, label, variables)
    cloud = CLOUDS[name]
    endpoint = Endpoint(name, label, variables.get(cloud.url) or f"https://{name}")
    try:
        dialect, ask, close = OPENERS[name](endpoint, model, variables)
    except ImportError as error:
        raise ConfigError(
            f"{label} is reached through the package {cloud.package}, which is not installed ({error.name}). "
            "Install it with: pip install 'hermes-editor-agent[cloud]'"
        ) from error
    return CloudModel(dialect, ask, close, window)


class CloudModel:
    """Implements ``Model`` over an official client."""

    def __init__(self, dialect: Dialect, ask: Ask, close: Close, window: int | None = None) -> None:
        self.aclose = close
        """Closes the connections of the official client."""
        self.name = dialect.name
        self.window = window
        self._dialect = dialect
        self._ask = ask

    async def stream(self, request: Request) -> AsyncGenerator[Delta, None]:
        """Ask, and yield what arrives; see ``Model.stream``."""
        dialect = self._dialect
        reader = reader_of(dialect)
        try:
            async for event in await self._ask(cast("Mapping[str, Any]", dialect.body(request))):
                for delta in reader.feed([event.model_dump_json(exclude_unset=True)]):
                    yield delta
                if reader.failed is not None:
                    raise reader.failed
        except ModelError:
            raise
        except Exception as error:
            raise failure(dialect.endpoint, dialect.model, error) from error
        for delta in reader.close():
            yield delta


def reader_of(dialect: Dialect) -> Reader:
    """What reads the dialect's stream."""
    from hermes_acp.models.anthropic import Anthropic

    if isinstance(dialect, Anthropic):
        from hermes_acp.models.anthropic_reader import AnthropicReader

        return AnthropicReader(dialect.endpoint, dialect.model)
    from hermes_acp.models.openai_chat_reader import ChatReader

    return ChatReader(dialect.endpoint, dialect.model)


def failure(endpoint: Endpoint, model: str, error: Exception) -> ModelError:
    """An error of an official client as ours: both clients carry the answer they got, if they got one."""
    answer: Any = getattr(error, "response", None)
    if answer is None:
        return failures.from_transport(endpoint, error)
    body = cast("bytes", getattr(answer, "content", b""))
    return failures.from_status(endpoint, model, int(answer.status_code), answer.headers, body)


def open_azure(endpoint: Endpoint, model: str, variables: Mapping[str, str]) -> Opened:
    """Azure OpenAI; ``model`` is the name of a deployment."""
    from openai import AsyncAzureOpenAI

    from hermes_acp.models.http import Http
    from hermes_acp.models.openai_chat import ChatStyle, OpenAIChat

    client = AsyncAzureOpenAI(
        azure_endpoint=variables["AZURE_OPENAI_ENDPOINT"],
        api_key=variables.get("AZURE_OPENAI_API_KEY"),
        azure_ad_token=variables.get("AZURE_OPENAI_AD_TOKEN"),
        api_version=variables.get("OPENAI_API_VERSION", "2025-04-01-preview"),
        max_retries=0,
    )
    client.platform_headers()  # looks at the disk once, and is kept; here it holds up nobody
    dialect = OpenAIChat(endpoint, model, Http(), ChatStyle("max_completion_tokens", "reasoning_effort"))
    return dialect, lambda body: cast("Any", client.chat.completions).create(**body), client.close


def open_bedrock(endpoint: Endpoint, model: str, variables: Mapping[str, str]) -> Opened:
    """Anthropic's models on Amazon Bedrock; the account is found as AWS tools find it."""
    from anthropic.lib.bedrock import AsyncAnthropicBedrock
    from anthropic.lib.bedrock._stream_decoder import get_response_stream_shape

    get_response_stream_shape()  # read from the disk once; the client would do it in the middle of the first answer

    region = variables.get("AWS_REGION") or variables["AWS_DEFAULT_REGION"]
    client = AsyncAnthropicBedrock(
        aws_region=region, base_url=variables.get("ANTHROPIC_BEDROCK_BASE_URL"), max_retries=0
    )
    client.platform_headers()
    return anthropic_dialect(endpoint, model), lambda body: cast("Any", client.messages).create(**body), client.close


def open_vertex(endpoint: Endpoint, model: str, variables: Mapping[str, str]) -> Opened:
    """Anthropic's models on Google Vertex AI; the account is found as Google's tools find it."""
    from anthropic.lib.vertex import AsyncAnthropicVertex

    client = AsyncAnthropicVertex(
        region=variables["CLOUD_ML_REGION"],
        project_id=variables["ANTHROPIC_VERTEX_PROJECT_ID"],
        access_token=variables.get("ANTHROPIC_VERTEX_ACCESS_TOKEN"),
        base_url=variables.get("ANTHROPIC_VERTEX_BASE_URL"),
        max_retries=0,
    )
    client.platform_headers()
    return anthropic_dialect(endpoint, model), lambda body: cast("Any", client.messages).create(**body), client.close


def anthropic_dialect(endpoint: Endpoint, model: str) -> Anthropic:
    """The dialect both of them speak."""
    from hermes_acp.models.anthropic import Anthropic
    from hermes_acp.models.http import Http

    return Anthropic(endpoint, model, Http())


OPENERS = {
    "azure": open_azure,
    "bedrock": open_bedrock,
    "vertex": open_vertex,
}
"""How each cloud is opened."""
