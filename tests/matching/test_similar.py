import numpy as np
import pytest

from matching.similar import CharacterIndex, VectorIndex

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


@pytest.fixture(params=[CharacterIndex, lambda: VectorIndex(letters)])
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
    assert index.nearest(TEXTS["pivot"], 1)[0].likeness == pytest.approx(1.0, abs=1e-5)


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
