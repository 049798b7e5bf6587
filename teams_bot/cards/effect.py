"""`my effect`: a mentor's own figures, and their answers by week. Nobody else is in it."""

from collections.abc import Sequence
from typing import Final

from microsoft_teams.cards import (
    CardElement,
    ColumnDefinition,
    Fact,
    FactSet,
    Table,
    TableCell,
    TableRow,
    TextBlock,
    TextWeight,
)

from matching.effect import Period, Week
from teams_bot import texts
from teams_bot.cards import words
from teams_bot.cards.drawn import Drawn, drawn
from teams_bot.cards.elements import heading, label, line
from teams_bot.outcomes import EffectShown

LONGEST: Final = 12  # blocks of a bar
BLOCK: Final = "\u25a0"


def effect(shown: EffectShown) -> Drawn:
    """Draw what somebody's help came to, in numbers and as a picture that can be read aloud."""
    say, found = words.SAY, shown.effect
    year = found.periods[-1]
    body: list[CardElement] = [heading(say["effect"])]
    if not year.answers:
        return drawn(f"{say['effect']}: {say['effect_none']}", [*body, line(say["effect_none"])])
    body += [_table(found.periods), *(line(each, subtle=True) for each in _notes(shown))]
    body += [label(say["effect_weeks"]), _bars(found.weeks)]
    body.append(line(words.by_week(sum(each.answers for each in found.weeks)), subtle=True))
    return drawn(f"{say['effect']}: {words.answered_so_far(year.people, year.answers)}", body)


def _saved(period: Period) -> str:
    return words.SAY["effect_hidden"] if period.saved is None else f"{period.saved:,}"


def _table(periods: Sequence[Period]) -> Table:
    say = words.SAY
    rows = [
        ["", *(words.last_days(each.days) for each in periods)],
        [say["effect_people"], *(f"{each.people:,}" for each in periods)],
        [say["effect_answers"], *(f"{each.answers:,}" for each in periods)],
        [say["effect_given"], *(f"{each.minutes:,}" for each in periods)],
        [say["effect_saved"], *(_saved(each) for each in periods)],
        [say["effect_thanks"], *(f"{each.thanks:,}" for each in periods)],
    ]
    return Table(  # its first row is the heads of the columns, unless it says otherwise
        columns=[ColumnDefinition(width=2), *(ColumnDefinition(width=1) for _ in periods)],
        show_grid_lines=False,
        rows=[TableRow(cells=[_cell(each) for each in row]) for row in rows],
    )


def _cell(text: str) -> TableCell:
    weight: TextWeight | None = None if text.endswith(":") else "Bolder"
    shown = [TextBlock(text=text, wrap=True, weight=weight)] if text else []
    return TableCell(items=list(shown))


def _notes(shown: EffectShown) -> list[str]:
    year, say = shown.effect.periods[-1], words.SAY
    notes = [words.unnamed(year.unnamed)] if year.unnamed else []
    notes.append(words.saved_of(year.said) if year.said else say["effect_few"])
    notes += [] if shown.effect.whole else [say["effect_newest"]]
    return notes


def _bars(weeks: Sequence[Week]) -> FactSet:
    """Draw a bar a week behind its number, which says the same when it is read aloud."""
    most = max(LONGEST, *(each.answers for each in weeks))
    return FactSet(facts=[_bar(each, most) for each in weeks])


def _bar(week: Week, most: int) -> Fact:
    length = round(LONGEST * week.answers / most) or int(week.answers > 0)
    return Fact(
        title=texts.short_day(week.begins), value=f"{week.answers:,} {BLOCK * length}".strip()
    )
