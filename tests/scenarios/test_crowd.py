"""A question in a channel: sealed answers, opened at once, combined, and joined."""

import asyncio
from datetime import timedelta

import pytest

from matching.model import PersonId
from matching.skills import SkillId
from matching.sources import Source
from matching.thread import Rating, State, together
from teams_bot import texts
from tests.support.channel import CHANNEL, TEAM, Room, opened_channel
from tests.support.company import EXCEL, QUESTION, Company, buttons, buttons_of, verbs, words_of

LADDER = "3 crowd 60"


async def asked(company: Company, ladder: str = LADDER) -> Room:
    room = await opened_channel(company)
    await company.rule(ladder=ladder)
    await company.ask()
    return room


def messages_to(company: Company, room: Room) -> dict[str, int]:
    """How many messages everybody has got; those redrawn count once."""
    people = ("lea", "ana", "ben", "cai", "dan", "lou", "gus")
    found = {each: len(company.messages(each)) for each in people} | {
        "channel": len(room.messages())
    }
    return {name: count for name, count in found.items() if count}


async def test_three_sealed_answers_reach_the_learner_as_one_card(company: Company) -> None:
    room = await asked(company)
    assert messages_to(company, room) == {"lea": 1, "channel": 1}
    assert "asked in a channel" in company.seen("lea")[0]
    for number, who in enumerate(("ana", "gus"), start=1):
        reply = await room.cast(who)
        assert "Your answer is sealed" in reply.said
        await company.quiet()
        assert f"{number} of 3 answers" in room.seen()[0]
        assert messages_to(company, room) == {"lea": 1, "channel": 1}
    thread = await company.thread()
    assert (thread.state, len(thread.sealed), thread.answers) == (State.OPEN, 2, ())
    for seen in (*room.seen(), *company.seen("lea")):
        assert "Answer of" not in seen
        assert "Ana" not in seen
    reply = await room.cast("ben")
    assert "Answer of ana." in reply.said
    assert "Answer of gus." in reply.said
    await company.quiet()
    thread = await company.thread()
    assert (thread.state, thread.sealed, len(thread.answers)) == (State.ANSWERED, (), 3)
    assert "3 people answered" in company.seen("lea")[1]
    assert "3 of 3 answered." in company.seen("lea")[1]
    # Gus has no chat of his own with us: he looks at the answers in the channel
    assert messages_to(company, room) == {"lea": 2, "channel": 1, "ana": 1, "ben": 1}
    assert "Do the others agree?" in company.seen("ana")[0]
    assert "Answer of" not in room.seen()[0]


async def test_nobody_sees_answers_before_their_own(company: Company) -> None:
    room = await asked(company)
    await room.cast("ana")
    await company.quiet()
    reply = await room.press("ben", "see_answers")
    assert "Only who has answered" in reply.said
    mine = await room.press("ana", "see_answers")
    assert "Answer of ana." in mine.said
    await room.cast("ben")
    seen = await room.press("ana", "see_answers")
    assert "Answer of ben." not in seen.said


async def test_who_may_not_answer_is_told_so(company: Company) -> None:
    room = await asked(company)
    assert "your own question" in (await room.cast("lea")).said
    await company.change("lea", blocked=(PersonId("ben"),))
    await company.change("cai", blocked=(PersonId("lea"),))
    said = {(await room.cast(each)).said for each in ("ben", "cai")}
    assert said == {"There is nothing for you to do here. Thank you for being ready to help."}
    assert "answer was empty" in (await room.press("ana", "cast", {"answer": " "})).said
    await room.cast("ana")
    assert "answered this already" in (await room.cast("ana", "Another one.")).said
    thread = await company.thread()
    assert [each.mentor for each in thread.sealed] == ["ana"]


async def test_who_did_not_agree_to_be_asked_may_volunteer(company: Company) -> None:
    await company.change("ana", opted_in=False)
    room = await asked(company, "1 crowd 60")
    await room.cast("ana")
    await company.quiet()
    ana = await company.person("ana")
    assert (ana.opted_in, ana.record.answered) == (False, 1)
    assert "Ana" in company.seen("lea")[1]


