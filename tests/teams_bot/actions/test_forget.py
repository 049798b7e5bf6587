"""`forget me`."""

from dataclasses import replace

from teams_bot import texts
from teams_bot.actions.forget import forget, forgotten
from teams_bot.outcomes import Decision, Done, ForgetAsked
from teams_bot.services import Services
from tests.support.company import kept, known

NOTHING = Decision(outcome=Done(sentence=texts.SAY["forget_late"]))


async def test_nothing_is_erased_before_it_was_confirmed(services: Services) -> None:
    me = await known(services, "lea")
    decision = await forget(services, me, None)
    (draft,) = decision.change.drafts
    assert decision.outcome == ForgetAsked(draft=draft)
    assert decision.change.forget is None


async def test_the_press_erases_once_and_ends_its_card(services: Services) -> None:
    me = await known(services, "lea")
    asked = await forget(services, me, None)
    (draft,) = asked.change.drafts
    await kept(services, asked.change)
    decision = await forget(services, me, draft.id)
    assert decision.outcome == Done(
        title=texts.TITLES["forgotten"], sentence=texts.SAY["forgotten"]
    )
    assert (decision.change.forget, decision.change.spent) == (me.id, (draft.id,))
    assert [each.kind for each in decision.change.jobs] == ["forget"]
    await kept(services, decision.change)
    assert await forget(services, me, draft.id) == NOTHING


async def test_a_card_of_somebody_else_erases_nothing(services: Services) -> None:
    asked = await forget(services, await known(services, "lea"), None)
    await kept(services, asked.change)
    (draft,) = asked.change.drafts
    ana = await known(services, "ana")
    assert await forget(services, ana, draft.id) == NOTHING


async def test_only_the_organisations_entry_is_left(services: Services) -> None:
    me = await known(services, "ana")
    assert forgotten(me).name == "Ana"
    assert forgotten(me).skills_given == me.skills_given
    assert forgotten(replace(me, imported=False)).name == texts.ERASED
