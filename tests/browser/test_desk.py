"""The console of the call centre, by keyboard alone, beside the demo from which its link comes."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator

from playwright.async_api import Browser, Locator, Page, Route, expect

from matching.model import PersonId
from storage.change import Door
from storage.embedded import free_port
from teams_bot.app import Running
from teams_bot.commands.demo import demo_service
from teams_bot.commands.demo_data import LEARNER
from teams_bot.keys import new_key
from teams_bot.settings import LOCAL_TENANT, Settings
from teams_bot.tryout import LocalTeams
from tests.browser.stage import IMAGES
from tests.browser.test_accessibility import _barriers, axe

__all__ = ["axe"]
NIKHIL, TAMARA = "9c9e99b5-caa7-4b57-99f5-314b853babb0", "8d1c0ca3-59a6-4ac2-b05c-1d0e3e487433"
VPN = "The VPN says connected, but the ledger does not load. What should I try?"
ANSWER = "Disconnect, flush the name cache (ipconfig /flushdns), then connect again."


@contextlib.asynccontextmanager
async def at_the_desk(
    browser: Browser, mongodb: str, database: str, who: str = NIKHIL, **options: object
) -> AsyncIterator[tuple[Page, LocalTeams, Running]]:
    """The console, signed in; whatever the browser complains about is a failure."""
    port = free_port()
    settings = Settings(
        mongodb_uri=mongodb,
        mongodb_database=database,
        port=port,
        anonymous=True,
        tenant=LOCAL_TENANT,
    )
    async with demo_service(settings, page=False) as (teams, parts):
        try:
            async with console(browser, parts, who, **options) as page:
                yield page, teams, parts
        finally:
            await parts.services.store.driver.drop()


@contextlib.asynccontextmanager
async def console(
    browser: Browser, parts: Running, who: str, **options: object
) -> AsyncIterator[Page]:
    troubles: list[str] = []
    shape = {"viewport": {"width": 1280, "height": 800}, **options}
    page = await browser.new_page(**shape)  # type: ignore[arg-type]
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else 0)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    token = await new_key(parts.services, PersonId(who), Door.SIGN_IN)
    await page.goto(f"{parts.services.public_url}/centre/#{token}")
    await expect(page.get_by_role("heading", name="Waiting")).to_be_visible()
    yield page
    await page.close()
    refused = ("status of 409", "status of 401")  # told by the page in its own words
    assert [each for each in troubles if not any(code in each for code in refused)] == []


def queue(page: Page) -> Locator:
    return page.get_by_role("region", name="Waiting")


def talks(page: Page) -> Locator:
    return page.get_by_role("region", name="Your questions")


async def reach(page: Page, wanted: Locator) -> None:
    """Press Tab until something has the focus, as somebody without a mouse does."""
    await expect(wanted).to_be_visible()
    for _ in range(60):
        await page.keyboard.press("Tab")
        if await wanted.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError(f"Tab never reaches {wanted}")


async def focused(page: Page, wanted: Locator) -> None:
    await expect(wanted).to_be_focused()


async def kept_picture(page: Page, name: str) -> None:
    """A picture for docs/call-centre.md; NANOMENTOR_PICTURES=1 takes it anew."""
    if os.environ.get("NANOMENTOR_PICTURES"):
        await page.screenshot(path=IMAGES / name)
    assert (IMAGES / name).exists(), f"{name} is missing: run this with NANOMENTOR_PICTURES=1"


async def test_a_question_is_taken_answered_wrapped_up_and_talked_about_by_keyboard_alone(
    chromium: Browser, mongodb: str, database: str, axe: str
) -> None:
    async with at_the_desk(chromium, mongodb, database) as (page, teams, _):
        assert "#" not in page.url
        await expect(queue(page).get_by_text("No question waits")).to_be_visible()
        await expect(page.get_by_role("status")).to_have_text("")
        await page.evaluate(axe)
        found = await _barriers(page)

        await teams.say(LEARNER, VPN)
        await expect(queue(page).get_by_text(VPN)).to_be_visible()
        await expect(page.get_by_role("status")).to_have_text("A new question waits.")
        await teams.say(LEARNER, "Why is the VPN so slow today?")
        await expect(queue(page).get_by_role("listitem")).to_have_count(2)
        await reach(page, queue(page).get_by_role("combobox", name="Topic"))
        await kept_picture(page, "desk-queue.png")
        found += await _barriers(page)

        await reach(page, queue(page).get_by_role("button", name="Take it").first)
        await page.keyboard.press("Enter")
        await focused(page, talks(page).get_by_role("textbox", name="Your answer"))
        await expect(talks(page).get_by_role("timer")).to_contain_text("Yours for 29:")
        await page.keyboard.type(ANSWER)
        await page.wait_for_timeout(3500)  # the page looks anew meanwhile
        await focused(page, talks(page).get_by_role("textbox", name="Your answer"))
        await kept_picture(page, "desk-answer.png")
        found += await _barriers(page)
        await reach(page, talks(page).get_by_role("button", name="Send the answer"))
        await page.keyboard.press("Enter")

        code = talks(page).get_by_role("combobox", name="Wrap-up code")
        await focused(page, code)
        await page.keyboard.type("Solved")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(talks(page).get_by_text("Kept: Solved")).to_be_visible()
        line = talks(page).get_by_role("textbox", name="Write to Lena Hartmann")
        for _ in range(12):
            await page.keyboard.press("Shift+Tab")
            if await line.evaluate("each => each === document.activeElement"):
                break
        await page.keyboard.type("Tell me if it helped.")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(talks(page).get_by_text("Tell me if it helped.")).to_be_visible()
        await focused(page, line)
        found += await _barriers(page)
        await page.emulate_media(color_scheme="dark")
        found += await _barriers(page, "color-contrast")
        await kept_picture(page, "desk-dark.png")
        assert found == []


async def test_handing_back_leaves_a_note_and_somebody_faster_is_told_kindly(
    chromium: Browser, mongodb: str, database: str
) -> None:
    async with at_the_desk(chromium, mongodb, database) as (page, teams, parts):
        await teams.say(LEARNER, VPN)
        async with console(chromium, parts, TAMARA) as other:
            await expect(queue(other).get_by_text(VPN)).to_be_visible()
            await expect(queue(page).get_by_text(VPN)).to_be_visible()
            faster = asyncio.Event()

            async def a_moment_later(route: Route) -> None:
                await faster.wait()
                await route.continue_()

            await other.route("**/centre/api/claim", a_moment_later)
            for each in (other, page):
                await each.bring_to_front()
                await each.evaluate("document.querySelector('#queue-list button').click()")
            await expect(page.get_by_role("status")).to_contain_text("is yours")
            faster.set()
            kindly = other.get_by_role("status")
            await expect(kindly).to_contain_text("Nikhil Joshi was a moment faster")
            await expect(queue(other).get_by_text("Nikhil Joshi has it, for 29:")).to_be_visible()

            await page.bring_to_front()
            await reach(page, talks(page).get_by_role("button", name="Hand it back"))
            await page.keyboard.press("Enter")
            note = talks(page).get_by_role("textbox", name="A note for whoever")
            await focused(page, note)
            await page.keyboard.type("<b>Home office</b>, not the site")
            await page.keyboard.press("Enter")
            await expect(page.get_by_role("heading", name="Waiting")).to_be_focused()
            words = "Nikhil Joshi noted: <b>Home office</b>, not the site"
            await other.bring_to_front()
            await expect(queue(other).get_by_text(words)).to_be_visible()


async def test_the_switch_the_roster_the_way_out_and_a_used_link(
    chromium: Browser, mongodb: str, database: str
) -> None:
    async with at_the_desk(chromium, mongodb, database) as (page, _, parts):
        roster = page.get_by_role("complementary", name="On duty")
        await expect(roster.get_by_text("Nikhil Joshi (you)")).to_be_visible()
        switch = page.get_by_role("switch", name="On duty")
        await expect(switch).to_be_checked()
        await reach(page, switch)
        await page.keyboard.press("Space")
        await expect(switch).not_to_be_checked()
        await expect(
            page.get_by_text("You are not on duty: switched off duty, back ")
        ).to_be_visible()
        await page.reload()
        await expect(switch).not_to_be_checked()
        await parts.services.store.drop_sessions_of(PersonId(NIKHIL))
        gate = page.get_by_role("heading", name="Sign in to the console")
        await expect(gate).to_be_focused()
        await expect(page.get_by_text("Write “console” to the bot in Teams")).to_be_visible()
        await kept_picture(page, "desk-gate.png")


async def test_on_a_telephone_nothing_scrolls_sideways(
    chromium: Browser, mongodb: str, database: str
) -> None:
    small = {"width": 380, "height": 800}
    async with at_the_desk(chromium, mongodb, database, viewport=small) as (page, teams, _):
        await teams.say(LEARNER, VPN)
        await queue(page).get_by_role("button", name="Take it").click()
        await expect(talks(page).get_by_role("textbox", name="Your answer")).to_be_visible()
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert await page.evaluate(wide) == 0
        await kept_picture(page, "desk-narrow.png")
