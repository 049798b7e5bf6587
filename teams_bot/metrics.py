"""`/metrics` on a loopback port of its own: gauges read from the database, counts of this process.

No label holds a person, a tenant or a text.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from teams_bot.guard import Reason
from teams_bot.services import Services
from teams_bot.similar import DAY

DEFLECTED_OVER: Final = timedelta(days=30)
TRULY: Final[Mapping[bool | None, str]] = {None: "unasked", True: "yes", False: "no"}


def metrics_app(services: Services, rejected: Counter[Reason]) -> web.Application:
    """Make the application that serves the metrics."""

    async def metrics(_: web.Request) -> web.Response:
        families = await read_metrics(services, rejected)
        registry = CollectorRegistry()
        registry.register(_Once(families))
        return web.Response(body=generate_latest(registry), headers={"Content-Type": "text/plain"})

    app = web.Application()
    app.router.add_get("/metrics", metrics)
    return app


async def read_metrics(services: Services, rejected: Counter[Reason]) -> list[Metric]:
    """Read the figures as they stand."""
    jobs = GaugeMetricFamily("outbox_jobs", "Jobs by state", labels=["state"])
    for state, count in sorted((await services.store.job_counts()).items()):
        jobs.add_metric([state], count)
    since = await services.store.oldest_due()
    waited = 0.0 if since is None else (services.now() - since).total_seconds()
    due = GaugeMetricFamily("outbox_oldest_due_seconds", "Age of the oldest job that is due")
    due.add_metric([], max(0.0, waited))
    lost = GaugeMetricFamily("auditor_violations", "Questions that have lost their next step")
    lost.add_metric([], services.violations)
    overrun = GaugeMetricFamily(
        "auditor_interrupted_too_often", "People over their daily budget of interruptions"
    )
    overrun.add_metric([], services.overrun)
    kept = CounterMetricFamily(
        "messages_kept_back",
        "Interrupting messages that found no room in time and were not sent",
        labels=["kind"],
    )
    for kind, count in sorted(services.kept_back.items()):
        kept.add_metric([kind], count)
    solved = GaugeMetricFamily(
        "deflected_questions",
        "Questions of the last 30 days that a past answer solved, by what was said later",
        labels=["truly"],
    )
    for truly, count in sorted((await _deflected(services)).items()):
        solved.add_metric([truly], count)
    refused = CounterMetricFamily("auth_rejected", "Requests the guard refused", labels=["reason"])
    for reason, count in sorted(rejected.items()):
        refused.add_metric([str(reason)], count)
    return [jobs, due, lost, overrun, kept, solved, refused]


async def _deflected(services: Services) -> Counter[str]:
    since = (services.now() - DEFLECTED_OVER).strftime(DAY)
    found: Counter[str] = Counter()
    for (_, truly), count in (await services.store.deflected(since)).items():
        found[TRULY[truly]] += count
    return found


class _Once:
    """Hands the families of one request to the text writer."""

    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> list[Metric]:
        """Give the families."""
        return self._families
