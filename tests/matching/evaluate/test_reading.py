import gzip
from pathlib import Path

import pytest

from matching.evaluate.reading import NotReadableError, Row, beside, rows


def row(**fields):
    return Row(Path("f"), 7, fields)


def test_fields_are_read_by_kind():
    found = row(a="é", b=None, c=5, d=["x"], e=True, f="2026-03-02T09:00:00.5Z")
    assert (found.text("a"), found.text("b"), found.name("c")) == ("é", "", "5")
    assert (found.names("d"), found.truth("e"), found.truth("b")) == (("x",), True, False)
    assert found.number("c") == 5.0
    assert found.moment("f").isoformat() == "2026-03-02T09:00:00+00:00"
    assert "a" in found
    assert "b" not in found
    assert "z" not in found


@pytest.mark.parametrize(
    ("read", "says"),
    [
        (lambda found: found.text("z"), "f, line 7: it has no 'z'."),
        (lambda found: found.text("n"), "f, line 7: 'n' should be a text, not 5."),
        (lambda found: found.name("e"), "f, line 7: 'e' should be an id, not ''."),
        (lambda found: found.name("t"), "f, line 7: 't' should be an id, not True."),
        (lambda found: found.names("n"), "f, line 7: 'n' should be a list of texts, not 5."),
        (lambda found: found.truth("n"), "f, line 7: 'n' should be true or false, not 5."),
        (
            lambda found: found.moment("e"),
            "f, line 7: 'e' should be a time such as 2026-03-02T09:00:00, not ''.",
        ),
    ],
)
def test_a_field_of_another_kind_is_told_in_one_sentence(read, says):
    with pytest.raises(NotReadableError) as told:
        read(row(n=5, e="", t=True))
    assert str(told.value) == says


def test_a_file_that_ends_too_early_is_named(tmp_path):
    file = tmp_path / "a.gz"
    file.write_bytes(gzip.compress(b'{"a": 1}\n' * 9)[:-6])
    with pytest.raises(NotReadableError, match=r"a\.gz cannot be read: Compressed file ended"):
        list(rows(file))


def test_files_are_replaced_together_or_not_at_all(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("before")

    def fail():
        with beside(one, two) as parts:
            parts[0].write_text("after")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("one", "before")]
    with beside(one, two) as parts:
        for each in parts:
            each.write_text("after")
    assert {each.name: each.read_text() for each in tmp_path.iterdir()} == {
        "one": "after",
        "two": "after",
    }


def test_a_place_that_cannot_be_written_is_refused_before_any_work(tmp_path):
    two = tmp_path / "two"
    two.mkdir()
    with (
        pytest.raises(NotReadableError, match="two cannot be written"),
        beside(tmp_path / "one", two),
    ):
        raise AssertionError
    assert list(tmp_path.iterdir()) == [two]
