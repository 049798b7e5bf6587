from benchmarks.assignment import by_networkx, jointly, main, measured, one_by_one, world


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
