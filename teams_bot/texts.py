"""The message catalogue: every sentence the product says, by name. User text enters escaped.

`plain(text)` is the one way in which text of a person reaches a card.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from matching.giveaway import SMALLEST, Clue, Hint
from matching.model import RefusalReason
from matching.off_limits import OffLimits
from matching.sources import Source
from matching.thread import Rating, State, Thread
from matching.waits import Estimate
from storage.change import Ruling


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Words that are a command in the personal chat."""

    words: str
    title: str
    description: str


COMMANDS: Final = (
    Command(words="help", title="help", description="What I can do and how to ask"),
    Command(
        words="my questions", title="my questions", description="Your latest questions and answers"
    ),
    Command(
        words="my skills",
        title="my skills",
        description="See and edit what you may be asked about",
    ),
    Command(
        words="my effect",
        title="my effect",
        description="See what your answers came to",
    ),
    Command(
        words="pause until",
        title="pause until",
        description="Get no questions until a day you name, such as: pause until Monday",
    ),
    Command(
        words="digest",
        title="digest",
        description="Be asked once a day, in one message; “digest off” goes back to one by one",
    ),
    Command(words="resume", title="resume", description="End a pause and be asked again"),
    Command(
        words="forget me",
        title="forget me",
        description="Erase what you wrote and take you off the list",
    ),
    Command(
        words="console",
        title="console",
        description="For the mentoring desk: sign in to its console",
    ),
)

# Characters that change the direction of text or hide in it; they have no place in a question.
_HIDDEN: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\u3164\ufdd0-\ufdef\ufe00-\ufe0e\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e0fff]"
)
_DROPPED: Final = ("Cc", "Cs", "Co")  # not Cn: an emoji may be newer than our tables
_MARKDOWN: Final = re.compile(r"[\\`*_{}\[\]()#+!|>~<&]|^[-=]", re.MULTILINE)
_NUMBERED: Final = re.compile(r"^(\d{1,9})\.", re.MULTILINE)
_ADDRESS: Final = re.compile(r"[:.@](?=[\w/])")
_GAPS: Final = re.compile(r"\n{3,}")
_SPACES: Final = re.compile(r"\s+")


def clean(text: str, *, lines: bool = False) -> str:
    r"""Give a person's text without control, direction and hidden characters, spaces folded.

    >>> clean("  How\u202e do\n I\x07 pivot? ")
    'How do I pivot?'
    >>> clean("one\r\n two \n\n\n\nthree", lines=True)
    'one\ntwo\n\nthree'
    """
    whole = _HIDDEN.sub("", unicodedata.normalize("NFC", text))
    if not lines:
        return _SPACES.sub(" ", "".join(map(_seen, whole))).strip()
    kept = [clean(line) for line in whole.replace("\r\n", "\n").split("\n")]
    return _GAPS.sub("\n\n", "\n".join(kept)).strip()


def _seen(character: str) -> str:
    if character.isspace():
        return " "
    return "" if unicodedata.category(character) in _DROPPED else character


def plain(text: str) -> str:
    r"""Escape a few words of a person, such as a name, for a sentence of ours.

    TextBlock and Fact render Markdown, and bare addresses become links: a zero-width space inside
    an address breaks it. Longer text of people is drawn as a TextRun, which renders nothing.

    >>> plain("[x](https://evil) *b*")
    '\\[x\\]\\(https:\u200b//evil\\) \\*b\\*'
    """
    broken = _ADDRESS.sub(lambda found: found[0] + "\u200b", text)
    return _NUMBERED.sub(r"\1\\.", _MARKDOWN.sub(r"\\\g<0>", broken))


def listed(names: Sequence[str]) -> str:
    """Join escaped names as a sentence does.

    >>> listed(["Ana", "Ben", "Chloe"])
    'Ana, Ben and Chloe'
    """
    escaped = [plain(each) for each in names]
    return " and ".join([", ".join(escaped[:-1]), escaped[-1]] if escaped[1:] else escaped)


def when(at: datetime, zone: str, now: datetime) -> str:
    """Say a time in somebody's own zone, with the day where it is not today.

    >>> from datetime import UTC
    >>> monday = datetime(2026, 11, 23, 8, tzinfo=UTC)
    >>> when(monday, "Europe/Berlin", datetime(2026, 11, 22, 3, tzinfo=UTC))
    'Mon 23 Nov 09:00'
    """
    local, today = at.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone))
    return f"{local:%H:%M}" if local.date() == today.date() else f"{local:%a %d %b %H:%M}"


