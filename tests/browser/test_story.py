"""The demo's story, played on the page by somebody who sees it for the first time."""

from playwright.async_api import Browser, Locator, Page, expect

from teams_bot.commands.demo_data import QUESTION
from tests.browser.stage import answer, ask, kept_picture, pane, played, who

ANSWER = (
    "Insert > PivotTable. Drag the date to Columns and the amount to Values, "
    "then right-click a date, Group, and choose Months."
)


async def test_a_question_travels_to_a_mentor_and_back_and_is_rated(
    chromium: Browser, mongodb: str, database: str
) -> None:
    async with played(chromium, mongodb, database) as page:
        learner, mentor = pane(page, "Learner"), pane(page, "Mentor")
        asking, asked = await who(page, "Learner"), await who(page, "Mentor")
        await expect(learner.get_by_text(f"Welcome to Nanomentor, {asking}")).to_be_visible()
        await expect(mentor.get_by_text(f"When Nanomentor asks {asked}")).to_be_visible()

        await ask(page)
        await expect(mentor.get_by_text(f"{asking} has a question for you")).to_be_visible()
        await expect(learner.get_by_text("Asked ").last).to_contain_text(asked)
        await kept_picture(page, "offer.png", mentor.locator(".card"))

        await mentor.get_by_role("button", name="Take it").click()
        await expect(mentor.get_by_text("This question is yours")).to_be_visible()
        await expect(learner.get_by_text(f"{asked} has taken your question")).to_be_visible()

        await mentor.get_by_role("button", name="Write the answer").click()
        await answer(page, ANSWER)
        await expect(mentor.get_by_text(f"Thank you, {asking} has your answer")).to_be_visible()
        await expect(learner.get_by_text(ANSWER)).to_be_visible()
        own = learner.get_by_text(f"{asked} answered your question")
        await expect(own).to_have_count(1)
        await expect(learner.get_by_text("Your question has an answer")).to_be_visible()
        await kept_picture(page, "tryout.png")

        await learner.get_by_role("button", name="Rate and thank").click()
        await learner.get_by_role("radio", name="Great").check()
        await learner.get_by_role("spinbutton", name="Minutes it saved you").fill("15")
        await learner.get_by_role("textbox", name="A word of thanks").fill("Perfect!")
        await expect(learner.get_by_role("combobox").last).to_have_value("close")
        await learner.get_by_role("button", name="Send the rating").click()
        await expect(learner.get_by_text("Thank you, your rating is kept")).to_be_visible()
        await expect(learner.get_by_text("The question is closed.")).to_be_visible()
        await expect(mentor.get_by_text("Perfect!")).to_be_visible()
        await expect(mentor.get_by_text("15 minutes")).to_be_visible()


async def test_the_story_can_be_played_with_the_keyboard_alone(
    chromium: Browser, mongodb: str, database: str
) -> None:
    async with played(chromium, mongodb, database) as page:
        learner, mentor = pane(page, "Learner"), pane(page, "Mentor")
        await expect(learner.get_by_role("button", name=QUESTION)).to_be_visible()
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")  # to the chats
        await _reach(page, learner.get_by_role("button", name=QUESTION))
        await page.keyboard.press("Enter")

        await _reach(page, mentor.get_by_role("textbox", name="Your answer"))
        await page.keyboard.type(ANSWER)
        await _reach(page, mentor.get_by_role("button", name="Send the answer"))
        await page.keyboard.press("Enter")
        await expect(mentor.get_by_text("has your answer")).to_be_visible()

        await _reach(page, learner.get_by_role("button", name="Rate and thank"), "Shift+Tab")
        await page.keyboard.press("Enter")
        await _reach(page, learner.get_by_role("radio", name="Great"))
        await page.keyboard.press("Space")
        await _reach(page, learner.get_by_role("spinbutton", name="Minutes it saved you"))
        await page.keyboard.type("15")
        await _reach(page, learner.get_by_role("textbox", name="A word of thanks"))
        await page.keyboard.type("Perfect!")
        await _reach(page, learner.get_by_role("button", name="Send the rating"))
        await page.keyboard.press("Enter")
        await expect(learner.get_by_text("Thank you, your rating is kept")).to_be_visible()
        await expect(mentor.get_by_text("Perfect!")).to_be_visible()


async def test_one_tap_by_keyboard_says_that_an_answer_solved_it(
    chromium: Browser, mongodb: str, database: str
) -> None:
    async with played(chromium, mongodb, database) as page:
        learner, mentor = pane(page, "Learner"), pane(page, "Mentor")
        await ask(page)
        await answer(page, ANSWER)
        await expect(learner.get_by_text(ANSWER)).to_be_visible()
        await kept_picture(page, "one-tap.png", learner.locator(".card").last)
        await mentor.get_by_role("textbox", name="Write to Nanomentor").focus()
        await _reach(page, learner.get_by_role("button", name="Solved it"), "Shift+Tab")
        await page.keyboard.press("Enter")
        await expect(learner.get_by_text("Good to hear that this solved it")).to_be_visible()
        await expect(learner.get_by_role("button", name="Solved it")).to_have_count(0)
        await expect(mentor.get_by_text("Your answer solved it")).to_be_visible()


