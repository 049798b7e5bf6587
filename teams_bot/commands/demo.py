"""`demo`: a MongoDB of its own, sixty invented people, and a page to play them."""

import argparse
import asyncio
import secrets
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Final

from aiohttp import web

from matching.skills import SkillId
from storage.change import Address, Change, Committed
from storage.commit import Cause
from storage.driver import connect
from storage.embedded import embedded_mongodb, free_port
from teams_bot.app import Running, build_app, running
from teams_bot.commands import demo_data
from teams_bot.commands.demo_data.rooms import rooms
from teams_bot.commands.past import load_history
from teams_bot.commands.people import label_of, person_of
from teams_bot.commands.serving import serving, stop_signals
from teams_bot.commands.skills import skill_of
from teams_bot.commands.story import Broken, play
from teams_bot.commands.trouble import Trouble
from teams_bot.directory import read_people, read_skills
from teams_bot.offers import begin
from teams_bot.services import Services
from teams_bot.settings import LOCAL_TENANT, Settings, require_database
from teams_bot.tryout import DemoPerson, LocalTeams, build_tryout
from teams_bot.tryout.packages import PackagesError, ensure_page_packages

BOT_ID: Final = "nanomentor-demo"
BOT_NAME: Final = "Nanomentor"
HESITANT: Final = 9  # every ninth has not agreed to be asked yet
AWAY: Final = 16  # every sixteenth is away for a day
LADDERS: Final = "vpn = call_centre 120; 3 crowd 480"  # so that the desk has something to do
LINES: Final = """
Nanomentor is ready.

  Try-out page   {address}/tryout/
  Bot endpoint   {address}/api/messages
  MongoDB        {uri}

Nothing leaves this machine. Ctrl-C stops everything that was started.
"""


async def demo(settings: Settings, chosen: argparse.Namespace) -> int:
    """Serve the demo, or with --once play one question and print it."""
    once = chosen.once or chosen.dead_connector
    if not once:
        await _fetch_page()
    async with _database(settings) as kept:
        port = free_port() if once else settings.port
        trial = replace(
            kept,
            host="127.0.0.1",
            port=port,
            anonymous=True,
            tenant=LOCAL_TENANT,
            tenant_given=False,
        )
        dead = chosen.dead_connector
        async with demo_service(trial, dead_connector=dead, page=not once) as (teams, parts):
            if once:
                return await _once(teams, parts)
            stop = stop_signals()
            where = _without_password(trial.mongodb_uri)
            print(LINES.format(address=f"http://127.0.0.1:{port}", uri=where), flush=True)
            await stop.told.wait()
    return 0


@asynccontextmanager
async def demo_service(
    settings: Settings, *, dead_connector: bool = False, page: bool = True
) -> AsyncIterator[tuple[LocalTeams, Running]]:
    """Run the service beside the local Teams, with the demo organisation in it."""
    address = f"http://127.0.0.1:{settings.port}"
    people = read_people(demo_data.people_csv()).rows
    async with running(settings) as parts:
        teams = LocalTeams(
            bot_endpoint=f"{address}/api/messages",
            bot_id=BOT_ID,
            bot_name=BOT_NAME,
            tenant=settings.tenant,
            now=parts.services.now,
            people=[
                DemoPerson(
                    id=each.id,
                    name=each.name,
                    title=each.title,
                    time_zone=each.time_zone or "",
                )
                for each in people
            ],
            installed=[each.id for each in people if each.id != demo_data.LEARNER],
            rooms=rooms([each.id for each in people if each.id != demo_data.LEARNER]),
            service_url=f"http://127.0.0.1:{free_port()}"
            if dead_connector
            else f"{address}/tryout/connector",
        )
        await fill(parts, teams)
        shown = (demo_data.LEARNER, *await _likely_mentors(parts.services))
        app = build_app(parts)
        if page:
            app.add_subapp("/tryout", build_tryout(teams, demo_data.questions(), shown=shown))
            app.router.add_get("/", _to_the_page)
            parts.services.begin(_night_before(parts.services))
        else:
            app.add_subapp("/tryout/connector", teams.connector())
            app.cleanup_ctx.append(_open(teams))
        async with serving(parts, app):
            await teams.install(demo_data.LEARNER)
            yield teams, parts


