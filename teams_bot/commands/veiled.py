"""An anonymous question as administrators see it: without the learner, with rounded times."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from matching.model import PersonId, Refusal, RefusalReason, Shortlist
from matching.thread import FollowUp, Offer, Thread
from storage.change import Reveal
from teams_bot.reports import UNNAMED

TELLING: Final = frozenset({RefusalReason.OWN_QUESTION, RefusalReason.BLOCKED_PAIR})


def veiled(thread: Thread) -> Thread:
    """Take the learner out of an anonymous thread, also where others point at them.

    Who was refused as the learner, or as somebody kept apart from them, is not named either. The
    times of what the learner did are cut to the hour: in their own chat the exact ones stand.
    """
    if not thread.anonymous:
        return thread
    return replace(
        thread,
        learner=UNNAMED,
        origin="",
        created=_hour(thread.created),
        ended=None if thread.ended is None else _hour(thread.ended),
        offers=tuple(_offer(each) for each in thread.offers),
        promise=None,
        follow_ups=tuple(_line(each, thread.learner) for each in thread.follow_ups),
        shortlists=tuple(_shortlist(each) for each in thread.shortlists),
    )


def lifted(made: Reveal) -> dict[str, str]:
    """Describe that somebody was shown who asked."""
    return {"who": made.who, "login": made.login, "why": made.why, "at": made.at.isoformat()}


def told_lifted(made: Reveal) -> str:
    """Tell that somebody was shown who asked, in a line."""
    return f"Revealed {made.at:%Y-%m-%d %H:%M} to {made.who} (login {made.login}): {made.why}"


def _offer(offer: Offer) -> Offer:
    withdrawn = None if offer.withdrawn is None else _hour(offer.withdrawn)
    return replace(offer, due=_hour(offer.due), withdrawn=withdrawn)


def _line(line: FollowUp, learner: PersonId) -> FollowUp:
    if line.sender == learner:
        return replace(line, sender=UNNAMED, at=_hour(line.at))
    return replace(line, recipient=UNNAMED)


def _shortlist(made: Shortlist) -> Shortlist:
    return replace(made, refusals=tuple(map(_refusal, made.refusals)))


def _refusal(made: Refusal) -> Refusal:
    return replace(made, mentor=UNNAMED) if made.reason in TELLING else made


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
