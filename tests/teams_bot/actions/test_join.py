"""The press `join`."""

from dataclasses import replace

from teams_bot.actions.join import join
from teams_bot.outcomes import Told
from teams_bot.services import Services
from tests.support.company import known


async def test_agreeing_is_kept_and_who_is_on_no_list_is_told_so(services: Services) -> None:
    me = replace(await known(services, "ana"), opted_in=False)
    for person, words in ((me, "never outside your hours"), (replace(me, imported=False), "list")):
        decision = await join(services, person)
        assert decision.me is not None
        assert decision.me.opted_in
        assert isinstance(decision.outcome, Told)
        assert words in decision.outcome.sentence
