"""What must hold after any trouble, read from the database and the ledger of the connector."""

from collections import Counter, defaultdict
from typing import Any

from tests.chaos.world import Accepted, World

MOST = {"repeat": 2, "once": 1}
LIVE = ("sent", "taken")

Documents = list[dict[str, Any]]


async def audit(world: World) -> list[str]:
    """Give everything that is broken, as sentences; nothing may be due any more."""
    jobs, threads = await world.documents("jobs"), await world.documents("threads")
    people = await world.documents("people")
    return [
        *(f"{each} is left" for each in await world.left()),
        *_jobs(jobs, world.teams.accepted),
        *_threads(threads, jobs),
        *_loads(threads, people),
        *_notices(world),
        *_rates(world),
    ]


def _jobs(jobs: Documents, accepted: list[Accepted]) -> list[str]:
    """Every job ended as its policy allows, and what is done was accepted."""
    times = Counter(each.job for each in accepted)
    ids = {each.id for each in accepted}
    broken = []
    for job in jobs:
        key, most = job["key"], MOST[job["policy"]]
        if job["state"] == "dead":
            broken.append(f"{key} is dead: {job.get('why')}")
        if times[key] > min(most, 1 + job["ambiguous"]):
            broken.append(
                f"{key} was accepted {times[key]} times; {most} is the most, after a doubt"
            )
        spoken = job["lane"] is not None and not job["kind"].endswith("_update")
        if job["state"] == "done" and spoken and job.get("sent_id") not in ids:
            broken.append(f"{key} is done, and nobody accepted it")
    known = {job["key"] for job in jobs}
    return broken + [f"{key} was said without a job" for key in times if key and key not in known]


def _threads(threads: Documents, jobs: Documents) -> list[str]:
    """Every thread has its messages and its one timer, and there is one for one message."""
    of: defaultdict[str, Documents] = defaultdict(list)
    for job in jobs:
        of[job["thread"]].append(job)
    twice = Counter((each["learner"], each["origin"]) for each in threads)
    broken = [f"{number} threads of {one}" for one, number in twice.items() if number > 1]
    for thread in threads:
        mine = of[thread["id"]]
        wanted = [f"status:{thread['id']}"]
        wanted += [f"offer:{each['id']}" for each in thread["offers"]]
        wanted += [f"answer:{each['id']}" for each in thread["answers"]]
        kept = {each["key"] for each in mine}
        broken += [
            f"{key} is missing in a thread {thread['state']}" for key in wanted if key not in kept
        ]
        broken += _timers(thread, mine)
    return broken


def _timers(thread: dict[str, Any], jobs: Documents) -> list[str]:
    """An open question has one future timer of its rung, a taken one that of its claim too."""
    waiting = Counter(each["kind"] for each in jobs if each["state"] == "pending")
    wanted = {"open": {"rung": 1}, "taken": {"claim": 1}}.get(thread["state"], {})
    return [
        f"a thread {thread['state']} has {waiting[kind]} timers {kind}"
        for kind, number in wanted.items()
        if waiting[kind] != number
    ]


def _loads(threads: Documents, people: Documents) -> list[str]:
    live = Counter(
        offer["mentor"]
        for thread in threads
        for offer in thread["offers"]
        if offer["state"] in LIVE
    )
    return [
        f"{each['id']} has load {each['load']} and {live[each['id']]} live offers"
        for each in people
        if each["load"] != live[each["id"]]
    ]


def _notices(world: World) -> list[str]:
    """Only somebody whose message got a 503 was told that it is not saved, and as often."""
    said = Counter(each.person for each in world.teams.accepted if not each.job)
    return [
        f"{person} was told {number} times that nothing was saved, after {world.refused[person]}"
        for person, number in said.items()
        if number > world.refused[person]
    ]


def _rates(world: World) -> list[str]:
    return [
        f"a request to {each.person} broke the rates of Teams"
        for each in world.teams.ledger
        if each.code == "TooManyRequests"
    ]


async def out_of_order(world: World) -> list[str]:
    """Give the messages of one thread that first arrived in another order than they were due.

    At most one of a conversation is under way, so that no message overtakes another; but for one
    whose end nobody knows: it may come late, when its conversation has moved on.
    """
    jobs = {each["key"]: each for each in await world.documents("jobs")}
    last: dict[tuple[str, str], tuple[Any, str]] = {}
    broken, seen = [], set()
    for each in world.teams.accepted:
        job = jobs.get(each.job)
        if job is None or each.job in seen or job["thread"] is None:
            continue
        if job["state"] == "uncertain":
            continue
        seen.add(each.job)
        due, before = (job["due"], job["order"]), last.get((each.person, job["thread"]))
        if before is not None and before[0] > due:
            broken.append(f"{each.job} came {job['state']} to {each.person} after {before[1]}")
        last[each.person, job["thread"]] = (due, each.job)
    return broken
