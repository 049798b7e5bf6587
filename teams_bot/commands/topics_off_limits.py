"""`topics-off-limits show|export|import`: what is not for colleagues, as versions."""

import argparse
import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from matching.off_limits import OffLimits, TopicError, as_data, topics_from
from storage.change import Faster
from storage.off_limits import StoppedOn, Topics
from teams_bot.commands.opened import opened
from teams_bot.commands.people import read_bytes
from teams_bot.commands.rules import login
from teams_bot.commands.trouble import Trouble
from teams_bot.settings import Settings
from teams_bot.texts import clean

SHOWN_DAYS = 30


async def show(settings: Settings, chosen: argparse.Namespace) -> int:
    """Print the topics, their contacts, and how often a question was stopped lately."""
    async with opened(settings) as (store, now):
        version = await store.off_limits()
        counts = await store.stopped_since(_day(now))
    if chosen.json:
        found = {
            "version": version.number,
            **as_data(version.topics),
            "stopped": [
                {name: getattr(each, name) for name in StoppedOn.__dataclass_fields__}
                for each in counts
            ],
        }
        print(json.dumps(found, indent=2, ensure_ascii=False))
        return 0
    print("\n".join(_told(version, counts)))
    return 0


async def export(settings: Settings, _: argparse.Namespace) -> int:
    """Print the topics as JSON that `topics-off-limits import` reads."""
    async with opened(settings) as (store, _now):
        version = await store.off_limits()
    print(json.dumps(as_data(version.topics), indent=2, ensure_ascii=False))
    return 0


async def import_file(settings: Settings, chosen: argparse.Namespace) -> int:
    """Set all topics to those of a JSON file, or none of them."""
    try:
        topics = topics_from(json.loads(read_bytes(chosen.file)))
    except TopicError as mistakes:
        raise Trouble(f"{mistakes}\nNothing was changed.") from mistakes
    except (ValueError, RecursionError) as trouble:
        raise Trouble(f"{chosen.file} is not JSON: {trouble}.") from trouble
    async with opened(settings) as (store, now):
        base = await store.off_limits()
        if base.topics == topics:
            print(f"Nothing differs from version {base.number}; it stays.")
            return 0
        unknown = await _unknown_skills(topics, set((await store.taxonomy()).skills))
        note = (clean(chosen.who)[:100] or login(), clean(chosen.why)[:1000])
        done = await store.publish_off_limits(base, topics, note, now)
    if isinstance(done, Faster):
        raise Trouble("Somebody changed the topics at the same moment. Look and try again.")
    for each in unknown:
        print(f"Note: there is no skill {each} (yet), so it stops nothing.")
    print(f"Version {done.number} with {_topics(topics)}, in force within seconds.")
    return 0


async def _unknown_skills(topics: Sequence[OffLimits], known: set[str]) -> list[str]:
    return sorted({skill for each in topics for skill in each.skills} - known)


def _told(version: Topics, counts: Sequence[StoppedOn]) -> Iterator[str]:
    who = "the defaults"
    if version.when is not None:
        who = f"{version.when:%Y-%m-%d %H:%M} by {version.who}: {version.why or '-'}"
    yield f"Off limits, version {version.number} ({who})"
    for each in version.topics:
        contact = each.contact
        ways = (contact.name, contact.mail, contact.phone, contact.link)
        reached = ", ".join(filter(None, ways)) or f"no contact set: “{each.turn_to}”"
        objects = "may object" if each.may_object else "no objection"
        about = f"{len(each.terms)} terms, {len(each.skills)} skills; {objects}"
        yield f"  {each.id:<12} {about}; {reached}"
    yield (
        f"Stopped in the last {SHOWN_DAYS} days:" if counts else "No question was stopped lately."
    )
    for one in counts:
        objected = f"{one.objected} asked all the same"
        yield f"  {one.day} {one.topic:<12} {one.stopped} stopped, {objected}"


def _topics(topics: Sequence[OffLimits]) -> str:
    return "1 topic" if len(topics) == 1 else f"{len(topics)} topics"


def _day(now: datetime) -> str:
    return (now - timedelta(days=SHOWN_DAYS)).strftime("%Y-%m-%d")
