"""`my effect`: a mentor's own figures, and their answers by week. Nobody else is in it."""

from collections.abc import Sequence
from typing import Final

from microsoft_teams.cards import (
    CardElement,
    Column,
    ColumnDefinition,
    ColumnSet,
    Container,
    Table,
    TableCell,
    TableRow,
    TextBlock,
)

from matching.effect import Period, Week
from teams_bot import texts
from teams_bot.cards import words
from teams_bot.cards.drawn import Drawn, drawn
from teams_bot.cards.elements import heading, label, line
from teams_bot.outcomes import EffectShown

TALLEST: Final = 60  # pixels of the highest bar
LOWEST: Final = 4


def effect(shown: EffectShown) -> Drawn:
    """Draw what somebody's help came to, in numbers and as a picture that can be read aloud."""
    say, found = words.SAY, shown.effect
    year = found.periods[-1]
    body: list[CardElement] = [heading(say["effect"])]
    if not year.answers:
        return drawn(f"{say['effect']}: {say['effect_none']}", [*body, line(say["effect_none"])])
    body += [_table(found.periods), *(line(each, subtle=True) for each in _notes(shown))]
    body += [label(say["effect_weeks"]), _bars(found.weeks), *_ends(found.weeks)]
    body.append(line(words.by_week(sum(each.answers for each in found.weeks)), subtle=True))
    return drawn(f"{say['effect']}: {words.helped_so_far(year.people, year.answers)}", body)


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
    shown = [TextBlock(text=text, wrap=True, weight="Bolder")] if text else []
    return TableCell(items=list(shown))


def _notes(shown: EffectShown) -> list[str]:
    year, say = shown.effect.periods[-1], words.SAY
    notes = [words.unnamed(year.unnamed)] if year.unnamed else []
    notes.append(words.saved_of(year.said) if year.said else say["effect_few"])
    notes += [] if shown.effect.whole else [say["effect_newest"]]
    return notes


def _bars(weeks: Sequence[Week]) -> ColumnSet:
    """Draw a bar a week, its number above it; a week without an answer has the number alone."""
    most = max(1, *(each.answers for each in weeks))
    return ColumnSet(columns=[_bar(each, most) for each in weeks], spacing="Small")


def _bar(week: Week, most: int) -> Column:
    number = TextBlock(
        text=f"{week.answers:,}",
        wrap=True,
        weight="Bolder",
        size="Small",
        horizontal_alignment="Center",
    )
    height = max(LOWEST, round(TALLEST * week.answers / most))
    bar = Container(style="accent", min_height=f"{height}px", items=[], spacing="None")
    return Column(
        width="stretch",
        vertical_content_alignment="Bottom",
        spacing="Small",
        items=[number, *([bar] if week.answers else [])],
    )


def _ends(weeks: Sequence[Week]) -> list[CardElement]:
    """Name the first and the last week below their bars."""
    first = TextBlock(
        text=words.week_of(texts.short_day(weeks[0].begins)), wrap=True, is_subtle=True
    )
    last = TextBlock(
        text=words.SAY["effect_now"], wrap=True, is_subtle=True, horizontal_alignment="Right"
    )
    columns = [Column(width="stretch", items=[each]) for each in (first, last)]
    return [ColumnSet(columns=columns, spacing="Small")]
