"""What several messages read before they are drawn."""

from matching.model import PersonId
from matching.thread import Thread
from storage.change import Job
from teams_bot.reports import are_apart
from teams_bot.services import Services


async def thread_of(services: Services, job: Job) -> Thread | None:
    """Read the thread of a message, if it has one."""
    return None if job.thread is None else await services.store.thread(job.thread)


async def is_apart(services: Services, job: Job, other: PersonId) -> bool:
    """Whether whoever gets a message is kept apart from whoever it is from."""
    return job.to is not None and are_apart(await services.store.person(job.to), other)
