import json

from benchmarks.contenders import ASK, ASK_APART, ASK_MOTOR, BARE, ECHO
from benchmarks.measure import Plan
from benchmarks.report import table
from benchmarks.turns import run

TINY = Plan(concurrencies=(1, 2), rounds=1, seconds=0.1, warm_up=0.05, starts=1, people=60, asks=1)


async def test_a_tiny_run_measures_every_contender_and_prints_a_table(mongodb):
    found = await run(TINY, mongodb)
    assert {ECHO, BARE, ASK, ASK_APART, ASK_MOTOR} <= found["turns_per_second"].keys()
    assert all(asked == offered for asked, offered in found["asked_and_offered"].values())
    assert all(each["missed"] == 0 for each in found["seconds_to_first_offer"].values())
    lines = table(json.loads(json.dumps(found))).splitlines()
    assert any(f"{ASK} / {BARE}" in line and "aim >= 0.5" in line for line in lines)
    assert lines[-1].startswith("start to ready, s")
