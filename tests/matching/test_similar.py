import numpy as np
import pytest

from matching.ann import ClusteredIndex
from matching.similar import CharacterIndex, VectorIndex, mark_of

TEXTS = {
    "pivot": "How do I make a pivot table in Excel?",
    "merge": "Merge two Word documents",
    "mute": "How do I mute a channel in Teams?",
}


def letters(texts):
    """An encoder for tests: how often each letter occurs."""
    counts = [[each.lower().count(chr(97 + place)) for place in range(26)] for each in texts]
    found = np.array(counts, dtype=np.float32) + 0.001
    return found / np.linalg.norm(found, axis=1, keepdims=True)


@pytest.fixture(
    params=[
        CharacterIndex,
        lambda: VectorIndex(letters),
        lambda: ClusteredIndex(letters),
        lambda: ClusteredIndex(letters, 1),
    ],
    ids=["characters", "vectors", "few", "clusters"],
)
def index(request):
    return request.param()


def test_nothing_is_like_anything_before_something_was_answered(index):
    assert index.nearest("pivot", 3) == []


def test_the_likest_thread_comes_first_and_each_once(index):
    for key, text in TEXTS.items():
        index.add_all([(key, text)])
        index.add_all([(key, text.upper())])
    found = index.nearest("how does one mute teams channels", 5)
    assert found[0].key == "mute"
    assert len({each.key for each in found}) == len(found)
    assert all(0 < each.likeness <= 1.0001 for each in found)


def test_the_same_text_is_wholly_alike(index):
    index.add_all([("pivot", TEXTS["pivot"])])
    assert index.nearest(TEXTS["pivot"], 1)[0].likeness == pytest.approx(1.0, abs=0.01)


def test_what_was_added_later_is_found(index):
    index.add_all([("pivot", TEXTS["pivot"])])
    index.nearest("anything", 1)
    index.add_all([("mute", TEXTS["mute"])])
    assert index.nearest(TEXTS["mute"], 1)[0].key == "mute"


def test_no_more_are_given_than_were_asked_for(index):
    for key, text in TEXTS.items():
        index.add_all([(key, text)])
    assert len(index.nearest("how do i", 2)) <= 2


def test_emoji_alone_are_like_nothing():
    index = CharacterIndex()
    index.add_all([("pivot", TEXTS["pivot"])])
    assert index.nearest("🙈", 3) == []


def test_many_phrasings_outgrow_the_first_room():
    index = VectorIndex(letters)
    for number in range(200):
        index.add_all([(str(number), f"{'a' * (number + 1)}bc")])
    assert index.nearest("abc", 1)[0].key == "0"


def test_a_phrasing_that_is_known_is_not_added_again(index):
    index.add_all(list(TEXTS.items()))
    index.add_all(list(TEXTS.items()))
    index.add_all([])
    assert len(index) == len(TEXTS)
    index.add_all([("other", TEXTS["mute"])])
    assert len(index) == len(TEXTS) + 1
    assert {each.key for each in index.nearest(TEXTS["mute"], 2)} == {"mute", "other"}


def test_what_is_not_kept_is_found_no_more_and_the_rest_is(index):
    index.add_all(list(TEXTS.items()))
    index.add_all([("mute", "Silence a noisy channel")])
    index.keep({mark_of(key, text) for key, text in TEXTS.items() if key != "merge"})
    assert len(index) == 2
    assert {each.key for each in index.nearest("Merge two Word documents", 9)} <= {"pivot", "mute"}
    assert index.nearest(TEXTS["mute"], 1)[0].key == "mute"
    index.add_all([("merge", TEXTS["merge"])])
    assert index.nearest(TEXTS["merge"], 1)[0].key == "merge"
    index.keep(set())
    assert len(index) == 0
    assert index.nearest(TEXTS["mute"], 1) == []


def test_no_piece_of_a_forgotten_word_stays_in_memory():
    index = CharacterIndex()
    index.add_all([("a", "zanzibar pivot"), ("b", "pivot")])
    index.keep({mark_of("b", "pivot")})
    assert not [gram for gram in index._numbers if "zan" in gram]
    assert index.nearest("pivot", 1)[0].likeness == pytest.approx(1.0)


def test_lengths_are_worked_out_anew_once_many_texts_came():
    index = CharacterIndex()
    index.add_all([(str(number), f"word{number} alone") for number in range(20)])
    index.nearest("alone", 1)
    index.add_all([("more", "word99 alone")])
    assert index.nearest("word99 alone", 1)[0].likeness == pytest.approx(1.0, abs=0.2)
    assert index._stated == 20
    index.add_all([(f"more{number}", f"thing{number} alone") for number in range(9)])
    assert index.nearest("word99 alone", 1)[0].likeness == pytest.approx(1.0)
    assert index._stated == 30


def test_a_thread_with_many_near_phrasings_leaves_room_for_others(index):
    index.add_all([("pivot", f"{TEXTS['pivot']} {number}") for number in range(5)])
    index.add_all([("charts", "How do I make a chart in Excel?")])
    assert [each.key for each in index.nearest(TEXTS["pivot"], 2)] == ["pivot", "charts"]
