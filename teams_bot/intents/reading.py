"""From a raw activity to who sent it and what is wanted."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from matching.model import PersonId
from storage.change import Address
from teams_bot.intents.elsewhere import from_dialog, ids, kind_of, mention, place_of, room_event
from teams_bot.intents.presses import Raw, press
from teams_bot.intents.wanted import (
    Arrival,
    Console,
    Delete,
    Edit,
    Elsewhere,
    ForgetMe,
    Help,
    Ignore,
    Installed,
    Intent,
    MyEffect,
    MyQuestions,
    MySkills,
    NoSuchVerb,
    NotACommand,
    Pause,
    Pleasantry,
    Resume,
    Say,
    SetDigest,
    Uninstalled,
)
from teams_bot.texts import COMMANDS, clean


def arrival(raw: Raw) -> Arrival:
    """Read the envelope."""
    sender, conversation = raw["from"], raw["conversation"]
    return Arrival(
        activity=str(raw.get("id") or ""),
        kind=raw["type"],
        person=PersonId(sender.get("aadObjectId") or sender["id"]),
        name=clean(sender.get("name") or "")[:100],
        address=Address(
            service_url=raw["serviceUrl"],
            conversation=conversation["id"],
            user=sender["id"],
            bot=raw["recipient"]["id"],
        ),
        # the dialog may be opened in a chat of two people, which is not the bot's
        personal=_personal(raw) and not from_dialog(raw),
        invoke=raw["type"] == "invoke",
        dialog=from_dialog(raw),
        pressed=str(raw.get("replyToId") or "") if raw["type"] == "invoke" else "",
    )


def read(raw: Raw) -> Intent:
    """Read what is wanted."""
    reader = _BY_TYPE.get(raw["type"])
    return Ignore() if reader is None else reader(raw)


_HELLO: Final = (
    r"(hi|hello|hey|hallo|good (morning|afternoon|evening|day))( (there|all|bot|nanomentor))?"
)
_THANKS: Final = (
    r"((ok|okay|great|perfect|super)\W+)?(many |vielen |lieben )?"
    r"(thanks|thank you|thx|cheers|danke|dank|merci|gracias)"
    r"( (a lot|so much|very much|again|all|bot|nanomentor|sch[oö]n|sehr|dir|euch))?"
    r"|ok|okay|great|perfect|got it"
)
_THANKFUL: Final = re.compile(
    r"\W*((ok|okay|oh|wow|yes|super|great|perfect|awesome|excellent|brilliant|wonderful)\W+)*"
    r"(many thanks|thanks|thank you|thankyou|thx|cheers|great|perfect|awesome|excellent|brilliant"
    r"|wonderful|danke|vielen dank|merci|gracias)\b"
)
_HELP: Final = re.compile(
    r"(please |can you |could you |i need |i need some )*help( me| us)?"
    r"( (out|now|with (this|that|it|something)))*(,? please)?"
)
_GREETING: Final = re.compile(_HELLO)
_GRATITUDE: Final = re.compile(_THANKS)
_GESTURES: Final = frozenset({"\U0001f44d", "\U0001f64f", "\u2764", ":)", ":-)"})
_TINTS: Final = "\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"  # of a gesture
_COMMANDS: Final[Mapping[str, Callable[[], Intent]]] = {
    "help": Help,
    "my questions": MyQuestions,
    "my skills": MySkills,
    "my effect": MyEffect,
    "resume": Resume,
    "digest": lambda: SetDigest(on=True),
    "forget me": ForgetMe,
    "console": Console,
}
_DIGEST: Final = {"digest on": True, "digest off": False, "one by one": False}
_PAUSE: Final = re.compile(r"pause(?: until)?(?: (?P<until>.+))?")
_UNNAMED: Final = re.compile(
    r"(?i)\W*(anon|anonym|anonymous|anonymously|anonyme|anonymt|anoniem|an[oó]nim[oa])\W?"
    r"(\s*[:\uff1a]\s*|\s+[-\u2013\u2014]\s+)"
)
_WORDS: Final = re.compile(r"\w.*\w|\w")
assert {each.words for each in COMMANDS} == {*_COMMANDS, "pause until"}  # noqa: S101 - one list


def _personal(raw: Raw) -> bool:
    """Whether this happened in the personal chat; so it is where nothing is said about it."""
    return kind_of(raw) == "personal" and not raw["conversation"].get("isGroup")


def _message(raw: Raw) -> Intent:
    if not _personal(raw):
        return _shared(raw)
    if not raw.get("text") and isinstance(raw.get("value"), Mapping):  # a press sent as a message
        return NoSuchVerb(verb="")
    text, anonymous = unnamed(clean(str(raw.get("text") or "")))
    reply_to = str(raw.get("replyToId") or "")
    said = Say(
        text=text,
        attachment=_attached(raw),
        origin=str(raw.get("id") or ""),
        reply_to=reply_to,
        thanks=_thankful(text),
        anonymous=anonymous,
    )
    if anonymous:
        return said
    command = _command(text)
    if isinstance(command, NotACommand) and reply_to:  # one word may well be an answer
        return said
    return command or said


def _shared(raw: Raw) -> Intent:
    """Read what was said in a channel or a group chat: a question, if it mentions the bot.

    Commands are about one person, and stay in the personal chat. Edits do not follow from there.
    """
    text = mention(raw)
    if text is None:
        return Ignore()
    command = _command(text)
    if isinstance(command, Pleasantry):
        return command
    if command is not None and not isinstance(command, NotACommand):
        return Elsewhere()
    thanks, attached = _thankful(text), _attached(raw)
    return Say(
        text=text,
        attachment=attached,
        thanks=thanks,
        place=place_of(raw),
        bot=raw["recipient"]["id"],
    )


def unnamed(text: str) -> tuple[str, bool]:
    """Part the word by which a text asks to be sent without a name from the text.

    >>> unnamed("Anonymous: how do I pivot?"), unnamed("Anonym - wie geht das?")
    (('how do I pivot?', True), ('wie geht das?', True))
    >>> unnamed("Anonymous functions: how do I write one?")
    ('Anonymous functions: how do I write one?', False)
    """
    found = _UNNAMED.match(text)
    return (text, False) if found is None else (text[found.end() :], True)


def _command(text: str) -> Intent | None:
    """Read a command, a greeting, thanks, or a lone word that is none of them; else None."""
    found = _WORDS.search(text.casefold())
    words = found[0] if found else ""
    if words in _COMMANDS:
        return _COMMANDS[words]()
    if words in _DIGEST:
        return SetDigest(on=_DIGEST[words])
    if _HELP.fullmatch(words):
        return Help()
    if _GREETING.fullmatch(words):
        return Pleasantry(thanks=False)
    if _GRATITUDE.fullmatch(words) or text.rstrip(_TINTS) in _GESTURES:
        return Pleasantry(thanks=True)
    return _pause(text, words) or _lone_word(text, words)


def _thankful(text: str) -> bool:
    """Whether a text begins with thanks or praise and asks nothing."""
    asks = {"?", "\uff1f"} & set(text)
    return not asks and _THANKFUL.match(text.casefold()) is not None


def _pause(text: str, words: str) -> Intent | None:
    found = _PAUSE.fullmatch(words)
    if found is None or (found["until"] and "until" not in words and "?" in text):
        return None  # "Pause a macro, how?" is a question
    return Pause(until=found["until"] or "")


def _lone_word(text: str, words: str) -> Intent | None:
    """Read a word, a sign or a slash command that means nothing here, and is no question."""
    lone = " " not in text and "?" not in text and all(map(_alphabetic, text))
    return NotACommand(text=text) if text and (not words or lone or text[0] == "/") else None


def _alphabetic(character: str) -> bool:
    """Whether a script with capital letters: Chinese, say, writes a sentence without a space."""
    return not character.isalpha() or character.lower() != character.upper()


def _attached(raw: Raw) -> bool:
    """Whether something is attached: Teams repeats the text itself as `text/html`."""
    kinds = (each.get("contentType") for each in raw.get("attachments") or ())
    return any(kind != "text/html" for kind in kinds)


def _update(raw: Raw) -> Intent:
    edited = (raw.get("channelData") or {}).get("eventType") == "editMessage"
    if not edited or not _personal(raw):
        return Ignore()
    text, anonymous = unnamed(clean(str(raw.get("text") or "")))
    return Edit(origin=str(raw.get("id") or ""), text=text, anonymous=anonymous)


def _deleted(raw: Raw) -> Intent:
    return Delete(origin=str(raw.get("id") or "")) if _personal(raw) else Ignore()


def _installation(raw: Raw) -> Intent:
    action = str(raw.get("action") or "")
    if not _personal(raw):
        return room_event(raw)
    if action.startswith("add"):
        return Installed()
    return Uninstalled() if action.startswith("remove") else Ignore()


def _conversation(raw: Raw) -> Intent:
    bot = raw["recipient"]["id"]
    if not _personal(raw):
        return room_event(raw)
    if bot in ids(raw, "membersAdded"):
        return Installed()
    return Uninstalled() if bot in ids(raw, "membersRemoved") else Ignore()


_BY_TYPE: Final[Mapping[str, Callable[[Raw], Intent]]] = {
    "message": _message,
    "messageUpdate": _update,
    "messageDelete": _deleted,
    "installationUpdate": _installation,
    "conversationUpdate": _conversation,
    "invoke": press,
}
