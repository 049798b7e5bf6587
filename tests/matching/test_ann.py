"""Vectors in clusters find what brute force finds."""

import numpy as np
import pytest

from matching.ann import ClusteredIndex, clusters_installed, index_for
from matching.similar import VectorIndex, mark_of

ROWS = np.random.default_rng(0).standard_normal((600, 32)).astype(np.float32)
ROWS /= np.linalg.norm(ROWS, axis=1, keepdims=True)


def encode(texts):
    """An encoder for tests: texts are numbers of rows."""
    return ROWS[[int(each) for each in texts]]


def named(numbers):
    return [(f"t{number}", str(number)) for number in numbers]


def test_what_is_nearest_is_found_as_by_brute_force():
    both = VectorIndex(encode), ClusteredIndex(encode, 500)
    for index in both:
        for start in range(0, 600, 100):
            index.add_all(named(range(start, start + 100)))
    assert both[1]._lists.ntotal == len(both[1]) == 600
    for number in range(0, 600, 7):
        exact, near = (index.nearest(str(number), 1)[0] for index in both)
        assert near.key == exact.key == f"t{number}"
        assert near.likeness == pytest.approx(exact.likeness, abs=0.02)


def test_from_many_phrasings_on_they_are_in_lists_and_only_once():
    index = ClusteredIndex(encode, 80)
    index.add_all(named(range(79)))
    assert index._lists is None
    index.add_all(named(range(81)))
    assert (len(index), len(index._flat), index._lists.ntotal) == (81, 0, 81)
    index.add_all(named(range(90)))
    index.add_all(named(range(90)))
    assert (len(index), index._lists.ntotal) == (90, 90)


def test_what_is_not_kept_leaves_the_lists():
    index = ClusteredIndex(encode, 80)
    index.add_all(named(range(90)))
    index.keep({mark_of(*each) for each in named(range(10, 90))})
    assert (len(index), index._lists.ntotal) == (80, 80)
    assert index.nearest("3", 1)[0].key != "t3"
    assert index.nearest("10", 1)[0].key == "t10"


def test_without_the_package_it_is_brute_force(monkeypatch):
    assert clusters_installed()
    assert isinstance(index_for(encode), ClusteredIndex)
    monkeypatch.setattr("matching.ann.find_spec", lambda _: None)
    assert isinstance(index_for(encode), VectorIndex)