async def fill(parts: Running, teams: LocalTeams) -> None:
    """Bring the demo organisation in, as the import commands do, and its ninety days before."""
    store, now = parts.services.store, parts.services.now()
    people = read_people(demo_data.people_csv()).rows
    await store.import_skills([skill_of(row) for row in read_skills(demo_data.skills_csv()).rows])
    labels = {SkillId(skill): label_of(skill) for row in people for skill in row.skills or ()}
    await store.import_people([person_of(row) for row in people], labels, now)
    await load_history(parts.services, demo_data.history())
    await _had_joined(parts.services, teams)


async def _night_before(services: Services) -> None:
    """Do the work of a night, so that there are waits to tell and a report."""
    if services.apart:
        await services.apart()


async def _had_joined(services: Services, teams: LocalTeams) -> None:
    """Write that everybody but the learner got the app, its welcome and agreed in those days.

    Not everybody agreed, and some are away, as in life: so refusals have their reasons too.
    """
    tomorrow = services.now() + timedelta(days=1)
    pairs = []
    for number, row in enumerate(read_people(demo_data.people_csv()).rows):
        before = person_of(row)
        after = replace(
            before,
            address=Address(**teams.reference(row.id)),
            reachable=True,
            welcomed=True,
            opted_in=number % HESITANT != HESITANT - 1,
            away_until=tomorrow if number % AWAY == AWAY - 1 else None,
        )
        if row.id != demo_data.LEARNER:
            pairs.append((before, after))
    done = await services.store.commit(Change(people=tuple(pairs)), Cause(), services.now())
    if not isinstance(done, Committed):
        raise TypeError(f"the demo's people were not written: {done}")


async def _likely_mentors(services: Services) -> tuple[str, ...]:
    """Name who would be asked the story's question now: the page opens with the first of them."""
    base = await services.store.rules()
    if not base.number:  # without the draw, so that whoever is shown is asked
        note = ("the try-out", "the same colleagues each time")
        values = {"exploration": 0, "ladders": LADDERS}
        await services.store.publish_rules(base, values, note, services.now())
    rows = read_people(demo_data.people_csv()).rows
    (learner,) = (person_of(row) for row in rows if row.id == demo_data.LEARNER)
    begun = await begin(services, learner, demo_data.QUESTION, "")
    return tuple(offer.mentor for offer in begun.thread.offers[:1])


async def _once(teams: LocalTeams, parts: Running) -> int:
    try:
        async for line in play(teams, parts):
            print(line, flush=True)
    except Broken as broken:
        print(f"The story broke off: {broken}", file=sys.stderr)
        return 1
    return 0


@asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[Settings]:
    """Give the settings of a database of the demo's own, which goes with it."""
    if not settings.mongodb_uri:
        with embedded_mongodb() as uri:
            yield replace(settings, mongodb_uri=uri)
        return
    require_database(settings)
    name = f"{settings.mongodb_database}_demo_{secrets.token_hex(4)}"
    driver = await connect(settings.mongodb_uri, name, settings.mongodb_driver)
    try:
        yield replace(settings, mongodb_database=name)
    finally:
        await driver.drop()
        await driver.close()


def _without_password(uri: str) -> str:
    """Give a MongoDB address that may be shown.

    >>> _without_password("mongodb://ana:secret@db.example.com/?replicaSet=rs0")
    'mongodb://db.example.com/?replicaSet=rs0'
    """
    scheme, _, rest = uri.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"


async def _fetch_page() -> None:
    """Fetch what the page needs before anything is started; the first time it takes a while."""
    try:
        if await asyncio.to_thread(ensure_page_packages):
            print("The try-out page's packages were fetched.", flush=True)
    except PackagesError as trouble:
        raise Trouble(str(trouble)) from trouble


def _open(teams: LocalTeams) -> Callable[[web.Application], AsyncIterator[None]]:
    async def opened(_: web.Application) -> AsyncIterator[None]:
        await teams.open()
        yield
        await teams.close()

    return opened


async def _to_the_page(_: web.Request) -> web.StreamResponse:
    raise web.HTTPFound("/tryout/")
