"""What happens when time is up, or when somebody is no longer there.

Each may run twice without harm: the second time finds nothing left to do.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from storage.change import Claimed
from storage.jobs import DEAD_LETTER
from teams_bot import digests, nightly
from teams_bot.interruptions import LEFT_IN_PEACE
from teams_bot.reports import KEEP_APART
from teams_bot.services import Services
from teams_bot.timers.closing import remind, rest
from teams_bot.timers.daily import digest_day
from teams_bot.timers.people import drop_mentor, forget, keep_apart, left_in_peace
from teams_bot.timers.rungs import claim, rung
from teams_bot.timers.undelivered import channel_gone, dead_letter

Timer = Callable[[Services, Claimed], Awaitable[None]]

TIMERS: Final[Mapping[str, Timer]] = {
    "rung": rung,
    "claim": claim,
    DEAD_LETTER: dead_letter,
    "drop_mentor": drop_mentor,
    KEEP_APART: keep_apart,
    LEFT_IN_PEACE: left_in_peace,
    "forget": forget,
    "channel_gone": channel_gone,
    "remind": remind,
    "rest": rest,
    digests.TIMER: digest_day,
    nightly.KIND: nightly.snapshot,
}
