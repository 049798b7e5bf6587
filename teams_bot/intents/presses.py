"""The buttons of our cards: each verb, what it reads from its data, and what a press does."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from matching.thread import AnswerId, OfferId, PostingId, Tapped, ThreadId
from storage.change import DraftId, ReportId
from teams_bot.intents.answers import AnswerIt, Finish, FollowUpIt, PassOn, PickUp, Take, Tap
from teams_bot.intents.consent import KeepAsking, RestTwoWeeks, StayOut, StopAsking
from teams_bot.intents.elsewhere import dialog, from_dialog
from teams_bot.intents.fields import LONGEST_ID, Fields
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
from teams_bot.intents.together import (
    Agree,
    Cast,
    JoinAnswers,
    JudgeJoint,
    SeeAnswers,
    WriteJoint,
)
from teams_bot.intents.wanted import (
    Console,
    ForgetMe,
    Intent,
    Join,
    MySkills,
    NoSuchVerb,
    SetDigest,
    SetSkills,
)

Raw = Mapping[str, Any]

CARD_ACTION: Final = "adaptiveCard/action"
LONGEST_CHOICE: Final = 20_000
SHOWN: Final = 40  # characters of a foreign verb that are kept
_SWITCHED: Final = {"true": True, "false": False}
_REPEATABLE: Final = frozenset(
    (
        *("join", "stay_out", "keep_asking", "rest_two_weeks", "stop_asking", "set_skills"),
        *("here", "only_me", "console", "see_answers", "my_skills", "digest", "one_by_one"),
    )
)


def press(raw: Raw) -> Intent:
    """Read an invoke: a press on a card of ours, or something that no card of ours offers."""
    if from_dialog(raw):
        return dialog(raw)
    if raw.get("name") != CARD_ACTION:
        return NoSuchVerb(verb=str(raw.get("name") or "")[:SHOWN])
    action = raw["value"]["action"]
    unknown = NoSuchVerb(verb=action["verb"][:SHOWN])
    reader = VERBS.get(action["verb"])
    if reader is None:
        return unknown
    try:
        return reader(Fields(action.get("data") or {}))
    except KeyError:  # an id is missing or is none
        return unknown


def effect(raw: Raw) -> str | None:
    """Give what a press does, as text: the same press re-sent with a new id gives the same.

    Cards carry ids nobody can guess, so person, verb, ids and inputs name the effect. None for
    what has no lasting effect, or may be wanted twice.
    """
    if raw["type"] != "invoke" or raw.get("name") != CARD_ACTION:
        return None
    action = raw["value"]["action"]
    if action["verb"] in _REPEATABLE:
        return None
    data = action.get("data") or {}
    inputs = sorted((str(name), str(value)) for name, value in data.items())
    return f"{action['verb']} {inputs}"


def _draft(fields: Fields, name: str) -> DraftId | None:
    found = fields.maybe(name)
    return None if found is None else DraftId(found)


def _answer(fields: Fields, name: str) -> AnswerId | None:
    found = fields.maybe(name)
    return None if found is None else AnswerId(found)


def _cleared(fields: Fields) -> tuple[str, ...]:
    return tuple(filter(None, fields.text("cleared")[:LONGEST_ID].split(",")))


def _posting(fields: Fields) -> PostingId | None:
    found = fields.maybe("posting")
    return None if found is None else PostingId(found)


def _tap(said: Tapped, fields: Fields) -> Tap:
    return Tap(
        thread=ThreadId(fields.id("thread")), answer=AnswerId(fields.id("answer")), said=said
    )


VERBS: Final[Mapping[str, Callable[[Fields], Intent]]] = {
    "join": lambda _: Join(),
    "stay_out": lambda _: StayOut(),
    "keep_asking": lambda _: KeepAsking(),
    "rest_two_weeks": lambda _: RestTwoWeeks(),
    "stop_asking": lambda _: StopAsking(),
    "ask": lambda fields: AskDraft(draft=DraftId(fields.id("question"))),
    "ask_each": lambda fields: AskDraft(draft=DraftId(fields.id("question")), each=True),
    "ask_anonymously": lambda fields: AskDraft(
        draft=DraftId(fields.id("question")), anonymous=True
    ),
    "drop": lambda fields: DropDraft(draft=DraftId(fields.id("question"))),
    "solved": lambda fields: Solved(
        draft=DraftId(fields.id("question")), entry=AnswerId(fields.id("entry"))
    ),
    "confirm": lambda fields: Confirm(draft=DraftId(fields.id("question"))),
    "topics": lambda fields: ChooseTopics(
        thread=ThreadId(fields.id("thread")), skills=fields.text("skills")[:LONGEST_CHOICE]
    ),
    "allow_manager": lambda fields: AllowManager(
        thread=ThreadId(fields.id("thread")), allowed=True
    ),
    "keep_manager_out": lambda fields: AllowManager(
        thread=ThreadId(fields.id("thread")), allowed=False
    ),
    "cancel": lambda fields: Cancel(thread=ThreadId(fields.id("thread"))),
    "take": lambda fields: Take(
        thread=ThreadId(fields.id("thread")), offer=OfferId(fields.id("offer"))
    ),
    "pick_up": lambda fields: PickUp(thread=ThreadId(fields.id("thread"))),
    "my_skills": lambda _: MySkills(),
    "digest": lambda _: SetDigest(on=True),
    "one_by_one": lambda _: SetDigest(on=False),
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
        answer=_answer(fields, "answer"),
        text=fields.lines("text"),
        draft=_draft(fields, "question"),
        nonce=fields.text("nonce")[:200],
    ),
    "finish": lambda fields: Finish(
        thread=ThreadId(fields.id("thread")),
        answer=AnswerId(fields.id("answer")),
        rating=fields.text("rating"),
        minutes_saved=fields.text("minutes_saved"),
        next=fields.text("next") or "close",
        thanks=fields.text("thanks")[:500],
    ),
    **{each.value: partial(_tap, each) for each in Tapped},
    "set_skills": lambda fields: SetSkills(
        skills=fields.lines("skills")[:4000] if fields.has("skills") else None,
        asked=_SWITCHED.get(fields.text("asked")),
        manager=_SWITCHED.get(fields.text("manager")),
        digest=_SWITCHED.get(fields.text("digest")),
    ),
    "forget_me": lambda fields: ForgetMe(draft=DraftId(fields.id("nonce"))),
    "keep_out_of_channel": lambda fields: KeepOut(thread=ThreadId(fields.id("thread"))),
    "inside": lambda fields: KeepInside(thread=ThreadId(fields.id("thread"))),
    "not_about_that": lambda fields: NotAboutThat(draft=DraftId(fields.id("question"))),
    "report": lambda fields: ReportIt(
        thread=ThreadId(fields.id("thread")),
        answer=_answer(fields, "answer"),
        line=fields.maybe("line") or "",
        posting=_posting(fields),
        about=fields.text("about")[:LONGEST_ID],
    ),
    "block": lambda fields: BlockIt(
        thread=ThreadId(fields.id("thread")),
        answer=_answer(fields, "answer"),
        line=fields.maybe("line") or "",
        posting=_posting(fields),
        about=fields.text("about")[:LONGEST_ID],
    ),
    "show_who_asked": lambda fields: RevealIt(
        draft=DraftId(fields.id("question")), confirmed=True
    ),
    "not_me": lambda fields: RevealIt(draft=DraftId(fields.id("question")), confirmed=False),
    "moderate": lambda fields: LookAtReport(report=ReportId(fields.id("report"))),
    "decide": lambda fields: DecideReport(
        report=ReportId(fields.id("report")),
        ruling=fields.text("ruling"),
        note=fields.text("note")[:500],
        days=fields.text("days"),
    ),
    "here": lambda fields: AnswerHere(thread=ThreadId(fields.id("thread")), here=True),
    "only_me": lambda fields: AnswerHere(thread=ThreadId(fields.id("thread")), here=False),
    "console": lambda _: Console(),
    "cast": lambda fields: Cast(
        thread=ThreadId(fields.id("thread")),
        posting=PostingId(fields.id("posting")),
        text=fields.lines("answer"),
        cleared=_cleared(fields),
    ),
    "see_answers": lambda fields: SeeAnswers(
        thread=ThreadId(fields.id("thread")), posting=PostingId(fields.id("posting"))
    ),
    "agree": lambda fields: Agree(
        thread=ThreadId(fields.id("thread")),
        posting=PostingId(fields.id("posting")),
        answer=fields.text("with")[:LONGEST_ID],
    ),
    "stand_by": lambda fields: Agree(
        thread=ThreadId(fields.id("thread")), posting=PostingId(fields.id("posting")), own=True
    ),
    "join_answers": lambda fields: JoinAnswers(
        thread=ThreadId(fields.id("thread")), answer=AnswerId(fields.id("answer"))
    ),
    "write_joint": lambda fields: WriteJoint(
        thread=ThreadId(fields.id("thread")),
        posting=PostingId(fields.id("posting")),
        text=fields.lines("joint"),
        cleared=_cleared(fields),
    ),
    "confirm_joint": lambda fields: JudgeJoint(
        thread=ThreadId(fields.id("thread")),
        posting=PostingId(fields.id("posting")),
        confirms=True,
    ),
    "object_joint": lambda fields: JudgeJoint(
        thread=ThreadId(fields.id("thread")),
        posting=PostingId(fields.id("posting")),
        confirms=False,
        text=fields.text("objection")[:500],
        cleared=_cleared(fields),
    ),
}