async def test_time_that_is_up_opens_what_is_there(company: Company) -> None:
    room = await asked(company)
    await room.cast("ana")
    await company.later(minutes=61)
    thread = await company.thread()
    assert (thread.state, len(thread.answers), thread.rung) == (State.ANSWERED, 1, 1)
    assert "Only 1 of 3 answered before the time was up." in company.seen("lea")[1]
    assert messages_to(company, room) == {"lea": 2, "channel": 1}
    await room.cast("ben", "Later.")
    await company.quiet()
    assert messages_to(company, room) == {"lea": 2, "channel": 1}
    assert "Ben (came later):" in company.seen("lea")[1]
    thread = await company.thread()
    assert [each.late for each in thread.answers] == [False, True]


# ---- what a learner knows before, and may forbid


async def test_before_a_name_reaches_a_channel_the_learner_knows_and_may_keep_it_out(
    company: Company,
) -> None:
    room = await opened_channel(company, notice=5)
    await company.rule(ladder="1 peer 30; 3 crowd 60; 1 peer 30")
    await company.ask()
    card = await company.told("lea", "with your name in the channel Excel help")
    assert "Should nobody answer, I post it" in card
    await company.later(minutes=31)
    thread = await company.thread()
    assert room.messages() == []
    card = await company.told("lea", "I am about to ask in a channel")
    assert "colleagues there will see it" in card
    await company.later(minutes=6)
    assert "Lea has a question for everybody here" in room.seen()[0]
    card = await company.told("lea", "It is posted with your name in the channel Excel help")
    assert "0 of 3 answers" in card
    assert len(company.messages("lea")) == 1
    thread = await company.thread()
    assert thread.rung_ends is not None
    assert thread.rung_ends - thread.postings[0].due == timedelta(minutes=60)


@pytest.mark.parametrize("moment", ["ahead", "soon", "posted"])
async def test_a_question_kept_out_is_shown_there_no_more_and_others_are_asked(
    company: Company, moment: str
) -> None:
    room = await opened_channel(company, notice=5)
    await company.rule(ladder="1 peer 30; 3 crowd 60; 1 peer 30")
    await company.ask()
    for minutes in {"ahead": (), "soon": (31,), "posted": (31, 6)}[moment]:
        await company.later(minutes=minutes)
    reply = await company.press("lea", "keep_out_of_channel")
    assert "your question is in no channel. I ask others instead." in reply.said
    await company.quiet()
    assert "channel" not in company.seen("lea")[0]
    if moment == "ahead":
        await company.later(minutes=31)
    await company.later(minutes=6)
    thread = await company.thread()
    assert thread.kept_out
    assert [each.mentor for each in thread.live_offers] == ["ben"]
    seen = [] if moment != "posted" else ["This question is not asked here any more"]
    assert [each.strip(" |") for each in room.seen()] == seen
    again = await company.press_raw("lea", "keep_out_of_channel", {"thread": thread.id})
    assert "in no channel" in again.said
    refused = await company.press_raw("ana", "keep_out_of_channel", {"thread": thread.id})
    assert refused.said == texts.SAY["not_yours"]
    stale = {"thread": thread.id, "answer": "Late."}
    for each in thread.postings:
        said = (await company.press_raw("gus", "cast", {**stale, "posting": each.id})).said
        assert said == texts.SAY["thread_ended"]
    assert (await company.thread()).answers == ()


async def test_while_somebody_has_it_no_channel_and_nobody_else_is_promised(
    company: Company,
) -> None:
    await opened_channel(company, notice=5)
    await company.rule(ladder="1 peer 30; 3 crowd 60; 1 peer 30")
    await company.ask()
    await company.press("ana", "take")
    await company.quiet()
    assert "channel" not in company.seen("lea")[0].replace("Keep it out of the channel", "")
    thread = await company.thread()
    reply = await company.press_raw("lea", "keep_out_of_channel", {"thread": thread.id})
    assert reply.said == texts.SAY["kept_out"]


