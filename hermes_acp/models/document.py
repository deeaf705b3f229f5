"""docs/providers.md, made from the table: ``python -m hermes_acp.models.document docs/providers.md``."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from hermes_acp.models.cloud import CLOUDS
from hermes_acp.models.local_window import SECONDS
from hermes_acp.models.providers import ALSO, PROVIDERS, Provider

DIALECTS = {
    "openai_chat": "chat completions",
    "openai_responses": "responses",
    "anthropic": "messages",
}

INTRODUCTION = """# Providers

<!-- Made by hermes_acp/models/document.py from hermes_acp/models/providers.py. Change it there. -->

A model is called `PROVIDER:MODEL`, such as `anthropic:claude-sonnet-4-5` or `ollama:qwen3:8b`. Set a key and choose:

```
hermes acp --setup        # asks in the terminal, and tries before it saves
hermes models             # what you can use now, with context length and price
/model NAME               # in a session: change it here; --global for new sessions as well
```

`/model` takes full names, names some provider of yours lists, your aliases (`model_aliases`) and words such as `sonnet`
or `gpt`, which mean the newest of the family.

**A key goes to the address it belongs to and to no other.** The variables below hold keys for the addresses beside
them, or for the address in the variable beside that. An address of your own (`model.base_url`, `providers`) gets only
a key that is set beside it (`api_key`, `key_env`). Redirects are never followed.
"""

OWN = """## Endpoints of your own

Anything that speaks chat completions, responses or Anthropic's messages:

```yaml
providers:
  work:
    base_url: https://llm.example.com/v1
    key_env: WORK_LLM_KEY          # a variable of the environment or of .env
    api_mode: chat_completions     # or codex_responses, anthropic_messages
    model: our-model

model: work:our-model
```

`custom_providers` is the same as a list, each with a `name`. An entry under the name of a provider above changes that
one: its address, its key, its dialect.

### Proxies and certificates

Requests go through the proxy in `HTTPS_PROXY`, `HTTP_PROXY` or `ALL_PROXY` (or that of macOS and Windows), which may
speak HTTP or TLS and want a name and a password. `NO_PROXY` names hosts with all that is under them, addresses and
networks (`10.0.0.0/8`), each perhaps with a port; this machine is always asked directly. Whom the system trusts is
trusted; `SSL_CERT_FILE` or `SSL_CERT_DIR` says otherwise.
"""

FACTS = """## What a model holds and costs

Context length and price come from the first that knows: your settings (`model.context_length`), the provider's own
list, a bundled table. Where nobody knows, `hermes models` shows `?` and `/model` says so; 128,000 tokens are assumed
then. Lists are kept for an hour in `cache/models/` in the home; `hermes models --refresh` asks anew. Servers on this
machine are asked how much context they run a model with, which is often less than it was made for.

Prices are list prices: what you are billed is between you and the provider.
"""

FAILURES = """## When a provider fails

| what happens | what is done |
| --- | --- |
| 429, 500, 502, 503, 504, 529 | asked again up to 5 times (`agent.api_max_retries` may say fewer), later each \
time and never sooner than the provider asks; one that asks for more than a minute is not waited for |
| no connection, a reset, silence | asked again; once words were shown, the model gets its own words and \
goes on after them |
| nothing listens on this machine | said at once |
| 401, 402, 429 with several keys | the next key answers, the refused one rests (below) |
| any of these for good, and 404 | the next of `fallback_providers` answers for the rest of the turn |
| a picture, an old thought, a thought level, a limit is refused | asked again without it; the log keeps it |
| the conversation is too long | it is summed up, then asked again |

Everything that is done is told in the session. A request is never repeated once a tool call was shown.

### Several keys

```
hermes auth add openrouter            # asks for the key; --key-stdin reads it, --label names it
hermes auth list
hermes auth remove openrouter 2
hermes auth reset openrouter          # use keys again that rest
```

`credential_pool_strategies` says how one is picked, by provider: `fill_first` (the default: the next one is used when
the first rests), `round_robin`, `least_used`, `random`. Prompt caches belong to a key; with
`fill_first` they stay warm.

| refusal | done | the key rests |
| --- | --- | --- |
| 429 | once more with the same key, then the next one | 1 hour, or as long as the provider asks |
| 402 | the next one | 1 hour |
| 401, 403 | a fresh token where one signed in, else the next one | 5 minutes |

