"""From bytes to an activity whose known fields have the types that others rely on.

Foreign JSON stays a dict; what is checked is the table below. Unknown fields pass. `null` counts
as absent. What passes can be read by `botbuilder.schema.Activity.deserialize`, as far as the
fields that Teams sends go.
"""

import json
import math
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from teams_bot.guard.addresses import LONGEST_URL
from teams_bot.guard.refusals import Reason, Refused

DEEPEST: Final = 64
LARGEST_NUMBER: Final = 2**63

TEXTS: Final[Mapping[str, int]] = {
    # the field, and its most characters
    "type": 64,
    "id": 512,
    "name": 128,
    "text": 102_400,
    "action": 64,
    "channelId": 64,
    "serviceUrl": LONGEST_URL,
    "locale": 64,
    "replyToId": 512,
    "timestamp": 64,
    "localTimestamp": 64,
    "from.id": 512,
    "from.name": 512,
    "from.aadObjectId": 128,
    "conversation.id": 1024,
    "conversation.tenantId": 128,
    "conversation.conversationType": 64,
    "conversation.name": 512,
    "recipient.id": 512,
    "recipient.name": 512,
    "channelData.tenant.id": 128,
    "channelData.eventType": 128,
    "channelData.team.id": 512,
    "channelData.team.name": 512,
    "channelData.channel.id": 512,
    "channelData.channel.name": 512,
}
OBJECTS: Final = (
    "channelData",
    "channelData.tenant",
    "channelData.team",
    "channelData.channel",
)
FLAGS: Final = ("conversation.isGroup",)
MOMENTS: Final = ("timestamp", "localTimestamp")
LISTS: Final[Mapping[str, Mapping[str, int]]] = {
    # the list, and the texts of each object in it
    "membersAdded": {"id": 512, "name": 512, "aadObjectId": 128},
    "membersRemoved": {"id": 512, "name": 512, "aadObjectId": 128},
    "reactionsAdded": {"type": 128},
    "reactionsRemoved": {"type": 128},
    "entities": {"type": 128, "text": 102_400},
    "attachments": {"contentType": 256, "name": 1024, "contentUrl": 102_400},
}
REQUIRED: Final = (
    "type",
    "channelId",
    "serviceUrl",
    "from.id",
    "conversation.id",
    "recipient.id",
)
REQUIRED_BY_TYPE: Final[Mapping[str, tuple[str, ...]]] = {
    "message": ("id",),
    "invoke": ("id", "name"),
}
_escaped_surrogate: Final = re.compile(rb"\\u[dD][89a-fA-F]")
_moment_form: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?"
)
CARD_ACTION: Final = "adaptiveCard/action"
DIALOG: Final = "composeExtension/"  # of the message extension: opened on a message, and sent
DIALOG_TEXTS: Final[Mapping[str, int]] = {
    "value.commandId": 128,
    "value.messagePayload.id": 128,
    "value.messagePayload.replyToId": 128,
    "value.messagePayload.body.contentType": 64,
    "value.messagePayload.body.content": 102_400,
}
DIALOG_OBJECTS: Final = (
    "value",
    "value.data",
    "value.messagePayload",
    "value.messagePayload.body",
)


def parse(body: bytes) -> dict[str, Any]:
    """Return the object in the body; raise `Refused` (BAD_JSON) for everything else.

    Stricter than `json.loads`: names appear once, numbers are finite and fit 64 bits, texts can be
    written as UTF-8, and nothing is nested deeper than 64. Whatever reads or stores the activity
    later could fail on each of these.
    """
    try:
        activity = json.loads(
            body.decode(),
            object_pairs_hook=_unique,
            parse_constant=_finite,
            parse_float=_finite,
            parse_int=_whole,
        )
        _check_depth(activity)
        if _escaped_surrogate.search(body):
            json.dumps(activity, ensure_ascii=False).encode()  # raises for half a pair
    except (ValueError, RecursionError):
        raise Refused(Reason.BAD_JSON) from None
    if not isinstance(activity, dict):
        raise Refused(Reason.BAD_JSON)
    return activity


