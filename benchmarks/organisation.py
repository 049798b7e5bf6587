"""An organisation like the demo's, only larger, in which somebody is free for every question.

Everybody agreed to be asked, can be reached and is at work round the clock, so that no run depends
on the hour it is started at. All rules have their defaults.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from matching.model import PersonId
from matching.skills import SkillId
from storage.change import Address, Person
from storage.store import Store
from teams_bot.commands import demo_data
from teams_bot.commands.people import label_of, person_of
from teams_bot.commands.skills import skill_of
from teams_bot.directory import read_people, read_skills
from teams_bot.services import Clock
from teams_bot.settings import LOCAL_TENANT

PEOPLE: Final = 1000
BOT: Final = "28:nanomentor"
ALWAYS: Final = "mon-sun 00:00-24:00"


def address_of(person: str, service_url: str) -> Address:
    """Give the address of somebody's personal chat."""
    return Address(service_url=service_url, conversation=f"a:{person}", user=person, bot=BOT)


def people(count: int, service_url: str) -> list[Person]:
    """Make `count` people: the demo's, again and again under other ids."""
    rows = [person_of(row) for row in read_people(demo_data.people_csv()).rows]
    return [
        replace(
            rows[number % len(rows)],
            id=person_id(number),
            name=f"{rows[number % len(rows)].name} {number // len(rows) + 1}",
            hours=ALWAYS,
            opted_in=True,
            welcomed=True,
            reachable=True,
            manager=None if number < len(rows) else person_id(number % len(rows)),
            address=address_of(person_id(number), service_url),
        )
        for number in range(count)
    ]


def person_id(number: int) -> PersonId:
    """Give the id of one of them, in the form of a directory's object ids."""
    return PersonId(f"00000000-0000-4000-8000-{number:012d}")


async def fill(store: Store, count: int, service_url: str) -> None:
    """Bring the organisation in, as the import commands do."""
    clock = Clock()
    await clock.sync(store)
    everybody = people(count, service_url)
    labels = {SkillId(skill): label_of(skill) for each in everybody for skill in each.skills}
    await store.import_skills([skill_of(row) for row in read_skills(demo_data.skills_csv()).rows])
    await store.import_people(everybody, labels, clock.now())


async def rest(store: Store) -> None:
    """Set all counters back and empty the outbox, so that the next slice starts like this."""
    query = {"tenant": store.tenant}
    await store.driver.collection("jobs").delete_many({**query, "state": "pending"})
    await store.driver.collection("lanes").delete_many(query)
    await store.driver.collection("people").update_many(
        query, {"$set": {"load": 0, "asked_at": [], "interrupted_at": [], "open_questions": 0}}
    )


class Questions:
    """Activities as Teams posts them: each a new question, the learners in turn."""

    def __init__(self, people: int, service_url: str) -> None:
        self._people = people
        self._service_url = service_url
        self._texts = demo_data.questions()
        self._number = 0

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        """Give numbered bodies of `POST /api/messages`, without end."""
        while True:
            self._number += 1
            yield self._number, json.dumps(self.activity(self._number)).encode()

    def activity(self, number: int) -> dict[str, Any]:
        """Make one question as an activity; its text carries its number."""
        text = f"{self._texts[number % len(self._texts)]} (case {number})"
        where = address_of(person_id(number % self._people), self._service_url)
        return {
            "type": "message",
            "id": f"1:{number}",
            "timestamp": "2026-03-02T09:00:00.000Z",
            "localTimestamp": "2026-03-02T10:00:00.000+01:00",
            "channelId": "msteams",
            "serviceUrl": self._service_url,
            "locale": "en-GB",
            "from": {"id": where.user, "name": "Somebody", "aadObjectId": where.user},
            "recipient": {"id": BOT, "name": "Nanomentor"},
            "conversation": {
                "id": where.conversation,
                "conversationType": "personal",
                "tenantId": LOCAL_TENANT,
            },
            "channelData": {"tenant": {"id": LOCAL_TENANT}},
            "text": text,
            "textFormat": "plain",
            "attachments": [{"contentType": "text/html", "content": f"<p>{text}</p>"}],
        }
