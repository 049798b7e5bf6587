"""What arrives, in our own words: raw activity to intent. Pure; only this file reads activities.

The guard has already checked that what is read here has the right types.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from matching.model import PersonId
from matching.thread import AnswerId, OfferId, ThreadId
from storage.change import Address, DraftId
from teams_bot.texts import COMMANDS, clean

Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """The envelope of an activity: who, where, and which one."""

    activity: str
    kind: str
    person: PersonId
    name: str
    address: Address
    personal: bool
    invoke: bool = False


# ---- intents


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """The app was installed for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Uninstalled:
    """The app was removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """A plain message: mostly a question."""

    text: str
    attachment: bool = False
    origin: str = ""  # the activity it came in, for edits and deletions
    reply_to: str = ""  # the message of ours it answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A message was reworded."""

    origin: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delete:
    """A message was deleted."""

    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """The command `help`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MyQuestions:
    """The command `my questions`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MySkills:
    """The command `my skills`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """The command `pause until …`."""

    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    """The command `resume`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetMe:
    """The command `forget me`, and the press that confirms it."""

    confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pleasantry:
    """A greeting or thanks: nothing to be done, but somebody to be kind to."""

    thanks: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NotACommand:
    """Words that look like a command and are none."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """Something said to the bot in a team or a group chat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignore:
    """An activity that asks for nothing: typing, reactions, other people joining a team."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """Press: agrees to be asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskDraft:
    """Press: send the draft, as one question or as several."""

    draft: DraftId
    each: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DropDraft:
    """Press: do not send the draft."""

    draft: DraftId


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """Press: take the question back."""

    thread: ThreadId


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """Press: I will answer this."""

    thread: ThreadId
    offer: OfferId


@dataclass(frozen=True, slots=True, kw_only=True)
class PassOn:
    """Press: not for me."""

    thread: ThreadId
    offer: OfferId
    suggest: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerIt:
    """Press: here is the answer; its text, or the draft that holds it."""

    thread: ThreadId
    offer: OfferId
    text: str = ""
    draft: DraftId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpIt:
    """Press: one more line to the other side."""

    thread: ThreadId
    answer: AnswerId | None = None
    text: str = ""
    draft: DraftId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """Press: the verdict on one answer, and what comes next."""

    thread: ThreadId
    answer: AnswerId
    rating: str = ""
    minutes_saved: str = ""
    next: str = "close"
    thanks: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSkills:
    """Press: this is what I may be asked about."""

    skills: str
    paused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NoSuchVerb:
    """A press that no card of ours offers."""

    verb: str


Intent = (
    Installed
    | Uninstalled
    | Say
    | Edit
    | Delete
    | Help
    | MyQuestions
    | MySkills
    | Pause
    | Resume
    | ForgetMe
    | Pleasantry
    | NotACommand
    | Elsewhere
    | Ignore
    | Join
    | AskDraft
    | DropDraft
    | Cancel
    | Take
    | PassOn
    | AnswerIt
    | FollowUpIt
    | Finish
    | SetSkills
    | NoSuchVerb
)

# ---- reading


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
        personal=conversation.get("conversationType", "personal") == "personal"
        and not conversation.get("isGroup", False),
        invoke=raw["type"] == "invoke",
    )


def read(raw: Raw) -> Intent:
    """Read what is wanted."""
    reader = _BY_TYPE.get(raw["type"])
    return Ignore() if reader is None else reader(raw)


def effect(raw: Raw) -> str | None:
    """Give what a press does, as text: the same press re-sent with a new id gives the same.

    Cards carry ids nobody can guess, so person, verb, ids and inputs name the effect. None for
    what has no lasting effect, or may be wanted twice.
    """
    if raw["type"] != "invoke" or raw.get("name") != "adaptiveCard/action":
        return None
    action = raw["value"]["action"]
    if action["verb"] in _REPEATABLE:
        return None
    data = action.get("data") or {}
    inputs = sorted((str(name), str(value)) for name, value in data.items())
    return f"{action['verb']} {inputs}"


_GREETINGS: Final = frozenset(
    ("hi", "hello", "hey", "hallo", "good morning", "good afternoon", "hi there", "hello there")
)
_THANKS: Final = frozenset(
    ("thanks", "thank you", "thx", "cheers", "many thanks", "thanks a lot", "ok", "okay", "great")
)
_COMMANDS: Final[Mapping[str, Callable[[], Intent]]] = {
    "help": Help,
    "my questions": MyQuestions,
    "my skills": MySkills,
    "resume": Resume,
    "forget me": ForgetMe,
}
_PAUSE: Final = re.compile(r"pause(?:\s+until)?(?:\s+(?P<until>.+))?", re.IGNORECASE)
_REPEATABLE: Final = frozenset({"join", "set_skills", "forget_me", "keep_me"})
assert {each.words for each in COMMANDS} == {*_COMMANDS, "pause until"}  # noqa: S101 - one list


def _message(raw: Raw) -> Intent:
    conversation = raw["conversation"]
    if conversation.get("conversationType", "personal") != "personal":
        return Elsewhere()
    value = raw.get("value")
    if not raw.get("text") and isinstance(value, Mapping):  # a press sent as a message
        return NoSuchVerb(verb="")
    text = clean(str(raw.get("text") or ""))
    return _command(text) or Say(
        text=text,
        attachment=_attached(raw),
        origin=str(raw.get("id") or ""),
        reply_to=str(raw.get("replyToId") or ""),
    )


