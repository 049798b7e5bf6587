import gzip

import pytest

from matching.evaluate.history import NotReadableError, read_history
from tests.support.history import history, write


@pytest.mark.parametrize("timed", [True, False])
def test_a_data_set_is_read_as_it_was_written(tmp_path, timed):
    made = history(30, timed=timed)
    write(tmp_path, "forum", made)
    read = read_history(tmp_path, "forum")
    assert [each.id for each in read.questions] == [each.id for each in made.questions]
    assert [each.person for each in read.answers] == [each.person for each in made.answers]
    assert (read.questions[0].hour is not None) == timed


def test_answers_without_their_question_are_left_out(tmp_path):
    made = history(30)
    write(tmp_path, "forum", type(made)(questions=made.questions[:10], answers=made.answers))
    known = {each.id for each in made.questions[:10]}
    assert {each.question for each in read_history(tmp_path, "forum").answers} <= known


def lines(folder, kind, *texts):
    with gzip.open(folder / f"forum.{kind}.jsonl.gz", "wt") as file:
        file.writelines(f"{text}\n" for text in texts)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(NotReadableError, match=r"forum\.questions\.jsonl\.gz cannot be read"):
        read_history(tmp_path, "forum")


def test_a_file_that_is_no_json_is_named(tmp_path):
    lines(tmp_path, "questions", "{")
    with pytest.raises(NotReadableError, match="cannot be read"):
        read_history(tmp_path, "forum")


def test_a_data_set_without_questions_is_refused(tmp_path):
    lines(tmp_path, "questions")
    lines(tmp_path, "answers")
    with pytest.raises(NotReadableError, match="holds no question"):
        read_history(tmp_path, "forum")


@pytest.mark.parametrize(
    "row", ['{"qid": "1"}', '{"qid":"x","title":"","body":"","tags":[],"asker":null}', "[1]"]
)
def test_a_row_that_lacks_something_is_refused(tmp_path, row):
    lines(
        tmp_path,
        "questions",
        '{"ts":null,"qid":"1","title":"","body":"","tags":[],"asker":""}',
        row,
    )
    lines(tmp_path, "answers")
    with pytest.raises(NotReadableError, match="not as it should be"):
        read_history(tmp_path, "forum")
