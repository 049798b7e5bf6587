"""The benchmark of starts: the second one encodes nothing, and the vectors have a size."""

from benchmarks.starts import MADE_UP, NUMBERS, MadeUp, measure


def test_a_start_with_kept_vectors_is_measured_beside_one_without() -> None:
    threads = 30
    found = measure(MADE_UP, threads)
    assert found is not None
    assert found["kept"] > 0
    assert found["nothing_kept"] > 0
    least = 2 * threads * NUMBERS * 2 / 2**20  # two phrasings, two bytes a number
    assert least < found["mb"] < 2 * least
    assert found["mb_on_disk"] > 0


def test_a_made_up_vector_belongs_to_its_text() -> None:
    one, other, again = MadeUp()(["one", "other", "one"])
    assert (one == again).all()
    assert one @ other < 0.5