async def test_an_answered_question_is_kept_out_too_late(company: Company) -> None:
    await opened_channel(company, notice=5)
    await company.rule(ladder="1 peer 30; 3 crowd 60; 1 peer 30")
    await company.ask()
    await company.answer("ana")
    before = await company.thread()
    late = await company.press_raw("lea", "keep_out_of_channel", {"thread": before.id})
    assert late.said == texts.SAY["keep_out_late"]
    assert await company.thread() == before


async def test_a_question_that_is_held_when_it_is_to_be_posted_is_posted_and_not_lost(
    company: Company,
) -> None:
    room = await opened_channel(company, notice=5)
    await company.rule(ladder="1 peer 30; 3 crowd 60")
    await company.ask()
    await company.later(minutes=31)
    thread = await company.thread()
    await company.say("cai", "help")
    await company.press_raw("cai", "pick_up", {"thread": thread.id})
    await company.quiet()
    assert (await company.thread()).state is State.TAKEN
    await company.later(minutes=6)
    assert "A colleague is on it" in room.seen()[0]
    data = {"thread": thread.id, "posting": thread.postings[0].id, "answer": "Look at Insert."}
    assert (await company.press_raw("gus", "cast", data)).said == texts.SAY["cast_held"]
    await company.press("cai", "pass")
    await company.quiet()
    assert "A colleague is on it" not in room.seen()[0]
    assert "sealed" in (await room.cast("gus", "Insert, PivotTable.")).said
    assert len((await company.thread()).sealed) == 1
    assert len(room.messages()) == 1


async def test_where_somebody_has_answered_it_is_too_late_to_keep_it_out(
    company: Company,
) -> None:
    room = await asked(company)
    await room.cast("ana")
    await company.quiet()
    assert "keep_out_of_channel" not in verbs(company.messages("lea")[0])
    thread = await company.thread()
    late = await company.press_raw("lea", "keep_out_of_channel", {"thread": thread.id})
    assert late.said == texts.SAY["keep_out_late"]
    assert (await company.thread()).sealed == thread.sealed


async def test_without_a_name_it_is_posted_at_once_and_may_be_kept_out_all_the_same(
    company: Company,
) -> None:
    room = await opened_channel(company, notice=5)
    await company.rule(ladder=LADDER)
    await company.ask(f"anonymous: {QUESTION}")
    assert "A colleague has a question" in room.seen()[0]
    assert "posted without your name in the channel Excel help" in company.seen("lea")[0]
    reply = await company.press("lea", "keep_out_of_channel")
    assert reply.said == texts.SAY["kept_out"]  # nobody else is left to be asked
    await company.quiet()
    assert "not asked here any more" in room.seen()[0]
    assert (await company.thread()).state is State.UNANSWERED


async def test_a_channel_in_which_nobody_answers_is_climbed_past(company: Company) -> None:
    room = await asked(company, "3 crowd 60; 1 peer 30")
    await company.later(minutes=61)
    thread = await company.thread()
    assert [each.mentor for each in thread.live_offers] == ["ana"]
    reply = await room.cast("gus", "Better late.")
    assert reply.status == 200
    await company.quiet()
    thread = await company.thread()
    assert (thread.state, thread.answers[0].late) == (State.ANSWERED, True)
    assert "Gus (came later)" in company.seen("lea")[1]


async def test_a_late_answer_of_somebody_asked_before_opens_the_seal(company: Company) -> None:
    room = await asked(company, "1 peer 30; 3 crowd 60")
    await company.later(minutes=31)
    await room.cast("gus")
    await company.quiet()
    await company.answer("ana", "Here it is.")
    thread = await company.thread()
    assert {each.mentor for each in thread.answers} == {"ana", "gus"}
    assert any("Answer of gus." in each for each in company.seen("lea"))
    assert any("Here it is." in each for each in company.seen("lea"))


