"""The dialog, the reply to a mention, and the answer where it was asked."""

from dataclasses import replace

from matching.thread import Place, Thread
from storage.change import Person
from teams_bot import texts
from teams_bot.cards import posted, reply, words
from teams_bot.outcomes import AskedElsewhere, DialogShown
from tests.support.builders import answer
from tests.support.company import words_of
from tests.teams_bot.cards.gallery import ANA, LEA, Said, asked

PLACE = Place(
    kind="channel", service_url="https://x", conversation="19:c", user="29:l", bot="28:b"
)
EMPTY = DialogShown(question="", quote="", question_max=280, quote_max=200, choice=False)


def dialog(**changes: object) -> dict[str, object]:
    drawn = reply(replace(EMPTY, **changes))  # type: ignore[arg-type]
    assert drawn is not None
    assert drawn.card is not None
    return {each["id"]: each for each in drawn.card["body"] if "id" in each}


def test_the_dialog_asks_where_only_where_there_is_a_choice() -> None:
    assert set(dialog()) == {"question", "quote"}
    assert set(dialog(choice=True)) == {"question", "quote", "where"}
    assert set(dialog(quote_max=0, quote="x")) == {"question"}


def test_a_reply_that_others_read_names_nobody() -> None:
    thread = replace(asked(Said()), place=PLACE)
    for here in (False, True):
        shown = AskedElsewhere(
            how="asked",
            me=Person(id=LEA, name="Lea Brandt", reachable=True),
            bot="28:b",
            thread=replace(thread, place=replace(PLACE, here=here)),
        )
        drawn = reply(shown)
        assert drawn is not None
        assert not any(each.split()[0] in words_of(drawn.card) for each in Said().names.values())
    told = reply(replace(shown, dialog=True))
    assert told is not None
    assert told.card is None
    assert texts.SAY["here_too"] in told.summary


def test_the_posted_answer_names_the_mentor_only_where_that_was_agreed() -> None:
    thread: Thread = replace(asked(Said()), place=PLACE)
    given = answer("ana")
    for named, who in ((False, words.SOMEBODY), (True, "Ana Kovač")):
        drawn = posted(thread, given, Said().names, by_name=named)
        assert f"{who} answers:" in words_of(drawn.card)
    assert given.mentor == ANA
