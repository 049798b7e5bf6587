import json

import pytest

from matching.evaluate.report import Evaluation, as_json, as_text, evaluated, run_lines
from tests.support.history import history

KEYS = [
    "site",
    "n",
    "mrr",
    "mrr_full_score",
    "hit_at_1",
    "hit_at_5",
    "hit_at_10",
    "ndcg_at_10",
    "accepted_mrr",
    "ms_per_question_p50",
    "baselines",
]


@pytest.fixture(scope="module")
def found():
    return evaluated(history(300, 20), "forum", text_only=False)


def test_the_json_has_the_keys_of_the_contract(found):
    figures = as_json(found)
    assert list(figures)[: len(KEYS)] == KEYS
    assert set(figures["baselines"]) == {"reference combination", "recent activity", "random"}
    assert json.loads(json.dumps(figures)) == figures
    assert 0 < figures["intervals"]["mrr"][0] <= figures["mrr"] <= figures["intervals"]["mrr"][1]


def test_the_text_names_site_figures_and_baselines(found):
    text = as_text(found)
    assert text.startswith("forum, with tags: ")
    assert "mrr of reference combination" in text
    assert "refits:" in text


def test_a_run_has_one_line_for_each_scored_question_over_the_whole_pool(found):
    lines = [json.loads(line) for line in run_lines(found)]
    assert [each["qid"] for each in lines] == [each.question for each in found.rankings]
    assert all(len(each["ranked"]) == len(set(each["ranked"])) for each in lines)


def test_where_nothing_can_be_scored_the_figures_are_nought():
    empty = Evaluation(site="forum", text_only=True, rankings=(), versions=())
    assert as_json(empty)["n"] == 0
    assert as_text(empty).startswith("forum, text only: 0 questions")
