"""Activity to intent to action to reply: the bot, on botbuilder's TeamsActivityHandler.

The handler sorts the activities; what is done with them is `turn`. The raw activity the guard
admitted travels beside the SDK's own object, because the SDK drops what it does not know.
"""

import asyncio
import logging
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final, cast

from botbuilder.core import TurnContext
from botbuilder.core.teams import TeamsActivityHandler
from botbuilder.schema import Activity, InvokeResponse

from storage.change import Address, Unconfirmed
from teams_bot import texts
from teams_bot.courier import Courier
from teams_bot.courier.activities import spoken
from teams_bot.services import Services
from teams_bot.turn import turn

RAW: Final = "nanomentor.raw"
REPLY: Final = "nanomentor.reply"
# Teams waits 15 s for a message and 5 s for a press before it sends them again.
SECONDS_TO_KEEP: Final = 6.5
SECONDS_TO_KEEP_A_PRESS: Final = 4.0
SECONDS_BETWEEN: Final = 30.0  # nobody is told twice within this time
SECONDS_TO_TELL: Final = 1.2

log = logging.getLogger(__name__)


class NanomentorBot(TeamsActivityHandler):
    """Hands every kind of activity to `turn`, and the reply of an invoke back."""

    def __init__(self, services: Services, courier: Courier) -> None:
        self._services = services
        self._courier = courier
        self._told: dict[str, float] = {}

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        """Handle what somebody wrote."""
        await self._turn(turn_context)

    async def on_message_update_activity(self, turn_context: TurnContext) -> None:
        """Handle an edited message."""
        await self._turn(turn_context)

    async def on_message_delete_activity(self, turn_context: TurnContext) -> None:
        """Handle a deleted message."""
        await self._turn(turn_context)

    async def on_installation_update(self, turn_context: TurnContext) -> None:
        """Handle that the app was installed or removed."""
        await self._turn(turn_context)

    async def on_conversation_update_activity(self, turn_context: TurnContext) -> None:
        """Handle that the bot was added or removed."""
        await self._turn(turn_context)

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:
        """Handle a press; botbuilder's own handling of card actions loses half of it."""
        await self._turn(turn_context)
        return InvokeResponse(status=200)

    async def _turn(self, context: TurnContext) -> None:
        raw = cast(Mapping[str, Any], context.turn_state[RAW])
        pressed = raw["type"] == "invoke"
        try:
            async with asyncio.timeout(SECONDS_TO_KEEP_A_PRESS if pressed else SECONDS_TO_KEEP):
                context.turn_state[REPLY] = await turn(self._services, raw)
        except (Unconfirmed, TimeoutError) as trouble:
            log.exception("a %s was not confirmed by the database", raw["type"])
            await self._tell(raw, texts.SAY["not_saved"])
            raise Unconfirmed("no answer in time") from trouble
        except Exception:
            await self._tell(raw, texts.SAY["broken"])
            raise

    async def _tell(self, raw: Mapping[str, Any], sentence: str) -> None:
        """Tell who wrote that it was not kept, directly: the outbox may be what is broken."""
        if raw["type"] != "message" or self._told_lately(raw["conversation"]["id"]):
            return
        address = Address(
            service_url=raw["serviceUrl"],
            conversation=raw["conversation"]["id"],
            user=raw["from"]["id"],
            bot=raw["recipient"]["id"],
        )
        with suppress(TimeoutError):
            async with asyncio.timeout(SECONDS_TO_TELL):
                await self._courier.send(address, spoken(sentence, address))

    def _told_lately(self, conversation: str) -> bool:
        """Whether this conversation was told so already; note that it is being told now."""
        now = time.monotonic()
        self._told = {who: at for who, at in self._told.items() if now - at < SECONDS_BETWEEN}
        return self._told.setdefault(conversation, now) != now


def read_activity(raw: Mapping[str, Any]) -> Activity:
    """Read the SDK's own object from an admitted activity."""
    activity: Activity = Activity.deserialize(dict(raw))  # type: ignore[no-untyped-call]
    return activity
