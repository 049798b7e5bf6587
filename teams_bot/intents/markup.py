"""The words of a message that Teams hands over as HTML; nothing of it is ever drawn as HTML."""

import re
from html.parser import HTMLParser
from typing import Final

from teams_bot.texts import clean

_BREAKS: Final = frozenset(
    (
        *("address", "article", "blockquote", "br", "div", "dd", "dt", "hr", "li", "ol", "p"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "pre", "table", "tr", "ul"),
    )
)
_GAPS: Final = re.compile(r"\n{2,}")
_UNSEEN: Final = frozenset({"script", "style", "template", "title"})
_ALONE: Final = frozenset({"br", "hr", "img", "attachment", "emoji"})


def words_of(markup: str) -> str:
    r"""Give the words of a piece of HTML, one line a paragraph, without anything hidden in it.

    >>> words_of("<p>How do <b>I</b> pivot?</p><p>a &lt; b&nbsp;<img alt='chart'></p>")
    'How do I pivot?\na < b chart'
    >>> words_of("x<script>y</script><style>z</style><!-- w -->")
    'x'
    """
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return _GAPS.sub("\n", clean("".join(reader.parts), lines=True))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        if tag in _BREAKS:
            self.parts.append("\n")
        if tag in _ALONE:
            self.parts.append(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(self._unseen - 1, 0)
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data)
