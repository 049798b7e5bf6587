"""`people contracts` and `people invite ID`: who outside is asked, what was bought and used."""

import argparse
import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from matching.contract import ends_at
from matching.eligibility import weights_of
from matching.minutes import spent
from matching.model import PersonId
from matching.rules import Rules
from storage.change import Change, Committed, Person
from storage.commit import Cause
from storage.imports import invitation
from teams_bot.commands.opened import opened
from teams_bot.commands.trouble import Trouble
from teams_bot.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """One contract mentor as the command tells it."""

    id: str
    name: str
    mail: str
    bought_minutes: int | None  # None: not counted
    used_minutes: int
    open_requests: int
    until: str  # the last day; "": no end
    ended: bool
    invited: bool
    agreed: bool
    reachable: bool


async def contracts(settings: Settings, chosen: argparse.Namespace) -> int:
    """Print every contract mentor with the hours bought and used."""
    async with opened(settings) as (store, now):
        rules = (await store.rules()).rules
        found = [contract_of(each, rules, now) for each in await store.contracts(chosen.limit)]
    if chosen.json:
        print(json.dumps([asdict(each) for each in found], indent=2, ensure_ascii=False))
        return 0
    for each in found:
        print(told(each))
    if not found:
        print("No contract mentors. Import people whose source is contract.")
    return 0


async def invite(settings: Settings, chosen: argparse.Namespace) -> int:
    """Send somebody outside the invitation once more, with a link that works anew."""
    if not settings.mails:
        raise Trouble("Set SMTP_URL and PUBLIC_URL first: an invitation is a mail with a link.")
    async with opened(settings) as (store, now):
        person = await store.person(PersonId(chosen.id))
        if person is None or not person.by_mail or not person.active:
            raise Trouble(
                f"{chosen.id!r} is nobody who is asked by mail: it takes source contract, "
                "a mail address, and no Teams chat with the app."
            )
        if person.opted_in:
            raise Trouble(f"{person.name} has agreed already; nothing was sent.")
        after = replace(person, invited=person.mail, reachable=True)
        job = invitation(after, now, again=f":{now.isoformat()}")
        change = Change(people=((person, after),), jobs=(job,))
        if not isinstance(await store.commit(change, Cause(), now), Committed):
            raise Trouble("Somebody changed this entry at the same moment; run the command again.")
    print(f"{person.name} is invited at {person.mail}.")
    return 0


def contract_of(person: Person, rules: Rules, now: datetime) -> Contract:
    """Sum up one contract; used minutes are what was given, each kind with its weight."""
    ends = ends_at(person.contract_until, person.time_zone or rules.default_time_zone)
    return Contract(
        id=person.id,
        name=person.name,
        mail=person.mail,
        bought_minutes=person.contract_minutes,
        used_minutes=spent(person.record.given, weights_of(rules)),
        open_requests=person.load,
        until=person.contract_until,
        ended=not person.active or (ends is not None and ends <= now),
        invited=bool(person.invited) and person.invited == person.mail,
        agreed=person.opted_in,
        reachable=person.reachable,
    )


def told(each: Contract) -> str:
    """Tell one contract in a line.

    >>> told(Contract(id="o", name="Olga", mail="o@home.test", bought_minutes=600, used_minutes=90,
    ...     open_requests=1, until="2027-03-31", ended=False, invited=True, agreed=True,
    ...     reachable=True))
    'Olga (o): 1 h 30 min of 10 h used, 1 open, until 2027-03-31'
    """
    bought = "no limit" if each.bought_minutes is None else hours(each.bought_minutes)
    notes = [
        f"{hours(each.used_minutes)} of {bought} used",
        f"{each.open_requests} open",
        f"until {each.until}" if each.until else "no end",
    ]
    notes += ["ended"] if each.ended else []
    if not each.agreed:
        notes.append("has not agreed yet" if each.invited else "not invited")
    notes += [] if each.reachable or not each.invited else ["mail comes back"]
    return f"{each.name} ({each.id}): {', '.join(notes)}"


def hours(minutes: int) -> str:
    """Say minutes as hours.

    >>> hours(90), hours(600), hours(45), hours(0)
    ('1 h 30 min', '10 h', '45 min', '0 min')
    """
    whole, rest = divmod(minutes, 60)
    parts = [f"{whole} h"] * bool(whole) + [f"{rest} min"] * (bool(rest) or not whole)
    return " ".join(parts)
