"""Anybody presses anything in any order: only what the server's own state allows has an effect.

Hypothesis plays six people on cards that are theirs, somebody else's, old or edited. A table says
which presses may change which thread; whatever happened, the audit must find nothing wrong.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from matching.model import PersonId
from matching.skills import Skill
from matching.thread import AnswerId, Offer, OfferState, State, Thread
from storage.change import Person
from storage.store import Store
from teams_bot.actions.follow_up import _other_side
from teams_bot.nonces import nonce_for, was_issued
from teams_bot.reports import are_apart
from teams_bot.services import Clock, Services
from teams_bot.timers import TIMERS
from teams_bot.turn import turn
from tests.support.company import ALWAYS, EXCEL, audit

PEOPLE = [f"p{number}" for number in range(6)]
RATINGS = ("great", "good", "okay", "not_helpful", "superb", "")
NEXT = ("close", "again", "report", "block", "explode")
VERBS = ("take", "pass", "answer", "cancel", "finish", "follow_up")
LIKELY = ("take", "answer", "answer", "finish", "finish", "follow_up", "pass", "cancel")
MOST_THREADS = 4
ENDED = (State.CLOSED, State.CANCELLED)
TENANT = "any-order"
DATABASE = f"any_order_{secrets.token_hex(4)}"

people = st.sampled_from(PEOPLE)
numbers = st.integers(min_value=0, max_value=50)
Allowed = Callable[[str, Thread, dict[str, str]], bool]


def _offer(thread: Thread, data: dict[str, str]) -> Offer | None:
    return next((each for each in thread.offers if each.id == data["offer"]), None)


def _takes(who: str, thread: Thread, data: dict[str, str]) -> bool:
    mine = _offer(thread, data)
    free = thread.state is State.OPEN and mine is not None and mine.state is OfferState.SENT
    return free and mine is not None and mine.mentor == who


def _reacts(who: str, thread: Thread, data: dict[str, str]) -> bool:
    mine = _offer(thread, data)
    open_still = mine is not None and mine.state is not OfferState.ANSWERED
    return open_still and mine is not None and mine.mentor == who and thread.state not in ENDED


def _takes_back(who: str, thread: Thread, _: dict[str, str]) -> bool:
    open_still = thread.state in (State.OPEN, State.TAKEN, State.UNANSWERED)
    return thread.learner == who and open_still


def _rates(who: str, thread: Thread, data: dict[str, str]) -> bool:
    given = [each for each in thread.answers if each.id == data["answer"]]
    if any(each.reported for each in given):
        return False
    known_before = thread.state is State.CLOSED and data["next"] == "close"
    if known_before and any(each.rating == data["rating"] for each in given):
        return False
    known = data["rating"] in RATINGS[:4] and data["next"] in NEXT[:4]
    again = data["next"] != "again" or thread.state in (State.ANSWERED, State.CLOSED)
    return thread.learner == who and bool(given) and known and again


def _writes(who: str, thread: Thread, data: dict[str, str]) -> bool:
    spoke = {each.mentor for each in thread.answers}
    holds = {thread.claim.mentor} if thread.claim else set()
    others = spoke | holds
    part = bool(others) if who == thread.learner else who in others
    issued = was_issued(thread, PersonId(who), data["nonce"])
    return issued and part and thread.state not in ENDED


TABLE: dict[str, Allowed] = {
    "take": _takes,
    "pass": _reacts,
    "answer": _reacts,
    "cancel": _takes_back,
    "finish": _rates,
    "follow_up": _writes,
}
assert set(TABLE) == set(VERBS)


class AnyOrder(RuleBasedStateMachine):
    """Six people and one service, without a network; timers end when hypothesis says so."""

    uri = ""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.ids = iter(range(10**9))
        self.pressed: dict[str, Any] = {}
        self.threads: list[Thread] = []

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    @initialize()
    def founded(self) -> None:
        self.run(self._found())

    async def _found(self) -> None:
        tenant = f"{TENANT}-{secrets.token_hex(4)}"
        self.store = await Store.open(self.uri, DATABASE, tenant)
        clock = Clock()
        await clock.sync(self.store)
        self.services = Services(store=self.store, clock=clock, tenant=tenant)
        await self.store.import_skills([Skill(id=EXCEL, label="Excel")])
        rows = [
            Person(
                id=PersonId(each),
                name=each,
                imported=True,
                opted_in=True,
                reachable=True,
                welcomed=True,
                hours=ALWAYS,
                skills_given={EXCEL: number % 5 + 1},
            )
            for number, each in enumerate(PEOPLE)
        ]
        await self.store.import_people(rows, {}, self.services.now())

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.run(self.store.close())
        self.runner.close()

    # ---- what may happen

    @precondition(lambda self: len(self.threads) < MOST_THREADS)
    @rule(who=people)
    def asks(self, who: str) -> None:
        text = f"How do I do thing {next(self.ids)} in Excel, please?"
        self._turn(who, {"type": "message", "text": text})

    @precondition(lambda self: self.threads)
    @rule(verb=st.sampled_from(LIKELY), number=st.integers(min_value=0, max_value=2**16))
    def presses_what_a_card_offers(self, verb: str, number: int) -> None:
        possible = [
            (who, verb, data)
            for thread in self.threads
            for who in PEOPLE
            for data in self._offered(thread, who)
            if TABLE[verb](who, thread, data)
        ]
        if possible:
            self._press(*possible[number % len(possible)])

    @precondition(lambda self: self.threads)
    @rule(
        who=people,
        verb=st.sampled_from(VERBS),
        pick=st.tuples(numbers, numbers),
        rating=st.sampled_from(RATINGS),
        step=st.sampled_from(NEXT),
    )
    def presses_anything(
        self, who: str, verb: str, pick: tuple[int, ...], rating: str, step: str
    ) -> None:
        thread = self.threads[pick[0] % len(self.threads)]
        cards = [card for owner in PEOPLE for card in self._offered(thread, owner)]
        data = cards[pick[1] % len(cards)]
        self._press(who, verb, {**data, "rating": rating, "next": step})

    @precondition(lambda self: len(self.threads) > 1)
    @rule(who=people, verb=st.sampled_from(VERBS), pick=st.tuples(numbers, numbers))
    def presses_a_card_of_two_threads(self, who: str, verb: str, pick: tuple[int, ...]) -> None:
        one, two = (self.threads[each % len(self.threads)] for each in pick)
        offer = two.offers[0].id if two.offers else "no-such-offer"
        data = {"thread": one.id, "offer": offer, "answer": _given(two, 0), "nonce": "n"}
        self._press(who, verb, {**data, "rating": "good", "next": "close", "text": "Hm?"})

    @precondition(lambda self: self.pressed)
    @rule(number=numbers)
    def presses_again(self, number: int) -> None:
        before = self._read()
        raw, reply = list(self.pressed.values())[number % len(self.pressed)]
        again = self.run(turn(self.services, {**raw, "id": self._id()}))
        assert again == reply
        assert self._read() == before

    @rule(who=people)
    def removes_the_app_and_comes_back(self, who: str) -> None:
        self._turn(who, {"type": "installationUpdate", "action": "remove"})
        self.run(self._work("drop_mentor"))
        self._turn(who, {"type": "installationUpdate", "action": "add"})

    @precondition(lambda self: self.threads)
    @rule(kind=st.sampled_from(("rung", "claim")), number=numbers)
    def time_is_up(self, kind: str, number: int) -> None:
        self.run(self._expire(kind, self.threads[number % len(self.threads)]))

    # ---- what must always hold

    @invariant()
    def nothing_is_wrong(self) -> None:
        if hasattr(self, "store"):
            self.run(audit(self.store))

    # ---- how

    def _offered(self, thread: Thread, owner: str) -> list[dict[str, str]]:
        """The data of every card of a thread for one person, with each way to fill it in."""
        nonce = nonce_for(thread, PersonId(owner), str(thread.revision))
        offers = [each.id for each in thread.offers] or ["no-such-offer"]
        # for the learner `answer` is the id of one, for a mentor it is the text
        given = [each.id for each in thread.answers] or ["So."]
        return [
            {
                "thread": thread.id,
                "offer": offer,
                "answer": answer,
                "rating": rating,
                "next": step,
                "text": "And then?",
                "nonce": nonce,
            }
            for offer in offers
            for answer in given
            for rating, step in (("great", "close"), ("okay", "again"), ("good", "block"))
        ]

    def _press(self, who: str, verb: str, data: dict[str, str]) -> None:
        before = {each.id: each for each in self._read()}
        action = {"type": "Action.Execute", "verb": verb, "data": data}
        name = f"{who} {action}"
        raw = {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": action}}
        reply = self._turn(who, raw, remember=name)
        assert reply["statusCode"] == 200
        changed = [each for each in self._read() if each != before.get(each.id)]
        aimed = before[data["thread"]]
        possible = TABLE[verb](who, aimed, data) and not self._kept_apart(who, verb, aimed, data)
        allowed = possible and name not in self.seen
        self.seen.add(name)
        assert [each.id for each in changed] == ([aimed.id] if allowed else []), (name, changed)

    def _kept_apart(self, who: str, verb: str, thread: Thread, data: dict[str, str]) -> bool:
        """Whether a press would bring something to somebody this person is kept apart from."""
        me = self.run(self.store.person(PersonId(who)))
        if verb == "follow_up":
            to = _other_side(thread, PersonId(who), AnswerId(data["answer"]))
            return to is not None and are_apart(me, to)
        return verb in ("take", "answer") and are_apart(me, thread.learner)

    seen: set[str] = set()  # noqa: RUF012 - names of presses; ids make them unique

    def _turn(self, who: str, raw: dict[str, Any], *, remember: str = "") -> Any:
        whole = {
            "id": self._id(),
            "serviceUrl": "http://127.0.0.1:9",
            "from": {"id": f"29:{who}", "name": who, "aadObjectId": who},
            "conversation": {"id": f"a:{who}"},
            "recipient": {"id": "28:bot"},
            **raw,
        }
        reply = self.run(turn(self.services, whole))
        if remember:
            self.pressed.setdefault(remember, (whole, reply))
        self._read()
        return reply

    def _read(self) -> list[Thread]:
        found = self.run(self.store.newest_threads(1000))
        self.threads = sorted(found, key=lambda each: each.id)
        return self.threads

    def _id(self) -> str:
        return str(next(self.ids))

    async def _expire(self, kind: str, thread: Thread) -> None:
        long_ago = self.services.now() - timedelta(hours=2)
        tenant = self.store.tenant
        ends = "rung_ends" if kind == "rung" else "claim_ends"
        query = {"tenant": tenant, "id": thread.id, ends: {"$ne": None}}
        await self.store.driver.collection("threads").update_one(query, {"$set": {ends: long_ago}})
        jobs = {"tenant": tenant, "thread": thread.id, "kind": kind, "state": "pending"}
        await self.store.driver.collection("jobs").update_many(jobs, {"$set": {"due": long_ago}})
        await self._work(kind)

    async def _work(self, kind: str) -> None:
        for leased in await self.store.claim(secrets.token_hex(4), (kind,), 20):
            await TIMERS[kind](self.services, leased)
            await TIMERS[kind](self.services, leased)


def _given(thread: Thread, number: int) -> str:
    answers = thread.answers
    return answers[number % len(answers)].id if answers else "no-such-answer"


def test_whatever_is_pressed_only_what_the_state_allows_has_an_effect(
    mongodb: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, logger="teams_bot.turn")
    machine = type("Machine", (AnyOrder,), {"uri": mongodb})
    machine.TestCase.settings = settings(
        max_examples=15,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    machine.TestCase().runTest()
