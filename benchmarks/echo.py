"""The first yardstick: a bot that only echoes, behind the same guard and on the same adapter.

Its reply is sent through the courier before the 2xx, as echo bots do.
"""

import asyncio
import os
import time
from datetime import UTC, datetime

import aiohttp
from aiohttp import web
from botbuilder.core import TurnContext
from botbuilder.core.teams import TeamsActivityHandler
from botbuilder.schema import Activity

from benchmarks.processes import until_stopped
from storage.change import Address
from teams_bot.bot import read_activity
from teams_bot.courier import ConnectorAdapter, Courier, NoTokens, courier_session
from teams_bot.guard import Guard, GuardSettings
from teams_bot.settings import LOCAL_TENANT


class EchoBot(TeamsActivityHandler):
    """Says what was said."""

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        """Echo."""
        await turn_context.send_activity(f"Echo: {turn_context.activity.text}")


def echo_app(guard: Guard, courier: Courier) -> web.Application:
    """Make the application with the routes the service has."""
    adapter, bot = ConnectorAdapter(courier, _address), EchoBot()

    async def messages(request: web.Request) -> web.Response:
        raw = await guard.admit(request)
        await bot.on_turn(TurnContext(adapter, read_activity(raw)))
        return web.Response(status=201)

    async def ready(_: web.Request) -> web.Response:
        return web.json_response({"ready": True})

    app = web.Application(client_max_size=1024 * 1024)
    app.router.add_post("/api/messages", messages)
    app.router.add_get("/readyz", ready)
    return app


def _address(activity: Activity) -> Address:
    return Address(
        service_url=activity.service_url,
        conversation=activity.conversation.id,
        user=activity.from_property.id,
        bot=activity.recipient.id,
    )


async def main() -> None:
    """Serve until SIGTERM."""
    settings = GuardSettings(app_id="", tenant=LOCAL_TENANT, anonymous=True, tenant_required=False)
    async with courier_session() as outward, aiohttp.ClientSession() as inward:
        guard = Guard(settings, inward, now=lambda: datetime.now(UTC), monotonic=time.monotonic)
        app = echo_app(guard, Courier(outward, NoTokens(), anonymous=True))
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", int(os.environ["PORT"])).start()
        await until_stopped()
        await runner.cleanup()
        await guard.close()


if __name__ == "__main__":
    asyncio.run(main())
