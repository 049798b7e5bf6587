"""What is read for a question, and who is chosen by it."""

from dataclasses import replace

from matching.ladder import Rung
from matching.model import PersonId
from matching.relevance import FEATURES
from matching.sources import Source
from teams_bot.choosing import choose
from teams_bot.neighbours import Near
from teams_bot.refits import refit
from teams_bot.services import Services
from tests.support.company import known, opened, services, shared_database
from tests.teams_bot.test_refits import lived

__all__ = ["services", "shared_database"]

RUNG = Rung(source=Source.PEER, people=2)


async def test_a_choice_uses_what_was_learnt_unless_the_rule_is_off(services: Services) -> None:
    learner = await known(services, "lea")
    asked = await opened(services)
    again = replace(asked, offers=(), shortlists=(), rung=0)
    await lived(services, 60)
    await refit(services.store, services.now())
    services._weights = None
    learnt, _ = await choose(services, again, learner, RUNG)
    assert learnt.weights_version == 1
    base = await services.store.rules()
    await services.store.publish_rules(
        base, {"learn_from_answers": False}, ("ada", ""), services.now()
    )
    services._rules = None
    usual, _ = await choose(services, again, learner, RUNG)
    assert usual.weights_version == 0
    assert usual.picks[0].terms["relevance"] != learnt.picks[0].terms["relevance"] or (
        usual.picks[0].mentor != learnt.picks[0].mentor
    )


async def test_picks_keep_their_features_and_reserves_do_not(services: Services) -> None:
    (shortlist,) = (await opened(services)).shortlists
    assert all(set(each.features) == set(FEATURES) for each in shortlist.picks)
    assert shortlist.reserves
    assert not any(each.features for each in shortlist.reserves)


async def test_offers_that_are_about_to_be_made_count_as_load(services: Services) -> None:
    learner = await known(services, "lea")
    first = await opened(services)
    fresh = replace(first, offers=(), shortlists=(), rung=0)
    alone, _ = await choose(services, fresh, learner, RUNG)
    beside, _ = await choose(services, fresh, learner, RUNG, [first])
    ana = PersonId("ana")
    (before,) = (each for each in (*alone.picks, *alone.reserves) if each.mentor == ana)
    (after,) = (each for each in (*beside.picks, *beside.reserves) if each.mentor == ana)
    assert after.terms["spare_capacity"] < before.terms["spare_capacity"]
    assert after.terms["fairness"] < before.terms["fairness"]


async def test_who_answered_similar_questions_leads(services: Services) -> None:
    learner = await known(services, "lea")
    fresh = replace(await opened(services), offers=(), shortlists=(), rung=0)

    async def near(*_: object) -> Near:
        return Near(votes={PersonId("dan"): 1.0})

    services.neighbours.near = near  # type: ignore[method-assign]
    chosen, hours = await choose(services, fresh, learner, RUNG)
    assert chosen.picks[0].mentor == "dan"
    assert hours.keys() == {each.mentor for each in chosen.picks}
