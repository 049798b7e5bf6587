import gzip
import json

import pytest

from matching.evaluate.history import read_history
from matching.evaluate.reading import NotReadableError
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


QUESTION = {"ts": None, "qid": "1", "title": "", "body": "", "tags": [], "asker": "u1"}
ANSWER = {"ts": None, "aid": "2", "qid": "1", "user": "u2", "accepted": False}


def test_a_missing_site_is_told_with_those_there_are(tmp_path):
    with pytest.raises(NotReadableError, match=r"no file forum\.questions.* it has none"):
        read_history(tmp_path, "forum")
    lines(tmp_path, "questions", json.dumps(QUESTION))
    with pytest.raises(NotReadableError, match=r"no file other\.questions.* it has forum"):
        read_history(tmp_path, "other")
    with pytest.raises(NotReadableError, match=r"answers\.jsonl\.gz cannot be read: No such file"):
        read_history(tmp_path, "forum")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("{", "line 2: it is no JSON"),
        ("[" * 100_000, "line 2: it is no JSON"),
        ("[1]", "line 2: it should be an object"),
        ('{"qid": "2"}', "line 2: it has no 'title'"),
        (json.dumps({**QUESTION, "qid": "nan"}), "line 2: 'qid' should be a number"),
        (json.dumps({**QUESTION, "qid": None}), "line 2: 'qid' should be a number"),
        (json.dumps({**QUESTION, "tags": "excel"}), "'tags' should be a list of texts"),
        (json.dumps({**QUESTION, "tags": [["a"]]}), "'tags' should be a list of texts"),
        (json.dumps({**QUESTION, "title": ["a" * 90]}), r"'title' should be a text, not \['a+…"),
        (json.dumps({**QUESTION, "asker": ["a"]}), "'asker' should be a text"),
    ],
)
def test_a_question_that_is_not_as_it_should_be_is_named_by_its_line(tmp_path, row, says):
    lines(tmp_path, "questions", json.dumps(QUESTION), row)
    lines(tmp_path, "answers")
    with pytest.raises(NotReadableError, match=says) as told:
        read_history(tmp_path, "forum")
    assert str(told.value).count("forum.questions.jsonl.gz") == 1


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"user": None}, "'user' should be an id"),
        ({"user": ["u"]}, "'user' should be an id"),
        ({"accepted": "false"}, "'accepted' should be true or false, not 'false'"),
        ({"accepted": []}, "'accepted' should be true or false"),
        ({"aid": "inf"}, "'aid' should be a number"),
    ],
)
def test_an_answer_that_is_not_as_it_should_be_is_named_by_its_line(tmp_path, fields, says):
    lines(tmp_path, "questions", json.dumps(QUESTION))
    lines(tmp_path, "answers", json.dumps({**ANSWER, **fields}))
    with pytest.raises(NotReadableError, match=f"line 1: {says}"):
        read_history(tmp_path, "forum")


def test_where_some_posts_have_a_time_all_need_one(tmp_path):
    timed = {**QUESTION, "qid": "2", "ts": "2026-03-02T09:00:00+09:00"}
    lines(tmp_path, "questions", json.dumps(timed))
    lines(tmp_path, "answers")
    assert read_history(tmp_path, "forum").questions[0].hour == 0
    lines(tmp_path, "questions", json.dumps(QUESTION), json.dumps(timed))
    with pytest.raises(NotReadableError, match="line 1: 'ts' should be a time such as"):
        read_history(tmp_path, "forum")


def test_of_a_post_that_is_there_twice_the_first_counts(tmp_path):
    again = {**QUESTION, "title": "Again"}
    lines(tmp_path, "questions", json.dumps(QUESTION), json.dumps(again))
    lines(tmp_path, "answers", *[json.dumps(ANSWER)] * 2)
    found = read_history(tmp_path, "forum")
    assert [each.title for each in found.questions] == [""]
    assert len(found.answers) == 1


def test_half_of_a_character_is_read_as_a_question_mark(tmp_path):
    lines(tmp_path, "questions", json.dumps({**QUESTION, "title": "a\ud800é"}))
    lines(tmp_path, "answers")
    assert read_history(tmp_path, "forum").questions[0].title == "a?é"


def test_a_file_that_is_not_compressed_is_named(tmp_path):
    (tmp_path / "forum.questions.jsonl.gz").write_text("{}")
    with pytest.raises(NotReadableError, match="cannot be read: Not a gzipped file"):
        read_history(tmp_path, "forum")


def test_a_data_set_without_questions_is_refused(tmp_path):
    lines(tmp_path, "questions")
    lines(tmp_path, "answers")
    with pytest.raises(NotReadableError, match="holds no question"):
        read_history(tmp_path, "forum")
