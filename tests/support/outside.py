"""Olga, a mentor outside the company: a mail server, and the page behind its links."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest

from matching.model import PersonId
from matching.sources import Source
from storage.change import Person
from tests.support.company import ALWAYS, EXCEL, Company, founded
from tests.support.post import PostOffice, link_of, post_office

OLGA = PersonId("olga")


LADDER = "1 contract 30; 1 peer 30; 1 peer 30"


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
            exploration=0, similar_after_hours=0, outside_notice_minutes=0, ladder=LADDER
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
