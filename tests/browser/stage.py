"""The demo as a person meets it: the real service and MongoDB, its page in a real browser."""

import contextlib
import os
from collections.abc import AsyncIterator
from pathlib import Path

from playwright.async_api import Browser, Locator, Page, expect

from storage.embedded import free_port
from teams_bot.commands.demo import demo_service
from teams_bot.commands.demo_data import QUESTION
from teams_bot.settings import LOCAL_TENANT, Settings

IMAGES = Path(__file__).parents[2] / "docs" / "images"


@contextlib.asynccontextmanager
async def played(
    browser: Browser, mongodb: str, database: str, **options: object
) -> AsyncIterator[Page]:
    """The page of a demo of its own; whatever its console complains about is a failure."""
    settings = Settings(
        mongodb_uri=mongodb,
        mongodb_database=database,
        port=free_port(),
        anonymous=True,
        tenant=LOCAL_TENANT,
    )
    troubles: list[str] = []
    shape = {"viewport": {"width": 1280, "height": 800}, **options}
    async with demo_service(settings) as (_, parts):
        page = await browser.new_page(**shape)  # type: ignore[arg-type]
        page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else 0)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        await page.goto(f"http://127.0.0.1:{settings.port}/")
        try:
            yield page
        finally:
            await page.close()
            await parts.services.store.driver.drop()
    assert troubles == []


def pane(page: Page, role: str) -> Locator:
    return page.get_by_role("region", name=role)


async def who(page: Page, role: str) -> str:
    """The name of the person in a pane."""
    picker = pane(page, role).get_by_role("combobox", name=f"{role}: who")
    chosen = await picker.locator("option:checked").text_content()
    return str(chosen).split(" · ")[0]


async def ask(page: Page) -> None:
    """Ask the story's question with one click, and wait for the card of the mentor shown."""
    await pane(page, "Learner").get_by_role("button", name=QUESTION).click()
    await expect(pane(page, "Mentor").get_by_text(QUESTION)).to_be_visible()


async def answer(page: Page, text: str) -> None:
    """Answer on the card of the mentor shown."""
    mentor = pane(page, "Mentor")
    await mentor.get_by_role("textbox", name="Your answer").fill(text)
    await mentor.get_by_role("button", name="Send the answer").click()


async def kept_picture(page: Page, name: str, part: Locator | None = None) -> None:
    """A picture for the README, of the page or a part; NANOMENTOR_PICTURES=1 takes it anew."""
    if os.environ.get("NANOMENTOR_PICTURES"):
        IMAGES.mkdir(parents=True, exist_ok=True)
        await page.mouse.move(0, 0)
        await (part or page).screenshot(path=IMAGES / name)
    assert (IMAGES / name).exists(), f"{name} is missing: run this with NANOMENTOR_PICTURES=1"
