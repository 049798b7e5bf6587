"""One transaction: everything of a change, or nothing; once, whatever is sent again."""

import asyncio
from dataclasses import replace

import pytest

from matching.model import PersonId
from matching.thread import ThreadId
from storage.change import (
    Address,
    Change,
    Committed,
    Draft,
    DraftId,
    Duplicate,
    Faster,
    Unconfirmed,
    Work,
)
from storage.codec import ASKED_KEPT
from storage.commit import Cause
from storage.store import Store
from tests.storage.faults import Faults
from tests.storage.making import (
    NOW,
    PAST,
    ROOM,
    attempt,
    commit,
    documents,
    everything,
    job,
    job_state,
    know,
    minutes,
    miscounted,
    person,
    queue,
    receipt,
    thread,
)
from tests.support import builders

LEA = PersonId("lea")
DRAFT = Draft(id=DraftId("draft-1"), person=LEA, parts=("How do I pivot?",), created=NOW)


def whole_change() -> Change:
    """A change of everything a change may hold."""
    lea = person("lea")
    return Change(
        threads=((None, thread(mentors=("ana", "ben"))),),
        people=((lea, replace(lea, title="Analyst")),),
        jobs=(job("offer:1", to="ana"), job("rung:1")),
        drafts=(replace(DRAFT, id=DraftId("draft-2")),),
        spent=(DRAFT.id,),
        cancel=("old",),
        capacity=ROOM,
    )


async def prepared(store: Store) -> None:
    await know(store, person("lea"), person("ana"), person("ben"))
    await commit(store, drafts=(DRAFT,), jobs=(job("old"),))


async def test_a_change_keeps_receipt_thread_loads_people_drafts_and_jobs(store: Store) -> None:
    await prepared(store)
    cause = receipt("arrived:1", "effect:1", reply={"value": "Asked."})
    assert await store.commit(whole_change(), cause, NOW) == Committed()
    kept = await everything(store)
    assert [each["_id"] for each in kept["inbox"]] == ["acme:arrived:1", "acme:effect:1"]
    assert kept["inbox"][0]["reply"] == {"value": "Asked."}
    assert {each["id"]: each["load"] for each in kept["people"]} == {"ana": 1, "ben": 1, "lea": 0}
    assert kept["people"][2]["title"] == "Analyst"
    assert kept["threads"][0]["live"] == ["ana", "ben"]
    assert [each["id"] for each in kept["drafts"]] == ["draft-2"]
    states = {each["key"]: each["state"] for each in kept["jobs"]}
    assert states == {"old": "cancelled", "offer:1": "pending", "rung:1": "pending"}
    assert (await job_state(store, "old"))["ended"] == NOW
    assert await miscounted(store) == []


@pytest.mark.parametrize("command", ["insert", "update", "delete"])
@pytest.mark.parametrize("place", [1, 2, 3, 4])
async def test_a_write_that_fails_leaves_nothing_half_written(
    store: Store, fail: Faults, command: str, place: int
) -> None:
    await prepared(store)
    before = await everything(store)
    fail.skipping(place - 1, command, errorCode=8000)
    try:
        done = await store.commit(whole_change(), receipt("arrived:1"), NOW)
    except Unconfirmed:
        assert await everything(store) == before
    else:  # there are fewer of these commands than that
        assert done == Committed()


@pytest.mark.parametrize(
    "bad",
    [
        {"people": ((None, person("new", source="aunt")),)},
        {"jobs": (job("broken", due="soon"),)},
        {"drafts": (replace(DRAFT, id=DraftId("draft-2"), created=None),)},
        {"threads": ((None, thread("thread-2", mentors=(), text=None)),)},
    ],
    ids=lambda bad: next(iter(bad)),
)
async def test_a_malformed_part_is_refused_with_everything_around_it(
    store: Store, bad: dict[str, object]
) -> None:
    await prepared(store)
    before = await everything(store)
    usual = {"threads": ((None, thread(mentors=("ana",))),), "jobs": (job("offer:1", to="ana"),)}
    parts = {name: (*usual.get(name, ()), *bad.get(name, ())) for name in (*usual, *bad)}
    with pytest.raises(Unconfirmed, match="failed validation"):
        await attempt(store, receipt("arrived:1"), **parts)
    assert await everything(store) == before


