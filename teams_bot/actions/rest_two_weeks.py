"""The press `rest_two_weeks`: a pause of two weeks, and then questions again."""

from dataclasses import replace
from datetime import UTC
from zoneinfo import ZoneInfo

from storage.change import Change, Person
from teams_bot import texts
from teams_bot.interruptions import left_in_peace
from teams_bot.outcomes import Decision, Done
from teams_bot.services import Services
from teams_bot.silence import REST
from teams_bot.threads import zone_of


async def rest_two_weeks(services: Services, me: Person) -> Decision:
    """Leave somebody in peace until a day in two weeks begins where they are, or for longer."""
    zone, now = ZoneInfo(await zone_of(services, me)), services.now()
    day = (now + REST).astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    until = max(day.astimezone(UTC), me.away_until or now)  # a longer pause stays as it is
    sentence = texts.paused(f"{until.astimezone(zone):%A, %d %B %Y}")
    done = Done(title=texts.TITLES["rest_two_weeks"], sentence=sentence)
    change = Change(jobs=(left_in_peace(me, now),))
    return Decision(outcome=done, change=change, me=replace(me, silent_offers=0, away_until=until))
