"""What Teams refuses: sizes, rates, cards it cannot draw. The figures are Microsoft's.

Rates: "Optimize your bot with rate limiting in Teams"; sizes: "Format your bot messages".
"""

import json
import re
from collections import deque
from collections.abc import Iterator
from typing import Any, Final

Json = dict[str, Any]
Windows = tuple[tuple[int, float], ...]

ADAPTIVE_CARD: Final = "application/vnd.microsoft.card.adaptive"
CARD_BYTES: Final = 28 * 1024
MESSAGE_BYTES: Final = 100 * 1024
OLDEST_EXECUTE: Final = (1, 4)
NEWEST_CARD: Final = (1, 5)

SEND_WINDOWS: Final[Windows] = ((7, 1), (8, 2), (60, 30), (1800, 3600))
READ_WINDOWS: Final[Windows] = ((14, 1), (16, 2), (120, 30), (3600, 3600))
TENANT_WINDOWS: Final[Windows] = ((50, 1),)

ERRORS: Final = {
    "BadSyntax": (400, "The activity cannot be read."),
    "BadArgument": (400, "The request is not one this service takes."),
    "BotNotInConversationRoster": (403, "The bot is not part of the conversation roster."),
    "ConversationBlockedByUser": (403, "User blocked the conversation with the bot."),
    "ForbiddenOperationException": (403, "The bot may only change what it sent itself."),
    "ConversationNotFound": (404, "Conversation not found."),
    "ActivityNotFoundInConversation": (404, "Activity not found in this conversation."),
    "MemberNotFoundInConversation": (404, "Member not found in this conversation."),
    "MessageSizeTooBig": (413, "Message size too large."),
    "UnsupportedMediaType": (415, "Send application/json."),
    "TooManyRequests": (429, "API calls quota exceeded."),
    "ScriptedFault": (500, "A fault that a test asked for."),
}


class ConnectorError(Exception):
    """A request that is refused: a code of `ERRORS`, and when to try again where that helps."""

    def __init__(
        self, code: str, message: str = "", *, status: int = 0, retry_after: str = ""
    ) -> None:
        self.status = status or ERRORS[code][0]
        self.code = code
        self.message = message or ERRORS[code][1]
        self.retry_after = retry_after
        super().__init__(self.message)


class Quota:
    """Sliding windows: at most so many requests within so many seconds."""

    def __init__(self, windows: Windows) -> None:
        self._windows = windows
        self._taken: deque[float] = deque(maxlen=max(most for most, _ in windows))

    def wait(self, moment: float, count: int = 1) -> float:
        """Seconds until there is room for `count` more; 0 when there is room at once.

        >>> quota = Quota(((2, 1.0),))
        >>> quota.take(0.0), quota.take(0.25)
        (None, None)
        >>> quota.wait(0.5), quota.wait(1.0)
        (0.5, 0.0)
        """
        return max(self._wait_for(moment, count, most, span) for most, span in self._windows)

    def take(self, moment: float, count: int = 1) -> None:
        """Use up `count` places."""
        self._taken.extend([moment] * count)

    def _wait_for(self, moment: float, count: int, most: int, span: float) -> float:
        recent = [taken for taken in self._taken if taken > moment - span]
        excess = len(recent) + count - most
        return recent[excess - 1] + span - moment if excess > 0 else 0.0


def split(activity: Json) -> list[Json]:
    """The messages Teams makes of one: text beside a card becomes a message of its own.

    >>> card = {"contentType": ADAPTIVE_CARD, "content": {}}
    >>> [sorted(part) for part in split({"text": "Hello", "attachments": [card]})]
    [['text'], ['attachments']]
    """
    attachments = activity.get("attachments") or []
    if not activity.get("text") or not any(_is_card(each) for each in attachments):
        return [activity]
    text = {name: value for name, value in activity.items() if name != "attachments"}
    return [text, {name: value for name, value in activity.items() if name != "text"}]


def check_activity(activity: Json) -> None:
    """Refuse what Teams would not take as a message.

    >>> check_activity({"type": "message", "text": "x" * 60_000})
    Traceback (most recent call last):
    teams_bot.tryout.limits.ConnectorError: Message size too large.
    """
    attachments = activity.get("attachments") or []
    if activity.get("type") not in ("message", "typing"):
        raise ConnectorError("BadSyntax", "The type must be message or typing.")
    if not isinstance(attachments, list) or not all(
        isinstance(each, dict) for each in attachments
    ):
        raise ConnectorError("BadSyntax", "attachments must be a list of attachments.")
    if not isinstance(activity.get("text") or "", str):
        raise ConnectorError("BadSyntax", "text must be a text.")
    if activity["type"] == "message" and not (activity.get("text") or attachments):
        raise ConnectorError("BadSyntax", "Activity must include non empty 'text' or attachments.")
    for attachment in attachments:
        if attachment.get("contentType") == ADAPTIVE_CARD:
            check_card(attachment.get("content"))
    without_images = re.sub(r"data:image/[^;\"]+;base64,[\w+/=]+", "", _compact(activity))
    if len(without_images.encode("utf-16-le", "surrogatepass")) > MESSAGE_BYTES:
        raise ConnectorError("MessageSizeTooBig")


def check_card(card: Any) -> None:
    """Refuse a card that is too large, too new for Teams, or whose buttons cannot work.

    >>> check_card({"type": "AdaptiveCard", "version": "1.6"})
    Traceback (most recent call last):
    teams_bot.tryout.limits.ConnectorError: Teams draws cards up to version 1.5, not 1.6.
    """
    if not isinstance(card, dict) or card.get("type") != "AdaptiveCard":
        raise ConnectorError("BadArgument", "The content is not an AdaptiveCard.")
    version = _version(card.get("version"))
    if version > NEWEST_CARD:
        raise ConnectorError(
            "BadArgument", f"Teams draws cards up to version 1.5, not {card['version']}."
        )
    if len(_compact(card).encode("utf-8", "surrogatepass")) > CARD_BYTES:
        raise ConnectorError("MessageSizeTooBig")
    for action in actions(card):
        if version < OLDEST_EXECUTE:
            raise ConnectorError("BadArgument", "Action.Execute needs a card of version 1.4.")
        if not isinstance(action.get("verb"), str) or not action["verb"]:
            raise ConnectorError("BadArgument", "Action.Execute needs a verb.")
        if not isinstance(action.get("data", {}), dict):
            raise ConnectorError("BadArgument", "The data of Action.Execute must be an object.")


def actions(card: Any) -> Iterator[Json]:
    """Every Action.Execute of a card, in the order of the card."""
    if isinstance(card, dict):
        if card.get("type") == "Action.Execute":
            yield card
        for name, value in card.items():
            if name != "data":
                yield from actions(value)
    elif isinstance(card, list):
        for value in card:
            yield from actions(value)


def _version(text: Any) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,3})\.(\d{1,3})", text) if isinstance(text, str) else None
    if not found:
        raise ConnectorError("BadArgument", "The card needs a version such as 1.5.")
    return int(found[1]), int(found[2])


def _is_card(attachment: Json) -> bool:
    return str(attachment.get("contentType")).startswith("application/vnd.microsoft.card.")


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
