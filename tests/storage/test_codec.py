"""Own types to documents and back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import ValidationError

from matching.model import PersonId, Pick, Refusal, RefusalReason
from matching.rules import Rules
from matching.thread import State, Thread
from storage import codec
from storage.change import Address, Draft, DraftId, Interruption, Job, Person, Tenant
from storage.codec import candidate_of, person_document, person_write, plain, read, skill_keys
from tests.storage.making import NOW, interrupting, job, person, thread
from tests.support import builders

ACME = Tenant("acme")


def test_a_thread_is_read_back_as_it_was_written() -> None:
    shortlist = builders.shortlist(
        picks=(
            Pick(
                mentor=PersonId("ana"),
                rank=1,
                score=0.5,
                terms={"relevance": 1.0},
                reason="Knows it.",
                opens_at=NOW,
            ),
        ),
        refusals=(Refusal(mentor=PersonId("ben"), reason=RefusalReason.AWAY),),
        counts={"read": 2},
    )
    for state in State:
        whole = builders.thread(state, skills={"c++": 1.0, "asp.net": 0.5, "$cash": 0.25})
        whole = replace(
            whole, shortlists=(shortlist,), follow_ups=(builders.follow_up(),), rung_ends=NOW
        )
        assert read(Thread, codec.thread_document(ACME, whole)) == whole


def test_a_person_is_read_back_as_written() -> None:
    whole = person(
        skills_own={"c#": 5},
        manager=PersonId("mia"),
        languages=("en", "de"),
        blocked=(PersonId("ben"),),
        away_until=NOW,
        address=Address(service_url="https://here", conversation="c", user="u", bot="b"),
        asked_at=(NOW,),
    )
    assert read(Person, person_document(ACME, whole)) == whole


def test_sets_are_kept_in_order_and_what_bson_knows_is_left_alone() -> None:
    assert plain({"b", "a"}) == ["a", "b"]
    assert plain({"when": NOW, "none": None, "half": 0.5}) == {
        "when": NOW,
        "none": None,
        "half": 0.5,
    }


def test_a_document_of_another_shape_is_refused() -> None:
    with pytest.raises(ValidationError):
        read(Person, {"id": "ana"})


def test_a_thread_names_who_holds_a_live_offer() -> None:
    asked = thread(mentors=("ben", "ana"))
    assert codec.thread_document(ACME, asked)["live"] == ["ana", "ben"]
    over = asked.pass_on(asked.offers[0].id, NOW, "", "")
    assert codec.thread_document(ACME, over)["live"] == ["ana"]


def test_a_person_who_did_not_change_is_not_written() -> None:
    assert person_write(ACME, person(), person()) is None
    assert person_write(ACME, person(), person(load=2, asked_at=(NOW,))) is None


def test_own_skills_are_the_index_entries_else_the_imported_ones() -> None:
    assert skill_keys(person(skills_given={"b": 1, "a": 2})) == ["a:2", "b:1"]
    assert skill_keys(person(skills_own={})) == []


def test_a_job_keeps_its_conversation_and_place() -> None:
    document = codec.job_document(ACME, job("say:1", to="ana"), 3)
    assert (document["_id"], document["lane"], document["order"]) == ("acme:say:1", "ana", 3)
    assert "lane" in codec.job_document(ACME, job("rung:1"), 0)


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({}, "active", True),
        ({"active": False}, "active", False),
        ({"imported": False}, "active", False),
        ({"opted_in": False}, "opted_in", False),
        ({"minutes_per_week": 9}, "minutes_per_week", 9),
        ({"minutes_per_week": None}, "minutes_per_week", Rules().default_minutes_per_week),
        ({"answered_at": (NOW, NOW - timedelta(days=8))}, "minutes_used", 3),
        ({"lines_at": (NOW, NOW, NOW - timedelta(days=8))}, "minutes_used", 2),
        ({"joints_at": (NOW, NOW - timedelta(days=8))}, "minutes_used", 5),
        ({"skills_own": {"asp.net": 2, "a:b": 1}}, "skills", {"asp.net": 2, "a:b": 1}),
        ({"languages": ("en",)}, "languages", frozenset({"en"})),
        (
            {"time_zone": "Asia/Tokyo"},
            "hours",
            builders.parse_hours(Rules().default_hours, "Asia/Tokyo"),
        ),
        ({"hours": "never"}, "hours", builders.parse_hours("never", Rules().default_time_zone)),
    ],
)
def test_a_person_is_seen_as_a_candidate(
    changes: dict[str, object], field: str, value: object
) -> None:
    found = candidate_of(person_document(ACME, person(**changes)), Rules(), NOW)
    assert getattr(found, field) == value


def test_where_nobody_is_asked_for_consent_everybody_counts_as_willing() -> None:
    document = person_document(ACME, person(opted_in=False))
    assert candidate_of(document, Rules(ask_consent=False), NOW).opted_in


def test_a_draft_is_its_parts_together() -> None:
    draft = Draft(id=DraftId("d"), person=PersonId("lea"), parts=("One?", "Two?"), created=NOW)
    assert draft.text == "One? Two?"


def test_ids_of_two_tenants_differ() -> None:
    assert codec.key(ACME, "ana") != codec.key(Tenant("other"), "ana")


def test_that_a_message_interrupts_is_read_back() -> None:
    counted = Interruption(per_day=4, until=NOW + timedelta(days=2))
    one = interrupting("offer:1", "ana", NOW, interruption=counted)
    assert read(Job, codec.job_document(ACME, one, 0)) == one


def test_a_job_of_before_interrupts_nobody() -> None:
    old = codec.job_document(ACME, job("say:1", "ana"), 0)
    del old["interruption"]
    assert read(Job, old).interruption is None