def check_shape(activity: Mapping[str, Any]) -> None:
    """Raise `Refused` (BAD_ACTIVITY) with a sentence that names the first wrong field."""
    for path, most in TEXTS.items():
        _text(activity, path, most)
    for path in OBJECTS:
        _typed(activity, path, dict, "an object")
    for path in FLAGS:
        _typed(activity, path, bool, "true or false")
    for path in MOMENTS:
        _moment(activity, path)
    for path, texts in LISTS.items():
        _objects(activity, path, texts)
    for path in (*REQUIRED, *REQUIRED_BY_TYPE.get(activity.get("type") or "", ())):
        _present(activity, path)
    if activity["type"] == "invoke" and activity["name"] == CARD_ACTION:
        _card_action(activity)
    if activity["type"] == "invoke" and activity["name"].startswith(DIALOG):
        _dialog(activity)


def part(activity: Mapping[str, Any], path: str) -> Any:
    """Return what stands at a dotted path, or None; raise `Refused` if a parent is no object."""
    value: Any = activity
    steps = path.split(".")
    for depth, step in enumerate(steps):
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise _wrong(".".join(steps[:depth]), "an object")
        value = value.get(step)
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("A name appears twice.")
    return found


def _finite(number: str) -> float:
    value = float(number)
    if not math.isfinite(value):
        raise ValueError("A number is not finite.")
    return value


def _whole(number: str) -> int:
    value = int(number)
    if not -LARGEST_NUMBER <= value < LARGEST_NUMBER:
        raise ValueError("A number does not fit 64 bits.")
    return value


def _check_depth(activity: Any) -> None:
    level = [activity]
    for _ in range(DEEPEST):
        level = [
            child
            for value in level
            if isinstance(value, (dict, list))
            for child in (value.values() if isinstance(value, dict) else value)
        ]
        if not level:
            return
    raise ValueError("Nested too deeply.")


def _text(activity: Mapping[str, Any], path: str, most: int) -> None:
    value = part(activity, path)
    if value is not None and not (isinstance(value, str) and len(value) <= most):
        raise _wrong(path, f"a text of at most {most} characters")


def _typed(activity: Mapping[str, Any], path: str, kind: type, words: str) -> None:
    value = part(activity, path)
    if value is not None and not isinstance(value, kind):
        raise _wrong(path, words)


def _moment(activity: Mapping[str, Any], path: str) -> None:
    value = part(activity, path)
    if value is not None and not _is_moment(value):
        raise _wrong(path, "a date and time of ISO 8601")


def _is_moment(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return _moment_form.fullmatch(value) is not None


def _objects(activity: Mapping[str, Any], path: str, texts: Mapping[str, int]) -> None:
    _typed(activity, path, list, "a list")
    for entry in part(activity, path) or ():
        if not isinstance(entry, dict):
            raise _wrong(f"{path}[]", "an object")
        for name, most in texts.items():
            if entry.get(name) is not None:
                _text({f"{path}[]": entry}, f"{path}[].{name}", most)


def _present(activity: Mapping[str, Any], path: str) -> None:
    if not part(activity, path):
        raise Refused(Reason.BAD_ACTIVITY, f"The activity must have {path}.")


def _card_action(activity: Mapping[str, Any]) -> None:
    """An Action.Execute has a verb; its data may be absent, for a verb that needs none."""
    _text(activity, "value.action.verb", 128)
    _typed(activity, "value.action.data", dict, "an object")
    _present(activity, "value.action.verb")


def _dialog(activity: Mapping[str, Any]) -> None:
    """A dialog is about a message, and brings what was written; each may be absent."""
    for path in DIALOG_OBJECTS:
        _typed(activity, path, dict, "an object")
    for path, most in DIALOG_TEXTS.items():
        _text(activity, path, most)


def _wrong(path: str, wanted: str) -> Refused:
    return Refused(Reason.BAD_ACTIVITY, f"The activity's {path} must be {wanted}.")