async def test_a_ladder_that_has_only_a_channel_nobody_set_up_says_so(company: Company) -> None:
    await company.rule(ladder=LADDER)
    thread = await company.ask()
    assert thread.state is State.UNANSWERED
    assert "No channel is set up for this topic yet" in company.seen("lea")[-1]
    assert "skill" not in company.seen("lea")[-1]


async def test_no_channel_that_was_set_up_is_passed_over(company: Company) -> None:
    await opened_channel(company, used=False)
    await company.rule(ladder="3 crowd 60; 1 peer 30")
    thread = await company.ask()
    assert [each.mentor for each in thread.live_offers] == ["ana"]
    assert thread.postings == ()


async def test_a_channel_for_another_skill_is_not_for_this_question(company: Company) -> None:
    room = await opened_channel(company, skills=(SkillId("sap"),))
    await company.rule(ladder="3 crowd 60; 1 peer 30")
    await company.ask()
    assert room.messages() == []
    await company.store.use_room(CHANNEL, (EXCEL,))
    await company.ask("How do I merge cells in Excel?")
    assert len(room.messages()) == 1


async def test_a_channel_that_is_gone_is_forgotten_and_the_ladder_climbs_at_once(
    company: Company,
) -> None:
    room = await opened_channel(company)
    room.gone()
    await company.rule(ladder="3 crowd 60; 1 peer 30")
    await company.ask()
    await company.quiet()
    thread = await company.thread()
    assert [each.mentor for each in thread.live_offers] == ["ana"]
    assert thread.postings[0].undelivered == "BotNotInConversationRoster"
    assert await company.store.rooms(9) == []
    assert messages_to(company, room) == {"lea": 1, "ana": 1}


async def test_a_channel_with_answers_that_is_gone_opens_them(company: Company) -> None:
    room = await asked(company, "3 crowd 60; 1 peer 30")
    room.gone()
    await room.cast("ana")
    await company.quiet()
    thread = await company.thread()
    assert (thread.state, len(thread.answers)) == (State.ANSWERED, 1)
    assert "Answer of ana." in company.seen("lea")[1]
    assert "They were opened early: 1 of 3 had answered." in company.seen("lea")[1]


async def test_an_answer_from_elsewhere_opens_them_before_the_time_is_up(company: Company) -> None:
    room = await asked(company, "1 peer 30; 3 crowd 60")
    await company.later(minutes=31)
    await room.cast("gus")
    await company.quiet()
    await company.answer("ana")
    combined = await company.told("lea", "They were opened early: 1 of 3 had answered.")
    assert "Answer of gus." in combined
    assert "time was up" not in combined


async def test_a_bot_that_was_removed_moves_its_questions_on(company: Company) -> None:
    room = await asked(company, "3 crowd 60; 1 peer 30")
    before = len(company.messages("lea"))
    await room.tell(membersRemoved=[{"id": company.teams._bot_id}])
    await company.quiet()
    thread = await company.thread()
    assert [each.mentor for each in thread.live_offers] == ["ana"]
    assert (await company.store.rooms(9), len(company.messages("lea"))) == ([], before)


async def test_a_deleted_channel_alone_is_told_by_the_end_at_most_once(company: Company) -> None:
    room = await asked(company)
    await room.tell(event="channelDeleted")
    await company.quiet()
    assert (await company.thread()).state is State.UNANSWERED
    assert messages_to(company, room) == {"lea": 2, "channel": 1}
    await room.tell(event="teamDeleted")
    await company.quiet()
    assert messages_to(company, room) == {"lea": 2, "channel": 1}


