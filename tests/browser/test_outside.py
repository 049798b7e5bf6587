"""A mentor outside in a real browser: from the import to the learner's card, by keyboard alone."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.stage import kept_picture
from tests.browser.test_accessibility import _barriers, axe
from tests.support.company import shared_database
from tests.support.outside import Outside, outside
from tests.support.post import html_of, link_of

__all__ = ["axe", "outside", "shared_database"]

PHONE = {"width": 360, "height": 740}


@pytest.fixture
async def phone(chromium: Browser) -> AsyncIterator[Page]:
    """A phone; whatever its console complains about is a failure."""
    troubles: list[str] = []
    context = await chromium.new_context(viewport=PHONE, locale="en-US")  # type: ignore[arg-type]
    page = await context.new_page()
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    yield page
    await context.close()
    assert troubles == []


async def tab_to(page: Page, name: str) -> None:
    """Press Tab until something with this text or label has the focus."""
    seen = []
    for _ in range(25):
        await page.keyboard.press("Tab")
        label = await page.evaluate(
            "(e => (e.labels && e.labels[0] ? e.labels[0].innerText : e.innerText) || '')"
            "(document.activeElement)"
        )
        seen.append(label)
        if label.strip() == name:
            return
    raise AssertionError(f"{name!r} is not reached by Tab, only {seen}")


async def test_from_the_invitation_to_the_learners_card_by_keyboard_alone(
    outside: Outside, phone: Page, axe: str, tmp_path: Path
) -> None:
    company, post = outside.company, outside.post
    await outside.bring()
    await phone.goto(link_of(post.mails[0]))
    await phone.evaluate(axe)
    barriers = await _barriers(phone)
    await kept_picture(phone, "outside-invitation.png")
    await tab_to(phone, "Yes, I may be asked")
    await phone.keyboard.press("Enter")
    await expect(phone.get_by_role("heading", name="Thank you, you may be asked")).to_be_visible()

    await outside.alone()
    await company.ask("How do I pivot Lea's sheet by month in Excel? Ana Kovač could not say.")
    offer = post.mails[1]
    letter = tmp_path / "mail.html"
    letter.write_text(html_of(offer), encoding="utf-8")
    await phone.goto(letter.as_uri())
    await kept_picture(phone, "outside-mail.png")
    await phone.goto(link_of(offer))
    await phone.evaluate(axe)
    barriers += await _barriers(phone)
    await kept_picture(phone, "outside-question.png")
    assert await phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    await phone.emulate_media(color_scheme="dark")
    barriers += await _barriers(phone)
    await phone.emulate_media(color_scheme="light")

    await tab_to(phone, "Your answer")
    await phone.keyboard.type("Insert, PivotTable, then drag the month to Columns.")
    await tab_to(phone, "Send the answer")
    await phone.keyboard.press("Enter")
    sent = phone.get_by_role("heading", name="Thank you, your answer was sent")
    await expect(sent).to_be_visible()
    await company.told("lea", "drag the month to Columns")

    await phone.evaluate(axe)
    await tab_to(phone, "Add something")
    await phone.keyboard.type("On a Mac it is the same.")
    await phone.keyboard.press("Tab")
    await phone.keyboard.press("Enter")
    await expect(phone.get_by_text("On a Mac it is the same.")).to_be_visible()
    await company.told("lea", "On a Mac it is the same.")
    await phone.evaluate(axe)
    barriers += await _barriers(phone)
    await kept_picture(phone, "outside-answered.png")
    assert barriers == []


async def test_passing_and_pausing_take_the_keyboard_alone(outside: Outside, phone: Page) -> None:
    await outside.joined()
    await outside.alone()
    await outside.company.ask()
    await phone.goto(link_of(outside.post.mails[1]))
    await tab_to(phone, "Not for me")
    await phone.keyboard.press("Enter")
    await tab_to(phone, "Who would know better? (may stay empty)")
    await phone.keyboard.type("Dan")
    await tab_to(phone, "Pass it on")
    await phone.keyboard.press("Enter")
    await expect(phone.get_by_role("heading", name="Thank you for telling us")).to_be_visible()
    await tab_to(phone, "Pause or stop")
    await phone.keyboard.press("Space")
    await tab_to(phone, "Ask me nothing until this day")
    day = outside.company.parts.services.now() + timedelta(days=9)
    await phone.keyboard.type(f"{day:%m%d%Y}")
    await tab_to(phone, "Pause")
    await phone.keyboard.press("Enter")
    await expect(phone.get_by_text("You are asked nothing until")).to_be_visible()
