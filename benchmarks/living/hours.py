"""Working hours, worked out apart from the product's own: nothing is to measure itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

LOOKED_AHEAD: Final = 60  # days
_NAMES: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Hours:
    """Ranges of minutes after midnight on the first days of each week, in one time zone."""

    zone: str
    days: int = 5  # from Monday on
    ranges: tuple[tuple[int, int], ...] = ((540, 1020),)

    @property
    def text(self) -> str:
        """Write them as a file of people does.

        >>> Hours("Asia/Tokyo", 4, ((480, 720), (780, 1000))).text
        'mon-thu 08:00-12:00; mon-thu 13:00-16:40'
        """
        return "; ".join(
            f"{_NAMES[0]}-{_NAMES[self.days - 1]} {_clock(start)}-{_clock(end)}"
            for start, end in self.ranges
        )

    def is_open(self, at: datetime) -> bool:
        """Whether somebody works at an instant.

        >>> Hours("Asia/Tokyo").is_open(datetime(2026, 3, 2, 0, 30, tzinfo=UTC))
        True
        >>> Hours("Europe/Berlin").is_open(datetime(2026, 3, 2, 16, 0, tzinfo=UTC))
        False
        """
        local = at.astimezone(ZoneInfo(self.zone))
        minute = local.hour * 60 + local.minute
        return local.weekday() < self.days and any(
            start <= minute < end for start, end in self.ranges
        )

    def after(self, at: datetime, minutes: float) -> datetime:
        """Give the instant by which somebody has worked for so long from `at` on.

        >>> Hours("Europe/Berlin").after(datetime(2026, 3, 6, 15, 50, tzinfo=UTC), 20)
        datetime.datetime(2026, 3, 9, 8, 10, tzinfo=datetime.timezone.utc)
        """
        left = timedelta(minutes=minutes)
        for start, end in self._spans(at):
            begin = max(start, at)
            if begin < end and left < end - begin:
                return begin + left
            left -= max(timedelta(), end - begin)
        raise ValueError(f"{minutes} minutes of work take more than {LOOKED_AHEAD} days.")

    def _spans(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        zone = ZoneInfo(self.zone)
        first = at.astimezone(zone).date()
        for number in range(LOOKED_AHEAD):
            day = first + timedelta(days=number)
            if day.weekday() < self.days:
                midnight = datetime.combine(day, time(), zone)
                for start, end in self.ranges:
                    yield (
                        (midnight + timedelta(minutes=start)).astimezone(UTC),
                        (midnight + timedelta(minutes=end)).astimezone(UTC),
                    )


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
