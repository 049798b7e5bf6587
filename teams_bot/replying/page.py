"""The page of a link as HTML: no script, no cookie, nothing from elsewhere.

What people wrote is escaped; what was typed into a form that was refused is still there.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Final

from matching.thread import OfferState
from teams_bot import outside_words
from teams_bot.outside_words import PAGE
from teams_bot.replying.seen import Invitation, Question
from teams_bot.texts import ANSWER_LIMIT

STYLE: Final = (
    ":root{color-scheme:light dark}"
    "body{font:1rem/1.6 system-ui,sans-serif;max-width:40rem;margin:1.5rem auto;padding:0 1rem;"
    "color:#1b1b1b;background:#fff;overflow-wrap:anywhere}"
    "h1{font-size:1.5rem;line-height:1.25}h2{font-size:1.15rem;margin:1.5rem 0 .5rem}"
    "blockquote{margin:1rem 0;padding:.5rem 1rem;border-left:.25rem solid #0b5658;"
    "background:#f0f5f5;white-space:pre-wrap}"
    "label{display:block;font-weight:600;margin:.75rem 0 .25rem}"
    "textarea,input{font:inherit;width:100%;box-sizing:border-box;padding:.5rem;color:inherit;"
    "background:#fff;border:1px solid #616161;border-radius:.25rem}"
    "textarea{min-height:9rem}textarea.short{min-height:5rem}"
    "input[type=date]{max-width:14rem}"
    "button{font:inherit;font-weight:600;margin:.75rem .5rem .75rem 0;padding:.6rem 1.1rem;"
    "min-height:2.75rem;border:1px solid #0b5658;border-radius:.25rem;background:#0b5658;"
    "color:#fff;cursor:pointer}"
    "button.quiet{background:transparent;color:#0b5658}"
    ":focus-visible{outline:3px solid #b35c00;outline-offset:2px}"
    "summary{cursor:pointer;font-weight:600;padding:.6rem 0}"
    "details{border-top:1px solid #c8c8c8}"
    ".alert{border:2px solid #a4262c;border-radius:.25rem;padding:.5rem 1rem}"
    "small,.quietly{color:#4a4a4a}dt{font-weight:600}dd{margin:0 0 .5rem;white-space:pre-wrap}"
    "@media(prefers-color-scheme:dark){body{color:#f2f2f2;background:#1b1b1b}"
    "blockquote{background:#243132;border-color:#8fd6d8}"
    "textarea,input{background:#111;border-color:#a0a0a0}"
    "button{background:#8fd6d8;border-color:#8fd6d8;color:#10292a}"
    "button.quiet{color:#8fd6d8}:focus-visible{outline-color:#ffb86b}"
    ".alert{border-color:#ff9a9f}small,.quietly{color:#c8c8c8}}"
)
STYLE_HASH: Final = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS: Final = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A form that was not sent: which, why, and what was typed into it."""

    do: str
    why: str
    typed: Mapping[str, str] = field(default_factory=dict)


NOTHING: Final = Refused(do="", why="")


def sentence_page(sentence: str) -> str:
    """Write a page of one sentence."""
    return _page(sentence, [f'<h1 class="one">{escape(sentence)}</h1>'])


def page(shown: Invitation | Question, refused: Refused = NOTHING) -> str:
    """Write the page of what a link opens."""
    if isinstance(shown, Invitation):
        return _invitation(shown)
    if shown.may_leave and not shown.me.opted_in:
        return _left()
    return _question(shown, refused)


def _invitation(shown: Invitation) -> str:
    if shown.stood_down:
        return _stood_down()
    if shown.me.opted_in:
        title = PAGE["joined"]
        return _page(title, [_title(title), _said(PAGE["joined_then"])])
    title = PAGE["title_join"]
    form = _form("join", "", [_button(PAGE["join_yes"])])
    return _page(title, [_title(title), _said(PAGE["join_what"]), form, _said(PAGE["join_no"])])


def _stood_down() -> str:
    title = PAGE["stand_down"]
    forms = (
        _form("join", "", [_button(PAGE["stand_down_yes"])]),
        _form("rest", "", [_button(PAGE["stand_down_rest"], quiet=True)]),
        _form("leave", "", [_button(PAGE["leave_send"], quiet=True)]),
    )
    return _page(title, [_title(title), _said(PAGE["stand_down_what"]), *forms])


def _left() -> str:
    title = PAGE["left"]
    form = _form("join", "", [_button(PAGE["join_yes"], quiet=True)])
    return _page(title, [_title(title), _said(PAGE["left_then"]), form])


def _question(shown: Question, refused: Refused) -> str:
    title, then = _heading(shown)
    answered = shown.offer.state is OfferState.ANSWERED
    parts = [_title(title), _alert(refused)]
    parts += [_said(then)] if then else []
    parts += [_said(PAGE["asks"]), _quoted(shown.text)]
    if shown.labels:
        parts.append(_said(outside_words.about(", ".join(shown.labels))))
    if answered:
        parts += _talk(shown, refused)
    else:
        if shown.best_before:
            parts.append(_said(outside_words.best_before(shown.best_before)))
        parts.append(_answer(shown, refused))
        if shown.offer.live:
            parts.append(_pass(shown, refused))
    parts += [_pause(shown, refused), f"<p><small>{escape(PAGE['bearer'])}</small></p>"]
    return _page(title, parts)


