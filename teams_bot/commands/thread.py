"""`thread show ID` and `thread list`: what was asked, who was chosen, and why not the others."""

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Final

from matching.eligibility import SENTENCES
from matching.model import PersonId, Pick, Shortlist
from matching.sources import Source
from matching.thread import Thread, ThreadId
from matching.waits import Promise
from teams_bot import texts
from teams_bot.commands.ended import ending_of, standing_of
from teams_bot.commands.opened import opened
from teams_bot.commands.trouble import Trouble
from teams_bot.commands.veiled import lifted, told_lifted, veiled
from teams_bot.settings import Settings
from teams_bot.timers.people import IN_PEACE

Names = dict[PersonId, str]

RESERVES_TOLD: Final = 5
_IN_PEACE: Final = "asked for peace before the card was due"
_KINDS: Final = {"channel": "channel", "groupChat": "group chat"}


async def show(settings: Settings, chosen: argparse.Namespace) -> int:
    """Print one thread."""
    async with opened(settings) as (store, _):
        thread = await store.thread(ThreadId(chosen.id))
        if thread is None:
            raise Trouble(f"There is no thread {chosen.id}. `thread list` gives the ids.")
        reveals = await store.reveals(thread.id)
        shown = veiled(thread)
        names = await store.names(people_of(shown))
    if chosen.json:
        whole = described(shown) | {"reveals": [lifted(each) for each in reveals]}
        print(json.dumps(whole, indent=2, ensure_ascii=False))
    else:
        print("\n".join([*told(shown, names), *map(told_lifted, reveals)]))
    return 0


async def list_threads(settings: Settings, chosen: argparse.Namespace) -> int:
    """Print the newest threads, a line each."""
    async with opened(settings) as (store, _):
        threads = [veiled(each) for each in await store.newest_threads(chosen.limit)]
    if chosen.json:
        print(json.dumps([_summary(each) for each in threads], indent=2, ensure_ascii=False))
        return 0
    for each in threads:
        print(f"{each.id}  {each.created:%Y-%m-%d %H:%M}  {each.state:<10}  {each.text}")
    if not threads:
        print("No question was asked yet.")
    return 0


def described(thread: Thread) -> dict[str, Any]:
    """Describe a thread for programs: the format of `thread show --json`."""
    return {
        **_summary(thread),
        "skills": dict(thread.skills),
        "rung": thread.rung,
        "rung_ends": _at(thread.rung_ends),
        "claim_ends": _at(thread.claim_ends),
        "ended": _at(thread.ended),
        "ending": ending_of(thread),
        "promise": _promised(thread.promise),
        "place": _place(thread),
        "offers": [
            {
                "id": each.id,
                "mentor": each.mentor,
                "state": each.state.value,
                "rung": each.rung,
                "due": _at(each.due),
                "reacted": _at(each.reacted),
                "undelivered": each.undelivered,
                "suggestion": each.suggestion,
                "reason": each.reason,
                "outside": each.outside,
                "source": each.source.value,
                "own_choice": each.own_choice,
                "wrap_up": each.wrap_up,
            }
            for each in thread.offers
        ],
        "answers": [
            {
                "id": each.id,
                "mentor": each.mentor,
                "offer": each.offer,
                "text": each.text,
                "at": _at(each.at),
                "rating": None if each.rating is None else each.rating.value,
                "minutes_saved": each.minutes_saved,
                "thanks": each.thanks,
                "thanked": each.thanked,
                "good_news": each.good_news,
                "reported": each.reported,
                "late": each.late,
                "standing": each.standing,
            }
            for each in thread.answers
        ],
        "sealed": len(thread.sealed),
        "postings": [
            {
                "id": each.id,
                "source": each.source.value,
                "place": each.place,
                "rung": each.rung,
                "due": _at(each.due),
                "answers": each.answers,
                "open": each.open,
                "opened": _at(each.opened),
                "early": each.early,
                "undelivered": each.undelivered,
            }
            for each in thread.postings
        ],
        "follow_ups": [
            {
                "id": each.id,
                "from": each.sender,
                "to": each.recipient,
                "text": each.text,
                "at": _at(each.at),
            }
            for each in thread.follow_ups
        ],
        **_choices(thread),
    }


def told(thread: Thread, names: Names) -> list[str]:
    """Tell a thread to people: the picks with their terms, the refusals with their reasons."""
    asker = names.get(thread.learner, thread.learner)
    lines = [thread.text, f"  asked by {asker}, {standing_of(thread)}"]
    if thread.place is not None:
        also = ", the first answer goes there, too" if thread.place.here else ""
        room = thread.place.name or thread.place.conversation
        lines += [f"  asked in the {_KINDS[thread.place.kind]} {room}{also}"]
    for rung, shortlist in _rungs(thread):
        where = f"Rung {rung}" if shortlist.picks else "Passed over"
        versions = f"rules version {shortlist.rules_version}, seed {shortlist.seed}"
        lines += [f"{where}, {shortlist.source}, {versions}:"]
        if shortlist.source is Source.CALL_CENTRE:
            lines += [f"  {texts.SAY['desk_nobody']}"]
        lines += _told_choice(shortlist, names)
        lines += _told_lost(thread, rung, names) if shortlist.picks else []
    for each in thread.postings:
        at = f"{'stands' if each.open else 'stood'} at {each.place}"
        lines += [f"Rung {each.rung}, {each.source}: {at}"]
    lines += _told_offers(thread, names)
    for answer in thread.answers:
        lines += [f"Answer of {names.get(answer.mentor, answer.mentor)}: {answer.text}"]
        if answer.rating is not None:
            saved = "not given" if answer.minutes_saved is None else answer.minutes_saved
            lines += [f"  rated {answer.rating}, minutes saved: {saved}"]
    return lines


