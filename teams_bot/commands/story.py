"""The story of one question, played over HTTP: asked, taken, answered, rated; then the reasons."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from matching.model import PersonId
from matching.thread import State, Thread
from teams_bot.app import Running
from teams_bot.commands.demo_data import LEARNER, QUESTION
from teams_bot.commands.thread import people_of, told
from teams_bot.tryout import LocalTeams
from teams_bot.tryout.chats import Message

PATIENCE_SECONDS: Final = 30.0
SECONDS_TO_DOUBT: Final = 3.0  # then it is asked whether there is a connector at all
PAUSE_SECONDS: Final = 0.05
SUCCESS: Final = 200
FAILED: Final = 400
ANSWER: Final = (
    "Insert > PivotTable. Drag the date to Columns and the amount to Values, "
    "then right-click a date, Group, and choose Months."
)


class Broken(Exception):  # noqa: N818 - the end of the story
    """Where the story broke off, and what to look at."""


async def play(teams: LocalTeams, parts: Running) -> AsyncIterator[str]:
    """Play the story and tell it line by line; raise `Broken` where it ends badly."""
    names = {each["id"]: each["name"] for each in teams.state()["people"]}
    learner = names[LEARNER]
    yield f"{learner}: {QUESTION}"
    delivery = await teams.say(LEARNER, QUESTION)
    if not delivery.accepted:
        raise Broken(f"the bot answered {delivery.status} to the question.")
    status = await _message(teams, LEARNER, "cancel")
    yield f"  to {learner}: {status.summary}"
    thread = await _thread(parts)
    if not thread.offers:
        raise Broken("nobody was asked.")
    for offer in thread.offers:
        card = await _message(teams, offer.mentor, "take", offer=offer.id)
        yield f"  to {names[offer.mentor]}: {card.summary}"
    mentor = thread.offers[0].mentor
    card = await _message(teams, mentor, "take", offer=thread.offers[0].id)
    yield f"{names[mentor]} presses Take"
    yield f"  {_reply(await teams.press(mentor, card.id, 'take'))}"
    yield f"{names[mentor]} answers: {ANSWER}"
    reply = await teams.press(mentor, card.id, "answer", {"answer": ANSWER})
    yield f"  {_reply(reply)}"
    shown = await _message(teams, LEARNER, "finish")
    yield f"  to {learner}: {shown.summary}"
    verdict = {"rating": "great", "minutes_saved": "15", "next": "close", "thanks": "Perfect!"}
    yield f"{learner} rates it great, 15 minutes saved, and says thanks"
    yield f"  {_reply(await teams.press(LEARNER, shown.id, 'finish', verdict))}"
    thanks = await _seen(teams, mentor, lambda each: "Perfect!" in str(each))
    yield f"  to {names[mentor]}: {thanks.summary}"
    async for line in _reasons(parts, names):
        yield line


async def _reasons(parts: Running, names: Mapping[str, str]) -> AsyncIterator[str]:
    thread = await _thread(parts)
    if thread.state is not State.CLOSED:
        raise Broken(f"the thread is {thread.state}, not closed.")
    yield ""
    yield "Why these people, and why not the others:"
    known = {PersonId(each): name for each, name in names.items()}
    for line in told(thread, known | await parts.services.store.names(people_of(thread))):
        yield f"  {line}"


async def _thread(parts: Running) -> Thread:
    return (await parts.services.store.threads_of(PersonId(LEARNER), 1))[0]


async def _message(teams: LocalTeams, person: str, verb: str, offer: str = "") -> Message:
    """Wait for the message with this button."""
    return await _seen(
        teams,
        person,
        lambda each: (
            f"'verb': '{verb}'" in str(each.attachments) and offer in str(each.attachments)
        ),
    )


async def _seen(teams: LocalTeams, person: str, fits: Callable[[Message], bool]) -> Message:
    began = time.monotonic()
    while (waited := time.monotonic() - began) < PATIENCE_SECONDS:
        for each in reversed(teams.messages(person)):
            if each.sender == "bot" and fits(each):
                return each
        if waited > SECONDS_TO_DOUBT:
            await _check_connector(teams)
        await asyncio.sleep(PAUSE_SECONDS)
    failed = [
        f"{each.status} {each.code}".strip()
        for each in teams.ledger
        if each.direction == "from bot" and each.status >= FAILED
    ]
    why = f"the connector answered {failed[-1]}" if failed else "the bot did not send it"
    raise Broken(f"a message did not arrive within {PATIENCE_SECONDS:g} seconds: {why}.")


async def _check_connector(teams: LocalTeams) -> None:
    """Ask whether there is a connector at all; raise `Broken` where there is none."""
    url = teams.reference(LEARNER)["service_url"]
    address = urlsplit(url)
    try:
        _, writer = await asyncio.open_connection(address.hostname, address.port)
    except OSError as trouble:
        raise Broken(
            f"the connector is dead: nothing answers at {url}, so nobody got a message. "
            "The question is kept, and its messages wait in the outbox."
        ) from trouble
    writer.close()
    await writer.wait_closed()


def _reply(delivery: Any) -> str:
    """Tell the reply to a press."""
    body = delivery.body if isinstance(delivery.body, Mapping) else {}
    if not delivery.accepted or body.get("statusCode") != SUCCESS:
        raise Broken(f"a press was answered {delivery.status}: {body}")
    value = body["value"]
    said = value if isinstance(value, str) else value.get("fallbackText", "")
    return f"the card says: {said}"
