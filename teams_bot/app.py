"""The one place that chooses implementations: routes, start and stop of the service."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Final

import aiohttp
from aiohttp import web
from botbuilder.core import TurnContext
from botbuilder.schema import Activity
from msrest.exceptions import DeserializationError  # type: ignore[attr-defined]

from storage.change import Address, Unconfirmed
from storage.store import Store
from teams_bot.answered import AnsweredBefore, loader
from teams_bot.bot import RAW, REPLY, NanomentorBot, read_activity
from teams_bot.centre import build_centre
from teams_bot.courier import ConnectorAdapter, Courier, MsalTokens, NoTokens, courier_session
from teams_bot.guard import Guard, GuardSettings
from teams_bot.jobs import Worker
from teams_bot.mail import Mailer
from teams_bot.metrics import metrics_app
from teams_bot.nightly import in_a_process
from teams_bot.pages import add_pages
from teams_bot.replying import add_reply
from teams_bot.services import Clock, Services
from teams_bot.settings import Settings

NOT_SAVED: Final = 503
READY_SECONDS: Final = 5.0

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Running:
    """The parts of a running process."""

    settings: Settings
    services: Services
    courier: Courier
    guard: Guard
    mailer: Mailer
    draining: bool = False
    workers: list[Worker] = field(default_factory=list)

    def drain(self) -> None:
        """Say from now on that this process is not ready, and take no more jobs."""
        self.draining = True
        for each in self.workers:
            each.rest()


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Running]:
    """Open what a process needs, and close it in the other order."""
    async with AsyncExitStack() as opened:
        store = await Store.open(
            settings.mongodb_uri,
            settings.mongodb_database,
            settings.tenant,
            settings.mongodb_driver,
        )
        opened.push_async_callback(store.close)
        clock = Clock()
        await clock.sync(store)
        services = Services(
            store=store,
            clock=clock,
            tenant=settings.tenant,
            apart=partial(in_a_process, settings),
            public_url=settings.own_url,
        )
        opened.push_async_callback(services.finish, at_once=True)
        await opened.enter_async_context(services.neighbours.following())
        outward = await opened.enter_async_context(courier_session())
        inward = await opened.enter_async_context(aiohttp.ClientSession())
        tokens = (
            NoTokens()
            if settings.anonymous
            else MsalTokens(
                settings.app_id, settings.app_password, settings.tenant, settings.app_type
            )
        )
        guard = Guard(
            GuardSettings(
                app_id=settings.app_id,
                tenant=settings.tenant,
                anonymous=settings.anonymous,
                tenant_required=settings.tenant_given,
            ),
            inward,
            now=lambda: datetime.now(UTC),
            monotonic=time.monotonic,
        )
        opened.push_async_callback(guard.close)
        courier = Courier(outward, tokens, anonymous=settings.anonymous)
        mailer = Mailer(
            settings.smtp, sender=settings.mail_from, tenant=settings.tenant, now=services.now
        )
        yield Running(
            settings=settings, services=services, courier=courier, guard=guard, mailer=mailer
        )


def build_app(parts: Running, *, work: bool = True) -> web.Application:
    """Make the web application; with `work` it also works the outbox and the timers."""
    app = web.Application(client_max_size=1024 * 1024)
    edge = _Edge(parts)
    app.router.add_post("/api/messages", edge.messages)
    app.router.add_get("/livez", _alive)
    add_pages(app)
    add_reply(app, parts.services)
    app.add_subapp("/centre", build_centre(parts.services, anonymous=parts.settings.anonymous))
    app.router.add_get("/readyz", edge.ready)

    app.cleanup_ctx.append(_looking(parts))

    async def lifetime(_: web.Application) -> AsyncIterator[None]:
        if not parts.settings.anonymous:
            await parts.guard.load_keys()
        worker = Worker(parts.services, parts.courier, parts.mailer)
        if not work:
            yield
            return
        parts.workers.append(worker)
        task = asyncio.create_task(worker.run())
        yield
        parts.drain()
        await worker.stop()
        await task

    app.cleanup_ctx.append(lifetime)
    return app


def _looking(parts: Running) -> Callable[[web.Application], AsyncIterator[None]]:
    """Follow what was answered for as long as messages may arrive."""

    async def followed(_: web.Application) -> AsyncIterator[None]:
        services = parts.services
        answered = AnsweredBefore(services.store, loader(parts.settings.similar_by))
        async with answered.following():
            services.answered = answered
            yield
            services.answered = None

    return followed


@asynccontextmanager
async def listening(parts: Running, app: web.Application) -> AsyncIterator[str]:
    """Listen for as long as the context lasts; give the address."""
    host, port = parts.settings.host, parts.settings.port
    async with AsyncExitStack() as opened:
        if parts.settings.metrics_port is not None:
            figures = metrics_app(parts.services, parts.guard.rejected)
            where = _site(figures, "127.0.0.1", parts.settings.metrics_port)
            await opened.enter_async_context(where)
        await opened.enter_async_context(_site(app, host, port))
        opened.callback(parts.drain)
        yield f"http://{host}:{port}"


@asynccontextmanager
async def _site(app: web.Application, host: str, port: int) -> AsyncIterator[None]:
    runner = web.AppRunner(
        app,
        access_log=None,
        shutdown_timeout=10,
        auto_decompress=False,  # the guard takes no compressed body
    )
    try:
        await runner.setup()
        await web.TCPSite(runner, host, port).start()
        yield
    finally:
        await runner.cleanup()


class _Edge:
    """The routes that Teams and the operator's probes call."""

    def __init__(self, parts: Running) -> None:
        self._parts = parts
        self._adapter = ConnectorAdapter(parts.courier, _address)
        self._bot = NanomentorBot(parts.services, parts.courier)

    async def messages(self, request: web.Request) -> web.Response:
        """Admit an activity, take one turn, and answer once it is kept."""
        raw = await self._parts.guard.admit(request)
        try:
            activity = read_activity(raw)
        except (DeserializationError, ValueError, TypeError):
            return web.json_response({"error": "This is not an activity."}, status=400)
        context = TurnContext(self._adapter, activity)
        context.turn_state[RAW] = raw
        try:
            await self._bot.on_turn(context)
        except Unconfirmed:
            return web.json_response({"error": "Not saved; send it again."}, status=NOT_SAVED)
        except Exception:
            log.exception("a %s failed", raw["type"])
            return web.json_response({"error": "It failed, and was noted."}, status=500)
        if raw["type"] != "invoke":
            return web.Response(status=201)
        return web.json_response(context.turn_state.get(REPLY) or {})

    async def ready(self, _: web.Request) -> web.Response:
        """Say whether this process should get traffic."""
        parts = self._parts
        if parts.draining:
            return web.json_response({"ready": False, "why": "draining"}, status=503)
        if not parts.settings.anonymous and not await parts.guard.load_keys():
            return web.json_response({"ready": False, "why": "no signing keys"}, status=503)
        try:
            async with asyncio.timeout(READY_SECONDS):
                await parts.services.store.time()
        except Exception:
            log.exception("not ready")
            return web.json_response({"ready": False, "why": "no database"}, status=503)
        return web.json_response({"ready": True})


async def _alive(_: web.Request) -> web.Response:
    return web.json_response({"alive": True})


def _address(activity: Activity) -> Address:
    return Address(
        service_url=activity.service_url,
        conversation=activity.conversation.id,
        user=activity.from_property.id,
        bot=activity.recipient.id,
    )
