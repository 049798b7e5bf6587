"""What an automated checker (axe-core, for these tests alone) finds on the page and its cards."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page, expect

from teams_bot.pages import add_pages
from teams_bot.tryout.packages import ensure_page_packages
from tests.browser.stage import answer, ask, pane, played

HERE = Path(__file__).parent
AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
def axe() -> str:
    ensure_page_packages(HERE)
    return AXE.read_text(encoding="utf-8")


async def test_nothing_stands_in_the_way_of_anybody_in_light_or_dark(
    chromium: Browser, mongodb: str, database: str, axe: str
) -> None:
    async with played(chromium, mongodb, database) as page:
        learner = pane(page, "Learner")
        await expect(learner.get_by_text("Welcome to Nanomentor")).to_be_visible()
        await page.evaluate(axe)
        found = await _barriers(page)
        await ask(page)
        await pane(page, "Mentor").get_by_role("button", name="Not for me").click()
        found += await _barriers(page)
        await answer(page, "Insert > PivotTable.")
        await learner.get_by_role("button", name="Rate and thank").click()
        await page.get_by_text("What went over the wire").click()
        found += await _barriers(page)
        await page.emulate_media(color_scheme="dark")
        found += await _barriers(page, "color-contrast")
        assert found == []


@pytest.mark.parametrize("path", ["/privacy", "/terms"])
async def test_nothing_stands_in_the_way_on_the_pages_of_the_app(
    chromium: Browser, axe: str, path: str
) -> None:
    app = web.Application()
    add_pages(app)
    async with TestServer(app) as server:
        page = await chromium.new_page()
        await page.goto(str(server.make_url(path)))
        await page.evaluate(axe)
        found = await _barriers(page)
        await page.emulate_media(color_scheme="dark")
        assert found + await _barriers(page, "color-contrast") == []
        assert await page.evaluate("getComputedStyle(document.body).maxWidth") == "640px"
        await page.close()


async def _barriers(page: Page, *rules: str) -> list[str]:
    options = {"runOnly": list(rules)} if rules else {}
    report: Mapping[str, Any] = await page.evaluate("options => axe.run(options)", options)
    return [
        f"{each['id']}: {each['help']}: {node['html'][:200]}: {node['failureSummary']}"
        for each in report["violations"]
        for node in each["nodes"]
    ]
