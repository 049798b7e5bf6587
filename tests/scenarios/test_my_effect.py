"""`my effect`: a mentor's own figures, and nothing of anybody else's."""

import pytest

from tests.support.company import Company


async def shown(company: Company, who: str = "ana") -> str:
    before = len(company.messages(who))
    await company.say(who, "my effect")
    await company.until(lambda: len(company.messages(who)) > before, "the card")
    return company.seen(who)[-1]


async def test_who_has_answered_nothing_reads_so(company: Company) -> None:
    assert "You have not answered a question yet" in await shown(company)


async def test_a_mentor_sees_whom_they_helped_and_what_it_took(company: Company) -> None:
    await company.ask()
    await company.answer("ana")
    await company.press("lea", "helped")
    await company.quiet()
    rules = (await company.parts.services.rules()).rules
    said = await shown(company)
    row = f"Answers given: | 1 | 1 | 1 | Minutes given: | {rules.minutes_per_question} | "
    assert "People answered: | 1 | 1 | 1 | " in said
    assert row in said
    assert "Good news and thanks: | 1 | 1 | 1" in said
    assert "1 answer in 12 weeks" in said


async def test_no_name_no_rating_and_nobody_else_s_figure_is_in_it(company: Company) -> None:
    await company.ask()
    await company.answer("ana", "Look under Insert.")
    await company.finish(rating="great", minutes_saved="37", thanks="Perfect!")
    said = await shown(company)
    for each in ("Lea", "Ben", "37", "Perfect", "Great", "Insert", "helpful", "average", "rank"):
        assert each not in said
    assert "from five people on" in said


@pytest.mark.parametrize("learner", ["lea", "lou"])
async def test_who_asked_without_a_name_cannot_be_told_from_the_figures(
    company: Company, learner: str
) -> None:
    """Lea asked by name before: whether she or Lou asks without one, the card is the same."""
    await company.ask()
    await company.answer("ana")
    await company.say(learner, "anonymous: How do I chart it in Excel?")
    await company.quiet()
    await company.press("ana", "answer", {"answer": "Insert, Chart."})
    await company.quiet()
    said = await shown(company)
    assert "People answered: | 1 | 1 | 1 | Answers given: | 2 | 2 | 2" in said
    assert "1 answer went to somebody who asked without a name" in said