async def test_forty_presses_at_once_fill_the_seal_once(company: Company) -> None:
    room = await asked(company)
    message = room.messages()[0]
    button = next(each for each in buttons(message) if each["verb"] == "cast")

    async def press(number: int) -> str:
        raw = room.activity(
            "ana",
            "invoke",
            name="adaptiveCard/action",
            replyToId=message.id,
            value={
                "action": {
                    "type": "Action.Execute",
                    "verb": "cast",
                    "data": {**button["data"], "answer": f"Answer {number}."},
                }
            },
        )
        raw["from"] = {
            "id": f"29:{number}",
            "aadObjectId": f"person-{number}",
            "name": f"Person {number}",
        }
        for _ in range(20):
            delivery = await company.teams._postman.invoke(room.chat, raw)
            value = delivery.body["value"] if delivery.status == 200 else {}
            said = value if isinstance(value, str) else words_of(value)
            if "answer" in said:  # else it took too long, which is told, and they press again
                return said
        raise AssertionError(delivery)

    said = await asyncio.gather(*map(press, range(40)))
    await company.quiet()
    thread = await company.thread()
    answers = together(thread, thread.postings[0].id)
    assert [each.late for each in answers] == [False] * 3 + [True] * 9
    assert len({each.mentor for each in answers}) == 12
    assert sum("enough answers" in each for each in said) == 28
    assert sum("gets your answer" in each for each in said) == 12
    assert thread.postings[0].opened is not None
    assert messages_to(company, room) == {"lea": 2, "channel": 1}
    assert "3 of 3 answered." in company.seen("lea")[1]


async def test_answers_are_ordered_by_the_records_on_the_topic(company: Company) -> None:
    for text, who, rating in (
        ("How do I merge cells in Excel?", "ben", "great"),
        ("How do I sort in Excel?", "ana", "not_helpful"),
    ):
        await company.rule(ladder="4 peer 30")
        await company.ask(text)
        await company.answer(who)
        await company.finish(rating=rating)
    room = await asked(company)
    for each in ("ana", "gus", "ben"):
        await room.cast(each)
    await company.quiet()
    thread = await company.thread()
    assert [each.mentor for each in thread.answers] == ["ben", "gus", "ana"]
    ben, gus, ana = (each.standing for each in thread.answers)
    assert 1 > ben > gus > ana > 0
    assert gus == 0.6


async def opened(company: Company) -> Room:
    room = await asked(company)
    for each in ("ana", "ben", "cai"):
        await room.cast(each)
    await company.quiet()
    return room


async def given_by(company: Company, who: str) -> str:
    return next(each.id for each in (await company.thread()).answers if each.mentor == who)


async def test_who_answered_says_who_agrees_and_dissent_is_named(company: Company) -> None:
    room = await opened(company)
    reply = await company.press("cai", "agree", {"with": await given_by(company, "ana")})
    assert "Ana's answer says the same" in reply.said
    mine = await room.press("ben", "see_answers")
    stand = next(each for each in buttons_of(mine.card) if each["verb"] == "stand_by")
    assert "your answer stands" in (await room.press_button("ben", stand)).said
    await company.quiet()
    told = company.seen("lea")[1]
    assert "1 says the same as Ana. Ben disagrees." in told
    assert len(company.messages("lea")) == 2
    refused = await company.press("ana", "agree", {})
    assert "Choose whose answer" in refused.said


async def test_each_answer_is_rated_by_itself_and_the_others_stay(company: Company) -> None:
    await opened(company)
    for who, rating, after in (("ben", "great", "keep"), ("ana", "okay", "close")):
        answer = await given_by(company, who)
        reply = await company.press(
            "lea", "finish", {"answer": answer, "rating": rating, "next": after}
        )
        await company.quiet()
        for name in ("ana", "ben", "cai"):
            assert f"Answer of {name}." in reply.said
    thread = await company.thread()
    ratings = {each.mentor: each.rating for each in thread.answers}
    assert ratings == {"ana": Rating.OKAY, "ben": Rating.GREAT, "cai": None}
    assert thread.state is State.CLOSED
    records = {each: (await company.person(each)).record for each in ("ana", "ben", "cai")}
    assert {name: each.rated for name, each in records.items()} == {"ana": 1, "ben": 1, "cai": 0}
    assert all(each.answered == 1 for each in records.values())
    assert len(company.messages("lea")) == 2
    assert [each for each in company.seen("ben") if "helped" in each]


