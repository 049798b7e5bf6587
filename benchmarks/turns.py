"""What a turn costs beside an echo and a bare transaction: `python -m benchmarks.turns`."""

import argparse
import asyncio
import json
import sys
from typing import Any, Final

from benchmarks.connector import local_connector
from benchmarks.contenders import Service, Site, contenders
from benchmarks.load import NotAnsweredError
from benchmarks.measure import Plan, measure
from benchmarks.processes import NotStartedError
from benchmarks.report import results, table
from storage.driver import NotUsable
from storage.embedded import embedded_mongodb

QUICK: Final = Plan(rounds=2, seconds=0.3, warm_up=0.2, starts=2, asks=6)


async def run(plan: Plan, uri: str) -> dict[str, Any]:
    """Take all the measurements on one MongoDB."""
    async with local_connector() as connector:
        site = Site(uri=uri, service_url=connector.service_url, people=plan.people)
        async with contenders(site, plan.starts) as everybody:
            figures = await measure(plan, everybody, connector)
            services = [each for each in everybody if isinstance(each, Service)]
            build = await services[0].store.driver.command("buildInfo", admin=True)
            offered = {each.name: await each.offered() for each in services}
            return results(plan, build["version"], everybody, figures, offered)


def main() -> int:
    """Measure and print; 1 when a question did not become offers."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.turns", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="half a minute instead of four")
    parser.add_argument("--json", action="store_true", help="for programs; the table on stderr")
    chosen = parser.parse_args()
    try:
        with embedded_mongodb() as uri:
            found = asyncio.run(run(QUICK if chosen.quick else Plan(), uri))
    except* (NotUsable, NotStartedError, NotAnsweredError) as troubles:
        print(*troubles.exceptions, sep="\n", file=sys.stderr)
        sys.exit(1)
    print(table(found), file=sys.stderr if chosen.json else sys.stdout)
    if chosen.json:
        print(json.dumps(found))
    counts = found["asked_and_offered"]
    return 0 if all(asked == offered for asked, offered in counts.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
