"""Vectors as bytes, and an encoder that does not encode what it is reminded of."""

import numpy as np
import pytest

from matching.recall import Reminded, packed, unpacked
from matching.similar import ThreadKey, VectorIndex

ROW = np.array([0.6, 0.8], dtype=np.float32)
HALF = np.dtype("<f2")


class Lengths:
    """Encodes a text by its length, and notes what it was given."""

    def __init__(self):
        self.encoded = []

    def __call__(self, texts):
        self.encoded += texts
        angles = np.array([len(each) for each in texts], dtype=np.float32)
        return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def test_a_vector_comes_back_at_length_one_and_all_but_the_same():
    rows = np.random.default_rng(0).standard_normal((50, 384)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    for row in rows:
        kept = packed(row)
        assert len(kept) == 768
        back = unpacked(kept, 384)
        assert back @ row == pytest.approx(1.0, abs=1e-6)
        assert np.linalg.norm(back) == pytest.approx(1.0, abs=1e-6)


@pytest.mark.parametrize(
    "kept",
    [
        b"",
        packed(ROW)[:-1],
        packed(ROW) * 2,
        np.array([np.nan, 1], dtype=HALF).tobytes(),
        np.array([np.inf, 0], dtype=HALF).tobytes(),
        np.array([0, 0], dtype=HALF).tobytes(),
        np.array([0.6, 0.9], dtype=HALF).tobytes(),
    ],
)
def test_bytes_that_are_no_vector_are_none(kept):
    assert unpacked(kept, 2) is None


def test_only_what_it_is_not_reminded_of_is_encoded():
    encode = Lengths()
    reminded = Reminded(encode)
    with reminded.of({"known": ROW}):
        found = reminded(["new", "known", "newer"])
        assert reminded(["known"]).tolist() == [ROW.tolist()]
    assert encode.encoded == ["new", "newer"]
    assert found[1].tolist() == ROW.tolist()
    assert found[[0, 2]].tolist() == Lengths()(["new", "newer"]).tolist()


def test_it_forgets_when_the_context_ends_also_by_an_error():
    encode = Lengths()
    reminded = Reminded(encode)
    with pytest.raises(ZeroDivisionError), reminded.of({"known": ROW}):
        raise ZeroDivisionError
    reminded(["known"])
    assert encode.encoded == ["known"]


def test_an_index_takes_in_what_it_is_reminded_of_as_it_was():
    encode = Lengths()
    reminded = Reminded(encode)
    index = VectorIndex(reminded)
    with reminded.of({"known": ROW}):
        index.add_all([(ThreadKey("one"), "known")])
    assert encode.encoded == []
    keys, vectors = index.rows()
    assert (list(keys.values()), vectors.tolist()) == (["one"], [ROW.tolist()])
