"""Somebody of the call centre at the console: over HTTP, with a session from a real link."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from matching.sources import Source
from tests.support.company import Company, Json, cards

LADDER = "call_centre 120"


@dataclass(slots=True, kw_only=True)
class Seat:
    """A signed-in console."""

    company: Company
    who: str
    session: str

    async def call(self, name: str, body: Mapping[str, Any] | None = None) -> tuple[int, Json]:
        headers = {"Authorization": f"Bearer {self.session}"}
        return await called(self.company, name, body, headers)

    async def state(self) -> Json:
        status, told = await self.call("state")
        assert status == 200, told
        return told

    async def press(self, name: str, **fields: Any) -> tuple[int, Json]:
        """Press something; what it sets going has arrived when this returns."""
        body = {"press": self.company.new_id() + self.who, **fields}
        found = await self.call(name, body)
        await self.company.quiet()
        return found

    async def claim(self) -> tuple[int, Json]:
        """Take what waits longest."""
        waits = (await self.state())["queue"][0]
        return await self.press("claim", thread=waits["thread"], posting=waits["posting"])

    async def talk(self) -> Json:
        """The newest question of one's own."""
        return (await self.state())["talks"][0]

    async def on_talk(self, name: str, **fields: Any) -> tuple[int, Json]:
        """Press something on the newest question of one's own."""
        talk = await self.talk()
        return await self.press(name, thread=talk["thread"], offer=talk["offer"], **fields)


async def called(
    company: Company,
    name: str,
    body: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> tuple[int, Json]:
    """Call the console's server as a page does."""
    url = f"{company.url}/centre/api/{name}"
    ask = company.http.get if body is None else company.http.post
    more = {} if body is None else {"json": body}
    async with ask(url, headers=headers, **more) as response:
        return response.status, await response.json()


async def employed(company: Company, *who: str, ladder: str = LADDER) -> None:
    """Let people work at the desk, and questions go there."""
    for each in who:
        await company.change(each, source=Source.CALL_CENTRE)
    await company.rule(ladder=ladder)


async def link_for(company: Company, who: str) -> str:
    """Write `console`, and give the address that came back."""
    before = len(company.messages(who))
    await company.say(who, "console")
    await company.until(lambda: len(company.messages(who)) > before, "the link")
    (card,) = cards(company.messages(who)[-1])
    (opens,) = card["actions"]
    return str(opens["url"])


async def seated(company: Company, who: str) -> Seat:
    """Sign somebody in."""
    token = (await link_for(company, who)).partition("#")[2]
    status, told = await called(company, "session", {"token": token})
    assert status == 200, told
    return Seat(company=company, who=who, session=told["session"])
