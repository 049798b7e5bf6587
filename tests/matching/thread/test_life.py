"""Any life of a thread: moves in any order, legal or not, by anybody."""

from dataclasses import astuple
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from matching.model import PersonId
from matching.thread import LEGAL, IllegalMove, OfferState, Rating, State, Thread, tally
from tests.support.builders import LOCK, NOW, answer, finished, follow_up, offer, shortlist, thread

MENTORS = ("ana", "ben", "cy", "dan")
mentors = st.sampled_from(MENTORS)
rungs = st.integers(1, 3)


class Life(RuleBasedStateMachine):
    @initialize()
    def asked(self):
        self.thread: Thread = thread()
        self.now = NOW

    def move(self, made):
        before = self.thread
        try:
            after = made(before)
        except IllegalMove:
            return
        assert after.revision == before.revision + 1
        assert any(after.state in legal.get(before.state, ()) for legal in LEGAL.values())
        assert [each.id for each in after.answers[: len(before.answers)]] == [
            each.id for each in before.answers
        ]
        for each in before.offers:
            kept = after.offer_of(each.id)
            assert kept.reacted == each.reacted or each.reacted is None
            assert kept.state is each.state or each.state is not OfferState.ANSWERED
            assert each.live or not kept.live
        self.thread = after

    @rule(minutes=st.integers(0, 60))
    def time_goes_by(self, minutes):
        self.now += timedelta(minutes=minutes)

    @rule(found=st.sets(mentors, max_size=2), wait=st.sampled_from([0, 0, 900]))
    def offer(self, found, wait):
        due = self.now + timedelta(minutes=wait)
        rung = self.thread.rung + 1
        offers = tuple(offer(name, rung, due=due) for name in sorted(found))
        self.move(lambda it: it.offer(offers, shortlist(), due + LOCK))

    @rule(minutes=st.integers(1, 60))
    def wait(self, minutes):
        self.move(lambda it: it.wait(self.now + timedelta(minutes=minutes)))

    @rule(name=mentors, rung=rungs)
    def take(self, name, rung):
        self.move(lambda it: it.take(offer(name, rung).id, self.now, LOCK))

    @rule(name=mentors, rung=rungs)
    def pass_on(self, name, rung):
        self.move(lambda it: it.pass_on(offer(name, rung).id, self.now, "", ""))

    @rule(name=mentors, rung=rungs)
    def answer(self, name, rung):
        self.move(lambda it: it.answer(answer(name, rung, at=self.now), self.now))

    @rule(name=mentors, rating=st.sampled_from(Rating))
    def finish(self, name, rating):
        self.move(lambda it: finished(it, name, rating))

    @rule(name=mentors, rung=rungs, rating=st.sampled_from(Rating))
    def again(self, name, rung, rating):
        self.move(
            lambda it: it.again(answer(name, rung).id, rating=rating, minutes_saved=1, thanks="")
        )

    @rule(name=mentors)
    def drop(self, name):
        self.move(lambda it: it.drop_mentor(PersonId(name)))

    @rule(
        made=st.sampled_from(
            [
                Thread.rung_over,
                Thread.claim_over,
                lambda it: it.follow_up(follow_up()),
                lambda it: it.edit("Other words?"),
            ]
        )
    )
    def another_move(self, made):
        self.move(made)

    @rule(made=st.sampled_from([lambda it: it.exhaust(NOW), lambda it: it.cancel(NOW)]))
    def end(self, made):
        self.move(made)

    @invariant()
    def no_count_is_below_nothing(self):
        for found in tally(self.thread).values():
            record = found.record
            assert found.load >= 0
            assert all(each >= 0 for each in astuple(record))
            assert record.answered <= record.reacted <= record.asked
            assert record.rating_points <= record.rated <= record.answered

    @invariant()
    def loads_are_the_live_offers(self):
        loads = {mentor: found.load for mentor, found in tally(self.thread).items() if found.load}
        live = [each.mentor for each in self.thread.live_offers]
        assert loads == {mentor: live.count(mentor) for mentor in live}

    @invariant()
    def what_ended_holds_nobody(self):
        ended = self.thread.state in {State.CLOSED, State.UNANSWERED, State.CANCELLED}
        assert (self.thread.ended is not None) == ended
        assert not (ended and self.thread.live_offers)

    @invariant()
    def a_claim_and_its_end_go_together(self):
        assert (self.thread.claim is None) == (self.thread.claim_ends is None)
        if self.thread.state is State.TAKEN:
            assert self.thread.claim is not None
        if self.thread.state is State.OPEN:
            assert self.thread.claim is None


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=150, stateful_step_count=30)
