"""What people do in channels and group chats of the local Teams: write, mention, ask by a dialog.

Only a mention of the bot reaches it. The dialog is a message extension's: opened on a message, the
bot answers with a card or a sentence, and what is sent from it is answered in the same way.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from teams_bot.tryout.activities import Activities, button_of, mentioning, outcome, pressed, quoted
from teams_bot.tryout.chats import Chat, Delivery, DemoPerson, Message, NotPossibleError, Room
from teams_bot.tryout.limits import Json
from teams_bot.tryout.postman import Postman
from teams_bot.tryout.wire import Wire

ASK: Final = "askMentor"  # the command of the manifest
NOT_DELIVERED: Final = "Not delivered: the bot did not accept it."


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoRoom:
    """A channel or a group chat of the organisation; of a channel, its team."""

    id: str
    name: str
    kind: Literal["channel", "groupChat"]
    team: str = ""
    team_name: str = ""
    said: Sequence[tuple[str, str]] = ()  # what was said before: a person and their words


class Rooms:
    """The rooms, and what people do in them."""

    def __init__(
        self,
        *,
        rooms: Sequence[DemoRoom],
        chat_of: Callable[[str], Chat],
        bot: Mapping[str, Any],
        activities: Activities,
        postman: Postman,
        wire: Wire,
    ) -> None:
        self._chat_of = chat_of
        self._bot = bot
        self._activities = activities
        self._postman = postman
        self._wire = wire
        self.all = {each.id: self._made(each) for each in rooms}

    def find(self, conversation: str) -> Room | None:
        """The room of a conversation, with or without the message that a reply hangs from."""
        base = conversation.partition(";messageid=")[0]
        return next((each for each in self.all.values() if each.conversation == base), None)

    async def write(self, person: str, room: str, text: str, *, root: str = "") -> Message:
        """The person writes to the others; the bot hears nothing of it."""
        return self._kept(self._room(room), person, text, root)

    async def mention(self, person: str, room: str, text: str, *, root: str = "") -> Delivery:
        """The person mentions the bot, which hears it if it is there."""
        found = self._room(room)
        if not found.installed:
            raise NotPossibleError(f"Add {self._bot['name']} to {found.person.name} first.")
        message = self._kept(found, person, f"@{self._bot['name']} {text}", root)
        activity = self._activities.shared(
            found,
            self._chat_of(person),
            "message",
            root or message.id,
            **{**mentioning(text, self._bot), "id": message.id},
        )
        delivery = await self._postman.message(found, activity, "mention")
        if not delivery.accepted:
            changes = {"note": NOT_DELIVERED, "trouble": True}
            self._wire.message(found, found.amend(message.id, changes))
        return delivery

    async def press(
        self, person: str, room: str, message_id: str, action: str | Mapping[str, Any]
    ) -> Delivery:
        """The person presses a button on a card that everybody there sees."""
        found = self._room(room)
        button = button_of(found, message_id, action) if isinstance(action, str) else action
        shown = found.messages.get(message_id)
        root = "" if shown is None else shown.root
        activity = self._activities.shared(
            found,
            self._chat_of(person),
            "invoke",
            root,
            name="adaptiveCard/action",
            replyToId=message_id,
            value=pressed(button, {}),
        )
        delivery = await self._postman.invoke(found, activity)
        self._wire.message(found, found.amend(message_id, outcome(delivery)))
        return delivery

    async def open_dialog(self, person: str, room: str, message_id: str) -> Delivery:
        """The person chooses "Ask a mentor" in the menu of a message."""
        return await self._dialog(person, room, message_id, "composeExtension/fetchTask", None)

    async def send_dialog(
        self, person: str, room: str, message_id: str, data: Mapping[str, Any]
    ) -> Delivery:
        """The person sends what they wrote in that dialog."""
        name = "composeExtension/submitAction"
        return await self._dialog(person, room, message_id, name, dict(data))

    async def enter(self, room: str, person: str) -> Delivery:
        """The person adds the bot to the room."""
        return await self._came_or_went(room, person, "membersAdded")

    async def leave(self, room: str, person: str) -> Delivery:
        """The person removes the bot; what it sends there is refused from now on."""
        return await self._came_or_went(room, person, "membersRemoved")

    async def change(self, room: str, person: str, event: str) -> Delivery:
        """Something happens to the channel itself, such as `channelDeleted`."""
        found = self._room(room)
        found.installed = found.installed and event != "channelDeleted"
        data = self._activities.shared_data(found, event)
        return await self._happened(found, person, {"channelData": data})

    # ---- small parts

    def _made(self, each: DemoRoom) -> Room:
        made = Room(
            person=DemoPerson(id=each.id, name=each.name, title=each.team_name or "Group chat"),
            user=each.id,
            conversation=f"19:{each.id}@thread.{'tacv2' if each.kind == 'channel' else 'v2'}",
            installed=True,
            kind=each.kind,
            team=each.team,
            team_name=each.team_name,
        )
        for person, text in each.said:
            self._kept(made, person, text, "")
        return made

    def _kept(self, room: Room, person: str, text: str, root: str) -> Message:
        message = Message(
            id=self._activities.new_id(),
            sender="person",
            at=self._activities.stamp(),
            text=text,
            text_format="plain",
            author=person,
            root=root,
        )
        self._wire.message(room, room.keep(message))
        return message

    def _room(self, room: str) -> Room:
        if room not in self.all:
            raise NotPossibleError("There is no such channel or group chat.")
        return self.all[room]

    async def _dialog(
        self, person: str, room: str, message_id: str, name: str, data: Json | None
    ) -> Delivery:
        found, chat = self._room(room), self._chat_of(person)
        message = found.messages.get(message_id)
        if message is None or message.sender != "person":
            raise NotPossibleError("That is offered on messages of people.")
        author = self._chat_of(message.author).person
        value = {
            "commandId": ASK,
            "commandContext": "message",
            "context": {"theme": "default"},
            "messagePayload": quoted(message, author),
            **({} if data is None else {"data": data}),
        }
        activity = self._activities.shared(
            found, chat, "invoke", message.root or message.id, name=name, value=value
        )
        return await self._postman.invoke(found, activity)

    async def _came_or_went(self, room: str, person: str, members: str) -> Delivery:
        found = self._room(room)
        found.installed = members == "membersAdded"
        self._wire.publish({"event": "person", "person": room, "installed": found.installed})
        return await self._happened(found, person, {members: [{"id": self._bot["id"]}]})

    async def _happened(self, room: Room, person: str, fields: Json) -> Delivery:
        kind = "conversationUpdate"
        activity = self._activities.shared(room, self._chat_of(person), kind, **fields)
        return await self._postman.message(room, activity, "room")