def _heading(shown: Question) -> tuple[str, str]:
    match shown.offer.state:
        case OfferState.ANSWERED:
            return PAGE["answered" if shown.takes_lines else "answered_closed"], ""
        case OfferState.PASSED:
            return PAGE["passed"], PAGE["passed_then"]
        case OfferState.EXPIRED:
            return PAGE["expired"], PAGE["expired_then"]
        case _:
            return PAGE["title_offer"], ""


def _answer(shown: Question, refused: Refused) -> str:
    mine = refused if refused.do == "answer" else NOTHING
    field_of = _textarea("answer", PAGE["answer"], mine, hint=PAGE["answer_hint"], short=False)
    return _form("answer", shown.nonce, [field_of, _button(PAGE["answer_send"])])


def _pass(shown: Question, refused: Refused) -> str:
    mine = refused if refused.do == "pass" else NOTHING
    form = _form(
        "pass",
        shown.nonce,
        [
            _input("suggest", PAGE["pass_suggest"], mine, 'maxlength="200"'),
            _input("reason", PAGE["pass_reason"], mine, 'maxlength="500"'),
            _button(PAGE["pass_send"], quiet=True),
        ],
    )
    return _folded(PAGE["pass"], form, is_open=refused.do == "pass")


def _pause(shown: Question, refused: Refused) -> str:
    mine = refused if refused.do == "pause" else NOTHING
    said = _said(outside_words.paused_until(shown.paused_until)) if shown.paused_until else ""
    forms = [
        said,
        _form("resume", "", [_button(PAGE["resume_send"], quiet=True)]) if said else "",
        _form(
            "pause",
            "",
            [
                _input("until", PAGE["pause_until"], mine, 'type="date" required'),
                _button(PAGE["pause_send"], quiet=True),
            ],
        ),
    ]
    if shown.may_leave:
        forms += [
            _said(PAGE["leave_says"]),
            _form("leave", "", [_button(PAGE["leave_send"], quiet=True)]),
        ]
    is_open = bool(said) or refused.do == "pause"
    return f'<div id="pause">{_folded(PAGE["pause"], "".join(forms), is_open=is_open)}</div>'


def _talk(shown: Question, refused: Refused) -> list[str]:
    parts = [f"<h2>{escape(PAGE['your_answer'])}</h2>", _quoted(shown.answer)]
    if shown.thanks:
        parts += [f"<h2>{escape(PAGE['thanked'])}</h2>", _quoted(shown.thanks)]
    if shown.lines:
        rows = "".join(
            f"<dt>{escape(PAGE['you' if each.mine else 'they'])}</dt><dd>{escape(each.text)}</dd>"
            for each in shown.lines
        )
        parts.append(f"<h2>{escape(PAGE['between'])}</h2><dl>{rows}</dl>")
    if shown.takes_lines:
        mine = refused if refused.do in ("follow_up", "answer") else NOTHING
        typed = mine.typed.get("text") or mine.typed.get("answer", "")
        again = Refused(do=mine.do, why=mine.why, typed={"text": typed})
        field_of = _textarea("text", PAGE["add"], again, hint="", short=True)
        parts.append(_form("follow_up", shown.nonce, [field_of, _button(PAGE["add_send"])]))
    return parts


# ---- elements


def _page(title: str, parts: Sequence[str]) -> str:
    return (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{escape(title)}'
        '</title><meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex"><meta name="referrer" content="no-referrer">'
        f"<style>{STYLE}</style></head><body><main>{''.join(parts)}</main></body></html>"
    )


def _title(text: str) -> str:
    return f"<h1>{escape(text)}</h1>"


def _said(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _quoted(text: str) -> str:
    return f"<blockquote>{escape(text)}</blockquote>"


def _alert(refused: Refused) -> str:
    if not refused.why:
        return ""
    return (
        f'<div class="alert" role="alert" id="why"><strong>{escape(PAGE["error"])}</strong>'
        f"<p>{escape(refused.why)}</p></div>"
    )


def _form(do: str, nonce: str, inside: Sequence[str]) -> str:
    hidden = f'<input type="hidden" name="nonce" value="{escape(nonce)}">' if nonce else ""
    return (
        f'<form method="post" accept-charset="utf-8"><input type="hidden" name="do" value="{do}">'
        f"{hidden}{''.join(inside)}</form>"
    )


def _textarea(name: str, label: str, refused: Refused, *, hint: str, short: bool) -> str:
    typed = escape(refused.typed.get(name, ""))
    described = f' aria-describedby="{name}-hint"' if hint else ""
    hinted = f'<p class="quietly" id="{name}-hint">{escape(hint)}</p>' if hint else ""
    return (
        f'<label for="{name}">{escape(label)}</label>{hinted}<textarea id="{name}" name="{name}" '
        f'maxlength="{ANSWER_LIMIT}" required{described}{_wrong(refused)}'
        f"{' class=short' if short else ''}>\n{typed}</textarea>"
    )


def _input(name: str, label: str, refused: Refused, attributes: str) -> str:
    typed = escape(refused.typed.get(name, ""))
    return (
        f'<label for="{name}">{escape(label)}</label>'
        f'<input id="{name}" name="{name}" {attributes} value="{typed}"{_wrong(refused)}>'
    )


def _wrong(refused: Refused) -> str:
    return ' aria-invalid="true" aria-errormessage="why" autofocus' if refused.why else ""


def _button(text: str, *, quiet: bool = False) -> str:
    return f"<button{' class=quiet' if quiet else ''}>{escape(text)}</button>"


def _folded(title: str, inside: str, *, is_open: bool) -> str:
    state = " open" if is_open else ""
    return f"<details{state}><summary>{escape(title)}</summary>{inside}</details>"