def _command(text: str) -> Intent | None:
    words = text.casefold().strip(" .!")
    if words in _COMMANDS:
        return _COMMANDS[words]()
    if words in _GREETINGS | _THANKS:
        return Pleasantry(thanks=words in _THANKS)
    if pause := _PAUSE.fullmatch(text):
        return Pause(until=(pause["until"] or "").strip())
    if text.startswith("/") or (text.isascii() and text and not {" ", "?"} & set(text)):
        return NotACommand(text=text)
    return None


def _attached(raw: Raw) -> bool:
    """Whether something is attached: Teams repeats the text itself as `text/html`."""
    kinds = [
        each.get("contentType")
        for each in raw.get("attachments") or []
        if isinstance(each, Mapping)
    ]
    return any(kind != "text/html" for kind in kinds)


def _update(raw: Raw) -> Intent:
    kind = (raw.get("channelData") or {}).get("eventType")
    if kind != "editMessage":
        return Ignore()
    return Edit(origin=str(raw.get("id") or ""), text=clean(str(raw.get("text") or "")))


def _deleted(raw: Raw) -> Intent:
    return Delete(origin=str(raw.get("id") or ""))


def _installation(raw: Raw) -> Intent:
    if raw["conversation"].get("conversationType", "personal") != "personal":
        return Ignore()
    action = str(raw.get("action") or "")
    if action.startswith("add"):
        return Installed()
    return Uninstalled() if action.startswith("remove") else Ignore()


def _conversation(raw: Raw) -> Intent:
    if raw["conversation"].get("conversationType", "personal") != "personal":
        return Ignore()
    bot = raw["recipient"]["id"]
    added = {each.get("id") for each in raw.get("membersAdded") or [] if isinstance(each, Mapping)}
    removed = {
        each.get("id") for each in raw.get("membersRemoved") or [] if isinstance(each, Mapping)
    }
    if bot in added:
        return Installed()
    return Uninstalled() if bot in removed else Ignore()


def _invoke(raw: Raw) -> Intent:
    if raw.get("name") != "adaptiveCard/action":
        return NoSuchVerb(verb=str(raw.get("name") or "")[:40])
    action = raw["value"]["action"]
    data = action.get("data") or {}
    reader = VERBS.get(action["verb"])
    if reader is None:
        return NoSuchVerb(verb=action["verb"][:40])
    try:
        return reader(_Fields(data))
    except KeyError:
        return NoSuchVerb(verb=action["verb"][:40])


@dataclass(frozen=True, slots=True)
class _Fields:
    """The data and inputs of a press: strings, whatever came."""

    data: Mapping[str, Any]

    def id(self, name: str) -> str:
        """Give an id that must be there."""
        found = self.data[name]
        if not isinstance(found, str) or not found or len(found) > 200:  # noqa: PLR2004 - a bound
            raise KeyError(name)
        return found

    def maybe(self, name: str) -> str | None:
        """Give an id that may be there."""
        return self.id(name) if self.data.get(name) else None

    def text(self, name: str, default: str = "") -> str:
        """Give the value of an input; anything but a string or a number counts as empty."""
        found = self.data.get(name)
        return clean(str(found)) if isinstance(found, str | int | float) else default

    def lines(self, name: str) -> str:
        """Give the value of a text input with its line breaks."""
        found = self.data.get(name)
        return clean(found, lines=True) if isinstance(found, str) else ""


def _draft(fields: _Fields, name: str) -> DraftId | None:
    found = fields.maybe(name)
    return None if found is None else DraftId(found)


VERBS: Final[Mapping[str, Callable[[_Fields], Intent]]] = {
    "join": lambda _: Join(),
    "ask": lambda fields: AskDraft(draft=DraftId(fields.id("question"))),
    "ask_each": lambda fields: AskDraft(draft=DraftId(fields.id("question")), each=True),
    "drop": lambda fields: DropDraft(draft=DraftId(fields.id("question"))),
    "cancel": lambda fields: Cancel(thread=ThreadId(fields.id("thread"))),
    "take": lambda fields: Take(
        thread=ThreadId(fields.id("thread")), offer=OfferId(fields.id("offer"))
    ),
    "pass": lambda fields: PassOn(
        thread=ThreadId(fields.id("thread")),
        offer=OfferId(fields.id("offer")),
        suggest=fields.text("suggest")[:200],
        reason=fields.text("reason")[:500],
    ),
    "answer": lambda fields: AnswerIt(
        thread=ThreadId(fields.id("thread")),
        offer=OfferId(fields.id("offer")),
        text=fields.lines("answer"),
        draft=_draft(fields, "question"),
    ),
    "follow_up": lambda fields: FollowUpIt(
        thread=ThreadId(fields.id("thread")),
        answer=AnswerId(fields.id("answer")) if fields.maybe("answer") else None,
        text=fields.lines("text"),
        draft=_draft(fields, "question"),
    ),
    "finish": lambda fields: Finish(
        thread=ThreadId(fields.id("thread")),
        answer=AnswerId(fields.id("answer")),
        rating=fields.text("rating"),
        minutes_saved=fields.text("minutes_saved"),
        next=fields.text("next") or "close",
        thanks=fields.text("thanks")[:500],
    ),
    "set_skills": lambda fields: SetSkills(
        skills=fields.text("skills")[:4000], paused=fields.text("asked", "true") == "false"
    ),
    "forget_me": lambda _: ForgetMe(confirmed=True),
}

_BY_TYPE: Final[Mapping[str, Callable[[Raw], Intent]]] = {
    "message": _message,
    "messageUpdate": _update,
    "messageDelete": _deleted,
    "installationUpdate": _installation,
    "conversationUpdate": _conversation,
    "invoke": _invoke,
}
