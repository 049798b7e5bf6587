"""The press `solved`; the whole story is among the scenarios."""

from dataclasses import replace

import pytest

from matching.thread import AnswerId
from storage.change import Change, Draft, DraftId, Entry
from teams_bot.actions.solved import solved
from teams_bot.outcomes import NotAllowed, SolvedShown
from teams_bot.services import Services
from tests.support.company import ANSWER, kept, known, opened
from tests.teams_bot.test_similar import answered


async def _waiting(services: Services, *entries: Entry) -> DraftId:
    me = await known(services, "lea")
    draft = Draft(
        id=DraftId("d1"),
        person=me.id,
        parts=("How?",),
        created=services.now(),
        origin="origin-1",
        similar=entries,
    )
    await kept(services, Change(drafts=(draft,)))
    return draft.id


async def test_the_question_waits_on_under_another_id_until_it_is_looked_at_again(
    services: Services,
) -> None:
    thread = await answered(services, None)
    (given,) = thread.answers
    draft = await _waiting(services, Entry(thread=thread.id, answer=given.id))
    decision = await solved(services, await known(services, "lea"), draft, given.id)
    outcome = decision.outcome
    assert isinstance(outcome, SolvedShown)
    assert ANSWER in outcome.past.answer.text
    assert outcome.asked_again
    (question,) = decision.change.drafts
    assert (question.deflection, question.origin, question.parts) == (draft, "origin-1", ("How?",))
    (job,) = decision.change.jobs
    assert question.created == job.due
    assert decision.change.spent == (draft,)
    ((before, deflection),) = decision.change.deflections
    assert before is None
    assert (deflection.mentor, deflection.question) == (given.mentor, question.id)
    await kept(services, decision.change)


async def test_who_is_never_at_work_is_not_asked_again(services: Services) -> None:
    thread = await answered(services, None)
    (given,) = thread.answers
    draft = await _waiting(services, Entry(thread=thread.id, answer=given.id))
    me = replace(await known(services, "lea"), hours="never")
    decision = await solved(services, me, draft, given.id)
    assert decision.change.jobs == ()
    assert isinstance(decision.outcome, SolvedShown)
    assert not decision.outcome.asked_again


async def test_an_answer_that_is_gone_is_not_enough(services: Services) -> None:
    asked = await opened(services, who="lou")
    draft = await _waiting(services, Entry(thread=asked.id, answer=AnswerId("gone")))
    with pytest.raises(NotAllowed, match="taken back meanwhile"):
        await solved(services, await known(services, "lea"), draft, AnswerId("gone"))
