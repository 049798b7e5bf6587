"""How a question ended, as commands tell it: stated by its learner, or inferred."""

from matching.thread import State, Thread


def ending_of(thread: Thread) -> str | None:
    """Say who ended a closed thread: its learner (stated), or nobody any more (inferred)."""
    if thread.state is not State.CLOSED:
        return None
    return "inferred" if thread.inferred else "stated"


def standing_of(thread: Thread) -> str:
    """Say where a thread stands, and where the service closed it by itself."""
    return f"{thread.state} by the service" if thread.inferred else thread.state.value
