"""A channel of a team in the local Teams, in which the people of a company may press."""

from dataclasses import dataclass
from typing import Any

from matching.skills import SkillId
from teams_bot.tryout.activities import pressed
from teams_bot.tryout.chats import Chat, DemoPerson, Message
from tests.support.company import Company, Reply, buttons, verbs, words

CHANNEL = "19:experts@thread.tacv2"
TEAM = "19:team@thread.tacv2"


@dataclass(slots=True, kw_only=True)
class Room:
    """One channel: one conversation, and everybody in it sees the same messages."""

    company: Company
    chat: Chat

    @property
    def conversation(self) -> str:
        return self.chat.conversation

    def messages(self) -> list[Message]:
        """What everybody sees there, oldest first."""
        return list(self.chat.messages.values())

    def seen(self) -> list[str]:
        return [words(each) for each in self.messages()]

    def gone(self) -> None:
        """The channel is deleted, and nobody tells the bot."""
        self.chat.installed = False

    def activity(self, who: str, kind: str, **fields: Any) -> dict[str, Any]:
        """An activity of Teams from somebody in this channel."""
        made = self.company.activity(who, kind, **fields)
        tenant = made["conversation"]["tenantId"]
        made["conversation"] = {
            "id": self.conversation,
            "conversationType": "channel",
            "isGroup": True,
            "tenantId": tenant,
        }
        return made

    async def tell(self, who: str = "ana", *, event: str = "", **fields: Any) -> None:
        """Teams reports that something happened to the bot, or to the channel."""
        data = {
            "tenant": {"id": self.company.teams.tenant},
            "team": {"id": TEAM, "name": "Experts"},
            "channel": {"id": self.conversation, "name": "Excel help"},
            **({"eventType": event} if event else {}),
        }
        activity = self.activity(who, "conversationUpdate", channelData=data, **fields)
        status, body = await self.company.post(activity)
        assert status // 100 == 2, body

    async def press(self, who: str, verb: str, inputs: dict[str, str] | None = None) -> Reply:
        """Press the newest button there with this verb; only the presser sees the reply."""
        message = next(each for each in reversed(self.messages()) if verb in verbs(each))
        button = next(each for each in buttons(message) if each["verb"] == verb)
        return await self.press_button(who, button, inputs, message=message.id)

    async def press_button(
        self, who: str, button: Any, inputs: dict[str, str] | None = None, *, message: str = "1"
    ) -> Reply:
        """Press a button of a card only this person sees."""
        value = pressed(button, inputs or {})
        activity = self.activity(
            who, "invoke", name="adaptiveCard/action", replyToId=message, value=value
        )
        delivery = await self.company.teams._postman.invoke(self.chat, activity)
        return Reply(status=delivery.status, body=delivery.body, activity=activity)

    async def cast(self, who: str, text: str = "") -> Reply:
        return await self.press(who, "cast", {"answer": text or f"Answer of {who}."})


async def opened_channel(
    company: Company, *, skills: tuple[SkillId, ...] = (), used: bool = True, notice: int = 0
) -> Room:
    """Add the bot to a channel, which is set up for the crowd; questions are posted at once."""
    await company.rule(channel_notice_minutes=notice)
    chat = Chat(
        person=DemoPerson(id="channel", name="Excel help"),
        user="",
        conversation=CHANNEL,
        installed=True,
    )
    company.teams._chats["channel"] = chat
    room = Room(company=company, chat=chat)
    bot = {"id": company.teams._bot_id}
    await room.tell(event="channelCreated", membersAdded=[bot])
    if used:
        assert await company.store.use_room(CHANNEL, skills)
    return room
