"""A plain message: a question, or something to be asked about first."""

from dataclasses import replace

import pytest

from matching.thread import Rating
from storage.change import Change
from teams_bot import texts
from teams_bot.actions.ask import ask, several
from teams_bot.intents import Say
from teams_bot.messages import MESSAGES
from teams_bot.outcomes import DraftShown, NotAllowed, Silent
from teams_bot.services import Services
from tests.support.company import ANSWER, QUESTION, kept, known
from tests.teams_bot.test_similar import Found, answered


async def test_a_question_opens_a_thread_and_nothing_is_said_beside_the_outbox(
    services: Services,
) -> None:
    decision = await ask(services, await known(services, "lea"), Say(text=QUESTION, origin="1"))
    assert decision.outcome == Silent()
    ((before, thread),) = decision.change.threads
    assert before is None
    assert (thread.text, thread.origin) == (QUESTION, "1")
    assert [each.kind for each in decision.change.jobs] == ["status", "offer", "offer", "rung"]


async def test_what_answered_it_before_is_drawn_when_it_leaves(services: Services) -> None:
    thread = await answered(services, Rating.GOOD)
    services.answered = Found(thread)  # type: ignore[assignment]
    decision = await ask(services, await known(services, "lea"), Say(text=QUESTION, origin="1"))
    assert decision.outcome == Silent()
    (job,) = decision.change.jobs
    await kept(services, decision.change)
    assert ANSWER in str(await MESSAGES[job.kind].draw(services, job))
    (given,) = thread.answers
    erased = replace(thread, answers=(replace(given, text=texts.ERASED),), revision=9)
    await kept(services, Change(threads=((thread, erased),)))
    drawn = await MESSAGES[job.kind].draw(services, job)
    assert drawn is not None
    assert ANSWER not in str(drawn)
    assert job.payload == {"draft": decision.change.drafts[0].id}


async def test_a_text_with_a_file_waits_as_a_draft(services: Services) -> None:
    wish = Say(text=QUESTION, attachment=True)
    decision = await ask(services, await known(services, "lea"), wish)
    assert isinstance(decision.outcome, DraftShown)
    assert decision.change.threads == ()
    assert decision.change.drafts[0].parts == (QUESTION,)


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (Say(text=""), "empty"),
        (Say(text="", attachment=True), "not files"),
        (Say(text="x" * 281), "280 are the most"),
    ],
)
async def test_what_cannot_be_a_question_is_refused(
    services: Services, wish: Say, said: str
) -> None:
    with pytest.raises(NotAllowed, match=said):
        await ask(services, await known(services, "lea"), wish)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("How do I pivot?", 1),
        ("How do I pivot? Thanks!", 1),
        ("How do I pivot? Or not?", 1),
        ("How do I pivot in Excel? Is it OK? How do I chart it?", 2),
        ("How do I open a.xlsx in Excel?Or b.xlsx in Excel?", 1),
        ("He asked “how do I pivot it?” And I ask how do I chart it?", 2),
        ("How do I pivot it? And how do I chart it?", 2),
        ("怎么做 数据 透视表?? 怎么 画 图表\uff1f", 2),
        ("No question at all.", 1),
        ("???", 1),
    ],
)
def test_only_whole_questions_are_counted(text: str, parts: int) -> None:
    assert len(several(text)) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "I use Excel 2016. How do I open report.xlsx in it? And what is 3.5 percent of 200?",
            (
                "I use Excel 2016. How do I open report.xlsx in it?",
                "And what is 3.5 percent of 200?",
            ),
        ),
        (
            "How do I pivot in Excel? Is it OK? I use a Mac. And how do I chart it? Thank you!",
            (
                "How do I pivot in Excel?",
                "Is it OK? I use a Mac. And how do I chart it? Thank you!",
            ),
        ),
        (
            "How do I pivot in Excel?! And how do I chart it??",
            ("How do I pivot in Excel?!", "And how do I chart it??"),
        ),
    ],
)
async def test_as_one_it_is_the_whole_text_and_as_several_nothing_is_lost(
    services: Services, text: str, parts: tuple[str, ...]
) -> None:
    decision = await ask(services, await known(services, "lea"), Say(text=text))
    (draft,) = decision.change.drafts
    assert draft.parts == parts
    assert draft.text == text