async def test_a_line_goes_to_the_one_it_is_about(company: Company) -> None:
    await opened(company)
    answer = await given_by(company, "ben")
    reply = await company.press("lea", "follow_up", {"answer": answer, "text": "Which menu?"})
    assert "Sent to Ben" in reply.said
    assert "Answer of ana." in reply.said
    await company.told("ben", "Which menu?")
    again = await company.press("lea", "follow_up", {"answer": answer, "text": "And then?"})
    assert "Sent to Ben" in again.said


async def test_a_joint_answer_is_written_by_one_and_confirmed_by_the_others(
    company: Company,
) -> None:
    room = await opened(company)
    reply = await company.press("lea", "join_answers", {"answer": await given_by(company, "ana")})
    assert "Asked Ana to write one answer for all" in reply.said
    await company.quiet()
    assert "asks you for one answer for all" in company.seen("ana")[-1]
    sent = await company.press("ana", "write_joint", {"joint": "All of us say: pivot."})
    assert "Sent. The others are asked" in sent.said
    await company.quiet()
    assert "All of us say: pivot." in company.seen("lea")[-1]
    assert "Nobody has confirmed it yet." in company.seen("lea")[-1]
    await company.press("ben", "confirm_joint")
    assert "Write in a line" in (await company.press("cai", "object_joint")).said
    await company.press("cai", "object_joint", {"objection": "Not on a Mac."})
    await company.quiet()
    told = company.seen("lea")[-1]
    assert "Confirmed by Ben." in told
    assert "Cai objects:  | Not on a Mac." in told
    assert messages_to(company, room) == {"lea": 3, "channel": 1, "ana": 2, "ben": 2, "cai": 2}


async def test_who_cannot_be_reached_is_not_asked_for_a_joint_answer(company: Company) -> None:
    await opened(company)
    await company.change("ana", reachable=False)
    reply = await company.press("lea", "join_answers", {"answer": await given_by(company, "ana")})
    assert "Ana has no chat with me" in reply.said
    assert (await company.thread()).joint is None


async def test_a_question_with_sealed_answers_is_not_reworded(company: Company) -> None:
    room = await asked(company)
    await room.cast("ana")
    thread = await company.thread()
    await company.teams.edit("lea", thread.origin, "How do I pivot in Word, please?")
    await company.quiet()
    assert (await company.thread()).text == QUESTION


async def test_what_somebody_forgets_is_gone_from_the_seal(company: Company) -> None:
    room = await asked(company)
    await room.cast("ana", "My secret.")
    await company.say("ana", "forget me")
    await company.press("ana", "forget_me")
    await company.quiet()
    thread = await company.thread()
    assert thread.sealed == ()
    assert "0 of 3 answers" in room.seen()[0]


async def test_what_somebody_forgets_is_gone_from_every_card_it_was_shown_on(
    company: Company,
) -> None:
    await opened(company)
    answer = await given_by(company, "ana")
    await company.press("lea", "join_answers", {"answer": answer})
    await company.quiet()
    await company.press("ana", "write_joint", {"joint": "All of us say: pivot."})
    await company.quiet()
    await company.press("ben", "confirm_joint")
    await company.quiet()
    for secret in ("Answer of ana.", "All of us say: pivot."):
        assert any(secret in each for each in company.seen("ben"))
        assert any(secret in each for each in company.seen("lea"))
    await company.finish("lea", answer=answer)  # what is over is redrawn as well
    counts = {who: len(company.messages(who)) for who in ("lea", "ben", "cai")}
    await company.say("ana", "forget me")
    await company.press("ana", "forget_me")
    await company.quiet()
    for who in ("lea", "ben", "cai"):
        for secret in ("Answer of ana.", "All of us say: pivot."):
            assert all(secret not in each for each in company.seen(who)), who
    assert {who: len(company.messages(who)) for who in counts} == counts


