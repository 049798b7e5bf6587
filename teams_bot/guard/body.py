"""Read a body in pieces, and stop as soon as it is too large."""

from aiohttp import StreamReader


class BodyTooLargeError(ValueError):
    """More bytes came than are taken."""


async def read_bounded(stream: StreamReader, most: int) -> bytes:
    """Return the whole body; raise `BodyTooLargeError` as soon as it is over `most` bytes."""
    pieces = bytearray()
    async for piece in stream.iter_any():
        pieces += piece
        if len(pieces) > most:
            raise BodyTooLargeError(f"More than {most} bytes.")
    return bytes(pieces)
