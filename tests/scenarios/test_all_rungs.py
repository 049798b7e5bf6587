"""One question climbs the whole default ladder, and every message to everybody is counted."""

from collections import Counter

from matching.model import PersonId
from matching.rules import Rules
from matching.sources import Source
from matching.thread import State
from storage.change import Person, Work
from teams_bot.letters import LETTERS
from teams_bot.messages import MESSAGES
from tests.support.channel import Room, opened_channel
from tests.support.company import ALWAYS, EXCEL, hired, verbs
from tests.support.outside import Outside, outside

__all__ = ["outside"]

Ledger = Counter[tuple[str, str]]  # who, or "channel", and the kind of message


def to(kind: str, *who: str) -> Ledger:
    return Ledger((each, kind) for each in who)


SPEAKS = {"send", "update"}
ACCEPTED = {200, 201}
PEERS = ("ana", "ben", "cai", "dan", "gus")
NOTHING = Ledger()
TOLD_ANEW = Ledger({("lea", "status_update"): 1})  # the learner's one card, redrawn in its place
# Each move: after how many minutes, to which rung and source, what is said to whom, and what the
# learner sees then. A minute earlier nothing is said to anybody.
CLIMB = (
    (
        *(30, 2, Source.PEER),
        TOLD_ANEW + to("offer_update", "ana", "ben") + to("offer", "cai", "dan", "gus"),
        "Asked Cai, Dan and Gus",
    ),
    (
        *(30, 3, Source.MANAGER),
        TOLD_ANEW + to("offer_update", "cai", "dan", "gus") + to("offer", "lou"),
        "Asked Lou",
    ),
    (
        *(60, 4, Source.CONTRACT),
        TOLD_ANEW + to("offer_update", "lou"),
        "Olga Berg and Otto Berg will be asked",
    ),
    (*(5, 4, Source.CONTRACT), to("offer", "olga", "otto"), "asked by mail at"),
    (*(239, 5, Source.CALL_CENTRE), TOLD_ANEW, "with the mentoring desk"),  # 240 from the mails on
    (*(120, 6, Source.CROWD), TOLD_ANEW + to("posting", "channel"), "asked in a channel"),
)
WHOLE_CLIMB = (
    to("status", "lea")
    + Ledger({("lea", "status_update"): 7, ("lea", "say"): 1})  # a press, 5 moves, the end
    + to("offer", *PEERS, "lou", "olga", "otto")
    + to("offer_update", *PEERS, "lou")
    + to("posting", "channel")
    + to("posting_update", "channel")
)


async def staffed(outside: Outside) -> Room:
    """Let each source have somebody: five peers, a manager, two outside, a desk, a channel."""
    company = outside.company
    olga, otto = (
        Person(
            id=PersonId(each),
            name=f"{each.title()} Berg",
            mail=f"{each}@home.test",
            source=Source.CONTRACT,
            imported=True,
            hours=ALWAYS,
            time_zone="UTC",
            minutes_per_week=600,
            skills_given={EXCEL: level},
        )
        for each, level in (("olga", 5), ("otto", 4))
    )
    gus = hired(company.teams, "gus", skills_given={EXCEL: 1})
    dee = hired(None, "dee", source=Source.CALL_CENTRE, address=None, reachable=False)
    now = company.parts.services.now()
    await company.store.import_people([olga, otto, gus, dee], {}, now)
    for each in ("olga", "otto"):
        await company.change(each, opted_in=True, reachable=True)
    await company.change("lea", manager=PersonId("lou"))
    room = await opened_channel(company)
    await company.rule(ladder=Rules().ladder, outside_notice_minutes=5)
    await company.quiet()
    return room


