"""What somebody may want, in our own words: one class an intent."""

from dataclasses import dataclass

from matching.model import PersonId
from matching.thread import Place
from storage.change import Address, DraftId
from teams_bot.intents.answers import AnswerIt, Finish, FollowUpIt, PassOn, PickUp, Take, Tap
from teams_bot.intents.consent import KeepAsking, RestTwoWeeks, StayOut, StopAsking
from teams_bot.intents.questions import (
    AllowManager,
    AnswerHere,
    AskDraft,
    Cancel,
    ChooseTopics,
    Confirm,
    DropDraft,
    KeepInside,
    KeepOut,
    Solved,
)
from teams_bot.intents.safety import (
    BlockIt,
    DecideReport,
    LookAtReport,
    NotAboutThat,
    ReportIt,
    RevealIt,
)
from teams_bot.intents.together import Agree, Cast, JoinAnswers, JudgeJoint, SeeAnswers, WriteJoint


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
    dialog: bool = False  # of the message extension: its replies have another form
    pressed: str = ""  # the message whose button was pressed


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
    thanks: bool = False  # it begins with thanks and asks nothing
    cleared: tuple[str, ...] = ()  # topics off limits that it is not about, says its author

    place: Place | None = None  # where it was said, if not in the personal chat
    quote: str = ""  # the message it was asked about, as the person sends it
    dialog: bool = False  # written in the dialog on a message
    here: bool = False  # the answer goes to that place, too
    bot: str = ""  # the channel's id of the bot, where it was not the personal chat

    @property
    def elsewhere(self) -> bool:
        """Whether it was said where cards for one person do not belong."""
        return self.dialog or self.place is not None

    anonymous: bool = False  # it begins with the word for that, which is no part of the text


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A message was reworded."""

    origin: str
    text: str
    anonymous: bool = False  # as of `Say`


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
    """The command and the press `my skills`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MyEffect:
    """The command `my effect`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """The command `pause until …`."""

    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    """The command `resume`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDigest:
    """The commands and the presses `digest` and `digest off`: how I am asked."""

    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetMe:
    """The command `forget me`, and the press that confirms it by naming what was asked."""

    draft: DraftId | None = None


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
class SetSkills:
    """Press: this is what I may be asked about."""

    skills: str | None  # None: not there, or no text
    asked: bool | None = None  # None: not there, or unreadable; nothing is agreed to by it
    manager: bool | None = None  # whether the own manager may be asked; as `asked`
    digest: bool | None = None  # asked once a day, in one message; as `asked`


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """The command and the press `console`: the way to the call centre's page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoSuchVerb:
    """A press that no card of ours offers."""

    verb: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDialog:
    """The command "Ask a mentor" on a message: its words are to be quoted."""

    quote: str
    place: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomSeen:
    """The bot is in a channel or a group chat, or it has another name now."""

    room: str
    kind: str
    team: str
    name: str
    service_url: str
    bot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomLeft:
    """A channel, a team or a group chat is gone for the bot."""

    room: str


Intent = (
    Installed
    | Uninstalled
    | Say
    | Edit
    | Delete
    | Help
    | MyQuestions
    | MySkills
    | MyEffect
    | Pause
    | Resume
    | SetDigest
    | ForgetMe
    | Pleasantry
    | NotACommand
    | Elsewhere
    | Ignore
    | Join
    | StayOut
    | KeepAsking
    | RestTwoWeeks
    | StopAsking
    | AskDraft
    | DropDraft
    | Solved
    | Confirm
    | ChooseTopics
    | AllowManager
    | Cancel
    | Take
    | PickUp
    | PassOn
    | AnswerIt
    | FollowUpIt
    | Finish
    | Tap
    | SetSkills
    | KeepInside
    | KeepOut
    | Console
    | Cast
    | SeeAnswers
    | Agree
    | JoinAnswers
    | WriteJoint
    | JudgeJoint
    | NoSuchVerb
    | NotAboutThat
    | ReportIt
    | RevealIt
    | BlockIt
    | LookAtReport
    | DecideReport
    | OpenDialog
    | AnswerHere
    | RoomSeen
    | RoomLeft
)
