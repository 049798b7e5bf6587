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
    """Leave somebody in peace until the start of a day in two weeks, in their own time zone."""
    zone, now = ZoneInfo(await zone_of(services, me)), services.now()
    day = (now + REST).astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    until = day.astimezone(UTC)
    if me.away_until is not None and me.away_until > until:  # a longer pause stays
        day, until = me.away_until.astimezone(zone), me.away_until
    sentence = texts.paused(f"{day:%A, %d %B %Y}")
    done = Done(title=texts.TITLES["rest_two_weeks"], sentence=sentence)
    change = Change(jobs=(left_in_peace(me, now),))
    return Decision(outcome=done, change=change, me=replace(me, silent_offers=0, away_until=until))
