"""The command line: which command, and trouble told in one sentence."""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from typing import Final

from storage.change import Unconfirmed
from storage.driver import NotUsable
from teams_bot.commands import logs
from teams_bot.commands.grammar import Run, grammar
from teams_bot.commands.trouble import Trouble
from teams_bot.settings import BadSettings, Settings, read_settings

INTERRUPTED: Final = 128 + signal.SIGINT
NO_ANSWER: Final = (
    "MongoDB did not answer in time, or refused. Run the command again when `doctor` finds "
    "nothing wrong with it: nothing is half done, and what was done is not done twice."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; give the exit code: 1 for trouble, told in one sentence, 2 for usage."""
    chosen = grammar().parse_args(arguments)
    logs.begin(chosen.log)
    try:
        settings = read_settings(tenant=chosen.tenant)
        code = asyncio.run(_run(settings, chosen))
        sys.stdout.flush()
    except (BadSettings, NotUsable, Trouble) as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except Unconfirmed:
        print(NO_ANSWER, file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever read the output has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (KeyboardInterrupt, asyncio.CancelledError):
        print("Stopped before it was done.", file=sys.stderr)
        return INTERRUPTED
    return code


async def _run(settings: Settings, chosen: argparse.Namespace) -> int:
    """Run the command; SIGTERM ends it as Ctrl-C does, so that what it opened is closed."""
    run: Run = chosen.run
    task = asyncio.create_task(run(settings, chosen))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await task
