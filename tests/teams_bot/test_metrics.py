"""The figures for the operator."""

from collections import Counter
from datetime import timedelta

import aiohttp

from storage.change import Change, Job
from teams_bot.guard import Reason
from teams_bot.metrics import metrics_app, read_metrics
from teams_bot.services import Services
from tests.support import builders
from tests.support.company import kept, services, shared_database
from tests.support.identity import served

__all__ = ["services", "shared_database"]


async def test_the_figures_equal_what_is_in_the_database(services: Services) -> None:
    now = services.now()
    waiting = Job(key="a", kind="say", due=now - timedelta(seconds=90))
    later = Job(key="b", kind="say", due=now + timedelta(hours=1))
    await kept(services, Change(jobs=(waiting, later)))
    services.violations = 3
    services.overrun = 2
    services.kept_back["check"] += 4
    rejected = Counter({next(iter(Reason)): 2})
    async with (
        served(metrics_app(services, rejected)) as url,
        aiohttp.ClientSession() as http,
        http.get(f"{url}/metrics") as response,
    ):
        assert response.content_type == "text/plain"
        lines = (await response.text()).splitlines()
    figures = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    assert figures['outbox_jobs{state="pending"}'] == "2.0"
    assert figures["auditor_violations"] == "3.0"
    assert figures["auditor_interrupted_too_often"] == "2.0"
    assert figures['messages_kept_back_total{kind="check"}'] == "4.0"
    assert 89 < float(figures["outbox_oldest_due_seconds"]) < 120
    (refused,) = (value for name, value in figures.items() if name.startswith("auth_rejected"))
    assert refused == "2.0"


async def test_questions_that_past_answers_solved_are_counted_by_what_was_said_later(
    services: Services,
) -> None:
    today = services.now().strftime("%Y-%m-%d")
    days = [(today, None), (today, True), (today, False), ("2026-01-01", None), (today, None)]
    found = tuple(
        (None, builders.deflection(f"d{number}", day=day, truly=truly))
        for number, (day, truly) in enumerate(days)
    )
    await kept(services, Change(deflections=found))
    families = {each.name: each for each in await read_metrics(services, Counter())}
    counted = {
        each.labels["truly"]: each.value for each in families["deflected_questions"].samples
    }
    assert counted == {"unasked": 2, "yes": 1, "no": 1}


async def test_an_empty_outbox_has_waited_for_nothing(services: Services) -> None:
    families = {each.name: each for each in await read_metrics(services, Counter())}
    assert families["outbox_oldest_due_seconds"].samples[0].value == 0
    assert families["outbox_jobs"].samples == []


async def test_no_label_holds_a_person_or_a_text(services: Services) -> None:
    families = await read_metrics(services, Counter(dict.fromkeys(Reason, 1)))
    labels = {name for each in families for sample in each.samples for name in sample.labels}
    assert labels <= {"state", "reason", "truly"}