async def test_who_is_suspended_or_kept_apart_adds_nothing_there(company: Company) -> None:
    room = await asked(company)
    await company.change("dan", suspended_until=company.parts.services.now() + timedelta(days=1))
    assert "suspended" in (await room.cast("dan")).said.casefold()
    for each in ("ana", "ben", "cai"):
        await room.cast(each)
    await company.quiet()
    assert len((await company.thread()).answers) == 3
    await company.press("lea", "join_answers", {"answer": await given_by(company, "ana")})
    await company.quiet()
    await company.press("lea", "block", {"about": await given_by(company, "ana")})
    await company.quiet()
    refused = await company.press("ana", "write_joint", {"joint": "For you."})
    assert refused.said == texts.SAY["no_more_lines"]
    await company.change("ben", suspended_until=company.parts.services.now() + timedelta(days=1))
    assert "suspended" in (await company.press("ben", "stand_by")).said.casefold()
    thread = await company.thread()
    assert (thread.stances, thread.joint and thread.joint.text) == ((), "")


LEGAL = "Can I sue my employer for this? That would be a lawsuit."


async def test_what_is_off_limits_is_not_sealed_unless_its_author_objects(
    company: Company,
) -> None:
    room = await asked(company, "2 crowd 60")
    reply = await room.cast("ana", LEGAL)
    assert "This may be about a legal matter" in reply.said
    assert "Please turn to your legal department." in reply.said
    assert (await company.thread()).sealed == ()
    assert LEGAL not in str(await company.store.driver.collection("inbox").find().to_list(None))
    assert await company.store.stopped_since("2000-01-01") == []  # it is nobody's question
    (again,) = buttons_of(reply.card)
    sent = await room.press_button("ana", again, {"answer": LEGAL})
    assert "Your answer is sealed" in sent.said
    assert [each.text for each in (await company.thread()).sealed] == [LEGAL]
    crisis = await room.cast("ben", "I want to kill myself")
    assert buttons_of(crisis.card) == []
    assert len((await company.thread()).sealed) == 1


async def test_a_joint_answer_and_an_objection_are_looked_at_alike(company: Company) -> None:
    await opened(company)
    await company.press("lea", "join_answers", {"answer": await given_by(company, "ana")})
    await company.quiet()
    first = await company.press("ana", "write_joint", {"joint": LEGAL})
    assert "This may be about a legal matter" in first.said
    joint = (await company.thread()).joint
    assert joint is not None
    assert joint.text == ""
    (again,) = buttons_of(first.card)
    await company.press_raw("ana", "write_joint", {**again["data"], "joint": LEGAL})
    await company.quiet()
    objected = await company.press("ben", "object_joint", {"objection": LEGAL})
    assert "This may be about a legal matter" in objected.said
    joint = (await company.thread()).joint
    assert joint is not None
    assert (joint.text, joint.objections) == (LEGAL, ())


async def test_a_question_taken_back_says_so_in_the_channel(company: Company) -> None:
    room = await asked(company)
    await room.cast("ana")
    await company.press("lea", "cancel")
    await company.quiet()
    assert "This question is closed" in room.seen()[0]
    assert "cast" not in verbs(room.messages()[0])
    assert (await company.thread()).answers == ()


async def test_the_channel_is_used_once_for_a_question_that_is_asked_again(
    company: Company,
) -> None:
    room = await asked(company, "1 crowd 60; 1 peer 30")
    await room.cast("gus")
    await company.quiet()
    await company.finish(rating="okay", next="again")
    thread = await company.thread()
    assert [each.source for each in thread.live_offers] == [Source.PEER]
    assert len(room.messages()) == 1


async def test_channels_are_kept_by_team_and_name(company: Company) -> None:
    await opened_channel(company, used=False)
    (kept,) = await company.store.rooms(9)
    assert (kept.id, kept.team, kept.name, kept.used) == (CHANNEL, TEAM, "Excel help", False)