def day(at: datetime, zone: str) -> str:
    """Say a day in somebody's own zone.

    >>> from datetime import UTC
    >>> day(datetime(2026, 12, 6, 23, 30, tzinfo=UTC), "Europe/Berlin")
    'Monday, 7 December 2026'
    """
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%A}, {local.day} {local:%B %Y}"


def short_day(at: date) -> str:
    """Say a day of this or the last year.

    >>> short_day(date(2026, 9, 7))
    '7 September'
    """
    return f"{at.day} {at:%B}"


def minutes(number: float) -> str:
    """Say a number of minutes.

    >>> minutes(1), minutes(30), minutes(90), minutes(100)
    ('1 minute', '30 minutes', '1.5 hours', '1.7 hours')
    """
    whole = round(number)
    if whole > 60:  # noqa: PLR2004 - an hour
        hours = round(whole / 60, 1)
        return f"{hours:g} hour{'' if hours == 1 else 's'}"
    return f"{whole} minute{'' if whole == 1 else 's'}"


# ---- sentences without anything in them

SAY: Final[Mapping[str, str]] = {
    "empty": "That message was empty. Write your question in one or two sentences.",
    "attachment_only": "I can only pass on words, not files. Write your question in one or two sentences.",
    "whole_question": "Write it as a whole question, such as: How do I keep the first row of an Excel sheet in view? Nobody was asked.",
    "name_a_topic": "I recognised no topic in your question, so nobody was asked. Name a skill in it, such as a tool or a subject, and send it again.",
    "elsewhere": "That is between you and me: write it in our personal chat. Here you can ask: mention me with a short question.",
    "here_too": "The first answer is also posted here.",
    "here_late": "It is too late for that: the question was answered, or is over. Whoever answered wrote for you alone; you can share it yourself.",
    "place_gone": "I do not know any more where this was asked. Nothing was changed.",
    "not_posted": "I could not post the answer where you asked: Nanomentor is not there any more, or may not write there. You have it here.",
    "mention_empty": "Mention me together with your question, in one or two sentences.",
    "dialog_empty": "Write your question, or keep the words of the message that are to be answered.",
    "greeting": "Hello! Write a short question, and I will find a colleague who can answer it in three minutes. “help” shows what else I can do.",
    "thanks": "You are welcome. Whenever you are stuck, write a short question here.",
    "joined": "Thank you. You may get a short request now and then, never outside your hours. “my skills” shows what you may be asked about, and “pause until” gives you peace.",
    "joined_unknown": "Thank you, but you are not on the organisation's list yet, so you will get no questions. You can ask all the same.",
    "no_such_press": "This button is not one of mine any more. Write “help” to see what I can do.",
    "gone": "This question is no longer here.",
    "not_yours": "Only the person this was sent to can do that.",
    "draft_gone": "That text was already sent or is too old. Please write it again.",
    "solved_already": "You have said already that a past answer solved this. To ask somebody all the same, use the button on that card.",
    "solved_before": "You said that a past answer solved this, so nothing was sent. To ask all the same, use the button on that card, or write it again.",
    "entry_unknown": "That answer was not among those shown here, so nothing was changed.",
    "entry_gone": "That answer was taken back meanwhile. Choose another one, or ask somebody.",
    "check_gone": "That was settled before, or is too old. Nothing was changed.",
    "confirmed": "Thank you, good to know.",
    "sent_some": "Sent what is new. The rest may have been answered before: see the cards below.",
    "sent_none": "Nothing was sent yet: this may have been answered before. See the cards below.",
    "topics_none": "Choose at least one topic, so that I know whom to ask. Nothing was changed.",
    "topics_same": "It is about these already; I keep to them.",
    "topics_anew": "Changed. I ask colleagues who know about that now. Those asked before may still answer.",
    "topics_nobody": "Changed. I found nobody else to ask about it now, so those asked before stay asked.",
    "topics_late": "Somebody is already working on your question, so its topics stay.",
    "answer_sent": "You can see it on the card with the question.",
    "draft_dropped": "All right, nothing was sent.",
    "sent": "Sent. I will tell you here as soon as there is an answer.",
    "stay_out": "All right, I ask you nothing and do not bring it up again. You can ask all the same, and “my skills” has the switch should you change your mind.",
    "keep_asking": "You get a short request now and then, never outside your hours.",
    "keep_digest": "Once a day you get one message with what waits on your skills, if anything does.",
    "stop_asking": "You get no more questions. Should you change your mind, “my skills” has the switch. What you have now you may still answer.",
    "resumed": "Welcome back: you can be asked again.",
    "resumed_only": "Your pause is over. You have not agreed to be asked yet; “help” shows how.",
    "not_paused": "You were not paused.",
    "off_limits_elsewhere": "I cannot pass this on from here, and nothing of it was kept. Write to me in our personal chat: there I say who the right contact is.",
    "manager_allowed": "Good. If no colleague answers a question of yours, I ask your manager. You can change that with: my skills.",
    "manager_kept_out": "Good. I never ask your manager. You can change that with: my skills.",
    "pause_how": "Tell me until when, such as: pause until Monday, pause until 24 December, or pause until 2026-12-24.",
    "pause_unknown": "I do not know that day. Write a day such as Monday, 24 December or 2026-12-24.",
    "pause_past": "That day is over. Tell me a day in the next twelve months, such as: pause until Monday.",
    "answer_empty": "The answer was empty. Write it into the field above the button.",
    "text_empty": "There was no text. Write it into the field above the button.",
    "already_answered": "You have already answered this. To add something, use the field on the card of the question.",
    "cast_held": "A colleague is on this question just now. Keep your answer and send it again in a while: if nothing comes of that, it is taken here.",
    "thread_ended": "This question is closed meanwhile. Thank you for being ready to help!",
    "not_open": "This question is over, so nothing was changed. Write it once more to ask anew.",
    "skills_missing": "The list of skills did not arrive, so nothing was changed. Write “my skills” and press Save on the new card.",
    "rate_first": "Choose how helpful the answer was, then press the button again.",
    "minutes_how": "Minutes saved is a whole number from 0 to 600, or empty.",
    "next_how": "Choose what comes next: close, ask others, report or block.",
    "follow_up_early": "There is nobody to write to yet: the question was neither taken nor answered.",
    "edited": "Changed. The colleagues see the new wording.",
    "edited_anew": "Changed. It names another skill now, so I ask colleagues who know it. Those asked before see the new wording.",
    "edited_nobody": "Changed. I found nobody else to ask about it now, so those asked before stay asked and see the new wording.",
    "edit_late": "Somebody is already working on your question, so its wording stays. Write to them with the field on the answer.",
    "anonymous_how": "Write your question behind the word, such as: anonymous: How do I pivot in Excel?",
    "anonymous_off": "Your organisation does not allow questions without a name, so nothing was sent. Without “anonymous:” it is sent with your name.",
    "anonymous_elsewhere": "Without your name you can ask in our personal chat only. Nothing was sent.",
    "anonymous_late": "This question was sent with your name, and colleagues have seen it: that cannot be taken back, so nothing was changed. A new question can begin with “anonymous:”.",
    "anonymous_known": "You have asked this with your name already, so colleagues would know that it is you. Nothing was sent.",
    "deleted": "Your question was taken back, and its text erased.",
    "forget_late": "This card was used already, or is too old. To have everything erased that you wrote, write “forget me” again.",
    "forgotten": "What you wrote is being erased, and you will get no more questions. What was already delivered in other people's chats and could not be redrawn stays there. Your entry in the organisation's directory stays with the organisation.",
    "kept_out": "All right, your question is in no channel.",
    "kept_out_then": "I ask others instead.",
    "keep_out_late": "That is too late: it was answered already, or is over.",
    "kept_inside": "All right, your question stays inside the company. I ask colleagues only.",
    "left": "You are not asked any more.",
    "reply_to_answer": "Reply to this message to answer.",
    "cast_own": "This is your own question, so there is nothing for you to answer. The answers come to your chat with me.",
    "cast_not_you": "There is nothing for you to do here. Thank you for being ready to help.",
    "cast_asked": "You were asked this in your chat with me. Please answer on that card.",
    "cast_enough": "Thank you! There are enough answers to this question now, so nothing was sent.",
    "digest_on": "All right: once a day, when your working hours begin, you get one message with what waits on your skills, if anything does. “digest off” goes back to one by one.",
    "digest_off": "All right: you are asked one by one again, when a question comes.",
    "digest_noted": "All right, that is kept.",
    "hours_never": "Your hours are “never”, so nothing is sent to you until an admin changes them.",
    "digest_joined": "You have not agreed to be asked yet; “help” shows how.",
    "digest_not_you": "You are not asked one by one here, so there is nothing to put together. Nothing was changed.",
    "picked": "This one is yours: its own card is below. Take your time, nobody else is asked while you work on it.",
    "picked_gone": "That one does not wait any more. Thank you for being ready to help!",
    "picked_full": "You hold as many questions as you have room for now. Answer one of them first, and come back here.",
    "picked_not_you": "That one is not for you to answer. Nothing was changed.",
    "already_answered_there": "You have answered this already: one answer each.",
    "answer_first": "Only who has answered sees the answers, so that nobody is led by what others wrote.",
    "agree_with_whom": "Choose whose answer says the same as yours, then press the button again.",
    "not_open_there": "That can be said only while the question waits for its learner. Nothing was changed.",
    "stance_kept": "Thank you, the learner sees that.",
    "joint_not_now": "There is nothing to be joined here now. Nothing was changed.",
    "joint_sent": "Sent. The others are asked to confirm it.",
    "confirmed_joint": "Thank you, the learner sees that you confirm it.",
    "objected_joint": "Thank you, the learner sees your objection beside the joint answer.",
    "object_how": "Write in a line what is wrong with it, then press the button again.",
    "not_saved": "That was not saved: it took too long. Please send it again in a minute.",
    "objected": "All right, it is treated like any other question; see below.",
    "sealed_gone": "That text is no longer here: it was asked already, or the hour is over. Please write it again.",
    "reported": "A moderator will look at it. The two of you are not brought together again, and nobody is told that it was you.",
    "reveal_gone": "This is no longer here: it was answered already, or it is older than a day.",
    "reveal_not_yours": "You may not be shown who asked this. The rule may_reveal names who may.",
    "reveal_kept": "That you were shown it is kept, with the reason, and told later to who asked.",
    "reveal_denied": "Nothing was shown, and it is kept that it was not you. Please tell those who look after the server.",
    "report_again": "You have reported this already, thank you.",
    "report_nothing": "There is nothing to report: the words are gone.",
    "blocked": "The two of you are not brought together again, and nobody is told.",
    "no_more_lines": "Nothing more can be sent to this person here.",
    "moderators_only": "Only moderators can do that.",
    "report_gone": "This report is no longer here.",
    "report_yours": "You are part of this, so another moderator decides.",
    "report_decided": "This report was decided before. Nothing was changed.",
    "ruling_how": "Choose what you decide: keep, remove, warn or suspend.",
    "days_how": "A suspension lasts a whole number of days from 1 to 365. Nothing was decided.",
    "warned": "A moderator asks you to be kind to colleagues in what you write here. Something you wrote was not.",
    "console_not_yours": "The console is for the people of the mentoring desk, and you are not on its list. Your administrators keep that list.",
    "console_nowhere": "The console has no address yet. Ask your administrators to set PUBLIC_URL.",
    "console_coming": "Your link is below, as a message of its own.",
    "desk_joined": "You have not agreed to take questions yet. Write “help” to the bot; its card has the button.",
    "desk_off": "You are off duty. Switch yourself on duty to take questions.",
    "desk_own": "That is your own question. Somebody else of the desk will take it.",
    "desk_gone": "That question is not at the desk any more: it was answered, taken back or passed on.",
    "desk_code": "That is not one of the wrap-up codes. Reload the page for the newest list.",
    "desk_line": "That was not sent, as the page was out of date. Press Send again.",
    "desk_sign_in": "You are not signed in, or no longer. Write “console” to the bot in Teams, and open the new link it sends you.",
    "desk_link": "This link was used already, or is too old. Write “console” to the bot in Teams, and open the new link it sends you.",
    "desk_elsewhere": "The console answers its own page only.",
    "desk_fast": "That were too many requests. Wait a minute, then go on.",
    "desk_unreadable": "The page sent something that cannot be read. Reload it.",
    "desk_nobody": "Nobody is on duty.",
    "broken": "Something went wrong on our side, and it was noted. Please try again in a minute.",
}

