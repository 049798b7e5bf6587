"""The pages that the app's entry in Teams links to."""

import re

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from storage.migrations import DAY, INDEXES
from teams_bot.pages import HEADERS, PRIVACY, TERMS, add_pages, page


@pytest.mark.parametrize(("path", "sections"), [("/privacy", PRIVACY), ("/terms", TERMS)])
async def test_a_page_says_everything_and_lets_nothing_else_in(
    path: str, sections: object
) -> None:
    app = web.Application()
    add_pages(app)
    async with TestClient(TestServer(app)) as client:
        found = await client.get(path)
        text = await found.text()
    assert found.status == 200
    assert found.content_type == "text/html"
    assert {name: found.headers[name] for name in HEADERS} == HEADERS
    for head, _ in sections:  # type: ignore[attr-defined]
        assert f"<h2>{head}</h2>" in text
    assert "<script" not in text
    other = {"/privacy": "terms", "/terms": "privacy"}[path]
    assert f'href="{other}"' in text


def test_the_days_are_those_of_the_database() -> None:
    said = " ".join(each for _, told in PRIVACY for each in told)
    kept = {
        where: int(options["expireAfterSeconds"]) // DAY
        for where, _, options in INDEXES
        if options.get("expireAfterSeconds") and where not in ("lanes", "sessions")
    }
    assert kept == {
        "jobs": 30,
        "inbox": 3,
        "drafts": 7,
        "snapshots": 90,
        "stopped": 400,
        "reveals": 730,
    }
    assert {int(each) for each in re.findall(r"(\d+) days", said)} == set(kept.values())


def test_words_cannot_become_markup() -> None:
    assert "<b>" not in page("<b>", [("<b>", ("<b>",))], ("x", "<b>"))
