"""The outgoing activity of a message: a card, or one sentence."""

from collections.abc import Mapping
from typing import Any

from storage.change import Address
from teams_bot.cards.drawn import Drawn


def activity_of(drawn: Drawn, address: Address) -> Mapping[str, Any]:
    """Make the outgoing activity. Never text beside a card: Teams splits such a message in two."""
    if drawn.card is None:
        return spoken(drawn.summary, address)
    card = {"contentType": "application/vnd.microsoft.card.adaptive", "content": drawn.card}
    return {**_to(address), "summary": drawn.summary, "attachments": [card]}


def spoken(sentence: str, address: Address) -> Mapping[str, Any]:
    """Make the outgoing activity of one sentence."""
    return {**_to(address), "text": sentence, "textFormat": "markdown"}


def _to(address: Address) -> dict[str, Any]:
    return {
        "type": "message",
        "from": {"id": address.bot},
        "recipient": {"id": address.user},
        "conversation": {"id": address.conversation},
    }
