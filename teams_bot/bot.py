"""Activity to intent to action to reply: the bot, on botbuilder's TeamsActivityHandler.

The handler sorts the activities; what is done with them is `turn`. The raw activity the guard
admitted travels beside the SDK's own object, because the SDK drops what it does not know.
"""

import logging
from collections.abc import Mapping
from typing import Any, Final, cast

from botbuilder.core import TurnContext
from botbuilder.core.teams import TeamsActivityHandler
from botbuilder.schema import Activity, InvokeResponse

from storage.change import Address, Unconfirmed
from teams_bot import texts
from teams_bot.courier import Courier
from teams_bot.jobs import spoken
from teams_bot.services import Services
from teams_bot.turn import turn

RAW: Final = "nanomentor.raw"
REPLY: Final = "nanomentor.reply"
NOT_SAVED: Final = 503

log = logging.getLogger(__name__)


class NanomentorBot(TeamsActivityHandler):
    """Hands every kind of activity to `turn`, and the reply of an invoke back."""

    def __init__(self, services: Services, courier: Courier) -> None:
        self._services = services
        self._courier = courier

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
        try:
            context.turn_state[REPLY] = await turn(self._services, raw)
        except Unconfirmed:
            log.exception("a %s was not confirmed by the database", raw["type"])
            await self._not_saved(raw)
            raise

    async def _not_saved(self, raw: Mapping[str, Any]) -> None:
        """Tell the person that nothing was kept; the sender gets a 503 and tries again."""
        if raw["type"] != "message":
            return
        address = Address(
            service_url=raw["serviceUrl"],
            conversation=raw["conversation"]["id"],
            user=raw["from"]["id"],
            bot=raw["recipient"]["id"],
        )
        await self._courier.send(address, spoken(texts.SAY["not_saved"], address))


def read_activity(raw: Mapping[str, Any]) -> Activity:
    """Read the SDK's own object from an admitted activity."""
    activity: Activity = Activity.deserialize(dict(raw))  # type: ignore[no-untyped-call]
    return activity
