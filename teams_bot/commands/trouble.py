"""Trouble of a command, told in one sentence or one line each, with exit code 1."""


class Trouble(Exception):  # noqa: N818 - told to the operator, not a fault
    """What is wrong and what to do."""
