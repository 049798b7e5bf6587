"""The page of the try-out in a real browser, with a bot that does what the test says."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from aiohttp import web
from playwright.async_api import Browser, Locator, Page, expect

from tests.teams_bot.tryout.stage import (
    ANA,
    BEN,
    PEOPLE,
    Json,
    Stage,
    button,
    card_of,
    invoke_card,
    staged,
    text,
    with_card,
)

CHIARA = PEOPLE[2].id


@contextlib.asynccontextmanager
async def opened(browser: Browser, stage: Stage, **options: object) -> AsyncIterator[Page]:
    """The page; whatever its console complains about is a failure."""
    troubles: list[str] = []
    page = await browser.new_page(viewport={"width": 1280, "height": 800}, **options)  # type: ignore[arg-type]
    page.on("console", lambda line: troubles.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    await page.goto(f"{stage.url}/tryout/")
    await expect(pane(page, "Mentor").get_by_role("combobox")).to_have_value(BEN)
    yield page
    await page.close()
    assert troubles == []


def pane(page: Page, role: str) -> Locator:
    return page.get_by_role("region", name=role)


def offer(question: str) -> Json:
    answer = {"type": "Input.Text", "id": "answer", "label": "Your answer", "isMultiline": True}
    send = button("answer", "Send the answer", offer="o1")
    return card_of(text(f"Ana asks: {question}"), answer, actions=(send,))


async def test_a_card_is_drawn_filled_in_pressed_and_replaced(chromium: Browser) -> None:
    async with staged(suggestions=("How do I pivot in Excel?",)) as stage:

        async def answer(activity: Json) -> web.StreamResponse:
            if activity["type"] == "message":
                await stage.send(BEN, with_card(offer(activity["text"])))
                return web.Response()
            data = activity["value"]["action"]["data"]
            return web.json_response(invoke_card(card_of(text(f"Sent: {data['answer']}"))))

        stage.answer = answer
        async with opened(chromium, stage) as page:
            learner, mentor = pane(page, "Learner"), pane(page, "Mentor")
            await learner.get_by_role("button", name="How do I pivot in Excel?").click()
            await expect(learner.locator(".own .bubble")).to_have_text("How do I pivot in Excel?")
            await expect(mentor.get_by_text("Ana asks: How do I pivot in Excel?")).to_be_visible()

            await mentor.get_by_role("textbox", name="Your answer").fill("Insert, PivotTable")
            await mentor.get_by_role("button", name="Send the answer").click()
            await expect(mentor.get_by_text("Sent: Insert, PivotTable")).to_be_visible()
            await expect(mentor.get_by_role("button", name="Send the answer")).to_have_count(0)
    assert [each["from"]["aadObjectId"] for each in stage.heard] == [ANA, BEN]
    assert stage.heard[1]["value"]["action"]["data"] == {
        "offer": "o1",
        "answer": "Insert, PivotTable",
    }


async def test_a_press_that_fails_says_so_and_loses_nothing_typed(chromium: Browser) -> None:
    async with staged() as stage:

        async def broken(_activity: Json) -> web.StreamResponse:
            return web.Response(status=500)

        stage.answer = broken
        await stage.send(BEN, with_card(offer("?")))
        async with opened(chromium, stage) as page:
            mentor = pane(page, "Mentor")
            box = mentor.get_by_role("textbox", name="Your answer")
            await box.fill("A long answer")
            await mentor.get_by_role("button", name="Send the answer").click()
            await expect(mentor.get_by_role("alert")).to_have_text(
                "Something went wrong. Please try again."
            )
            await expect(box).to_have_value("A long answer")
            await expect(mentor.get_by_role("button", name="Send the answer")).to_be_enabled()


async def test_news_of_somebody_not_shown_is_marked_and_opens_in_the_second_pane(
    chromium: Browser,
) -> None:
    async with staged(installed=(ANA, BEN, CHIARA)) as stage, opened(chromium, stage) as page:
        await stage.send(CHIARA, {"type": "message", "text": "For Chiara"})
        row = page.get_by_role("navigation").get_by_role("button").first
        await expect(row).to_have_text("CRChiara RossiBuyer1 new")
        await expect(page.locator("#news")).to_have_text("Chiara Rossi has a new message.")
        await row.click()
        await expect(pane(page, "Mentor").get_by_text("For Chiara")).to_be_visible()
        await expect(page.locator(".count")).to_have_count(0)
        await expect(pane(page, "Learner").get_by_role("combobox")).to_have_value(ANA)


async def test_the_page_opens_with_the_chosen_two_and_remembers_who_was_picked(
    chromium: Browser,
) -> None:
    async with staged(shown=(CHIARA, BEN)) as stage, opened(chromium, stage) as page:
        learner, mentor = (
            pane(page, role).get_by_role("combobox") for role in ("Learner", "Mentor")
        )
        await expect(learner).to_have_value(CHIARA)
        await learner.select_option(BEN)
        await expect(mentor).to_have_value(CHIARA)
        await page.reload()
        await expect(learner).to_have_value(BEN)
        await expect(mentor).to_have_value(CHIARA)


async def test_updates_and_deletions_show_in_place(chromium: Browser) -> None:
    async with staged() as stage, opened(chromium, stage) as page:
        learner = pane(page, "Learner")
        _, sent, _ = await stage.send(ANA, {"type": "message", "text": "Old"})
        await expect(learner.locator(".bubble")).to_have_text("Old")
        place = f"/{stage.conversation(ANA)}/activities/{sent['id']}"
        await stage.ask("PUT", place, {"type": "message", "text": "New"})
        await expect(learner.locator(".bubble")).to_have_text("New")
        await expect(learner.locator(".mark")).to_have_text("Updated")
        await stage.ask("DELETE", place)
        await expect(learner.locator(".bubble")).to_have_text("This message was deleted.")


async def test_a_person_edits_deletes_and_replies(chromium: Browser) -> None:
    async with staged() as stage, opened(chromium, stage) as page:
        learner = pane(page, "Learner")
        box = learner.get_by_role("textbox")
        await box.fill("Frist")
        await box.press("Shift+Enter")
        await box.press("Enter")
        await expect(learner.locator(".own .bubble")).to_have_text("Frist")
        await learner.get_by_role("button", name="Edit").click()
        await box.fill("First")
        await box.press("Enter")
        await expect(learner.locator(".own .bubble")).to_have_text("First")
        await expect(learner.locator(".own .mark")).to_have_text("Edited")
        await stage.send(ANA, {"type": "message", "text": "Hello"})
        await learner.get_by_role("button", name="Reply").click()
        await box.fill("Hello yourself")
        await learner.get_by_role("button", name="Send").click()
        await expect(learner.locator(".quoted")).to_have_text("Hello")
        await learner.get_by_role("button", name="Delete").first.click()
        await expect(learner.locator(".gone")).to_have_text("This message was deleted.")
    kinds = [each["type"] for each in stage.heard]
    assert kinds == ["message", "messageUpdate", "message", "messageDelete"]
    assert stage.heard[2]["replyToId"] == stage.teams.messages(ANA)[1].id


async def test_the_app_is_added_and_removed_on_the_page(chromium: Browser) -> None:
    async with staged(installed=(BEN,)) as stage, opened(chromium, stage) as page:
        learner = pane(page, "Learner")
        await expect(learner.get_by_text("Nanomentor is not added for Ana Silva")).to_be_visible()
        await expect(learner.get_by_role("textbox")).to_be_disabled()
        await learner.get_by_role("button", name="Add Nanomentor").click()
        await expect(learner.get_by_role("textbox")).to_be_enabled()
        await learner.get_by_role("button", name="Remove app").click()
        await expect(learner.get_by_role("textbox")).to_be_disabled()


async def test_neither_text_nor_card_can_smuggle_in_markup(chromium: Browser) -> None:
    nasty = (
        "<img src=x onerror=alert(1)> [click](javascript:alert(1)) <b>b</b> ![i](https://e.x/i)"
    )
    async with staged() as stage, opened(chromium, stage) as page:
        await stage.send(ANA, {"type": "message", "text": nasty})
        await stage.send(ANA, with_card(card_of(text(nasty))))
        await stage.teams.say(ANA, nasty)
        learner = pane(page, "Learner")
        await expect(learner.locator(".message")).to_have_count(3)
        assert await learner.locator(".messages :is(img, b, [onerror])").count() == 0
        assert await learner.locator('.messages a[href^="javascript"]').count() == 0


async def test_markdown_is_drawn_as_in_teams(chromium: Browser) -> None:
    words = "**bold** and [a link](https://example.org)\n\n- one\n- two\n\n# no heading"
    async with staged() as stage, opened(chromium, stage) as page:
        await stage.send(ANA, with_card(card_of(text(words))))
        card = pane(page, "Learner").locator(".card")
        await expect(card.locator("strong")).to_have_text("bold")
        await expect(card.locator("li")).to_have_text(["one", "two"])
        await expect(card.locator("a")).to_have_attribute("rel", "noopener noreferrer")
        await expect(card.locator("h1")).to_have_count(0)


async def test_an_example_is_sent_with_one_click_and_there_are_others(chromium: Browser) -> None:
    async with staged(suggestions=("One?", "Two?", "Three?", "Four?")) as stage:
        async with opened(chromium, stage) as page:
            examples = pane(page, "Learner").locator(".suggestions button")
            await expect(examples).to_have_text(["One?", "Two?", "Three?", "Other examples"])
            await examples.last.click()
            await expect(examples).to_have_text(["Four?", "Other examples"])
            await examples.first.click()
            await expect(pane(page, "Learner").locator(".own .bubble")).to_have_text("Four?")
            await expect(examples.first).to_be_hidden()
        assert [each["text"] for each in stage.heard] == ["Four?"]


async def test_who_reads_further_up_is_told_of_a_new_message_below(chromium: Browser) -> None:
    async with staged() as stage, opened(chromium, stage) as page:
        mentor = pane(page, "Mentor")
        lines = "\n\n".join(f"Line {number}" for number in range(60))
        await stage.send(BEN, {"type": "message", "text": lines})
        await expect(mentor.get_by_text("Line 0", exact=True)).to_be_in_viewport()
        await stage.send(BEN, {"type": "message", "text": "News"})
        await expect(mentor.get_by_text("News")).not_to_be_in_viewport()
        await mentor.get_by_role("button", name="New message below").click()
        await expect(mentor.get_by_text("News")).to_be_in_viewport()
        await expect(mentor.get_by_role("button", name="New message below")).to_be_hidden()


async def test_the_times_of_a_chat_are_those_of_its_person(chromium: Browser) -> None:
    far = (replace(PEOPLE[0], time_zone="Asia/Kolkata"), *PEOPLE[1:])
    async with staged(people=far) as stage, opened(chromium, stage) as page:
        await stage.send(ANA, {"type": "message", "text": "Hello"})
        there = datetime.fromisoformat(stage.teams.messages(ANA)[0].at)
        learner = pane(page, "Learner")
        there = there.astimezone(ZoneInfo("Asia/Kolkata"))
        await expect(learner.locator("time")).to_have_text(f"{there:%H:%M}")
        await expect(learner.get_by_text("Learner · Kolkata time")).to_be_visible()


async def test_the_wire_is_told_in_plain_sentences(chromium: Browser) -> None:
    async with staged() as stage, opened(chromium, stage) as page:
        await stage.send(ANA, {"type": "message", "text": "**Hello**"})
        await stage.teams.say(ANA, "Hi")
        await page.get_by_text("What went over the wire").click()
        rows = page.locator("#wire-list li .what")
        await expect(rows).to_have_text(["Ana Silva wrote “Hi”", "Send Ana Silva a text: “Hello”"])
        await rows.first.click()
        await expect(page.locator("#wire-list pre").first).to_contain_text(
            '"channelId": "msteams"'
        )


async def test_a_narrow_window_cuts_nothing_off_and_needs_no_sideways_scrolling(
    chromium: Browser,
) -> None:
    buttons = tuple(button("take", f"Quite a long title {each}") for each in range(4))
    async with staged(suggestions=("How?",)) as stage, opened(chromium, stage) as page:
        await stage.send(BEN, with_card({**offer("?"), "actions": buttons}))
        await expect(page.locator(".card button")).to_have_count(4)
        for width in (1280, 700, 400):
            await page.set_viewport_size({"width": width, "height": 800})
            wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert await page.evaluate(wide) == 0
            edges = "all => all.map(e => e.getBoundingClientRect().right)"
            (card,) = await page.locator(".card").evaluate_all(edges)
            assert max(await page.locator(".card button").evaluate_all(edges)) <= card


async def test_everything_has_a_name_for_a_screen_reader(chromium: Browser) -> None:
    async with staged(suggestions=("How?",)) as stage, opened(chromium, stage) as page:
        await stage.send(BEN, with_card(offer("?")))
        await expect(pane(page, "Mentor").locator(".card")).to_be_visible()
        controls = page.locator("button:visible, input:visible, select:visible, textarea:visible")
        for control in await controls.all():
            named = await control.evaluate(
                "e => e.ariaLabel || e.labels?.length || e.textContent.trim()"
                " || e.getAttribute('aria-labelledby')"
            )
            assert named, await control.evaluate("e => e.outerHTML")
