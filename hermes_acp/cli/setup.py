"""``hermes acp --setup``: choose who answers, in a terminal; also what an editor's "log in" runs.

Asks for provider, address, key and model, tries them with one tiny request, and writes them down at the end:
before that nothing is changed. A key is never shown.
"""

from __future__ import annotations

import asyncio
import sys
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hermes_acp.app import App
from hermes_acp.cli import questions, trial
from hermes_acp.cli.draft import Draft, overridden, save
from hermes_acp.cli.questions import Talk
from hermes_acp.cli.streams import harmless
from hermes_acp.config.files import read_file
from hermes_acp.config.paths import config_file, env_file
from hermes_acp.errors import HermesError, ModelError, UserError
from hermes_acp.models.address import dialect_of, spoken
from hermes_acp.models.http import Http
from hermes_acp.models.keyring import ready
from hermes_acp.models.listing import ask_list
from hermes_acp.models.local import LocalServer, detect_local
from hermes_acp.models.registry import build
from hermes_acp.models.wanted import Wanted

if TYPE_CHECKING:
    from hermes_acp.errors import ModelErrorKind

LIST_SECONDS = 4.0
"""How long the person waits for a list that is only a help."""
SAVED, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130

LIKELY: dict[ModelErrorKind, str] = {"auth": "key", "not_found": "model", "bad_request": "model"}
"""Kind of failure → the remedy that Enter stands for; ``again`` for other kinds."""


def setup() -> int:
    """Ask in the terminal, try, save. Returns the exit code. HermesError, OSError when it cannot be saved."""
    app = App({})
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        print(without_terminal(app.home), file=sys.stderr)
        return WRONG_USAGE
    read_file(config_file(app.home))  # what cannot be read cannot be changed: say so before asking anything
    try:
        servers = asyncio.run(detect_local())
        return converse(Talk(input, hidden, print), app.home, app.models.wanted(app.settings()), servers)
    except (KeyboardInterrupt, EOFError) as left:
        print("\nNothing was saved.")
        return INTERRUPTED if isinstance(left, KeyboardInterrupt) else FAILED


def without_terminal(home: str) -> str:
    """How to set a model where nobody can be asked."""
    return (
        "hermes: --setup asks questions and needs a terminal. Without one, set HERMES_MODEL=PROVIDER:MODEL and the "
        f"provider's key, such as ANTHROPIC_API_KEY, in the environment; or write the key to {env_file(home)} and "
        f"'model: PROVIDER:MODEL' to {config_file(home)}."
    )


def hidden(question: str) -> str:
    """Ask without showing what is typed. UserError where that cannot be had."""
    from getpass import GetPassWarning, getpass

    with warnings.catch_warnings():
        warnings.simplefilter("error", GetPassWarning)
        try:
            return getpass(question)
        except GetPassWarning:
            raise UserError("This terminal shows what is typed. Set the key in the environment instead.") from None


def converse(talk: Talk, home: str, settings: Wanted, servers: Sequence[LocalServer]) -> int:
    """The conversation. KeyboardInterrupt and EOFError when the person leaves; nothing is written then."""
    draft = begun(talk, settings, servers)
    while (failure := tried(talk, draft)) is not None:
        match questions.ask_remedy(talk, draft, likely(failure)):
            case "key":
                draft = questions.ask_key(talk, draft)
            case "address":
                draft = with_model(talk, questions.ask_key(talk, questions.ask_address(talk, draft)))
            case "model":
                draft = with_model(talk, draft)
            case "provider":
                draft = begun(talk, settings, servers)
            case "save":
                break
            case "quit":
                talk.say("Nothing was saved.")
                return FAILED
            case _:
                continue
    return saved(talk, draft, home)


def begun(talk: Talk, settings: Wanted, servers: Sequence[LocalServer]) -> Draft:
    """A draft with everything asked once."""
    draft = questions.ask_provider(talk, settings, servers)
    here = next((server.models for server in servers if server.provider == draft.provider.name), ())
    unknown = not draft.provider.base_url and not draft.provider.cloud
    if draft.base_url or unknown or (draft.provider.local and not here):
        draft = questions.ask_address(talk, draft)
    elif here:
        return questions.ask_model(talk, draft, here)
    return with_model(talk, questions.ask_key(talk, draft))


def with_model(talk: Talk, draft: Draft) -> Draft:
    """The draft with its model chosen, from the provider's own list when that comes quickly."""
    while True:
        try:
            return questions.ask_model(talk, draft, asyncio.run(offered(draft)))
        except ModelError as error:
            if error.kind != "auth":
                return questions.ask_model(talk, draft, ())
            talk.say(str(error))
            again = questions.ask_key(talk, draft)
            if again == draft:
                return questions.ask_model(talk, draft, ())
            draft = again


def likely(failure: HermesError) -> str:
    """The remedy that Enter stands for."""
    return LIKELY.get(failure.kind, "again") if isinstance(failure, ModelError) else "provider"


def tried(talk: Talk, draft: Draft) -> HermesError | None:
    """Send one tiny request; returns why it failed, None when it did not."""
    talk.say(f"Asking {draft.name} …")
    try:
        said = asyncio.run(answered(draft))
    except (ModelError, UserError) as error:
        talk.say(f"That did not work. {harmless(str(error))}")
        return error
    talk.say(f"It answered: {harmless(said)}" if said else "It answered.")
    return None


async def offered(draft: Draft) -> tuple[str, ...]:
    """The models the provider lists. ModelError."""
    http = Http()
    try:
        endpoint = draft.endpoint()
        if endpoint is None:
            return ()
        dialect = dialect_of(draft.provider, endpoint, "", draft.wanted())
        at = spoken(await ready(draft.provider, endpoint, draft.wanted(), http), dialect)
        listed = await ask_list(at, dialect, http, seconds=LIST_SECONDS)
        return tuple(harmless(model.id) for model in listed)
    finally:
        await http.aclose()


async def answered(draft: Draft) -> str:
    """What the model says to a tiny request. ModelError; UserError when it cannot be asked at all."""
    http = Http()
    try:
        model = await asyncio.to_thread(build, draft.name, draft.wanted(), http)
        return await trial.answer(model)
    finally:
        await http.aclose()


def saved(talk: Talk, draft: Draft, home: str) -> int:
    """Write it down and say where."""
    for file in save(draft, home):
        talk.say(f"Saved in {file}")
    for note in overridden(draft):
        talk.say(f"But {note}")
    talk.say(f'{draft.name} answers from now on. Try it: hermes run "what is here?"')
    return SAVED
