"""The local stand-in for Microsoft's cloud: people in their chats, the Bot Connector REST API.

The only stub of the product. Towards the bot it is Teams: it delivers activities over HTTP and
re-sends them when the answer is late, and it offers the Bot Connector with the limits, error
bodies and habits of the real one. Towards a test it is a witness: every request is kept in
`LocalTeams.ledger`, and faults can be scripted. It holds everything in memory, within bounds.
"""

import asyncio
import base64
import hashlib
import math
import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from aiohttp import web

from teams_bot.tryout.activities import Activities, button_of, outcome, pressed, shown, written
from teams_bot.tryout.chats import Chat, Delivery, DemoPerson, Message, NotPossibleError
from teams_bot.tryout.faults import Fault
from teams_bot.tryout.limits import (
    TENANT_WINDOWS,
    ConnectorError,
    Json,
    Quota,
    check_activity,
    split,
)
from teams_bot.tryout.postman import Patience, Postman
from teams_bot.tryout.rooms import DemoRoom, Rooms
from teams_bot.tryout.wire import Request, Wire

NOT_DELIVERED: Final = "Not delivered: the bot did not accept it."
SHOWN_REQUESTS: Final = 60
USUAL: Final = Fault(carries_out=True)
GONE: Final[Json] = {"text": "", "attachments": (), "state": "deleted", "note": ""}

Work = Callable[[web.Request, Json, Chat], tuple[int, Any]]


