"""Saying something where a question was asked, or in a room."""

from dataclasses import replace

from matching.thread import Place
from storage.change import Policy, Room
from teams_bot.places import address_of, not_posted, posted_key, posting, to_room
from tests.support.builders import NOW, answer
from tests.support.builders import thread as built

PLACE = Place(
    kind="channel",
    service_url="https://smba.trafficmanager.net/emea/",
    conversation="19:c@thread.tacv2;messageid=1",
    user="29:lea",
    bot="28:bot",
    here=True,
)


def test_the_first_answer_is_posted_once_where_it_is_wanted() -> None:
    asked = replace(built(), place=PLACE)
    (job,) = posting(asked, answer("ana"), NOW)
    assert (job.key, job.address, job.lane) == (
        posted_key(asked),
        address_of(PLACE),
        PLACE.conversation,
    )
    assert job.policy is Policy.ONCE
    assert posting(replace(asked, answers=(answer("ben"),)), answer("ana"), NOW) == ()
    for elsewhere in (None, replace(PLACE, here=False)):
        assert posting(replace(asked, place=elsewhere), answer("ana"), NOW) == ()


def test_the_learner_is_told_that_it_could_not_be_posted() -> None:
    asked = built()
    (job,) = not_posted(asked, NOW).jobs
    assert (job.to, job.thread) == (asked.learner, asked.id)


def test_something_new_is_said_in_a_room_once() -> None:
    room = Room(
        id="19:c@thread.tacv2",
        kind="channel",
        service_url="https://smba.trafficmanager.net/emea/",
        bot="28:bot",
        seen=NOW,
    )
    job = to_room(room, "crowd:1", "say", NOW, {"sentence": "Who knows?"})
    assert (job.lane, job.to, job.policy) == (room.id, None, Policy.ONCE)