async def test_twenty_at_once_have_one_effect_and_one_reply(store: Store) -> None:
    await know(store, person(), person("lea"))

    async def once(number: int) -> object:
        change = Change(threads=((None, thread(f"thread-{number}")),), capacity=ROOM)
        cause = receipt("arrived:1", reply={"value": f"It became thread-{number}."})
        return await store.commit(change, cause, NOW)

    done = await asyncio.gather(*(once(number) for number in range(20)))
    (kept,) = await documents(store, "threads")
    assert sum(each == Committed() for each in done) == 1
    replies = [each.reply for each in done if isinstance(each, Duplicate)]
    assert replies == [{"value": f"It became {kept['id']}."}] * 19
    assert (await documents(store, "people"))[0]["load"] == 1


async def test_a_press_under_a_new_id_is_known_by_its_effect(store: Store) -> None:
    await commit(store, receipt("arrived:1", "effect:1", reply={"value": "Taken."}))
    again = await attempt(store, receipt("arrived:2", "effect:1", reply={"value": "Other."}))
    assert again == Duplicate(reply={"value": "Taken."})
    assert [each["_id"] for each in await documents(store, "inbox")] == [
        "acme:arrived:1",
        "acme:effect:1",
    ]


async def test_a_receipt_that_names_a_key_twice_is_no_duplicate_of_itself(store: Store) -> None:
    await commit(store, receipt("arrived:1", "arrived:1"))


async def test_a_receipt_that_vanished_before_it_was_looked_up_lets_the_turn_try_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await commit(store, receipt("arrived:1"))
    transaction = store.driver.transaction

    async def then_undone(work: object) -> object:
        try:
            return await transaction(work)
        finally:
            await store.driver.collection("inbox").delete_many({})

    monkeypatch.setattr(store.driver, "transaction", then_undone)
    assert await attempt(store, receipt("arrived:1")) == Faster()


async def test_who_saves_an_old_revision_learns_that_somebody_was_faster(store: Store) -> None:
    await know(store, person(), person("ben"))
    first = thread(mentors=("ana", "ben"))
    await commit(store, threads=((None, first),))
    taken = first.take(first.offers[0].id, NOW, minutes(30))
    await commit(store, threads=((first, taken),))
    late = first.pass_on(first.offers[1].id, NOW, "", "")
    assert await attempt(store, threads=((first, late),)) == Faster()
    assert await store.thread(first.id) == taken
    assert await attempt(store, threads=((None, first),)) == Faster()
    assert await miscounted(store) == []


async def test_a_mentor_with_room_for_one_gets_one_of_fifty_questions(store: Store) -> None:
    await know(store, person(), person("lea"))

    async def ask(number: int) -> object:
        change = Change(threads=((None, thread(f"thread-{number}")),), capacity={"ana": 1})
        return await store.commit(change, receipt(f"arrived:{number}"), NOW)

    done = await asyncio.gather(*(ask(number) for number in range(50)))
    assert sum(each == Committed() for each in done) == 1
    assert sum(each == Faster() for each in done) == 49
    ana, _ = await documents(store, "people")
    (kept,) = await documents(store, "threads")
    assert (ana["load"], kept["live"]) == (1, ["ana"])
    assert len(ana["asked_at"]) == 1
    assert await miscounted(store) == []


async def test_an_offer_to_somebody_unknown_is_not_kept(store: Store) -> None:
    assert await attempt(store, threads=((None, thread(mentors=("ana",))),)) == Faster()
    assert await documents(store, "threads") == []


async def test_only_the_newest_times_of_requests_are_kept(store: Store) -> None:
    await know(store, person(asked_at=tuple(NOW for _ in range(ASKED_KEPT))))
    await commit(store, threads=((None, thread()),))
    assert len((await documents(store, "people"))[0]["asked_at"]) == ASKED_KEPT


# ---- people


async def test_somebody_who_is_new_to_two_at_once_is_added_by_one(store: Store) -> None:
    done = await asyncio.gather(
        *(attempt(store, people=((None, person(title=title)),)) for title in ("one", "two"))
    )
    assert sorted(map(str, done)) == ["Committed()", "Faster()"]


