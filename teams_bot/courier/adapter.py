"""What lets a handler of botbuilder say `context.send_activity`, over the courier.

The stock adapters open a connection, fetch a token and burn milliseconds per turn, repeat updates
in a thread, and drop what they do not know; this one has none of that.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from botbuilder.core import BotAdapter, TurnContext
from botbuilder.schema import Activity, ConversationReference, ResourceResponse

from storage.change import Address
from teams_bot.courier.connector import Courier
from teams_bot.courier.fates import Delivery, Fate

INVOKE_RESPONSE: Final = "invokeResponse"
TYPING: Final = "typing"
NEVER_SENT: Final = frozenset({"trace", "delay"})  # instructions to an adapter; nobody reads them


class Undelivered(Exception):  # noqa: N818 - it may have arrived all the same
    """What a handler said was not accepted; `delivery` tells what is known."""

    def __init__(self, delivery: Delivery) -> None:
        super().__init__(f"{delivery.fate}: {delivery.why}")
        self.delivery = delivery


class ConnectorAdapter(BotAdapter):
    """botbuilder's adapter over a `Courier`.

    `to_address` reads an activity as it arrived: `from` is the person and `recipient` the bot. An
    activity that is not accepted raises `Undelivered` and those after it are not said; a typing
    indicator that is not accepted is nobody's loss, and passes.
    """

    def __init__(self, courier: Courier, to_address: Callable[[Activity], Address]) -> None:
        super().__init__()
        self._courier = courier
        self._to_address = to_address

    async def send_activities(
        self, context: TurnContext, activities: list[Activity]
    ) -> list[ResourceResponse]:
        """Send them in their order, one request each."""
        return [await self._send(context, activity) for activity in activities]

    async def update_activity(self, context: TurnContext, activity: Activity) -> ResourceResponse:
        """Replace the activity that has this one's id."""
        address = self._to_address(context.activity)
        return _accepted(
            await self._courier.update(address, activity.id or "", activity_json(activity))
        )

    async def delete_activity(
        self,
        context: TurnContext,  # noqa: ARG002 - the signature is botbuilder's
        reference: ConversationReference,
    ) -> None:
        """Delete the activity the reference names."""
        told = TurnContext.apply_conversation_reference(Activity(), reference, is_incoming=True)
        _accepted(await self._courier.delete(self._to_address(told), reference.activity_id or ""))

    async def _send(self, context: TurnContext, activity: Activity) -> ResourceResponse:
        if activity.type == INVOKE_RESPONSE:
            context.turn_state[BotAdapter._INVOKE_RESPONSE_KEY] = activity  # noqa: SLF001 - its seam
            return ResourceResponse()
        if activity.type in NEVER_SENT:
            return ResourceResponse()
        address = self._to_address(context.activity)
        delivery = await self._courier.send(address, activity_json(activity))
        if activity.type == TYPING:
            return ResourceResponse(id=delivery.sent_id or "")
        return _accepted(delivery)


def activity_json(model: Any) -> Any:
    """Write a model of botbuilder as JSON, with the properties it does not know.

    msrest's own `serialize` drops those: a mention inside `entities` loses who is mentioned.

    >>> activity_json(Activity(type="message", text="Hello"))
    {'type': 'message', 'text': 'Hello'}
    """
    names: Mapping[str, Mapping[str, str]] | None = getattr(model, "_attribute_map", None)
    if names is not None:
        values = {names[name]["key"]: getattr(model, name, None) for name in names}
        known = {key: activity_json(value) for key, value in values.items() if value is not None}
        return {**activity_json(getattr(model, "additional_properties", {})), **known}
    match model:
        case Mapping():
            return {name: activity_json(value) for name, value in model.items()}
        case list() | tuple():
            return [activity_json(value) for value in model]
        case datetime():
            return model.isoformat()
        case _:
            return model


def _accepted(delivery: Delivery) -> ResourceResponse:
    if delivery.fate is not Fate.SENT:
        raise Undelivered(delivery)
    return ResourceResponse(id=delivery.sent_id or "")
