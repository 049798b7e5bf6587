from benchmarks.assignment import (
    by_networkx,
    gains,
    gains_table,
    jointly,
    main,
    measured,
    one_by_one,
    world,
)


def test_the_product_and_networkx_find_equally_good_assignments():
    made = world(12, 6, 1)
    ours, theirs = (measured(router, *made, 1) for router in (jointly, by_networkx))
    assert ours | {"cpu_ms": 0} == theirs | {"cpu_ms": 0}


def test_one_question_after_the_other_is_never_better():
    made = world(200, 8, 1)
    joint, greedy = (measured(router, *made, 1) for router in (jointly, one_by_one))
    assert (joint["questions"], joint["filled"]) >= (greedy["questions"], greedy["filled"])


def test_the_table_names_every_router(capsys):
    assert main(["--quick"]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in ("jointly", "one by one", "networkx"))


def test_within_a_message_one_question_after_the_other_loses_little_until_people_are_short():
    found = {(each["questions"], each["busy"]): each for each in gains(60)}
    assert all(each["lost"] >= 0 and each["questions_lost"] >= 0 for each in found.values())
    assert found[4, 0.9]["lost"] > found[2, 0.0]["lost"]
    assert len(gains_table(list(found.values())).splitlines()) == 1 + len(found)


def test_the_questions_of_a_message_alone_are_told(capsys, monkeypatch):
    monkeypatch.setattr("benchmarks.assignment.MESSAGES", 3)
    assert main(["--message"]) == 0
    assert "score lost" in capsys.readouterr().out