async def test_of_two_people_blocked_at_once_none_is_lost(store: Store) -> None:
    before = person()
    await know(store, before)
    blocks = [(PersonId("ben"),), (PersonId("cem"),)]
    for blocked in blocks:
        await commit(store, people=((before, replace(before, blocked=blocked, name=blocked[0])),))
    found = await store.person(before.id)
    assert found is not None
    assert set(found.blocked) == {"ben", "cem"}
    await commit(store, people=((found, replace(found, blocked=())),))
    assert await store.person(before.id) == replace(found, blocked=())


async def test_a_new_person_never_overwrites_an_import(store: Store) -> None:
    await know(store, person("lea", title="Analyst"))
    stranger = person("lea", imported=False, skills_given={})
    assert await attempt(store, people=((None, stranger),)) == Faster()
    assert await store.person(LEA) == person("lea", title="Analyst")


async def test_a_person_written_by_difference_keeps_what_others_wrote(store: Store) -> None:
    before = person()
    await know(store, before)
    await commit(store, threads=((None, thread()),))
    await commit(store, people=((before, replace(before, title="Analyst")),))
    await commit(store, people=((before, replace(before, location="Oslo")),))
    kept = await store.person(before.id)
    assert kept is not None
    assert (kept.title, kept.location, kept.load) == ("Analyst", "Oslo", 1)


async def test_counters_in_hand_are_never_written(store: Store) -> None:
    before = person()
    await know(store, before)
    await commit(store, people=((before, replace(before, load=7)),))
    assert (await documents(store, "people"))[0]["load"] == 0


async def test_somebody_who_is_not_there_cannot_be_changed(store: Store) -> None:
    before = person()
    assert (
        await attempt(
            store,
            people=(
                (
                    before,
                    replace(before, title="Dr"),
                ),
            ),
        )
        == Faster()
    )


async def test_the_index_entries_of_skills_follow_what_is_kept(store: Store) -> None:
    before = person(skills_given={"c++": 2, "asp.net": 3})
    await know(store, before)
    await commit(store, people=((before, replace(before, skills_given={"$cash": 5})),))
    own = replace(before, skills_own={"asp.net": 1})  # read before the import changed it
    await commit(store, people=((before, own),))
    (kept,) = await documents(store, "people")
    assert kept["skill_keys"] == ["asp.net:1"]
    await commit(store, people=((own, replace(own, skills_own=None)),))
    (kept,) = await documents(store, "people")
    assert kept["skill_keys"] == ["$cash:5"]
    assert kept["skills_given"] == {"$cash": 5}


async def test_an_empty_list_of_own_skills_wins_over_the_import(store: Store) -> None:
    before = person()
    await know(store, before)
    await commit(store, people=((before, replace(before, skills_own={})),))
    assert (await documents(store, "people"))[0]["skill_keys"] == []


# ---- drafts


async def test_a_draft_becomes_one_thread_however_often_it_is_pressed(store: Store) -> None:
    await prepared(store)
    done = await asyncio.gather(
        *(
            attempt(
                store,
                receipt(f"arrived:{number}"),
                threads=((None, thread(f"thread-{number}")),),
                spent=(DRAFT.id,),
            )
            for number in range(5)
        )
    )
    assert sorted(map(str, done)) == ["Committed()", *["Faster()"] * 4]
    assert len(await documents(store, "threads")) == 1
    assert await store.draft(DRAFT.id) is None


async def test_a_draft_is_read_back_as_it_was_written(store: Store) -> None:
    await commit(store, drafts=(DRAFT,))
    assert await store.draft(DRAFT.id) == DRAFT
    assert await attempt(store, drafts=(DRAFT,)) == Faster()


# ---- jobs


async def test_a_job_that_exists_means_that_the_state_moved_on(store: Store) -> None:
    await queue(store, job("rung:1"))
    both = {"threads": ((None, thread(mentors=())),), "jobs": (job("rung:1"),)}
    assert await attempt(store, **both) == Faster()
    assert await documents(store, "threads") == []


async def test_a_leased_job_is_not_cancelled(store: Store) -> None:
    await queue(store, job("rung:1"))
    (leased,) = await store.claim("worker", ["rung"], 5)
    await commit(store, cancel=("rung:1", "unknown"))
    assert (await job_state(store, "rung:1"))["state"] == "leased"
    assert await store.end(leased, Work.DONE, NOW)


