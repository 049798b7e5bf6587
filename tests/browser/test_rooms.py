"""A channel and a group chat of the try-out, played in a real browser."""

from playwright.async_api import Browser, Locator, Page, expect

from teams_bot.commands.demo_data import QUESTION
from tests.browser.stage import answer, kept_picture, pane, played

ANSWER = "Insert, PivotTable: drag the month to Columns."


async def test_a_mention_in_a_channel_brings_the_answer_back_to_it(
    chromium: Browser, mongodb: str, database: str
) -> None:
    async with played(chromium, mongodb, database) as page:
        room = await opened(page, "General")
        await room.get_by_role("textbox").fill(QUESTION)
        await room.get_by_role("textbox").press("Enter")
        await expect(room.get_by_text("The answer comes to you in")).to_be_visible()
        await room.get_by_role("button", name="Post the first answer here, too").click()
        await expect(room.get_by_text("The first answer is also posted here.")).to_be_visible()
        mentor = pane(page, "Mentor")
        await expect(mentor.get_by_text("Your answer is also posted where")).to_be_visible()
        await answer(page, ANSWER)
        await expect(room.get_by_text(ANSWER)).to_be_visible()
        await expect(pane(page, "Learner").get_by_text(ANSWER)).to_be_visible()
        await kept_picture(page, "channel.png")


async def test_the_dialog_on_a_message_is_used_with_the_keyboard_alone(
    chromium: Browser, mongodb: str, database: str
) -> None:
    async with played(chromium, mongodb, database) as page:
        room = await opened(page, "General")
        more = room.locator("summary").last
        await more.focus()
        await page.keyboard.press("Enter")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog", name="Ask a mentor")
        question = dialog.get_by_role("textbox", name="Your question")
        await expect(question).to_be_focused()
        await expect(dialog.get_by_role("textbox", name="From the message")).to_have_value(
            "Thanks! The total in G shows #REF! now; how do I get the formula back?"
        )
        await question.fill("How do I mend #REF! in an Excel sheet?")
        await kept_picture(page, "dialog.png")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Control+a")
        await page.keyboard.press("Delete")
        await page.keyboard.press("Tab")
        await expect(dialog.get_by_role("combobox")).to_be_focused()
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(dialog.get_by_text("The answer comes to you")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(dialog).to_have_count(0)
        await expect(more).to_be_focused()
        learner = pane(page, "Learner")
        await expect(learner.get_by_text("How do I mend #REF!").first).to_be_visible()


async def test_what_is_wrong_is_told_in_the_dialog_and_nothing_is_lost(
    chromium: Browser, mongodb: str, database: str
) -> None:
    async with played(chromium, mongodb, database) as page:
        room = await opened(page, "Offsite planning")
        await room.locator("summary").last.click()
        await room.get_by_role("button", name="Ask a mentor").click()
        dialog = page.get_by_role("dialog", name="Ask a mentor")
        await dialog.get_by_role("textbox", name="From the message").fill(" ")
        await dialog.get_by_role("combobox").select_option("here")
        await dialog.get_by_role("button", name="Ask", exact=True).click()
        await expect(dialog.get_by_text("Write your question, or keep the words")).to_be_visible()
        await expect(dialog.get_by_role("combobox")).to_have_value("here")
        await dialog.get_by_role("button", name="Close the dialog").click()
        await expect(dialog).to_have_count(0)


async def test_without_a_mention_only_the_others_read_it(
    chromium: Browser, mongodb: str, database: str
) -> None:
    async with played(chromium, mongodb, database) as page:
        room = await opened(page, "Offsite planning")
        await room.get_by_role("checkbox", name="Mention Nanomentor").uncheck()
        await room.get_by_role("textbox").fill("I know that one, too.")
        await room.get_by_role("textbox").press("Enter")
        await expect(room.get_by_text("I know that one, too.")).to_be_visible()
        await expect(pane(page, "Learner").get_by_text("I know that one")).to_have_count(0)
        await room.get_by_role("button", name="Close Offsite planning").click()
        await expect(room).to_have_count(0)
        rooms = page.get_by_role("list", name="Channels and group chats")
        await expect(rooms.get_by_role("button", name="Offsite planning")).to_be_focused()


async def opened(page: Page, name: str) -> Locator:
    """The pane of a room, opened from the list."""
    rooms = page.get_by_role("list", name="Channels and group chats")
    await rooms.get_by_role("button", name=name).click()
    room = page.get_by_role("region", name=name)
    await expect(room.get_by_role("textbox")).to_be_focused()
    return room
