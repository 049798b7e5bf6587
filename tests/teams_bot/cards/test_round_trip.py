"""What a card offers is what is read back: verbs, ids and fields of the public contract."""

from typing import Any, Final

import pytest

from matching.thread import AnswerId, OfferId, PostingId, Tapped, ThreadId
from storage.change import DraftId, ReportId
from teams_bot import intents
from tests.teams_bot.cards.gallery import gallery
from tests.teams_bot.cards.walking import Json, presses

CARDS: Final = {name: each.card for name, each in gallery().items() if each.card is not None}

# verb: the ids it must carry, those it may, and its fields
CONTRACT: Final[dict[str, tuple[set[str], set[str], set[str]]]] = {
    "join": (set(), set(), set()),
    "stay_out": (set(), set(), set()),
    "keep_asking": (set(), set(), set()),
    "rest_two_weeks": (set(), set(), set()),
    "stop_asking": (set(), set(), set()),
    "my_skills": (set(), set(), set()),
    "digest": (set(), set(), set()),
    "one_by_one": (set(), set(), set()),
    "pick_up": ({"thread"}, set(), set()),
    "console": (set(), set(), set()),
    "ask": ({"question"}, set(), set()),
    "ask_each": ({"question"}, set(), set()),
    "ask_anonymously": ({"question"}, set(), set()),
    "drop": ({"question"}, set(), set()),
    "solved": ({"question", "entry"}, set(), set()),
    "confirm": ({"question"}, set(), set()),
    "topics": ({"thread", "nonce"}, set(), {"skills"}),
    "allow_manager": ({"thread"}, set(), set()),
    "keep_manager_out": ({"thread"}, set(), set()),
    "cancel": ({"thread"}, set(), set()),
    "take": ({"thread", "offer"}, set(), set()),
    "pass": ({"thread", "offer"}, set(), {"suggest", "reason"}),
    "answer": ({"thread", "offer"}, {"question"}, {"answer"}),
    "follow_up": ({"thread", "nonce"}, {"answer", "question"}, {"text"}),
    "finish": ({"thread", "nonce"}, {"answer"}, {"rating", "minutes_saved", "next", "thanks"}),
    **{each.value: ({"thread", "nonce"}, {"answer"}, set()) for each in Tapped},
    "set_skills": (set(), set(), {"skills", "asked", "manager"}),
    "forget_me": ({"nonce"}, set(), set()),
    "inside": ({"thread"}, set(), set()),
    "keep_out_of_channel": ({"thread"}, set(), set()),
    "not_about_that": ({"question"}, set(), set()),
    "report": ({"thread"}, {"answer", "line", "posting"}, set()),
    "block": ({"thread"}, {"answer", "line", "posting"}, set()),
    "show_who_asked": ({"question"}, set(), set()),
    "not_me": ({"question"}, set(), set()),
    "moderate": ({"report"}, set(), set()),
    "decide": ({"report"}, set(), {"ruling", "note", "days"}),
    "here": ({"thread"}, set(), set()),
    "only_me": ({"thread"}, set(), set()),
    "cast": ({"thread", "posting"}, {"cleared"}, {"answer"}),
    "see_answers": ({"thread", "posting"}, set(), set()),
    "agree": ({"thread", "posting"}, set(), {"with"}),
    "stand_by": ({"thread", "posting"}, set(), set()),
    "join_answers": ({"thread"}, set(), {"answer"}),
    "write_joint": ({"thread", "posting"}, {"cleared"}, {"joint"}),
    "confirm_joint": ({"thread", "posting"}, set(), set()),
    "object_joint": ({"thread", "posting"}, {"cleared"}, {"objection"}),
}
IDS: Final = (
    "thread-",
    "offer-",
    "answer-",
    "draft-",
    "nonce-",
    "seen-",
    "line-",
    "report-",
    "posting-",
    "crowd-answer-",
    "legal",  # a topic off limits
)
TYPED: Final = {
    "answer": "Use the ribbon.\nThen save.",
    "text": "And on a Mac?\nOr here?",
    "suggest": "Ben",
    "reason": "On leave",
    "rating": "great",
    "minutes_saved": "15",
    "next": "again",
    "thanks": "Thank you!",
    "skills": "excel:4; crm:3",
    "asked": "false",
    "manager": "true",
    "digest": "true",
    "ruling": "suspend",
    "note": "Rude",
    "days": "7",
    "joint": "All of us say so.",
    "objection": "Not on a Mac.",
}
PRESSES: Final = [
    pytest.param(action, fields, id=f"{name}-{action['verb']}-{number}")
    for name, card in CARDS.items()
    for number, (action, fields) in enumerate(presses(card))
]


