"""`places list|use|stop`: the channels the bot is in, and where questions are posted."""

import argparse
import json
from collections.abc import Mapping
from typing import Any

from matching.skills import SkillId
from storage.change import Room
from teams_bot.commands.opened import opened
from teams_bot.commands.trouble import Trouble
from teams_bot.settings import Settings

ROOMS_MAX = 500


async def list_places(settings: Settings, chosen: argparse.Namespace) -> int:
    """Print the channels."""
    async with opened(settings) as (store, _):
        found = sorted(await store.rooms(ROOMS_MAX), key=lambda each: not each.used)
    if chosen.json:
        print(json.dumps([_described(each) for each in found], indent=2, ensure_ascii=False))
        return 0
    for each in found:
        print(f"{each.id}  {_use_of(each):<24}  {each.name or '(without a name)'}")
    if not found:
        print("The bot is in no channel yet. Add the app to a team; the channel appears here.")
    return 0


async def use(settings: Settings, chosen: argparse.Namespace) -> int:
    """Post questions to a channel: on some skills, or on all."""
    async with opened(settings) as (store, _):
        taxonomy = await store.taxonomy()
        known = set(taxonomy.skills)
        unknown = [each for each in chosen.skill if each not in known]
        if unknown:
            raise Trouble(f"No such skill: {', '.join(unknown)}. Nothing was changed.")
        skills = [SkillId(each) for each in chosen.skill]
        if not await store.use_room(chosen.id, skills):
            raise Trouble(_none(chosen.id))
    about = f"on {', '.join(sorted(skills))}" if skills else "on every topic"
    print(f"Questions {about} are posted there when the ladder comes to its crowd rung.")
    return 0


async def stop(settings: Settings, chosen: argparse.Namespace) -> int:
    """Post no more questions to a channel; those that stand there stay until their time is up."""
    async with opened(settings) as (store, _):
        if not await store.use_room(chosen.id, used=False):
            raise Trouble(_none(chosen.id))
    print("No more questions are posted there.")
    return 0


def _none(identity: str) -> str:
    return f"The bot is in no channel {identity}. `places list` gives the ids."


def _use_of(room: Room) -> str:
    if not room.used:
        return "not used"
    return f"for {', '.join(room.skills)}" if room.skills else "for all"


def _described(room: Room) -> Mapping[str, Any]:
    return {
        "id": room.id,
        "team": room.team,
        "name": room.name,
        "seen": room.seen.isoformat(),
        "used": room.used,
        "skills": list(room.skills),
    }