TITLES: Final[Mapping[str, str]] = {
    "keep_asking": "Good, I go on",
    "rest_two_weeks": "Have two quiet weeks",
    "stop_asking": "All right, and thank you",
    # of those sentences that stand below a title
    "answer_sent": "Your answer is on its way",
    "forgotten": "Done",
    "reported": "Thank you for reporting it",
    "reveal_denied": "Thank you for saying so",
    "blocked": "Done",
}

SOMEBODY: Final = "Somebody"
OFF_DUTY: Final[Mapping[str, str]] = {
    # after a name, in the console
    "not_joined": "has not agreed to take questions yet",
    "switch": "switched off duty",
    "away": "paused",
    "hours": "out of hours",
}


def switched_off(until: str) -> str:
    """Say that somebody is off duty by their own switch, and until when; after a name."""
    return f"{OFF_DUTY['switch']}{f', back {until}' if until else ''}"


STATES: Final[Mapping[State, str]] = {
    State.OPEN: "waiting for an answer",
    State.TAKEN: "somebody is on it",
    State.ANSWERED: "answered",
    State.CLOSED: "closed",
    State.UNANSWERED: "not answered",
    State.CANCELLED: "taken back",
}

STATE_PRESUMED: Final = "closed by me, as nobody wrote any more"