def _rungs(thread: Thread) -> list[tuple[int, Shortlist]]:
    """Give each choice with the number of the rung it led to, or was made for."""
    return [(each.rung or place, each) for place, each in enumerate(thread.shortlists, start=1)]


def _told_pick(pick: Pick, names: Names) -> str:
    wait = f" (out of hours until {at.astimezone(UTC):%F %R} UTC)" if (at := pick.opens_at) else ""
    return f"{names.get(pick.mentor, pick.mentor)}: {pick.reason}{wait}"


def _told_choice(shortlist: Shortlist, names: Names) -> Iterator[str]:
    for pick in shortlist.picks:
        terms = ", ".join(f"{name} {value:.2f}" for name, value in pick.terms.items())
        yield f"  picked   {_told_pick(pick, names)}"
        yield f"           score {pick.score:.3f} = {terms}"
    for reserve in shortlist.reserves[:RESERVES_TOLD]:
        yield f"  reserve  {_told_pick(reserve, names)}"
    if (more := len(shortlist.reserves) - RESERVES_TOLD) > 0:
        yield f"  reserve  and {more} more"
    for each in shortlist.refusals:
        yield f"  refused  {names.get(each.mentor, each.mentor)}: {SENTENCES[each.reason]}"
    yield "  counts   " + ", ".join(f"{each} {count}" for each, count in shortlist.counts.items())


def _told_offers(thread: Thread, names: Names) -> Iterator[str]:
    for each in thread.offers:
        who = names.get(each.mentor, each.mentor)
        if each.own_choice:
            yield f"Chosen from their digest by {who}"
        if each.wrap_up:
            yield f"Wrap-up of {who}: {each.wrap_up}"
        if each.suggestion:
            yield f"Hint of {who}, who would know better: {each.suggestion}"


def _told_lost(thread: Thread, rung: int, names: Names) -> Iterator[str]:
    for each in thread.offers:
        if each.rung == rung and each.undelivered:
            name = names.get(each.mentor, each.mentor)
            why = f"the card could not be delivered ({each.undelivered})"
            yield f"  dropped  {name}: {_IN_PEACE if each.undelivered == IN_PEACE else why}"


def _place(thread: Thread) -> dict[str, Any] | None:
    place = thread.place
    if place is None:
        return None
    return {
        "kind": place.kind,
        "conversation": place.conversation,
        "name": place.name,
        "service_url": place.service_url,
        "here": place.here,
        "named": place.named,
    }


def _summary(thread: Thread) -> dict[str, Any]:
    return {
        "id": thread.id,
        "state": thread.state.value,
        "question": thread.text,
        "learner": thread.learner,
        "anonymous": thread.anonymous,
        "created": _at(thread.created),
    }


def _choices(thread: Thread) -> dict[str, Any]:
    """Describe who was chosen on each rung, who was not, and why."""
    first = thread.shortlists[0] if thread.shortlists else None
    return {
        "picks": [
            _pick(rung, pick) for rung, shortlist in _rungs(thread) for pick in shortlist.picks
        ],
        "reserves": [
            _pick(rung, pick) for rung, shortlist in _rungs(thread) for pick in shortlist.reserves
        ],
        "refusals": [
            {
                "mentor": each.mentor,
                "reason": each.reason.value,
                "sentence": SENTENCES[each.reason],
                "rung": rung,
            }
            for rung, shortlist in _rungs(thread)
            for each in shortlist.refusals
        ],
        "counts": [dict(each.counts) for each in thread.shortlists],
        "rungs": [
            {
                "rung": rung,
                "source": each.source.value,
                "rules_version": each.rules_version,
                "weights_version": each.weights_version,
                "seed": each.seed,
            }
            for rung, each in _rungs(thread)
        ],
        "rules_version": None if first is None else first.rules_version,
        "seed": thread.seed,
    }


def _pick(rung: int, pick: Pick) -> dict[str, Any]:
    return {
        "mentor": pick.mentor,
        "rung": rung,
        "rank": pick.rank,
        "score": pick.score,
        "terms": dict(pick.terms),
        "reason": pick.reason,
        "introduction": pick.introduction,
        "features": dict(pick.features),
        "opens_at": _at(pick.opens_at),
    }


def people_of(thread: Thread) -> set[PersonId]:
    """Give everybody a thread names."""
    everybody = {thread.learner, *thread.asked}
    for shortlist in thread.shortlists:
        everybody |= {each.mentor for each in (*shortlist.picks, *shortlist.reserves)}
        everybody |= {each.mentor for each in shortlist.refusals}
    return everybody


def _promised(promise: Promise | None) -> dict[str, Any] | None:
    return None if promise is None else {**asdict(promise), "since": _at(promise.since)}


def _at(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
