"""Draws the two icons with nothing but the standard library: a speech bubble with a spark.

`python -m manifest.icons` writes color.png (192 pixels) and outline.png (32 pixels, white on
nothing) beside this module. Coordinates are in a square of 0..1, y downwards.
"""

import struct
import zlib
from collections.abc import Callable, Sequence
from math import sqrt
from pathlib import Path
from typing import Final, TypeAlias

Point: TypeAlias = tuple[float, float]
Colour: TypeAlias = tuple[int, int, int]
Paint: TypeAlias = Callable[[Point], tuple[Colour, bool]]  # the colour, and whether there is any

FOLDER: Final = Path(__file__).parent
LINE: Final = 0.05  # the width of the outline

PETROL: Final = (15, 107, 110)
LIGHT: Final = (38, 158, 150)
WHITE: Final = (255, 255, 255)
AMBER: Final = (255, 190, 66)


def main() -> None:
    """Write both icons."""
    (FOLDER / "color.png").write_bytes(png(192, colour_icon, samples=3))
    (FOLDER / "outline.png").write_bytes(png(32, outline_icon, samples=6))


def png(size: int, paint: Paint, *, samples: int) -> bytes:
    """A square RGBA image; each pixel is the mean of its samples, so many in each direction."""
    steps = [(2 * step + 1) / (2 * samples) for step in range(samples)]
    within = [(right, down) for down in steps for right in steps]
    lines = bytearray()
    for y in range(size):
        lines += b"\0"  # this line is not filtered
        for x in range(size):
            lines += _pixel([((x + dx) / size, (y + dy) / size) for dx, dy in within], paint)
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def colour_icon(at: Point) -> tuple[Colour, bool]:
    """White bubble with an amber spark on petrol, filling the square."""
    if spark(at, centre=(0.5, 0.445), reach=0.19):
        return AMBER, True
    if bubble(at, grown=0.0) <= 0:
        return WHITE, True
    down = at[1]
    red, green, blue = (
        round(above + (below - above) * down) for above, below in zip(LIGHT, PETROL, strict=True)
    )
    return (red, green, blue), True


def outline_icon(at: Point) -> tuple[Colour, bool]:
    """The same mark as a white line, larger in its square."""
    wide = (0.5 + (at[0] - 0.5) * 0.8, 0.52 + (at[1] - 0.5) * 0.8)
    line = -LINE <= bubble(wide, grown=LINE / 2) <= 0
    return WHITE, line or spark(wide, centre=(0.5, 0.445), reach=0.18)


def bubble(at: Point, *, grown: float) -> float:
    """The distance to a rounded rectangle with a tail at its lower left."""
    x, y = abs(at[0] - 0.5), abs(at[1] - 0.445)
    radius = 0.11
    across, down = x - (0.30 + grown - radius), y - (0.235 + grown - radius)
    outside = sqrt(max(across, 0) ** 2 + max(down, 0) ** 2)
    body = outside + min(max(across, down), 0) - radius
    return min(body, _tail(at, grown))


def spark(at: Point, *, centre: Point, reach: float) -> bool:
    """Whether a point is in a star of four points: the roots of x and y add up to less than 1."""
    x, y = abs(at[0] - centre[0]) / reach, abs(at[1] - centre[1]) / reach
    return sqrt(x) + sqrt(y) <= 1


def _tail(at: Point, grown: float) -> float:
    """A triangle below the body, as the largest distance to its three sides."""
    corners = ((0.29, 0.62), (0.52, 0.62), (0.29, 0.80))
    sides = zip(corners, (*corners[1:], corners[0]), strict=True)
    return max(_side(at, start, end) for start, end in sides) - grown


def _side(at: Point, start: Point, end: Point) -> float:
    along = (end[0] - start[0], end[1] - start[1])
    off = (at[0] - start[0]) * along[1] - (at[1] - start[1]) * along[0]
    return off / sqrt(along[0] ** 2 + along[1] ** 2)


def _pixel(points: Sequence[Point], paint: Paint) -> bytes:
    colours = [colour for colour, inside in map(paint, points) if inside]
    if not colours:
        return bytes((*WHITE, 0))
    mean = [round(sum(values) / len(colours)) for values in zip(*colours, strict=True)]
    return bytes((*mean, round(255 * len(colours) / len(points))))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


if __name__ == "__main__":
    main()