def state_of(thread: Thread) -> str:
    """Say where a question stands; what its learner closed is told apart from what was presumed."""
    return STATE_PRESUMED if thread.inferred else STATES[thread.state]


RATINGS: Final[Mapping[Rating, str]] = {
    Rating.GREAT: "Great: just what I needed",
    Rating.GOOD: "Good: it helped",
    Rating.OKAY: "Okay: a little",
    Rating.NOT_HELPFUL: "Not helpful",
}

LABEL_CHARS: Final = 60  # of a skill, where it is shown
_SPANS: Final = ((730, 365, "year"), (60, 30, "month"), (14, 7, "week"), (2, 1, "day"))
REASONS_TOLD: Final = 4
LISTED: Final = frozenset({Source.PEER, Source.CONTRACT})  # who is looked up by topic
# As the learner reads them. That somebody blocked them, or was blocked, is not among the words.
REFUSED: Final[Mapping[RefusalReason, str]] = {
    RefusalReason.OWN_QUESTION: "asked it",
    RefusalReason.OTHER_SOURCE: "asked only later",
    RefusalReason.LEFT: "no longer work here",
    RefusalReason.NOT_OPTED_IN: "not agreed to be asked yet",
    RefusalReason.UNREACHABLE: "without the app",
    RefusalReason.KEPT_INSIDE: "outside the company",
    RefusalReason.CONTRACT_ENDED: "no longer under contract",
    RefusalReason.CONTRACT_USED_UP: "without contract minutes left",
    RefusalReason.BLOCKED_PAIR: "not available",
    RefusalReason.SUSPENDED: "not available",
    RefusalReason.WRONG_LANGUAGE: "without a language in common",
    RefusalReason.ALREADY_ASKED: "already asked",
    RefusalReason.STOOD_DOWN: "taking no questions for now",
    RefusalReason.AWAY: "away",
    RefusalReason.OFF_DUTY: "of the mentoring desk not on duty",
    RefusalReason.AT_CAPACITY: "busy with other questions",
    RefusalReason.DIGEST: "asked once a day only",
    RefusalReason.OUT_OF_MINUTES: "without minutes for questions this week",
    RefusalReason.ASKED_TOO_RECENTLY: "with enough interruptions for one day",
    RefusalReason.PAIR_AT_REST: "helped you a short while ago",
    RefusalReason.NEVER_OPEN: "not at work in the next two weeks",
}


