"""`/privacy` and `/terms`: what the app's entry in Teams links to by default.

Two static pages that say what this program keeps and for how long. An organisation with pages of
its own names them when it packs the app: `python -m manifest.pack --privacy … --terms …`.
"""

import base64
import hashlib
from collections.abc import Sequence
from html import escape
from typing import Final

from aiohttp import web

Section = tuple[str, Sequence[str]]

PRIVACY: Final[Sequence[Section]] = (
    (
        "What is kept",
        (
            (
                "From your organisation's directory: your name, mail address, title, department, "
                "location, manager, skills, languages, working hours and time zone, as far as your "
                "organisation has imported them."
            ),
            (
                "What you do here: your questions, answers, lines, ratings and thanks, who was asked "
                "and why, how quickly you reply, your pauses, your own list of skills, and whom you "
                "do not want to meet again."
            ),
            (
                "How Teams reaches you: the address of your chat with the app, and where you asked, "
                "if in a channel or group chat. Of other messages only what you quote in a question."
            ),
        ),
    ),
    (
        "Who sees it",
        (
            (
                "The colleagues who are asked see your name and your question. You see the names and "
                "answers of those who answer. An answer you want in a channel or group chat is read "
                "by everybody there, without a name unless your organisation names mentors. A rated answer may be shown again to a colleague who "
                "asks nearly the same, with the name of who gave it."
            ),
            (
                "Administrators of your organisation can look up a question, its answers, and why "
                "somebody was asked. Nothing is used for advertising."
            ),
            (
                "Where your organisation has mentors under contract outside, a question may go to one "
                "of them by mail: without your name, and without names and mail addresses of its "
                "directory. You see first what would be read, and can keep the question inside."
            ),
        ),
    ),
    (
        "How long",
        (
            (
                "Questions, answers and ratings stay until you ask to be forgotten, or your "
                "organisation deletes them. So do the numbers made of their words, by which similar "
                "questions are found: they are erased together with the words."
            ),
            (
                "Messages that were sent are kept for 30 days, texts that wait for your decision for "
                "7 days, and the proof that something arrived for 3 days."
            ),
            (
                "Words that somebody reported are kept for moderators until some time after their "
                "decision, a year at most without one, also when they were erased elsewhere. That two "
                "people are kept apart stays."
            ),
            (
                "Of a question that belongs elsewhere, such as one about your health, only a count is "
                "kept, for 400 days. Where you may say that it is about something else, its words wait for an hour, "
                "encrypted, and only your card opens them."
            ),
            (
                "Who asked a question without a name is shown to nobody, unless somebody whom your "
                "organisation has named for it gives a reason. To whom and why is kept for 730 days, and "
                "you are told by whom."
            ),
            (
                "Each night your organisation's administrators get an overview: who helps across "
                "departments, who connects others, which skills only one person has, and which "
                "words many asked about. It is kept for 90 days; if you are forgotten, your name "
                "goes from it at once."
            ),
        ),
    ),
    (
        "How to be forgotten",
        (
            (
                "Write “forget me” to the app. After you confirm, what you wrote is erased, with your "
                "own skills, your pauses and the people you blocked, and you are not asked any more."
            ),
            (
                "Counts without words stay, as does your entry in your organisation's directory: for "
                "that, ask your organisation, which runs this app and answers for it."
            ),
        ),
    ),
)
TERMS: Final[Sequence[Section]] = (
    (
        "What this is",
        (
            (
                "Nanomentor passes short questions between colleagues of one organisation. "
                "Your organisation runs it, and its own rules for working together apply here, too."
            ),
        ),
    ),
    (
        "What you can expect",
        (
            (
                "Answers come from colleagues as they know it, not from the makers of this program. "
                "Check what matters before you rely on it."
            ),
            "Nobody has to answer. Whoever agreed to be asked can pause or stop at any time.",
            "The program is provided as it is. There is no promise that an answer comes, or when.",
        ),
    ),
    (
        "What is asked of you",
        (
            "Ask nothing secret: the colleagues who are asked read your question.",
            "Be kind. An answer that is not can be reported with its rating.",
        ),
    ),
)

STYLE: Final = (
    "body{font:1rem/1.6 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem;"
    "color:#1b1b1b;background:#fff}a{color:#0b5658}h1,h2{line-height:1.25}"
    "@media(prefers-color-scheme:dark){body{color:#f2f2f2;background:#1b1b1b}a{color:#8fd6d8}}"
)
STYLE_HASH: Final = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS: Final = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
    "Cache-Control": "public, max-age=3600",
}


def add_pages(app: web.Application) -> None:
    """Serve the two pages."""
    app.router.add_get("/privacy", _privacy)
    app.router.add_get("/terms", _terms)


def page(title: str, sections: Sequence[Section], other: tuple[str, str]) -> str:
    """Write a page: a heading, its sections, and the way to the other page."""
    parts = [
        f"<h2>{escape(head)}</h2>" + "".join(f"<p>{escape(each)}</p>" for each in said)
        for head, said in sections
    ]
    path, name = other
    return (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{escape(title)}'
        '</title><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{STYLE}</style></head><body><main><h1>{escape(title)}</h1>{''.join(parts)}"
        f'<p><a href="{path}">{escape(name)}</a></p></main></body></html>'
    )


async def _privacy(_: web.Request) -> web.Response:
    return _shown(page("Nanomentor: privacy", PRIVACY, ("terms", "Terms of use")))


async def _terms(_: web.Request) -> web.Response:
    return _shown(page("Nanomentor: terms of use", TERMS, ("privacy", "Privacy")))


def _shown(html: str) -> web.Response:
    return web.Response(text=html, content_type="text/html", charset="utf-8", headers=HEADERS)
