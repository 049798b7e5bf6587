"""What a card offers is what is read back: verbs, ids and fields of the public contract."""

from typing import Any, Final

import pytest

from matching.thread import AnswerId, OfferId, ThreadId
from storage.change import DraftId
from teams_bot import intents
from tests.teams_bot.cards.gallery import gallery
from tests.teams_bot.cards.walking import Json, presses

CARDS: Final = {name: each.card for name, each in gallery().items() if each.card is not None}

# verb: the ids it must carry, those it may, and its fields
CONTRACT: Final[dict[str, tuple[set[str], set[str], set[str]]]] = {
    "join": (set(), set(), set()),
    "ask": ({"question"}, set(), set()),
    "ask_each": ({"question"}, set(), set()),
    "ask_anonymously": ({"question"}, set(), set()),
    "drop": ({"question"}, set(), set()),
    "solved": ({"question", "entry"}, set(), set()),
    "confirm": ({"question"}, set(), set()),
    "topics": ({"thread"}, set(), {"skills"}),
    "allow_manager": ({"thread"}, set(), set()),
    "keep_manager_out": ({"thread"}, set(), set()),
    "cancel": ({"thread"}, set(), set()),
    "take": ({"thread", "offer"}, set(), set()),
    "pass": ({"thread", "offer"}, set(), {"suggest", "reason"}),
    "answer": ({"thread", "offer"}, {"question"}, {"answer"}),
    "follow_up": ({"thread", "nonce"}, {"answer", "question"}, {"text"}),
    "finish": ({"thread", "answer"}, set(), {"rating", "minutes_saved", "next", "thanks"}),
    "set_skills": (set(), set(), {"skills", "asked", "manager"}),
    "forget_me": ({"nonce"}, set(), set()),
}
IDS: Final = ("thread-", "offer-", "answer-", "draft-", "nonce-")
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
}
PRESSES: Final = [
    pytest.param(action, fields, id=f"{name}-{action['verb']}-{number}")
    for name, card in CARDS.items()
    for number, (action, fields) in enumerate(presses(card))
]


def read(action: Json, fields: list[Json]) -> intents.Intent:
    """The intent of a press with every field filled that goes with it."""
    data: dict[str, Any] = {**action["data"], **{each["id"]: TYPED[each["id"]] for each in fields}}
    value = {"action": {"type": "Action.Execute", "verb": action["verb"], "data": data}}
    return intents.read({"type": "invoke", "name": "adaptiveCard/action", "value": value})


def wanted(action: Json, fields: list[Json]) -> intents.Intent:
    """What the contract makes of it."""
    ids = action["data"]
    typed = {each["id"]: TYPED[each["id"]] for each in fields}
    thread, offer = ThreadId(ids.get("thread", "")), OfferId(ids.get("offer", ""))
    answer = AnswerId(ids["answer"]) if "answer" in ids else None
    draft = DraftId(ids["question"]) if "question" in ids else None
    some = draft or DraftId("")
    text = typed.get("answer", typed.get("text", ""))
    verdict = {name: typed.get(name, "") for name in CONTRACT["finish"][2]}
    by_verb: dict[str, intents.Intent] = {
        "join": intents.Join(),
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
        "pass": intents.PassOn(thread=thread, offer=offer, suggest="Ben", reason="On leave"),
        "answer": intents.AnswerIt(thread=thread, offer=offer, text=text, draft=draft),
        "follow_up": intents.FollowUpIt(
            thread=thread, answer=answer, text=text, draft=draft, nonce=ids.get("nonce", "")
        ),
        "finish": intents.Finish(thread=thread, answer=answer or AnswerId(""), **verdict),
        "set_skills": intents.SetSkills(skills=TYPED["skills"], asked=False, manager=True),
        "forget_me": intents.ForgetMe(draft=DraftId(ids.get("nonce", ""))),
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
    assert sent - inputs <= ({"answer"} if action["verb"] == "pass" else set())


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