# ---- sentences with something in them


def too_long(length: int, limit: int) -> str:
    """Say that a question is over the limit."""
    return f"Your question has {length} characters; {limit} are the most. Ask the one thing that stops you."


def too_long_quote(length: int, limit: int) -> str:
    """Say that what is quoted from a message is over the limit."""
    return f"What you quote has {length} characters; {limit} are the most. Keep the words that matter; nothing was sent."


def too_many_questions(most: int) -> str:
    """Say that as many questions are open as one learner may have."""
    many = "One question" if most == 1 else f"No more than {most} questions"
    return f"{many} of yours can wait for an answer at once, so nothing was sent. Take one back with the button on its card, or wait for an answer; then ask again."


def too_many_parts(parts: int, room: int) -> str:
    """Say how many of the questions in one text there is room for.

    >>> too_many_parts(2, 1)
    'These are 2 questions; 1 more of yours can wait for an answer now, so nothing was sent. Send the text as one question, or write one of them alone.'
    """
    return f"These are {parts} questions; {room} more of yours can wait for an answer now, so nothing was sent. Send the text as one question, or write {'one' if room == 1 else 'some'} of them alone."


def not_reachable(name: str) -> str:
    """Say that somebody cannot be asked to write for all."""
    return f"{plain(name) or 'This colleague'} has no chat with me, so I cannot ask there. Choose somebody else's answer. Nothing was changed."