def filled(each: Json) -> str:
    """What a field is filled with: of several answers, the first that is offered."""
    named = each["id"] in ("answer", "with", "about") and each.get("choices")
    return str(named[0]["value"] if named else TYPED[each["id"]])


def read(action: Json, fields: list[Json]) -> intents.Intent:
    """The intent of a press with every field filled that goes with it."""
    data: dict[str, Any] = {**action["data"], **{each["id"]: filled(each) for each in fields}}
    value = {"action": {"type": "Action.Execute", "verb": action["verb"], "data": data}}
    return intents.read({"type": "invoke", "name": "adaptiveCard/action", "value": value})


def wanted(action: Json, fields: list[Json]) -> intents.Intent:
    """What the contract makes of it."""
    ids = action["data"]
    typed = {each["id"]: filled(each) for each in fields}
    thread, offer = ThreadId(ids.get("thread", "")), OfferId(ids.get("offer", ""))
    posting = PostingId(ids.get("posting", ""))
    chosen = next((filled(each) for each in fields if "choices" in each), "")
    told = chosen.startswith("crowd-answer-") and "answer" in typed
    given = ids.get("answer") or (chosen if told else None)
    answer = AnswerId(given) if given else None
    draft = DraftId(ids["question"]) if "question" in ids else None
    some = draft or DraftId("")
    report = ReportId(ids.get("report", ""))
    text = typed.get("text", typed.get("answer", ""))
    verdict = {name: typed.get(name, "") for name in CONTRACT["finish"][2]}
    cleared = tuple(filter(None, ids.get("cleared", "").split(",")))
    reported: Json = {
        "thread": thread,
        "answer": answer,
        "line": ids.get("line", ""),
        "posting": posting or None,
        "about": typed.get("about", ""),
    }
    by_verb: dict[str, intents.Intent] = {
        "join": intents.Join(),
        "stay_out": intents.StayOut(),
        "keep_asking": intents.KeepAsking(),
        "rest_two_weeks": intents.RestTwoWeeks(),
        "stop_asking": intents.StopAsking(),
        "my_skills": intents.MySkills(),
        "digest": intents.SetDigest(on=True),
        "one_by_one": intents.SetDigest(on=False),
        "console": intents.Console(),
        "ask": intents.AskDraft(draft=some),
        "ask_each": intents.AskDraft(draft=some, each=True),
        "ask_anonymously": intents.AskDraft(draft=some, anonymous=True),
        "drop": intents.DropDraft(draft=some),
        "solved": intents.Solved(draft=some, entry=AnswerId(ids.get("entry", ""))),
        "confirm": intents.Confirm(draft=some),
        "topics": intents.ChooseTopics(thread=thread, skills=TYPED["skills"]),
        "allow_manager": intents.AllowManager(thread=thread, allowed=True),
        "keep_manager_out": intents.AllowManager(thread=thread, allowed=False),
        "cancel": intents.Cancel(thread=thread),
        "take": intents.Take(thread=thread, offer=offer),
        "pick_up": intents.PickUp(thread=thread),
        "pass": intents.PassOn(thread=thread, offer=offer, suggest="Ben", reason="On leave"),
        "answer": intents.AnswerIt(thread=thread, offer=offer, text=text, draft=draft),
        "follow_up": intents.FollowUpIt(
            thread=thread, answer=answer, text=text, draft=draft, nonce=ids.get("nonce", "")
        ),
        "finish": intents.Finish(thread=thread, answer=answer or AnswerId(""), **verdict),
        **{
            each.value: intents.Tap(thread=thread, answer=answer or AnswerId(""), said=each)
            for each in Tapped
        },
        "set_skills": intents.SetSkills(
            skills=TYPED["skills"],
            asked=False,
            manager=True,
            digest=True if "digest" in typed else None,
        ),
        "forget_me": intents.ForgetMe(draft=DraftId(ids.get("nonce", ""))),
        "keep_out_of_channel": intents.KeepOut(thread=thread),
        "inside": intents.KeepInside(thread=thread),
        "not_about_that": intents.NotAboutThat(draft=some),
        "report": intents.ReportIt(**reported),
        "block": intents.BlockIt(**reported),
        "show_who_asked": intents.RevealIt(draft=some, confirmed=True),
        "not_me": intents.RevealIt(draft=some, confirmed=False),
        "moderate": intents.LookAtReport(report=report),
        "decide": intents.DecideReport(report=report, ruling="suspend", note="Rude", days="7"),
        "here": intents.AnswerHere(thread=thread, here=True),
        "only_me": intents.AnswerHere(thread=thread, here=False),
        "cast": intents.Cast(thread=thread, posting=posting, text=text, cleared=cleared),
        "see_answers": intents.SeeAnswers(thread=thread, posting=posting),
        "agree": intents.Agree(thread=thread, posting=posting, answer=typed.get("with", "")),
        "stand_by": intents.Agree(thread=thread, posting=posting, own=True),
        "join_answers": intents.JoinAnswers(thread=thread, answer=answer or AnswerId("")),
        "write_joint": intents.WriteJoint(
            thread=thread, posting=posting, text=TYPED["joint"], cleared=cleared
        ),
        "confirm_joint": intents.JudgeJoint(thread=thread, posting=posting, confirms=True),
        "object_joint": intents.JudgeJoint(
            thread=thread,
            posting=posting,
            confirms=False,
            text=TYPED["objection"],
            cleared=cleared,
        ),
    }
    return by_verb[action["verb"]]


