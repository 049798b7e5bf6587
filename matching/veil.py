"""The veil: what a choice may know of an anonymous learner, so that the picks tell nothing.

Left are the learner's id, as nobody is asked their own question, and whom they are kept apart
from. Department, manager, languages and past help are gone, also where others point at the
learner: a colleague whose manager asks is no nearer than anybody else.
"""

from dataclasses import replace

from matching.model import Candidate, Learner, PersonId, View


def veiled(view: View) -> View:
    """Give a view in which nothing depends on who asks, where the learner is anonymous."""
    who = view.learner
    if not who.anonymous:
        return view
    return replace(
        view,
        learner=Learner(id=who.id, blocked=who.blocked, anonymous=True),
        candidates=tuple(_unrelated(each, who.id) for each in view.candidates),
        ties=(),
    )


def _unrelated(candidate: Candidate, learner: PersonId) -> Candidate:
    """Give a candidate whom nothing joins to the learner, though it be the learner's own entry."""
    if candidate.id == learner:
        return replace(candidate, team="", manager=None, helped_at=None)
    manager = None if candidate.manager == learner else candidate.manager
    return replace(candidate, manager=manager, helped_at=None)