async def test_a_mentor_sees_what_their_help_came_to(
    chromium: Browser, mongodb: str, database: str
) -> None:
    async with played(chromium, mongodb, database) as page:
        await ask(page)
        await answer(page, ANSWER)
        await expect(pane(page, "Learner").get_by_text(ANSWER)).to_be_visible()
        mentor = pane(page, "Mentor")
        await _write(mentor, "my effect")
        await expect(mentor.get_by_text("What your help came to")).to_be_visible()
        card = mentor.locator(".card").last
        await expect(card.get_by_role("table")).to_be_visible()
        await expect(card.get_by_text("answers in 12 weeks.")).to_be_visible()
        await page.set_viewport_size({"width": 1280, "height": 1000})  # the whole card is seen
        await kept_picture(page, "my-effect.png", card)


async def test_of_two_mentors_who_take_it_at_once_the_second_is_told_kindly(
    chromium: Browser, mongodb: str, database: str
) -> None:
    async with played(chromium, mongodb, database) as page:
        await ask(page)
        marked = page.get_by_role("navigation").get_by_role("button", name="1 new").first
        second = await marked.get_attribute("data-person")
        await pane(page, "Learner").get_by_role("combobox").first.select_option(second)
        buttons = page.get_by_role("button", name="Take it")
        await expect(buttons).to_have_count(2)
        await buttons.evaluate_all("both => both.forEach(each => each.click())")
        await expect(page.get_by_text("This question is yours")).to_have_count(1)
        kindly = page.get_by_text("has just taken this one. If you know the answer as well")
        await expect(kindly).to_be_visible()
        await expect(page.get_by_role("button", name="Send the answer").first).to_be_visible()


async def test_help_is_shown_and_skills_are_edited(
    chromium: Browser, mongodb: str, database: str
) -> None:
    async with played(chromium, mongodb, database) as page:
        mentor = pane(page, "Mentor")
        await _write(mentor, "help")
        await expect(mentor.get_by_text("See and edit what you may be asked")).to_be_visible()
        await _write(mentor, "my skills")
        box = mentor.get_by_role("textbox", name="Your skills")
        await box.fill("Excel: 5; Pivot tables: 4")
        await mentor.get_by_role("button", name="Save").click()
        await expect(mentor.get_by_text("Saved.", exact=True)).to_be_visible()
        await _write(mentor, "my skills")
        await expect(mentor.get_by_role("textbox", name="Your skills")).to_have_count(2)
        await expect(box.last).to_have_value("Excel: 5; Pivot tables: 4")


async def test_after_a_reload_everything_is_still_there(
    chromium: Browser, mongodb: str, database: str
) -> None:
    async with played(chromium, mongodb, database) as page:
        await ask(page)
        await answer(page, ANSWER)
        await expect(pane(page, "Learner").get_by_text(ANSWER)).to_be_visible()
        people = await who(page, "Learner"), await who(page, "Mentor")
        await page.reload()
        await expect(pane(page, "Learner").get_by_text(ANSWER)).to_be_visible()
        await expect(pane(page, "Mentor").get_by_text("has your answer")).to_be_visible()
        assert (await who(page, "Learner"), await who(page, "Mentor")) == people
        marked = page.get_by_role("navigation").get_by_role("button", name="1 new")
        await expect(marked.first).to_be_visible()
        rate = pane(page, "Learner").get_by_role("button", name="Rate and thank")
        await rate.click()
        await expect(pane(page, "Learner").get_by_role("radio", name="Great")).to_be_visible()


async def _write(who_writes: Locator, text: str) -> None:
    box = who_writes.get_by_role("textbox", name="Write to Nanomentor")
    await box.fill(text)
    await box.press("Enter")


async def _reach(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Press a key until something has the focus, as somebody without a mouse does."""
    await expect(wanted).to_be_visible()
    for _ in range(60):
        await page.keyboard.press(key)
        if await wanted.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError(f"{key} never reaches {wanted}")


async def test_on_a_telephone_nothing_is_cut_off_and_nothing_scrolls_sideways(
    chromium: Browser, mongodb: str, database: str
) -> None:
    small = {"width": 400, "height": 800}
    async with played(chromium, mongodb, database, viewport=small) as page:
        await ask(page)
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        edge = "part => part.getBoundingClientRect().right"
        for width in (400, 350):  # 350: as if the letters were wider, as other systems draw them
            await page.set_viewport_size({**small, "width": width})
            assert await page.evaluate(wide) == 0
            pledge = page.get_by_text("nothing leaves this machine")
            assert await pledge.evaluate(edge) <= width - 12
