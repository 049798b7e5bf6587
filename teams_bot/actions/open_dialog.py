"""The command "Ask a mentor" on a message: the dialog, and once more after trouble."""

from teams_bot.intents import Intent, OpenDialog, Say
from teams_bot.outcomes import DialogShown, Outcome, Told
from teams_bot.services import Services


async def open_dialog(services: Services, wish: OpenDialog) -> DialogShown:
    """Show the dialog. It keeps nothing: what it quotes is somebody else's until it is sent."""
    rules = (await services.rules()).rules
    return DialogShown(
        question="",
        quote=wish.quote,
        question_max=rules.question_max_chars,
        quote_max=rules.quote_max_chars,
        choice=wish.place is not None,
    )


async def refused(services: Services, wish: Intent, why: str) -> Outcome:
    """Say why not; in the dialog, beside everything that was written there."""
    if not isinstance(wish, Say) or not wish.dialog:
        return Told(sentence=why)
    rules = (await services.rules()).rules
    return DialogShown(
        question=wish.text,
        quote=wish.quote,
        question_max=rules.question_max_chars,
        quote_max=rules.quote_max_chars,
        choice=wish.place is not None,
        here=wish.here,
        notice=why,
    )