async def test_a_timer_is_done_in_the_transaction_of_its_effect(store: Store) -> None:
    await queue(store, job("rung:1"))
    (leased,) = await store.claim("worker", ["rung"], 5)
    await commit(store, Cause(timer=leased), threads=((None, thread(mentors=())),))
    kept = await job_state(store, "rung:1")
    assert (kept["state"], kept["ended"], "lease_ends" in kept) == ("done", NOW, False)
    again = await attempt(store, Cause(timer=leased), jobs=(job("other"),))
    assert again == Duplicate(reply=None)
    assert len(await documents(store, "jobs")) == 1


async def test_a_timer_may_be_due_once_more_in_the_transaction_of_its_effect(store: Store) -> None:
    await queue(store, job("rung:1"))
    (leased,) = await store.claim("worker", ("rung",), 1)
    await commit(store, Cause(timer=leased, again=PAST), threads=((None, thread(mentors=())),))
    assert await attempt(store, Cause(timer=leased, again=PAST), jobs=()) == Duplicate(reply=None)
    (again,) = await store.claim("worker", ("rung",), 1)
    assert (again.fence, again.attempts, again.job.due) == (leased.fence + 1, 1, PAST)


@pytest.mark.parametrize("stale", [{"fence": 0}, {"fence": 2}, {"owner": "somebody else"}])
async def test_a_timer_with_a_stale_fence_has_no_effect(
    store: Store, stale: dict[str, object]
) -> None:
    await queue(store, job("rung:1"))
    (leased,) = await store.claim("worker", ["rung"], 5)
    cause = Cause(timer=replace(leased, **stale))
    done = await attempt(store, cause, threads=((None, thread(mentors=())),))
    assert done == Duplicate(reply=None)
    assert await documents(store, "threads") == []


# ---- forgetting


async def test_forgetting_erases_what_waits_for_a_person_and_what_was_said_to_them(
    store: Store,
) -> None:
    await commit(
        store,
        receipt("arrived:1", reply={"value": "canary"}),
        drafts=(DRAFT, replace(DRAFT, id=DraftId("other"), person=PersonId("ana"))),
        jobs=(
            job("say:1", to="lea", payload={"sentence": "canary"}),
            job("say:2", to="lea", payload={"sentence": "canary"}),
            job("say:3", to="ana"),
            job("rung:1", thread=ThreadId("thread-1")),
        ),
    )
    (leased,) = await store.claim("worker", ["say"], 1)
    address = Address(service_url="https://here", conversation="c", user="u", bot="b")
    told = job("told", address=address)
    await commit(store, receipt("arrived:2", reply={"value": "canary"}), forget=LEA, jobs=(told,))
    kept = await everything(store)
    assert "canary" not in str(kept)
    assert [each["key"] for each in kept["jobs"]] == ["rung:1", "say:3", "told"]
    assert [each["id"] for each in kept["drafts"]] == ["other"]
    assert await store.end(leased, Work.DONE, NOW) is False
    assert await attempt(store, receipt("arrived:1")) == Duplicate(reply=None)


# ---- questions that past answers solved


async def test_an_answer_that_was_enough_counts_for_its_giver_until_it_was_not(
    store: Store,
) -> None:
    await know(store, person("ana"))
    before = builders.deflection()
    await commit(store, deflections=((None, before),))
    await commit(store, deflections=((None, builders.deflection("draft-2")),))

    async def served() -> int:
        found = await store.person(PersonId("ana"))
        assert found is not None
        return found.served

    assert await served() == 2
    fine, poor = replace(before, truly=True), replace(before, truly=False)
    await commit(store, deflections=((before, fine),))
    assert await served() == 2
    await commit(store, deflections=((fine, poor),))
    assert await served() == 1
    assert await attempt(store, deflections=((before, fine),)) == Faster()
    assert await attempt(store, deflections=((None, before),)) == Faster()
    assert await served() == 1
    assert await store.deflection(before.id) == poor
    assert await store.deflection(DraftId("nothing")) is None
    assert await store.deflected("2026-03-04") == {
        ("2026-03-04", None): 1,
        ("2026-03-04", False): 1,
    }
    assert await store.deflected("2026-03-05") == {}


async def test_who_is_forgotten_is_named_by_no_deflection(store: Store) -> None:
    await know(store, person("ana"), person("lea"))
    await commit(store, deflections=((None, builders.deflection()),))
    await commit(store, forget=PersonId("lea"))
    (kept,) = await documents(store, "deflections")
    assert kept["person"] == ""
    assert "lea" not in str(kept)