def joint_asked(name: str) -> str:
    """Say that somebody was asked to write for all."""
    return f"Asked {plain(name) or 'a colleague'} to write one answer for all; the others confirm it. It comes to you here."


def too_long_answer(length: int, limit: int) -> str:
    """Say that an answer or a line is over the limit."""
    return f"The text has {length} characters; {limit} are the most. Please shorten it; nothing was sent."


def not_a_command(text: str) -> str:
    """Say that a single word is neither a command nor a question."""
    return f"I do not know “{plain(text[:40])}”. Ask in a sentence, or write “help”."


def taken_by(name: str) -> str:
    """Tell a mentor kindly that somebody was faster."""
    return f"{plain(name)} has just taken this one. If you know the answer as well, it is still welcome."


def picked_by(name: str) -> str:
    """Tell somebody who picked a question from their digest that another was faster."""
    return f"{plain(clean(name)[:LABEL_CHARS])} was a moment faster and has this one. Thank you for being ready to help!"


def desk_taken(name: str) -> str:
    """Tell somebody of the desk kindly that another was faster."""
    return f"{name} was a moment faster and has this one. The next question is yours."


def desk_full(most: int) -> str:
    """Say that somebody of the desk holds as many questions as they may."""
    many = "one question" if most == 1 else f"{most} questions"
    return f"You hold {many}, as many as you may at once. Answer one or hand it back first."


def asked_after(until: str) -> str:
    """Say from when somebody in a pause is asked again."""
    return f"You are in a pause until {until}, and are asked again from then on. “resume” ends it earlier."


def paused(until: str) -> str:
    """Confirm a pause."""
    return f"You will be left in peace until {until}. “resume” ends it earlier."


def unknown_skills(words: Sequence[str]) -> str:
    """Say which skills are not in the organisation's list."""
    return f"Not in the organisation's list, so not saved: {listed(words)}. Check the spelling; the rest was not changed either."


def no_colon(skill: str, level: str) -> str:
    """Say how a skill and its level are written."""
    read, name = f"{skill} {level}", plain(skill[:40])
    return f"I could not read “{plain(read[:50])}”. Write a skill and a level with a colon: {name}: {level}. Nothing was changed."


def bad_level(skill: str, level: str) -> str:
    """Say what a level is."""
    return f"The level of {plain(skill)} is a number from 1 to 5, not “{plain(level[:20])}”. Nothing was changed."


def too_many_skills(number: int, limit: int) -> str:
    """Say that a list of skills is too long."""
    return f"That is {number} skills; {limit} are the most. Keep those you like to be asked about."


def too_many_topics(number: int, limit: int) -> str:
    """Say that a question is about too much."""
    return f"Those are {number} topics; {limit} are the most. Choose the ones that matter. Nothing was changed."


