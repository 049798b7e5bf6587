"""The demo organisation's past: threads that were answered and rated before today."""

from matching.model import PersonId
from teams_bot.commands.demo import demo_service
from teams_bot.commands.demo_data import history
from teams_bot.commands.past import load_history
from teams_bot.settings import Settings


async def test_the_past_is_written_once(settings: Settings) -> None:
    async with demo_service(settings, page=False) as (_, parts):
        store = parts.services.store
        try:
            past = await store.newest_threads(1000)
            assert len(past) == len(history())
            await load_history(parts.services, history())
            assert len(await store.newest_threads(1000)) == len(past)
            ana = await store.person(PersonId(past[0].answers[0].mentor))
            assert ana is not None
            assert ana.record.answered > 0
        finally:
            await store.driver.drop()
