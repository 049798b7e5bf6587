"""The calibration of promised waits, as `report` tells it to people."""

from collections.abc import Iterator

from matching.promises import FEWEST, Kept, Row, Share
from teams_bot import texts


def told(kept: Kept) -> Iterator[str]:
    """Tell it in lines of at most 80 characters; of fewer than five promises only how many."""
    yield from ("", "Were the promised waits true?", "-" * 29)
    whole = kept.whole
    if whole is None or whole.within_usual.share is None:
        yield f"Fewer than {FEWEST} promises are old enough to be judged."
        return
    yield f"{'':<20}{'answered within “usually”':>30}{'waited over “1 in 10”':>30}"
    yield f"{'promised':<20}{'of':>8}{'share (95 %)':>22}{'of':>8}{'share (95 %)':>22}"
    for row in kept.rows:
        yield _row(_named(row), row)
    yield _row("all", whole)
    yield _row_of_goal()
    if kept.never.share is not None and kept.never_promised is not None:
        yield f"Told that 1 in so many gets no answer ({kept.never.of:,}): {_share(kept.never)}"
        yield f"got none; told was {kept.never_promised:.0%} on average."
    if kept.brier is not None and kept.brier_plain is not None:
        yield f"Error of what was said: {kept.brier:.3f}; of saying that all are answered by the"
        yield f"median of those who were: {kept.brier_plain:.3f}. Mean squared, 0 is best."
    if kept.brier_constant is not None:
        yield f"Of telling everybody the shares that came true: {kept.brier_constant:.3f}."


def _row(name: str, row: Row) -> str:
    usual, long = row.within_usual, row.beyond_long
    return f"{name:<20}{usual.of:>8,}{_share(usual):>22}{long.of:>8,}{_share(long):>22}"


def _row_of_goal() -> str:
    return f"{'should be':<20}{'':>8}{'50%':>22}{'':>8}{'10%':>22}"


def _share(share: Share) -> str:
    if share.share is None or share.low is None or share.high is None:
        return "-"
    return f"{share.share:.0%} ({share.low:.0%} to {share.high:.0%})"


def _named(row: Row) -> str:
    if row.to is None:
        return f"over {texts.span(row.over)}"
    return f"up to {texts.span(row.to)}"
