"""Two people who are kept apart never meet again, whatever anybody does in whatever order.

Hypothesis lets six people ask, answer, write, rate, report, block, forget and come back. From the
moment a pair is apart, nothing of one reaches the other: no offer, claim, answer or line, no past
answer, and no message of the outbox draws anything new.
"""

import itertools
import logging
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from matching.model import PersonId
from matching.similar import Alike, ThreadKey
from matching.thread import Thread
from storage.change import Job
from teams_bot.messages import MESSAGES
from teams_bot.similar import similar
from teams_bot.timers import KEEP_APART
from tests.scenarios.test_any_order import PEOPLE, AnyOrder, numbers, people

Pair = frozenset[str]


class Everything:
    """An index to which every thread is alike."""

    by_meaning = True

    def __init__(self, machine: "NeverAgain") -> None:
        self.machine = machine

    async def alike(self, _: str, size: int) -> list[Alike]:
        threads = [each for each in self.machine.threads if each.answers]
        return [Alike(key=ThreadKey(each.id), likeness=1.0) for each in threads][:size]


def between(thread: Thread) -> dict[Pair, set[str]]:
    """What passed between learner and mentors of a thread: ids of offers, answers and lines."""
    found: dict[Pair, set[str]] = {}
    for each in (*thread.offers, *thread.answers):
        found.setdefault(frozenset({thread.learner, each.mentor}), set()).add(each.id)
    for line in thread.follow_ups:
        found.setdefault(frozenset({line.sender, line.recipient}), set()).add(line.id)
    return found


class NeverAgain(AnyOrder):
    """The same six people, who may also report, block and be forgotten."""

    def __init__(self) -> None:
        super().__init__()
        self.apart: dict[Pair, set[str]] = {}  # what had passed between a pair by then

    @precondition(lambda self: self.threads)
    @rule(verb=st.sampled_from(("report", "block")), pick=st.tuples(numbers, numbers))
    def parts(self, verb: str, pick: tuple[int, ...]) -> None:
        ways = [
            (who, {"thread": thread.id, **more})
            for thread in self.threads
            for who, more in self._heard(thread)
        ]
        if ways:
            who, data = ways[pick[0] % len(ways)]
            self._act(who, verb, data)

    @rule(who=people)
    def is_forgotten_and_comes_back(self, who: str) -> None:
        self._turn(who, {"type": "message", "text": "forget me"})
        drafts = self.run(
            self.store.driver.collection("drafts")
            .find({"tenant": self.store.tenant, "person": who, "parts": ["forget me"]})
            .to_list(None)
        )
        self._act(who, "forget_me", {"nonce": drafts[-1]["id"]})
        self.run(self._work("forget"))
        self.pressed.clear()  # replies are erased
        self._turn(who, {"type": "message", "text": "hello"})
        self._act(who, "join", {})

    @rule()
    def the_timer_runs(self) -> None:
        self.run(self._work(KEEP_APART))

    @invariant()
    def nothing_passes_between_them(self) -> None:
        if not hasattr(self, "store"):
            return
        known = {each: self.run(self.store.person(PersonId(each))) for each in PEOPLE}
        passed: dict[Pair, set[str]] = {}
        for thread in self._read():
            for pair, ids in between(thread).items():
                passed.setdefault(pair, set()).update(ids)
        for one, other in itertools.permutations(PEOPLE, 2):
            pair = frozenset({one, other})
            if other in known[one].apart or other in known[one].blocked:
                self.apart.setdefault(pair, passed.get(pair, set()))
            if pair in self.apart:
                assert other in known[one].apart, (one, other)
                assert passed.get(pair, set()) <= self.apart[pair], (one, other)

    @precondition(lambda self: self.apart)
    @rule()
    def no_past_answer_is_shown(self) -> None:
        self.services.answered = Everything(self)  # type: ignore[assignment]
        for who in PEOPLE:
            me = self.run(self.store.person(PersonId(who)))
            found = self.run(similar(self.services, me, "How in Excel?", ""))
            for past in () if found is None else found.past:
                assert frozenset({who, past.answer.mentor}) not in self.apart
                assert frozenset({who, past.thread.learner}) not in self.apart
                assert not past.answer.reported
        self.services.answered = None

    @precondition(lambda self: self.apart)
    @rule()
    def no_message_draws_anything_new(self) -> None:
        for thread in self.threads:
            for kind, to, other, payload in self._messages(thread):
                if frozenset({to, other}) in self.apart:
                    now = self.services.now()
                    job = Job(
                        key="x",
                        kind=kind,
                        due=now,
                        to=PersonId(to),
                        thread=thread.id,
                        payload=payload,
                    )
                    assert self.run(MESSAGES[kind].draw(self.services, job)) is None

    def _messages(self, thread: Thread) -> list[tuple[str, str, str, dict[str, Any]]]:
        offers = [
            ("offer", each.mentor, thread.learner, {"offer": each.id}) for each in thread.offers
        ]
        answers = [
            ("answer", thread.learner, each.mentor, {"answer": each.id}) for each in thread.answers
        ]
        thanks = [
            ("thanks", each.mentor, thread.learner, {"answer": each.id}) for each in thread.answers
        ]
        lines = [
            ("follow_up", each.recipient, each.sender, {"line": each.id})
            for each in thread.follow_ups
        ]
        return [*offers, *answers, *thanks, *lines]

    def _heard(self, thread: Thread) -> list[tuple[str, dict[str, str]]]:
        """Who read what of somebody else."""
        questions: list[tuple[str, dict[str, str]]] = [(each, {}) for each in sorted(thread.asked)]
        answers = [(thread.learner, {"answer": each.id}) for each in thread.answers]
        lines = [(each.recipient, {"line": each.id}) for each in thread.follow_ups]
        return [*questions, *answers, *lines]

    def _act(self, who: str, verb: str, data: dict[str, str]) -> None:
        action = {"type": "Action.Execute", "verb": verb, "data": data}
        self._turn(
            who, {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": action}}
        )


def test_two_who_are_apart_never_meet_again(
    mongodb: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, logger="teams_bot.turn")
    machine = type("Machine", (NeverAgain,), {"uri": mongodb})
    machine.TestCase.settings = settings(
        max_examples=12,
        stateful_step_count=30,
        deadline=None,
        phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking takes minutes
        suppress_health_check=list(HealthCheck),
    )
    machine.TestCase().runTest()