def unknown_topics(words: Sequence[str]) -> str:
    """Say which topics are not in the organisation's list."""
    named = [word[: LABEL_CHARS // 2] for word in words[:REASONS_TOLD]]
    return f"Not in the organisation's list: {listed(named)}. Nothing was changed; choose from the list on the card."


def lately(at: datetime, now: datetime) -> str:
    """Say how long ago something was, to the hour on the first day.

    >>> from datetime import UTC, timedelta
    >>> now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    >>> [lately(now - timedelta(hours=hours), now) for hours in (0, 1.5, 23, 30)]
    ['just now', '1.5 hours ago', '23 hours ago', 'yesterday']
    """
    passed = (now - at).total_seconds() / 60
    if passed >= 24 * 60:
        return ago(at, now)
    return f"{minutes(passed)} ago" if passed >= 1 else "just now"


def ago(at: datetime, now: datetime) -> str:
    """Say roughly how long ago something was.

    >>> from datetime import UTC, timedelta
    >>> now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    >>> [ago(now - timedelta(days=days), now) for days in (0, 1, 13, 20, 90, 800)]
    ['today', 'yesterday', '13 days ago', '2 weeks ago', '3 months ago', '2 years ago']
    """
    days = max(0, (now - at).days)
    if days < 2:  # noqa: PLR2004 - yesterday
        return ("today", "yesterday")[days]
    _, length, unit = next(each for each in _SPANS if days >= each[0])
    return f"{days // length} {unit}s ago"


def nobody(
    reasons: Mapping[str, int], *, topic: bool = True, ladder: Collection[Source] = LISTED
) -> str:
    """Tell the learner honestly that there is nobody to ask, and why: the most frequent reasons.

    Where the ladder looks into no list of people, nothing is said of one.

    >>> nobody({"away": 2, "left": 1})
    'Of those who might know: 2 away, 1 no longer works here. Nobody was asked, and I do not try again by myself: send the question again later.'
    """
    others = {each: count for each, count in reasons.items() if each != RefusalReason.OWN_QUESTION}
    ranked = sorted(others.items(), key=lambda each: (-each[1], each[0]))
    told = [_refused(RefusalReason(reason), count) for reason, count in ranked[:REASONS_TOLD]]
    rest = sum(count for _, count in ranked[REASONS_TOLD:])
    why = ", ".join([*told, f"{rest} for other reasons"] if rest else told)
    if not topic:
        found = f"Of those who helped recently: {why}. " if why else ""
        return f"I recognised no topic in your question. {found}Nobody was asked. Send it again with a skill named, such as a tool or a subject, or later."
    if not why and LISTED.isdisjoint(ladder):
        place = Source.CROWD in ladder
        missing = (
            "No channel is set up for this topic yet"
            if place
            else "This topic has nobody to go to yet"
        )
        return f"{missing}, so nobody was asked. An admin can change that; send the question again then."
    if not why:
        return "Nobody with this skill is on the list yet, so nobody was asked. Your administrators see that it is asked for."
    return f"Of those who might know: {why}. Nobody was asked, and I do not try again by myself: send the question again later."


def _refused(reason: RefusalReason, count: int) -> str:
    words = (
        "no longer works here" if (reason, count) == (RefusalReason.LEFT, 1) else REFUSED[reason]
    )
    return f"{count} {words}"


def unanswered(*, answered: bool, late: bool, question: str = "") -> str:
    """Say that the search is over: with an answer that came before, and one that may come late.

    `question` names it where it does not stand beside.
    """
    start = question if len(question) <= LABEL_CHARS else f"{question[:LABEL_CHARS].rstrip()}…"
    about = f" about “{plain(start)}”" if question else ""
    who = "nobody else" if answered else "nobody"
    still = " A late answer would still reach you." if late else ""
    return f"I asked everybody I could{about}, and {who} has answered.{still} You can send it again in other words."


def span(number: int) -> str:
    """Say a promised time, of `matching.waits.GRID`, without rounding it.

    >>> span(1), span(105), span(150), span(1440), span(4320)
    ('1 minute', '105 minutes', '2.5 hours', '24 hours', '3 days')
    """
    for most, length, unit in _WAITS:
        if number < most:
            count = number / length
            return f"{count:g} {unit}{'' if count == 1 else 's'}"
    return f"{number // 1440} days"


def wait(
    found: Estimate | None, *, asking: bool = False, waited: float = 0, opens: str = ""
) -> str:
    """Say how long an answer takes, whether there is one, and how sure that is."""
    if found is None:
        return "Too little is known of such questions so far to say how long it takes."
    again = waited >= 1 and not opens
    start = f"After {minutes(waited)} without an answer: " if again else ""
    start = "If you ask somebody: " if asking else start
    start = f"Once somebody can read it ({opens}): " if opens else start
    told = f"{start}{_usually(found, 'another ' if again else '')}."
    told = told[0].upper() + told[1:]
    low, high = found.usual_between
    if found.usual is None or (high is not None and high <= _WIDE * low):
        return told
    most = "fewer than half may be answered" if high is None else f"“usually” may be {span(high)}"
    return f"{told} That is a rough guess from few questions: {most}."


def _usually(found: Estimate, another: str) -> str:
    if found.usual is None:
        some = round(10 * found.answered)
        few = f", about {some} in 10" if 1 <= some < 5 else ""  # noqa: PLR2004 - half
        return f"{'hardly any' if some < 1 else 'fewer than half'} of such questions are answered{few}"
    usual = f"usually answered within {another}{span(found.usual)}"
    if found.long is not None:
        return f"{usual}; 1 in 10 waits longer than {another}{span(found.long)}"
    if found.never >= 0.3:  # noqa: PLR2004 - "1 in 3" would no longer be near
        return f"{usual}; {round(10 * found.never)} in 10 get no answer"
    return f"{usual}; 1 in {round(1 / found.never)} gets no answer" if found.never else usual


_WAITS: Final = ((120, 1, "minute"), (2881, 60, "hour"))
_WIDE: Final = 4  # times its lower end: as far as an interval goes without a word on it


def turn_to(topic: OffLimits) -> str:
    """Say whom to turn to about a topic that is off limits."""
    contact = topic.contact
    ways = ", ".join(each for each in (contact.mail, contact.phone, contact.link) if each)
    named = f"{contact.name} ({ways})" if contact.name and ways else contact.name or ways
    return f"Please turn to {named or topic.turn_to}."


def suspended(until: str) -> str:
    """Say that somebody is suspended."""
    return f"A moderator has suspended you until {until}. Until then you neither ask nor are asked here, and nothing was sent."


RULED: Final[Mapping[Ruling, str]] = {
    Ruling.KEEP: "Decided: the words stay where they are.",
    Ruling.REMOVE: "Decided: the words are removed.",
    Ruling.WARN: "Decided: whoever wrote this is warned.",
    Ruling.SUSPEND: "Decided: whoever wrote this is suspended.",
}

REMOVED: Final = "(removed by a moderator)"


_ELSEWHERE: Final[Mapping[str, str]] = {
    "asked": "The answer comes to you in our personal chat.",
    "similar": "This may have been answered before: the answers are in our personal chat. Nobody was asked yet.",
    "draft": "One thing is to be decided first: the card is in our personal chat. Nobody was asked yet.",
    "nobody": "There is nobody to ask right now; why, is in our personal chat.",
}


def asked_elsewhere(how: str, *, reachable: bool, add: str) -> str:
    """Say what became of a question asked outside the personal chat; `add` is the app's link.

    >>> asked_elsewhere("asked", reachable=False, add="https://x.eu/app")
    'I cannot write to you yet: [add Nanomentor](https://x.eu/app) for yourself, and the answer comes to you there.'
    """
    if reachable:
        return _ELSEWHERE[how]
    way = f"[add Nanomentor]({add})" if add else "add Nanomentor under Apps"
    if how == "nobody":
        return f"There is nobody to ask right now. I cannot write to you yet, either: {way} for yourself, and ask me there later."
    return f"I cannot write to you yet: {way} for yourself, and the answer comes to you there."


def giveaways(clues: Iterable[Clue]) -> list[str]:
    """Say of each clue why it would tell who asks.

    >>> giveaways([Clue(hint=Hint.GROUP, word="Graz")])
    ['“Graz”: fewer than 5 people work there, you among them.']
    """
    return [f"“{plain(each.word[:LABEL_CHARS])}”: {CLUES[each.hint]}" for each in clues]


def not_reworded(clues: Iterable[Clue]) -> str:
    """Say that new words of an anonymous question would tell who asks."""
    why = " ".join(giveaways(clues))
    return f"Your name is not shown, and these words could tell it, so colleagues still see the old ones. {why}"


def asked_by(learner: str, name: str) -> str:
    """Say who asked, to who may know."""
    return f"It was asked by {plain(name[:LABEL_CHARS] or SOMEBODY)} ({plain(learner)})"


def revealed(question: str, who: str, day: str) -> str:
    """Tell a learner that somebody was shown who asked."""
    start = question if len(question) <= LABEL_CHARS else f"{question[:LABEL_CHARS].rstrip()}…"
    return f"You asked “{plain(start)}” without your name. On {day} it was shown to {plain(who[:LABEL_CHARS])}, who may look into what happened. The reason is kept; ask them for it."


CLUES: Final[Mapping[Hint, str]] = {
    Hint.NAME: "this is your own name, address or title.",
    Hint.GROUP: f"fewer than {SMALLEST} people work there, you among them.",
    Hint.GROUP_TOPIC: f"only your own department at your site deals with it, and that is fewer than {SMALLEST} people.",
    Hint.RARE_TOPIC: f"fewer than {SMALLEST} people deal with it, you among them.",
}
ERASED: Final = "(erased at the author's wish)"
GONE: Final = frozenset({ERASED, REMOVED})  # what stands in the place of words
ANSWER_LIMIT: Final = 2000
OBJECTION_LIMIT: Final = 500
