"""The app was removed."""

from teams_bot.actions.uninstall import uninstall
from teams_bot.services import Services
from tests.support.company import known


async def test_who_removed_the_app_cannot_be_reached_and_their_requests_move_on(
    services: Services,
) -> None:
    decision = await uninstall(services, await known(services, "ana"))
    assert decision.me is not None
    assert (decision.me.address, decision.me.reachable, decision.me.welcomed) == (
        None,
        False,
        False,
    )
    (job,) = decision.change.jobs
    assert (job.kind, job.payload) == ("drop_mentor", {"person": "ana"})
