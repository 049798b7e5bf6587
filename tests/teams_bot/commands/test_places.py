"""`places list`, `places use` and `places stop`."""

import json

from matching.skills import Skill, SkillId
from storage.change import Change, Room
from storage.commit import Cause
from storage.store import Store
from tests.support.builders import NOW
from tests.teams_bot.commands.conftest import InStore, Run

CHANNEL = "19:experts@thread.tacv2"


async def added(store: Store) -> None:
    await store.import_skills([Skill(id=SkillId("excel"), label="Excel")])
    channel = Room(
        id=CHANNEL,
        service_url="https://x.example",
        bot="28:b",
        name="Excel help",
        seen=NOW,
        kind="channel",
    )
    await store.commit(Change(rooms=(channel,)), Cause(), NOW)


def test_a_channel_is_used_for_some_skills_or_all_and_stopped(
    run: Run, here: str, in_store: InStore
) -> None:
    assert run("places", "list").out.startswith("The bot is in no channel yet.")
    in_store(added)
    assert "not used" in run("places", "list").out
    assert "on excel" in run("places", "use", CHANNEL, "--skill", "excel").out
    assert "for excel" in run("places", "list").out
    assert "on every topic" in run("places", "use", CHANNEL).out
    assert "for all" in run("places", "list").out
    assert "No more questions" in run("places", "stop", CHANNEL).out
    (told,) = json.loads(run("places", "list", "--json").out)
    assert (told["id"], told["used"], told["skills"]) == (CHANNEL, False, [])


def test_what_is_not_there_is_said_in_a_sentence(run: Run, here: str, in_store: InStore) -> None:
    in_store(added)
    wrong = run("places", "use", "19:other")
    assert (wrong.code, "The bot is in no channel 19:other." in wrong.err) == (1, True)
    assert run("places", "stop", "19:other").code == 1
    unknown = run("places", "use", CHANNEL, "--skill", "cobol")
    assert "No such skill: cobol" in unknown.err