@pytest.mark.parametrize(("action", "fields"), PRESSES)
def test_a_press_is_read_as_it_was_meant(action: Json, fields: list[Json]) -> None:
    assert read(action, fields) == wanted(action, fields)


@pytest.mark.parametrize(("action", "fields"), PRESSES)
def test_a_button_carries_ids_only_and_its_own_fields(action: Json, fields: list[Json]) -> None:
    must, may, inputs = CONTRACT[action["verb"]]
    assert must <= set(action["data"]) <= must | may
    assert all(value.startswith(IDS) for value in action["data"].values())
    sent = {each["id"] for each in fields}
    texts_in_the_draft = "question" in action["data"]
    assert inputs <= sent or texts_in_the_draft
    # the half-written answer goes with `pass`, where it is not read, and with nothing else
    # of several answers a choice says which one a press is about
    whose = {"answer"} if any(filled(each).startswith("crowd-") for each in fields) else set()
    beside = {
        "pass": {"answer"},
        "set_skills": {"digest"},  # of who may choose it
        **dict.fromkeys(("report", "block"), {"about", "with", "joint"} & sent),
    }
    assert sent - inputs - whose <= beside.get(action["verb"], set())


def test_every_verb_of_the_contract_is_drawn_and_read() -> None:
    drawn = {action["verb"] for card in CARDS.values() for action, _ in presses(card)}
    assert drawn == set(CONTRACT)
    assert drawn == set(intents.VERBS)


def test_a_press_without_one_of_its_ids_is_no_press() -> None:
    for verb, (must, _, _) in CONTRACT.items():
        for missing in must - {"nonce"}:
            data = dict.fromkeys(must - {missing}, "x")
            action = {"verb": verb, "data": data}
            assert read(action, []) == intents.NoSuchVerb(verb=verb)
