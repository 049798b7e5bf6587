"""The app was installed."""

from dataclasses import replace

from storage.change import Policy
from teams_bot.actions.install import install
from teams_bot.services import Services
from tests.support.company import known


async def test_a_welcome_is_sent_once_for_each_installation(services: Services) -> None:
    me = await known(services, "lea")
    assert me.address is not None
    assert (await install(services, me, me.address)).change.jobs == ()
    new = replace(me, welcomed=False, reachable=False)
    decision = await install(services, new, me.address)
    (welcome,) = decision.change.jobs
    assert (welcome.kind, welcome.policy) == ("welcome", Policy.ONCE)
    assert decision.me is not None
    assert decision.me.reachable
    again = await install(services, replace(new, removed=services.now()), me.address)
    assert again.change.jobs[0].key != welcome.key
