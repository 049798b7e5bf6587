"""Reporting and blocking, on every message from somebody else; and what moderators decide."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from matching.model import PersonId
from matching.thread import AnswerId, State
from storage.change import About, Report, Ruling
from teams_bot import texts
from teams_bot.reports import UNNAMED, veiled
from tests.support.channel import Room, opened_channel
from tests.support.company import QUESTION, Company, Json, buttons, buttons_of, reply_to, verbs

LEARNER = re.compile(r"(?i)\blea\b")
RUDE = "You are useless, try the manual."


async def moderated(company: Company, *who: str) -> None:
    now = company.parts.services.now()
    await company.store.set_moderators([PersonId(each) for each in who or ("dan",)], "test", now)


async def reports(company: Company) -> list[Report]:
    return await company.store.reports()


async def answered(company: Company, text: str = RUDE) -> str:
    """A question that Ana answered rudely; its id."""
    await company.ask()
    await company.answer("ana", text)
    return (await company.thread()).answers[0].id


async def meets(company: Company, who: str = "ana") -> bool:
    """Whether somebody is asked when Lea asks again."""
    await company.say("lea", f"How do I pivot in Excel, number {company.new_id()}?")
    await company.quiet()
    if "ask" in verbs(company.messages("lea")[-1]):
        await company.press("lea", "ask")
        await company.quiet()
    return who in (await company.thread()).asked


# ---- reporting


async def test_an_answer_is_reported_by_one_press_and_shown_to_nobody(company: Company) -> None:
    await answered(company)
    reply = await company.press("lea", "report")
    assert "Thank you for reporting it" in reply.said
    (made,) = await reports(company)
    assert (made.about, made.words, made.reporter, made.reported) == (
        About.ANSWER,
        RUDE,
        "lea",
        "ana",
    )
    thread = await company.thread()
    assert thread.answers[0].reported
    assert not await meets(company)


async def test_words_survive_the_deletion_of_what_was_reported(company: Company) -> None:
    await moderated(company)
    await answered(company)
    await company.press("lea", "report")
    for who in ("ana", "lea"):
        await company.say(who, "forget me")
        await company.press(who, "forget_me")
        await company.quiet()
    (made,) = await reports(company)
    assert (made.words, made.reporter, made.reported) == (RUDE, "", "ana")
    assert (await company.thread()).answers[0].text == texts.ERASED
    assert (await company.person("lea")).apart == ("ana",)
    assert (await company.person("ana")).apart == ("lea",)


@pytest.mark.parametrize("verb", ["report", "block"])
async def test_a_mentor_does_it_to_a_question(company: Company, verb: str) -> None:
    await company.ask(RUDE.replace("manual", "Excel manual"))
    asked = (await company.thread()).asked
    who = "ana" if "ana" in asked else min(asked)
    reply = await company.press(who, verb)
    assert "not brought together again" in reply.said
    thread = await company.thread()
    assert who not in {each.mentor for each in thread.live_offers}
    assert thread.reported is (verb == "report")
    assert len(await reports(company)) == (verb == "report")
    assert not await meets(company, who)


async def test_a_line_and_thanks_are_reported(company: Company) -> None:
    await company.ask()
    await company.answer("ana")
    await company.press("lea", "follow_up", {"text": RUDE})
    await company.quiet()
    await company.finish("lea", thanks="Thanks for nothing.")
    await company.told("ana", "Thanks for nothing.")
    await company.press("ana", "report")
    message = next(each for each in company.messages("ana") if "wrote to you" in str(each))
    line = (await company.thread()).follow_ups[0].id
    data = {"thread": (await company.thread()).id, "line": line}
    assert message
    assert "Thank you" in (await company.press_raw("ana", "report", data)).said
    found = {each.about: each.words for each in await reports(company)}
    assert found == {About.THANKS: "Thanks for nothing.", About.LINE: RUDE}


@pytest.mark.parametrize("by_learner", [True, False])
async def test_of_a_question_without_a_name_moderators_see_no_learner(
    company: Company, *, by_learner: bool
) -> None:
    await moderated(company)
    await company.ask(f"anonymous: {RUDE.replace('manual', 'Excel manual')}")
    mentor = min((await company.thread()).asked)
    if by_learner:
        await company.answer(mentor, RUDE)
        await company.press("lea", "report")
    else:
        await company.press(mentor, "report")
    await company.quiet()
    (made,) = await reports(company)
    thread = await company.thread()
    assert {made.reporter, made.reported} == {"lea", mentor}
    seen = veiled(made, thread)
    assert {seen.reporter, seen.reported} == {UNNAMED, mentor}
    named = replace(thread, anonymous=False)
    assert veiled(made, named) == made
    looked = await company.press("dan", "moderate")
    assert not LEARNER.search(str(looked.body))
    assert (mentor.title() in looked.said) is by_learner
    decided = await company.press("dan", "decide", {"ruling": "warn"})
    assert not LEARNER.search(str(decided.body))


# ---- in a channel


async def posted(company: Company, ladder: str = "3 crowd 60") -> Room:
    room = await opened_channel(company)
    await company.rule(ladder=ladder)
    await company.ask(RUDE.replace("manual", "Excel manual"))
    return room


async def opened(company: Company) -> Room:
    """A posted question that Ana, Gus and Ben answered, Ben rudely."""
    room = await posted(company)
    for who in ("ana", "gus"):
        await room.cast(who)
    await room.cast("ben", RUDE)
    await company.quiet()
    return room


async def answer_of(company: Company, who: str) -> str:
    return next(each.id for each in (await company.thread()).answers if each.mentor == who)


@pytest.mark.parametrize("who", ["ana", "gus"])
@pytest.mark.parametrize("verb", ["report", "block"])
async def test_whoever_comes_by_does_it_to_a_question(
    company: Company, verb: str, who: str
) -> None:
    room = await posted(company)
    reply = await room.press(who, verb)
    assert "not brought together again" in reply.said
    thread = await company.thread()
    assert thread.reported is (verb == "report")
    assert [each.about for each in await reports(company)] == [About.QUESTION] * thread.reported
    assert "nothing for you to do here" in (await room.cast(who)).said
    assert "lea" in (await company.person(who)).blocked
    assert who in (await company.person("lea")).apart
    assert not any(verb in each for each in company.seen("lea"))


async def test_nobody_reports_their_own_question_there(company: Company) -> None:
    room = await posted(company)
    assert (await room.press("lea", "report")).said == texts.SAY["not_yours"]
    assert await reports(company) == []


async def test_who_answered_reports_another_answer_and_sees_it_no_more(company: Company) -> None:
    room = await opened(company)
    assert RUDE in (await room.press("gus", "see_answers")).said
    mine = await room.press("gus", "see_answers")
    button = next(each for each in buttons_of(mine.card) if each["verb"] == "report")
    rude = await answer_of(company, "ben")
    reply = await room.press_button("gus", button, {"about": rude})
    assert "Thank you for reporting it" in reply.said
    assert "Answer of ana." in reply.said
    assert RUDE not in reply.said
    assert RUDE not in (await room.press("gus", "see_answers")).said
    (made,) = await reports(company)
    assert (made.about, made.item, made.reporter, made.reported) == (
        *(About.ANSWER, rude),
        *("gus", "ben"),
    )
    await company.quiet()
    thread = await company.thread()
    assert not any(each.reported for each in thread.answers)  # that is for its learner to say
    assert RUDE in company.seen("lea")[-1]


@pytest.mark.parametrize("verb", ["report", "block"])
async def test_the_learner_does_it_to_one_of_several_and_keeps_the_others(
    company: Company, verb: str
) -> None:
    room = await opened(company)
    reply = await company.press("lea", verb, {"about": await answer_of(company, "ben")})
    assert "not brought together again" in reply.said
    assert RUDE not in reply.said
    assert "Answer of ana." in reply.said
    assert "Answer of gus." in reply.said
    seen = await room.press("ana", "see_answers")
    assert (RUDE in seen.said) is (verb == "block")
    rated = {"answer": await answer_of(company, "ana"), "rating": "great", "next": "keep"}
    assert RUDE not in (await company.press("lea", "finish", rated)).said
    await company.rule(ladder="4 peer 30")
    assert not await meets(company, "ben")


async def test_a_joint_answer_and_an_objection_are_reported_and_removed(company: Company) -> None:
    await moderated(company)
    await opened(company)
    await company.press("lea", "join_answers", {"answer": await answer_of(company, "ben")})
    await company.quiet()
    await company.press("ben", "write_joint", {"joint": f"All of us say: {RUDE}"})
    await company.quiet()
    await company.press("ana", "object_joint", {"objection": "You are wrong."})
    await company.quiet()
    refused = await company.press("ana", "report", {"about": "objection:ana"})
    assert refused.said == texts.SAY["not_yours"]
    await company.press("ana", "report", {"about": "joint"})
    reply = await company.press("lea", "report", {"about": "objection:ana"})
    assert "You are wrong." not in reply.said
    found = {each.about: (each.words, each.reported) for each in await reports(company)}
    assert found == {
        About.JOINT: (f"All of us say: {RUDE}", "ben"),
        About.OBJECTION: ("You are wrong.", "ana"),
    }
    for _ in found:
        await company.quiet()
        await company.press("dan", "moderate")
        await company.press("dan", "decide", {"ruling": "remove"})
    await company.quiet()
    joint = (await company.thread()).joint
    assert joint is not None
    assert (joint.text, joint.objections[0].text) == (texts.REMOVED, texts.REMOVED)
    for who in ("lea", "ana", "ben"):
        assert all(f"All of us say: {RUDE}" not in each for each in company.seen(who))
    assert all("You are wrong." not in each for each in company.seen("lea"))


async def test_who_has_not_answered_reports_no_answer(company: Company) -> None:
    room = await opened(company)
    message = room.messages()[0]
    button = next(each for each in buttons(message) if each["verb"] == "report")
    for about in (await answer_of(company, "ben"), "joint", "objection:ben", "nope"):
        reply = await room.press_button("cai", button, {"about": about})
        assert reply.said == texts.SAY["not_yours"]
    assert await reports(company) == []


async def test_twice_is_once_and_others_cannot(company: Company) -> None:
    await answered(company)
    first = await company.press("lea", "report")
    data = first.activity["value"]["action"]["data"]
    company.parts.services.clock._ahead += timedelta(minutes=2)
    assert "already" in (await company.press_raw("lea", "report", data)).said
    company.parts.services.clock._ahead -= timedelta(minutes=2)
    for who, changed in (
        ("cai", {}),
        ("lou", {}),
        ("lea", {"answer": "nope"}),
        ("lea", {"line": "nope"}),
    ):
        said = (await company.press_raw(who, "report", {**data, **changed})).said
        assert said == texts.SAY["not_yours"]
    assert len(await reports(company)) == 1


async def test_nothing_is_left_to_report_once_it_is_erased(company: Company) -> None:
    answer = await answered(company)
    await company.say("ana", "forget me")
    await company.press("ana", "forget_me")
    await company.quiet()
    data = {"thread": (await company.thread()).id, "answer": answer}
    assert "nothing to report" in (await company.press_raw("lea", "report", data)).said


async def test_finish_with_report_goes_the_same_way(company: Company) -> None:
    await answered(company)
    await company.finish("lea", rating="not_helpful", next="report")
    (made,) = await reports(company)
    assert (made.about, made.words) == (About.ANSWER, RUDE)
    thread = await company.thread()
    assert thread.state is State.CLOSED
    assert (await company.person("ana")).apart == ("lea",)
    data = {"thread": thread.id, "answer": thread.answers[0].id}
    assert "already" in (await company.press_raw("lea", "report", data)).said


async def test_the_reported_hears_nothing_of_it(company: Company) -> None:
    await moderated(company)
    await answered(company)
    before = company.seen("ana")
    await company.press("lea", "report")
    await company.quiet()
    await company.press("dan", "moderate")
    await company.press("dan", "decide", {"ruling": "warn"})
    await company.quiet()
    new = company.seen("ana")[len(before) :]
    assert [each.strip(" |") for each in new] == [texts.SAY["warned"]]


# ---- no more between the two


async def test_no_line_answer_or_thanks_passes_between_two_who_are_apart(
    company: Company,
) -> None:
    await answered(company)
    await company.say("lou", QUESTION)
    await company.quiet()
    await company.press("lea", "block")
    await company.quiet()
    thread = await company.thread()
    assert (await company.press("ana", "follow_up", {"text": "Why?"})).said
    assert (await company.thread()).follow_ups == ()
    seen = company.seen("ana")
    data = {"thread": thread.id, "answer": thread.answers[0].id}
    await company.press_raw(
        "lea", "finish", {**data, "rating": "great", "thanks": "Ha!", "next": "close"}
    )
    await company.quiet()
    assert "Ha!" not in str(company.seen("ana")[len(seen) :])


async def test_offers_in_other_questions_are_withdrawn(company: Company) -> None:
    await company.ask()
    await company.ask("How do I chart in Excel?")
    first = (await company.threads())[-1]
    mentor = next(iter({each.mentor for each in first.live_offers}))
    offer = next(each for each in first.offers if each.mentor == mentor)
    assert "Done" in (await company.press_raw(mentor, "block", {"thread": first.id})).said
    await company.quiet()
    for each in await company.threads():
        assert mentor not in {one.mentor for one in each.live_offers}
    late = await company.press_raw(
        mentor, "answer", {"thread": first.id, "offer": offer.id, "answer": "Hm."}
    )
    assert late.said == texts.SAY["no_more_lines"]
    assert (await company.press_raw(mentor, "take", {"thread": first.id, "offer": offer.id})).said


# ---- moderators


async def waiting(company: Company) -> Report:
    await moderated(company)
    await answered(company)
    await company.press("lea", "report")
    await company.told("dan", "1 report waits for a decision")
    (made,) = await reports(company)
    return made


async def decide(company: Company, **inputs: str) -> str:
    await company.press("dan", "moderate")
    found = company.messages("dan")[-1]
    assert found
    (made,) = await reports(company)
    reply = await company.press_raw("dan", "decide", {"report": made.id, **inputs})
    await company.quiet()
    return reply.said


async def test_a_moderator_is_told_a_count_and_reads_the_words_at_a_press(
    company: Company,
) -> None:
    await waiting(company)
    assert RUDE not in str(company.seen("dan"))
    looked = await company.press("dan", "moderate")
    assert RUDE in looked.said
    assert re.search(r"(?i)\blea\b", looked.said) is None
    inbox = company.store.driver.collection("inbox").find({"tenant": company.store.tenant})
    assert RUDE not in str([each for each in await inbox.to_list(None) if each["person"] == "dan"])


async def test_words_that_are_removed_are_gone_from_cards_and_reuse(company: Company) -> None:
    await waiting(company)
    assert "removed" in await decide(company, ruling="remove", note="Rude.")
    (made,) = await reports(company)
    assert (made.ruling, made.by, made.note, made.words) == (Ruling.REMOVE, "dan", "Rude.", RUDE)
    assert (await company.thread()).answers[0].text == texts.REMOVED
    assert RUDE not in str(company.seen("lea"))
    (entry,) = [each for each in await company.store.log_entries() if each.about == made.id]
    assert (entry.who, entry.what, entry.note) == ("dan", "report remove", "Rude.")
    assert await company.store.log_broken() == ""


async def test_somebody_suspended_neither_asks_nor_is_asked(company: Company) -> None:
    await waiting(company)
    await company.ask(who="lou")
    assert "suspended" in await decide(company, ruling="suspend", days="7")
    assert "ana" not in {each.mentor for each in (await company.thread("lou")).live_offers}
    await company.told("ana", "A moderator has suspended you until")
    before = len(await company.threads("ana"))
    await company.say("ana", QUESTION)
    await company.quiet()
    assert len(await company.threads("ana")) == before
    await company.say("lou", "How do I chart in Excel?")
    await company.quiet()
    assert "ana" not in (await company.thread("lou")).asked
    await company.say("ana", "I want to die")
    await company.told("ana", "This may be about a personal crisis")
    ended = company.parts.services.now() - timedelta(seconds=1)
    await company.change("ana", suspended_until=ended)
    await company.say("ana", QUESTION)
    await company.quiet()
    assert len(await company.threads("ana")) == before + 1


@pytest.mark.parametrize(
    ("inputs", "says"),
    [
        ({"ruling": ""}, "Choose what you decide"),
        ({"ruling": "explode"}, "Choose what you decide"),
        ({"ruling": "suspend", "days": "many"}, "whole number of days"),
        ({"ruling": "suspend", "days": "0"}, "whole number of days"),
    ],
)
async def test_what_is_no_decision_decides_nothing(
    company: Company, inputs: Json, says: str
) -> None:
    made = await waiting(company)
    assert says in await decide(company, **inputs)
    assert await company.store.report(made.id) == made


async def test_it_is_decided_once_and_by_moderators_who_have_no_part_in_it(
    company: Company,
) -> None:
    made = await waiting(company)
    data = {"report": made.id, "ruling": "keep"}
    await moderated(company, "dan", "ana")
    for who, says in (("cai", "moderators_only"), ("ana", "report_yours")):
        for verb in ("moderate", "decide"):
            assert (await company.press_raw(who, verb, data)).said == texts.SAY[says]
    assert (
        await company.press_raw("dan", "decide", {**data, "report": "nope"})
    ).said == texts.SAY["report_gone"]
    assert (await company.press_raw("dan", "moderate", {"report": "nope"})).said == texts.SAY[
        "report_gone"
    ]
    assert "stay" in await decide(company, ruling="keep")
    again = await company.press_raw("dan", "decide", {**data, "ruling": "warn"})
    assert again.said == texts.SAY["report_decided"]
    assert "Leave the words" in (await company.press_raw("dan", "moderate", data)).said


@pytest.mark.parametrize("what", ["question", "line", "thanks"])
async def test_other_words_are_removed_as_well(company: Company, what: str) -> None:
    await moderated(company)
    await company.ask("How do I pivot in rude Excel?")
    thread = await company.thread()
    data = {"thread": thread.id}
    if what == "question":
        await company.press_raw(next(iter(thread.asked)), "report", data)
    else:
        await company.answer("ana")
        await company.press("lea", "follow_up", {"text": "A rude line"})
        await company.quiet()
        await company.finish("lea", thanks="Rude thanks")
        await company.quiet()
        thread = await company.thread()
        item = (
            {"line": thread.follow_ups[0].id}
            if what == "line"
            else {"answer": thread.answers[0].id}
        )
        assert "Thank you" in (await company.press_raw("ana", "report", {**data, **item})).said
    await decide(company, ruling="remove")
    after = await company.thread()
    found = {
        "question": after.text,
        "line": after.follow_ups[0].text if after.follow_ups else "",
        "thanks": after.answers[0].thanks if after.answers else "",
    }[what]
    assert found == ("" if what == "thanks" else texts.REMOVED)
    rude = {"question": "rude Excel", "line": "A rude line", "thanks": "Rude thanks"}[what]
    await company.quiet()
    assert rude not in str([company.seen(each) for each in ("ana", "ben")])


async def test_thanks_that_came_after_the_good_news_are_removed_from_both(
    company: Company,
) -> None:
    await moderated(company)
    await company.ask()
    await company.answer("ana")
    await company.press("lea", "helped")
    await company.finish("lea", next="keep", thanks="Rude thanks")
    thread = await company.thread()
    data = {"thread": thread.id, "answer": thread.answers[0].id}
    await company.press_raw("ana", "report", data)
    await decide(company, ruling="remove")
    await company.quiet()
    assert len(company.messages("ana")) == 3
    assert "Rude thanks" not in str(company.seen("ana"))
    await company.press_raw("lea", "finish", {**data, "rating": "good", "thanks": "Ruder"})
    await company.quiet()
    assert "Ruder" not in str(company.seen("ana"))


async def test_an_answer_card_cannot_be_pressed_by_a_stranger(company: Company) -> None:
    answer = await answered(company)
    data = {"thread": (await company.thread()).id, "answer": AnswerId(answer)}
    message = await company.message("lea", "report")
    button = {"type": "Action.Execute", "verb": "report", "data": data}
    reply = reply_to(await company.teams.press("dan", message.id, button, {}))
    assert reply.said == texts.SAY["not_yours"]