class LocalTeams:
    """Teams on one machine. `open` before use and `close` after it; `build_tryout` does both."""

    def __init__(
        self,
        *,
        bot_endpoint: str,
        bot_id: str,
        bot_name: str,
        tenant: str,
        now: Callable[[], datetime],
        people: Sequence[DemoPerson],
        service_url: str,
        installed: Iterable[str] = (),
        rooms: Sequence[DemoRoom] = (),
        patience: Patience | None = None,
        ledger_size: int = 2000,
    ) -> None:
        bot = {"id": bot_id if bot_id.startswith("28:") else f"28:{bot_id}", "name": bot_name}
        self.bot_name = bot_name
        self.tenant = tenant
        self._bot_id = bot["id"]
        self._service_url = service_url
        self._activities = Activities(bot=bot, tenant=tenant, service_url=service_url, now=now)
        self.wire = Wire(stamp=self._activities.stamp, size=ledger_size)
        self._postman = Postman(
            endpoint=bot_endpoint,
            patience=patience or Patience(),
            activities=self._activities,
            wire=self.wire,
        )
        self._faults: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self._tenant_quota = Quota(TENANT_WINDOWS)
        already = set(installed)
        self._chats = {
            person.id: Chat(
                person=person,
                user=f"29:1{_derived(tenant, 'user', person.id)}",
                conversation=f"a:1{_derived(tenant, 'conversation', person.id)}",
                installed=person.id in already,
            )
            for person in people
        }
        self.rooms = Rooms(
            rooms=rooms,
            chat_of=self._chat,
            bot=bot,
            activities=self._activities,
            postman=self._postman,
            wire=self.wire,
        )

    async def open(self) -> None:
        """Open the pooled connections towards the bot."""
        await self._postman.open()

    async def close(self) -> None:
        """Release everybody who waits and close the connections."""
        self.wire.publish({"event": "bye"})
        await self._postman.close()

    @property
    def ledger(self) -> deque[Request]:
        """Every request of either direction, oldest first; only the last ones are kept."""
        return self.wire.ledger

    # What people do.

    async def say(
        self, person: str, text: str, *, attachments: Sequence[Json] = (), reply_to: str = ""
    ) -> Delivery:
        """The person writes to the bot; returns once the bot took it or Teams gave up."""
        chat = self._installed(person)
        activity = self._activities.make(chat, "message", **written(text, attachments, reply_to))
        message = Message(
            id=activity["id"],
            sender="person",
            at=activity["timestamp"],
            text=text,
            text_format="plain",
            reply_to=reply_to,
            attachments=tuple(attachments),
        )
        self.wire.message(chat, chat.keep(message))
        delivery = await self._postman.message(chat, activity, "say")
        if not delivery.accepted:
            self._amend(chat, message.id, {"note": NOT_DELIVERED, "trouble": True})
        return delivery

    async def press(
        self,
        person: str,
        message_id: str,
        action: str | Mapping[str, Any],
        inputs: Mapping[str, str] | None = None,
    ) -> Delivery:
        """The person presses a button: the one with this verb on the card, or this very action."""
        chat = self._installed(person)
        button = button_of(chat, message_id, action) if isinstance(action, str) else action
        value = pressed(button, inputs or {})
        self._amend(chat, message_id, {"note": "", "trouble": False})
        activity = self._activities.make(
            chat, "invoke", name="adaptiveCard/action", replyToId=message_id, value=value
        )
        delivery = await self._postman.invoke(chat, activity)
        self._amend(chat, message_id, outcome(delivery))
        return delivery

    async def install(self, person: str) -> tuple[Delivery, Delivery]:
        """The app is added for the person: both activities of Teams, at the same time."""
        return await self._install(person, installed=True)

    async def uninstall(self, person: str) -> tuple[Delivery, Delivery]:
        """The person removes the app; from now on what the bot sends is refused."""
        return await self._install(person, installed=False)

    async def edit(self, person: str, activity_id: str, text: str) -> Delivery:
        """The person edits a message of their own."""
        chat = self._own(person, activity_id)
        self._amend(chat, activity_id, {"text": text, "state": "updated"})
        event = {"id": activity_id, "channelData": self._activities.event("editMessage")}
        activity = self._activities.make(chat, "messageUpdate", **written(text), **event)
        return await self._postman.message(chat, activity, "edit")

    async def delete(self, person: str, activity_id: str) -> Delivery:
        """The person deletes a message of their own."""
        chat = self._own(person, activity_id)
        self._amend(chat, activity_id, GONE)
        event = {"id": activity_id, "channelData": self._activities.event("softDeleteMessage")}
        activity = self._activities.make(chat, "messageDelete", **event)
        return await self._postman.message(chat, activity, "delete")

    # What a test does, and what a page sees.

    def script(self, *faults: Fault, person: str = "") -> None:
        """Meet the next requests of the bot with these faults; with a person, only theirs."""
        self._faults[person].extend(faults)

    def block(self, person: str, *, blocked: bool = True) -> None:
        """The person blocks the bot, or no longer: what it sends is refused."""
        self._chat(person).blocked = blocked

    def messages(self, person: str) -> list[Message]:
        """What the person sees in their chat, or everybody in a room, oldest first."""
        chat = self.rooms.all.get(person) or self._chat(person)
        return list(chat.messages.values())

    def reference(self, person: str) -> dict[str, str]:
        """How the bot reaches somebody who has the app: what it learns from each activity."""
        chat = self._chat(person)
        return {
            "service_url": self._service_url,
            "conversation": chat.conversation,
            "user": chat.user,
            "bot": self._bot_id,
        }

    def state(self) -> Json:
        """Everybody, everything said and the last requests, for a page that opens."""
        chats, rooms = self._chats.values(), self.rooms.all.values()
        return {
            "bot": self.bot_name,
            "people": [{**asdict(chat.person), "installed": chat.installed} for chat in chats],
            "rooms": [
                {**asdict(room.person), "kind": room.kind, "installed": room.installed}
                for room in rooms
            ],
            "messages": {
                chat.person.id: [asdict(message) for message in chat.messages.values()]
                for chat in (*chats, *rooms)
            },
            "wire": [asdict(entry) for entry in list(self.ledger)[-SHOWN_REQUESTS:]],
        }

    def connector(self) -> web.Application:
        """The Bot Connector REST API, to be mounted where `service_url` points."""
        app = web.Application()
        chat = "/v3/conversations/{conversation}"
        for method, path, action, work in (
            ("POST", "/v3/conversations", "create", self._create),
            ("POST", f"{chat}/activities", "send", self._send),
            ("POST", f"{chat}/activities/{{activity}}", "send", self._send),
            ("PUT", f"{chat}/activities/{{activity}}", "update", self._update),
            ("DELETE", f"{chat}/activities/{{activity}}", "remove", self._remove),
            ("GET", f"{chat}/members", "members", self._members),
            ("GET", f"{chat}/pagedmembers", "members", self._paged_members),
            ("GET", f"{chat}/members/{{member}}", "members", self._member),
        ):
            app.router.add_route(method, path, self._served(action, work))
        return app

    # The work behind the routes.

    def _served(
        self, action: str, work: Work
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def serve(request: web.Request) -> web.StreamResponse:
            with self.wire.request("from bot", action, request.method, request.path) as entry:
                try:
                    return await self._answer(request, entry, work)
                except ConnectorError as error:
                    entry.status, entry.code = error.status, error.code
                    return _refused(error)

        return serve

    async def _answer(
        self, request: web.Request, entry: Request, work: Work
    ) -> web.StreamResponse:
        entry.body = await _body(request)
        entry.conversation = request.match_info.get("conversation", "")
        chat = self._addressed(entry.conversation, entry.body)
        entry.person = chat.person.id if chat else ""
        fault = self._next_fault(entry.person)
        await self._postman.pause(fault.seconds)
        code, answer = (
            self._carry_out(request, entry, chat, work) if fault.carries_out else (0, None)
        )
        if fault.drops and request.transport:
            entry.code = "connection dropped"
            request.transport.close()
            return web.Response()
        if fault.answers:
            raise ConnectorError(
                "ScriptedFault", status=fault.answers, retry_after=fault.retry_after
            )
        entry.status = code
        return web.json_response(answer, status=code)

    def _carry_out(
        self, request: web.Request, entry: Request, chat: Chat | None, work: Work
    ) -> tuple[int, Any]:
        if not chat and entry.action == "create":
            raise ConnectorError("BadArgument", "Failed to decrypt pairwise id.")
        if not chat:
            raise ConnectorError("ConversationNotFound")
        if not chat.installed:
            raise ConnectorError("BotNotInConversationRoster")
        if chat.blocked and entry.action in ("send", "update"):
            raise ConnectorError("ConversationBlockedByUser")
        quota = {"create": chat.creates, "members": chat.reads}.get(entry.action, chat.sends)
        count = len(split(entry.body)) if entry.action == "send" else 1
        moment = time.monotonic()
        wait = max(quota.wait(moment, count), self._tenant_quota.wait(moment, count))
        if wait:
            raise ConnectorError("TooManyRequests", retry_after=str(math.ceil(wait)))
        answer = work(request, entry.body, chat)
        quota.take(moment, count)
        self._tenant_quota.take(moment, count)
        return answer

    def _create(self, _request: web.Request, _body: Json, chat: Chat) -> tuple[int, Any]:
        return 201, {"id": chat.conversation, "serviceUrl": self._service_url}

    def _send(self, request: web.Request, activity: Json, chat: Chat) -> tuple[int, Any]:
        check_activity(activity)
        if activity["type"] == "typing":
            self.wire.publish({"event": "typing", "person": chat.person.id})
            return 201, {"id": self._activities.new_id()}
        reply_to = request.match_info.get("activity") or str(activity.get("replyToId") or "")
        told = ""
        for part in split(activity):
            # Of a split message the bot is told the last id: the card's, which it may update.
            told = self._activities.new_id()
            message = Message(
                id=told,
                sender="bot",
                at=self._activities.stamp(),
                reply_to=reply_to,
                root=request.match_info["conversation"].partition(";messageid=")[2],
                **shown(part),
            )
            self.wire.message(chat, chat.keep(message))
        return 201, {"id": told}

    def _update(self, request: web.Request, activity: Json, chat: Chat) -> tuple[int, Any]:
        check_activity(activity)
        found = _from_bot(request, chat)
        changes = {**shown(activity), "state": "updated", "note": "", "trouble": False}
        self._amend(chat, found.id, changes)
        return 200, {"id": found.id}

    def _remove(self, request: web.Request, _body: Json, chat: Chat) -> tuple[int, Any]:
        self._amend(chat, _from_bot(request, chat).id, GONE)
        return 200, {}

    def _members(self, _request: web.Request, _body: Json, chat: Chat) -> tuple[int, Any]:
        return 200, [self._roster(chat)]

    def _paged_members(self, _request: web.Request, _body: Json, chat: Chat) -> tuple[int, Any]:
        return 200, {"members": [self._roster(chat)]}

    def _member(self, request: web.Request, _body: Json, chat: Chat) -> tuple[int, Any]:
        if request.match_info["member"] not in (chat.user, chat.person.id):
            raise ConnectorError("MemberNotFoundInConversation")
        return 200, self._roster(chat)

    def _roster(self, chat: Chat) -> Json:
        return {**chat.member, "tenantId": self.tenant}

    # Small parts.

    async def _install(self, person: str, *, installed: bool) -> tuple[Delivery, Delivery]:
        chat = self._chat(person)
        chat.installed = installed
        self.wire.publish({"event": "person", "person": person, "installed": installed})
        change = "membersAdded" if installed else "membersRemoved"
        name = "install" if installed else "uninstall"
        happened = {"action": "add" if installed else "remove"}
        members = {change: [{"id": self._bot_id}]}
        first, second = await asyncio.gather(
            *(
                self._postman.message(chat, self._activities.make(chat, kind, **fields), name)
                for kind, fields in (
                    ("installationUpdate", happened),
                    ("conversationUpdate", members),
                )
            )
        )
        return first, second

    def _amend(self, chat: Chat, message_id: str, changes: Mapping[str, Any]) -> None:
        self.wire.message(chat, chat.amend(message_id, changes))

    def _chat(self, person: str) -> Chat:
        if person not in self._chats:
            raise NotPossibleError("There is nobody with this id.")
        return self._chats[person]

    def _installed(self, person: str) -> Chat:
        chat = self._chat(person)
        if not chat.installed:
            raise NotPossibleError(f"Add {self.bot_name} for {chat.person.name} first.")
        return chat

    def _own(self, person: str, activity_id: str) -> Chat:
        chat = self._installed(person)
        found = chat.messages.get(activity_id)
        if not found or found.sender != "person" or found.state == "deleted":
            raise NotPossibleError("Only messages of your own can be changed.")
        return chat

    def _addressed(self, conversation: str, body: Json) -> Chat | None:
        chats = self._chats.values()
        if conversation:
            own = next((chat for chat in chats if chat.conversation == conversation), None)
            return own or self.rooms.find(conversation)
        members = body.get("members")
        first = members[0] if isinstance(members, list) and members else None
        wanted = first.get("id") if isinstance(first, dict) else None
        return next((chat for chat in chats if wanted in (chat.user, chat.person.id)), None)

    def _next_fault(self, person: str) -> Fault:
        queue = self._faults[person] or self._faults[""]
        return queue.popleft() if queue else USUAL


async def _body(request: web.Request) -> Json:
    if request.method not in ("POST", "PUT"):
        return {}
    if request.content_type != "application/json":
        raise ConnectorError("UnsupportedMediaType")
    try:
        body = await request.json()
    except web.HTTPRequestEntityTooLarge as error:
        raise ConnectorError("MessageSizeTooBig") from error
    except (ValueError, RecursionError) as error:
        raise ConnectorError("BadSyntax") from error
    if not isinstance(body, dict):
        raise ConnectorError("BadSyntax", "The body must be an object.")
    return body


def _refused(error: ConnectorError) -> web.Response:
    headers = {"Retry-After": error.retry_after} if error.retry_after else {}
    body = {"error": {"code": error.code, "message": error.message}}
    return web.json_response(body, status=error.status, headers=headers)


def _from_bot(request: web.Request, chat: Chat) -> Message:
    found = chat.messages.get(request.match_info["activity"])
    if not found or found.state == "deleted":
        raise ConnectorError("ActivityNotFoundInConversation")
    if found.sender != "bot":
        raise ConnectorError("ForbiddenOperationException")
    return found


def _derived(tenant: str, kind: str, person: str) -> str:
    """An id that stays the same when the try-out starts again."""
    digest = hashlib.sha256(f"{tenant}/{kind}/{person}".encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
