"""The models of a process, as the settings say: opened by name, offered in lists, asked through one HTTP client.

Owns what is shared by all who ask (client, market, open models). Which model a session has is the session's to say.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from functools import partial
from typing import TYPE_CHECKING

from hermes_acp.agent.beginning import defaults_in, fresh_defaults, wanted_in
from hermes_acp.models.opened import OpenModels

if TYPE_CHECKING:
    from hermes_acp.agent.services import Defaults
    from hermes_acp.config.layers import Layered
    from hermes_acp.models.http import Http
    from hermes_acp.models.lists import Group
    from hermes_acp.models.market import Market
    from hermes_acp.models.model import Model
    from hermes_acp.models.wanted import Wanted


class Models:
    """Everything about models that sessions and faces ask for."""

    def __init__(
        self,
        settings: Callable[[], Layered],
        home: str,
        unnamed: Callable[[Model], Model],
        on_request: Callable[[], None],
    ) -> None:
        """``settings`` reads those in force, and may block. ``unnamed`` wraps every model that is built.

        ``on_request`` is called when a request leaves, from any thread.
        """
        self._settings = settings
        self._home = home
        self._unnamed = unnamed
        self._on_request = on_request
        self._opened = OpenModels(settings)
        self._market: Market | None = None
        self._client: Http | None = None

    def wanted(self, settings: Layered) -> Wanted:
        """What the settings say about models."""
        wanted = wanted_in(settings, self._home)
        return self._market.applied(wanted) if self._market else wanted

    def defaults(self) -> Defaults:
        """What a session starts with where nothing else was said. Blocks."""
        settings = self._settings()
        return defaults_in(settings, self.wanted(settings))

    def fresh_defaults(self, model: str | None = None) -> Defaults:
        """What a new session starts with. AuthRequired or ConfigError when its model could not be asked. Blocks."""
        from hermes_acp.models.naming import OWN

        settings = self._settings()
        defaults = fresh_defaults(settings, self.wanted(settings), model)
        if not defaults.model.startswith(OWN):
            self._opened.forget(defaults.model)  # the key or the address may be another by now
        return defaults

    def default_name(self, settings: Layered) -> str:
        """The model that answers where none was chosen, as ``provider:model``."""
        return defaults_in(settings, self.wanted(settings)).model

    async def open(self, name: str) -> Model:
        """A model by its name; one object a name and process."""
        if self._market is not None:
            self._market.check(name)
        return await self._opened.get(name, partial(self._build, name))

    async def open_auxiliary(self, task: str, main: str) -> Model:
        """The model for a task beside a conversation with ``main``. AuthRequired, ConfigError."""
        return await self._opened.get(f"{task} beside {main}", partial(self._build_auxiliary, task, main))

    async def renew(self) -> None:
        """Forget the models that were made from other settings than those in force."""
        await self._opened.renew()

    def market(self) -> Market:
        """Who can be asked for models."""
        if self._market is None:
            from hermes_acp.models.market import Market

            settings = lambda: self.wanted(self._settings())  # noqa: E731 - read anew each time
            self._market = Market(settings, self._http, self._opened.forget_provider, self._keep_default)
        return self._market

    async def usable(self) -> tuple[Group, ...]:
        """The models a person can use now, by provider, from what is on disk: at once, and asking nobody."""
        from hermes_acp.models.lists import usable_models

        return await asyncio.to_thread(lambda: usable_models(self.wanted(self._settings())))

    async def refresh(self, *, force: bool = False, providers: Collection[str] = ()) -> tuple[Group, ...]:
        """The same after asking the providers whose list is older than an hour; all of them with ``force``."""
        from hermes_acp.models.lists import refresh_models

        wanted = await asyncio.to_thread(lambda: self.wanted(self._settings()))
        http = await asyncio.to_thread(self._http)
        return await refresh_models(wanted, http, force=force, providers=providers)

    def load_default(self) -> None:
        """Build the default model once, for the code it needs. HermesError when it could not be asked. Blocks."""
        settings = self._settings()
        model = self.default_name(settings)
        self._build(model, settings)
        self.market().price(model)

    def load_client(self) -> None:
        """Make the client, and read the certificates it needs. Blocks."""
        self._http()

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.aclose()

    def _keep_default(self, model: str) -> str:
        from hermes_acp.config.edit import put_all

        return put_all(self._home, {"model.default": model})

    def _build(self, name: str, settings: Layered) -> Model:
        from hermes_acp.models.registry import build
        from hermes_acp.models.search import resolve

        wanted = self.wanted(settings)
        return self._unnamed(build(resolve(name, wanted), wanted, self._http()))

    def _build_auxiliary(self, task: str, main: str, settings: Layered) -> Model:
        from hermes_acp.models.auxiliary import auxiliary
        from hermes_acp.models.registry import build

        name, wanted = auxiliary(task, main, self.wanted(settings))
        return self._unnamed(build(name, wanted, self._http()))

    def _http(self) -> Http:
        if self._client is None:
            from hermes_acp.models.http import Http

            self._client = Http(on_request=self._on_request)
            self._client.warm()
        return self._client