Keys and what is known of them lie in `auth.json` in the home, readable for you alone, and are changed under a lock. It
is the file of Hermes Agent, if you have that, too.

### Other models

```yaml
fallback_providers:
  - {provider: openrouter, model: anthropic/claude-sonnet-4.5}
  - {provider: custom, model: backup, base_url: https://llm.example.com/v1, key_env: BACKUP_KEY}
```

The first is asked again at the next turn, unless it said how long it wants to be left alone.

### Small tasks

Long conversations are summed up, sessions are named, and with `approvals.judge: auto` questions are judged, by a cheap
sibling of the session's model at the same provider (the last column of the table), or by whom you name:
`auxiliary.compression.model: groq:llama-3.3-70b-versatile`, `auxiliary.title_generation.model`,
`auxiliary.approval.model`. Where there is no such sibling, as on your own server, a session's title is taken from your
first words and no model is asked; `auxiliary.title_generation.provider: main` keeps it so everywhere. What small models
cost is in `/usage`.
"""


def document() -> str:
    """The whole page."""
    return "\n".join([INTRODUCTION, *_table(), *_clouds(), *_local(), OWN, FACTS, FAILURES])


def _table() -> Iterator[str]:
    yield "## The table\n"
    yield "| name | provider | address (variable for another) | key | dialect | small tasks |"
    yield "| --- | --- | --- | --- | --- | --- |"
    yield from (_row(provider) for provider in PROVIDERS if not provider.cloud and not provider.local)
    yield ""
    also = ", ".join(f"`{other}` for `{name}`" for other, name in ALSO.items())
    yield f"Other names: {also}.\n"
    yield from (f"- **{provider.label}**: {note}" for provider in PROVIDERS if (note := " ".join(_notes(provider))))
    yield ""


def _row(provider: Provider) -> str:
    address = f"`{provider.base_url}`" if provider.base_url else "you say it"
    if provider.url_variable:
        address += f" (`{provider.url_variable}`)"
    keys = " or ".join(f"`{key}`" for key in provider.keys)
    small = f"`{provider.small}`" if provider.small else "the same model"
    return f"| `{provider.name}` | {provider.label} | {address} | {keys} | {_spoken(provider)} | {small} |"


def _spoken(provider: Provider) -> str:
    also = sorted({DIALECTS[dialect] for _, dialect in provider.routes})
    return DIALECTS[provider.dialect] + (f"; {' and '.join(also)} for some models" if also else "")


def _notes(provider: Provider) -> Iterator[str]:
    """What is special about a provider, from the columns that the table has no room for."""
    if provider.exchange:
        host = provider.exchange.partition("://")[2].partition("/")[0]
        yield f"The token goes to `{host}` alone, which gives a pass for minutes; classic ones (`ghp_`) are refused."
    if provider.shares_keys:
        yield f"All variables but `{provider.keys[0]}` count only when the provider is named."
    if provider.sign_in:
        yield f"Sign in with a browser instead: `hermes auth add {provider.name} --type oauth`."
    if provider.cache_marks:
        yield "Claude's prompt cache is used through it."
    if provider.session_header:
        yield "Requests of a session reach the same warm cache."
    if provider.name == "openai":
        yield "At another address, chat completions are spoken."


def _clouds() -> Iterator[str]:
    yield "## Clouds\n"
    yield "Their own clients sign in and carry the request: `pip install 'hermes-editor-agent[cloud]'`.\n"
    yield "| name | provider | must be set | dialect |"
    yield "| --- | --- | --- | --- |"
    for provider in PROVIDERS:
        if provider.cloud:
            needs = ", ".join(" or ".join(f"`{name}`" for name in group) for group in CLOUDS[provider.name].needs)
            yield f"| `{provider.name}` | {provider.label} | {needs} | {DIALECTS[provider.dialect]} |"
    yield ""


def _local() -> Iterator[str]:
    yield "## On this machine\n"
    yield f"No key, no setting: a server that answers on its usual port within {SECONDS:g} s is offered.\n"
    yield "| name | provider | address (variable for another) |"
    yield "| --- | --- | --- |"
    for provider in PROVIDERS:
        if provider.local:
            variable = f" (`{provider.url_variable}`)" if provider.url_variable else ""
            yield f"| `{provider.name}` | {provider.label} | `{provider.base_url}`{variable} |"
    yield ""


if __name__ == "__main__":
    with open(sys.argv[1], "w", encoding="utf-8", newline="\n") as page:
        page.write(document())