async def ledger(outside: Outside) -> Ledger:
    """Count what has arrived by whom it reached, as the queue knows it and as the wires saw it."""
    company = outside.company
    jobs = await company.jobs(kind={"$in": [*MESSAGES, *LETTERS]}, state={"$ne": "pending"})
    assert {each["state"] for each in jobs} <= {Work.DONE, Work.CANCELLED}
    said = Ledger(
        (each["to"] or "channel", each["kind"]) for each in jobs if each["state"] == Work.DONE
    )
    seen = Counter(each["To"].partition("@")[0] for each in outside.post.mails)
    seen += Counter(
        each.person
        for each in company.teams.ledger
        if each.direction == "from bot" and each.action in SPEAKS and each.status in ACCEPTED
    )
    by_person: Counter[str] = Counter()
    for (who, _), number in said.items():
        by_person[who] += number
    assert seen == by_person
    return said


async def told_after(outside: Outside, **step: float) -> Ledger:
    """Let time pass; count what arrived meanwhile."""
    before = await ledger(outside)
    await outside.company.later(**step)
    return await ledger(outside) - before


async def asked_and_allowed(outside: Outside) -> Ledger:
    """Ask, and allow the manager on the card; count what that says to whom."""
    company = outside.company
    await company.ask()
    first = await ledger(outside)
    await company.press("lea", "allow_manager")
    await company.quiet()
    assert await ledger(outside) - first == TOLD_ANEW  # the question on it is gone
    assert "allow_manager" not in verbs(company.messages("lea")[0])
    return first


async def climbed(outside: Outside) -> None:
    """Let nobody react, rung after rung, until the question stands in the channel."""
    for minutes, rung, source, said, shown in CLIMB:
        assert await told_after(outside, minutes=minutes - 1) == NOTHING, source
        assert await told_after(outside, minutes=2) == said, source
        thread = await outside.company.thread()
        where = {each.source for each in thread.live_offers}
        where |= {each.source for each in thread.postings if each.open}
        assert (thread.rung, where) == (rung, {source})
        assert shown in outside.company.seen("lea")[0]
        assert len(outside.company.messages("lea")) == 1


async def test_a_question_climbs_six_rungs_with_every_message_counted(outside: Outside) -> None:
    room = await staffed(outside)
    company = outside.company
    assert await asked_and_allowed(outside) == to("status", "lea") + to("offer", "ana", "ben")
    await climbed(outside)
    assert "0 of 3 answers" in room.seen()[0]

    over = await told_after(outside, minutes=481)
    assert over == TOLD_ANEW + to("say", "lea") + to("posting_update", "channel")
    assert (await company.thread()).state is State.UNANSWERED
    assert "I asked everybody I could" in company.seen("lea")[1]
    assert await told_after(outside, days=3) == NOTHING

    before = await ledger(outside)
    assert before == WHOLE_CLIMB
    offers = (each.mentor for each in (await company.thread()).offers)
    assert Counter(offers) == Counter([*PEERS, "lou", "olga", "otto"])  # each once

    await company.answer("ana")  # two days late, and still welcome
    assert (await ledger(outside)) - before == to("answer", "lea") + TOLD_ANEW
    assert "Ana answered your question" in company.seen("lea")[2]
    thread = await company.thread()
    assert (thread.state, [each.mentor for each in thread.answers]) == (State.ANSWERED, ["ana"])


async def test_the_crowd_answers_what_five_rungs_did_not(outside: Outside) -> None:
    room = await staffed(outside)
    company = outside.company
    await asked_and_allowed(outside)
    await climbed(outside)
    counted = TOLD_ANEW + to("posting_update", "channel")  # how many of three have answered
    for who in ("ana", "dan"):
        before = await ledger(outside)
        assert "Your answer is sealed" in (await room.cast(who)).said
        await company.quiet()
        assert await ledger(outside) - before == counted
    before = await ledger(outside)
    await room.cast("cai")
    await company.quiet()
    opened = await ledger(outside) - before
    assert opened == counted + to("combined", "lea") + to("compare", "ana", "dan", "cai")
    assert "3 of 3 answered." in company.seen("lea")[1]
    assert (await company.thread()).state is State.ANSWERED
    assert await told_after(outside, days=3) == to("reminder", "lea")  # once, as nobody rated
