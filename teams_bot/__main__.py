"""`python -m teams_bot`: the commands of the service."""

import sys

from teams_bot.commands.line import main

if __name__ == "__main__":
    sys.exit(main())
