"""What leaves this package: a card as plain JSON, small enough for Teams, and its summary."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from microsoft_teams.cards import Action, AdaptiveCard, CardElement

from matching.thread import ThreadId
from teams_bot.cards.fit import cut, fitted

SUMMARY_CHARS: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A card and its summary; without a card, the summary is a plain text message."""

    card: dict[str, Any] | None
    summary: str
    quotes: tuple[ThreadId, ...] = ()  # the questions it shows, where it is about several


def drawn(summary: str, body: Sequence[CardElement], actions: Sequence[Action] = ()) -> Drawn:
    """Put a card together. The summary serves toasts, screen readers and clients without cards."""
    short = cut(summary, SUMMARY_CHARS)
    card = AdaptiveCard(
        fallback_text=short,
        body=list(body),
        actions=list(actions) or None,
    )
    return Drawn(card=fitted(as_json(card)), summary=short)


def as_json(card: AdaptiveCard) -> dict[str, Any]:
    """Give a card as the plain JSON that Teams takes."""
    return card.model_dump(by_alias=True, exclude_none=True)
