"""A mentor outside, by mail and a page: real SMTP, real HTTP, real MongoDB."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest

from matching.model import PersonId, Source
from matching.thread import State
from storage.change import Person
from tests.support.company import ALWAYS, ANSWER, EXCEL, Company, founded
from tests.support.post import PostOffice, link_of, post_office, text_of

OLGA = PersonId("olga")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    status: int
    html: str
    headers: dict[str, str]

    @property
    def words(self) -> str:
        body = re.sub(r"<style>.*?</style>", "", self.html)
        return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())

    @property
    def nonce(self) -> str:
        found = re.search(r'name="nonce" value="([^"]*)"', self.html)
        return unescape(found[1]) if found else ""


@dataclass(slots=True, kw_only=True)
class Outside:
    """The company, its mail server, and Olga at home."""

    company: Company
    post: PostOffice

    async def bring(self, **changes: Any) -> None:
        """Import Olga, the only one beside the staff who knows Excel this well."""
        usual: dict[str, Any] = {
            "imported": True,
            "mail": "olga@home.test",
            "source": Source.CONTRACT,
            "hours": ALWAYS,
            "time_zone": "UTC",
            "minutes_per_week": 600,
            "skills_given": {EXCEL: 5},
        }
        olga = Person(id=OLGA, name="Olga Petrova", **usual | changes)
        await self.company.store.import_people(
            [olga], {}, self.company.parts.services.now(), invite=True
        )
        await self.company.quiet()

    async def joined(self, **changes: Any) -> None:
        """Import her, and let her agree on the page of her invitation."""
        await self.bring(**changes)
        done = await self.send(link_of(self.post.mails[-1]), do="join")
        assert done.status == 200

    async def alone(self) -> None:
        """Let nobody else know Excel, and mails leave at once."""
        for each in ("ana", "ben", "cai", "dan"):
            await self.company.change(each, opted_in=False)
        await self.company.rule(
            exploration=0, similar_after_hours=0, outside_notice_minutes=0, mentors_per_rung=1
        )

    async def get(self, link: str, **headers: str) -> Page:
        async with self.company.http.get(link, headers=headers) as response:
            return Page(
                status=response.status, html=await response.text(), headers=dict(response.headers)
            )

    async def send(self, link: str, *, headers: dict[str, str] | None = None, **form: str) -> Page:
        async with self.company.http.post(link, data=form, headers=headers) as response:
            return Page(
                status=response.status, html=await response.text(), headers=dict(response.headers)
            )

    async def everything(self) -> dict[str, Any]:
        """Every document of the tenant."""
        driver, tenant = self.company.store.driver, self.company.store.tenant
        names = ("people", "threads", "jobs", "inbox", "drafts", "ties", "keys", "name_words")
        return {
            name: await driver.collection(name)
            .find({"tenant": tenant})
            .sort("_id", 1)
            .to_list(None)
            for name in names
        }


@pytest.fixture
async def outside(mongodb: str, shared_database: str) -> AsyncIterator[Outside]:
    async with (
        post_office() as post,
        founded(mongodb, shared_database, smtp=post.url) as company,
    ):
        yield Outside(company=company, post=post)
        await company.quiet()
        await company.audit()


async def test_from_import_to_rating_over_mail_and_the_page(outside: Outside) -> None:
    company, post = outside.company, outside.post
    await outside.bring()
    await outside.bring()
    assert [each["To"] for each in post.mails] == ["olga@home.test"]
    assert "May you be asked?" in (await outside.get(link_of(post.mails[0]))).words
    assert not (await company.person("olga")).opted_in
    await outside.send(link_of(post.mails[0]), do="join")
    assert (await company.person("olga")).opted_in

    await outside.alone()
    await company.ask("How do I pivot in Excel? Lea's boss Ana Q asked me")
    offer = post.mails[1]
    assert "> How do I pivot in Excel? [name]'s boss [name] Q asked me" in text_of(offer)
    assert "Lea" not in text_of(offer)
    link = link_of(offer)
    page = await outside.get(link)
    assert (page.status, "Your answer" in page.words) == (200, True)
    done = await outside.send(link, do="answer", answer=ANSWER, nonce=page.nonce)
    assert "Thank you, your answer was sent" in done.words
    await company.quiet()
    assert ANSWER in await company.told("lea", ANSWER)

    await company.press("lea", "follow_up", {"text": "Thank you! And on Ana's Mac, says Lea?"})
    await company.quiet()
    line = post.mails[2]
    assert "And on [name]'s Mac, says [name]?" in text_of(line)
    assert line["In-Reply-To"] == offer["Message-ID"]
    page = await outside.get(link_of(line))
    assert "And on [name]'s Mac" in page.words
    await outside.send(link_of(line), do="follow_up", text="The same.", nonce=page.nonce)
    await company.told("lea", "The same.")

    await company.finish(thanks="Lea says thank you")
    assert "[name] says thank you" in text_of(post.mails[3])
    assert (await company.thread()).state is State.CLOSED
    over = await outside.get(link)
    assert (over.status, "this question is closed" in over.words) == (200, True)
    assert len(post.mails) == 4


async def test_opening_links_changes_nothing(outside: Outside) -> None:
    await outside.bring()
    await outside.joined()
    await outside.alone()
    await outside.company.ask()
    before = await outside.everything()
    for mail in outside.post.mails:
        for _ in range(3):
            assert (await outside.get(link_of(mail))).status == 200
        async with outside.company.http.head(link_of(mail)) as response:
            assert response.status == 200
    assert await outside.everything() == before
