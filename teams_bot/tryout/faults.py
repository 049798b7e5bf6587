"""What a test may make the local Teams do instead of its work. See `LocalTeams.script`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Wait, then carry the request out or not, then answer in a way of its own."""

    seconds: float = 0
    carries_out: bool = False
    answers: int = 0  # a status; 0 is the usual answer
    retry_after: str = ""
    drops: bool = False


def status(code: int, *, retry_after: str | float = "") -> Fault:
    """Answer with this status and do nothing else."""
    return Fault(answers=code, retry_after=str(retry_after))


def hang(seconds: float) -> Fault:
    """Wait, then go on as usual: a client that gave up meanwhile cannot know."""
    return Fault(seconds=seconds, carries_out=True)


def accept_then(code: int) -> Fault:
    """Carry the request out, and answer with this status all the same."""
    return Fault(carries_out=True, answers=code)


def accept_then_drop() -> Fault:
    """Carry the request out, then close the connection without an answer."""
    return Fault(carries_out=True, drops=True)


def drop() -> Fault:
    """Do nothing and close the connection without an answer."""
    return Fault(drops=True)
