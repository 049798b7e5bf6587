// The page: who is there, who is shown in which pane, who has news.
import { el, hue, initials } from "./dom.js";
import { Pane } from "./pane.js";
import { RoomPane } from "./room.js";
import { addRequest } from "./wire.js";

const memory = JSON.parse(sessionStorage.getItem("tryout") ?? "{}");
const unread = new Map(Object.entries(memory.unread ?? {}));

const world = {
  bot: "", people: [], rooms: [], messages: new Map(), suggestions: [], shown: [],
  person: (id) => world.people.find((person) => person.id === id),
  room: (id) => world.rooms.find((room) => room.id === id),
};
const hints = {
  Learner: (name, bot) => `Ask ${bot} one short question as ${name}, or send an example from below.`,
  Mentor: (name, bot) => `When ${bot} asks ${name}, the card appears here. Others who are asked are marked in the list of people.`,
};
let panes = [];
let shared; // the pane of a room, once one was opened
let early = []; // what happened before the page was drawn

const nameOf = (id) => world.person(id)?.name ?? world.room(id)?.name ?? "somebody";
const byId = (id) => document.getElementById(id);

async function load() {
  const state = await (await fetch("api/state")).json();
  Object.assign(world, { bot: state.bot, people: state.people, rooms: state.rooms, suggestions: state.suggestions, shown: state.shown });
  world.messages = new Map(
    Object.entries(state.messages).map(([person, messages]) => [person, new Map(messages.map((message) => [message.id, message]))]),
  );
  for (const request of state.wire) if (request.seconds) addRequest(request, nameOf);
}

function start() {
  byId("bot-name").textContent = world.bot;
  document.title = `${world.bot} · try-out`;
  panes = Object.entries(hints).map(([role, hint]) => new Pane(role, hint, world, choose));
  byId("panes").append(...panes.map((pane) => pane.element));
  const ids = world.people.map((person) => person.id);
  const wanted = (memory.shown ?? world.shown).filter((id) => ids.includes(id));
  const others = ids.filter((id) => !wanted.includes(id));
  panes.forEach((pane, index) => pane.show(wanted[index] ?? others.shift() ?? ids[0]));
  shared = new RoomPane(world);
  shared.close.addEventListener("click", () => openRoom(null));
  byId("rooms").hidden = !world.rooms.length;
  if (world.room(memory.room)) openRoom(memory.room);
  drawPeople();
}

// Shows a room beside the two chats, or none.
function openRoom(id) {
  const left = shared.room;
  const room = world.room(id);
  shared.element.remove();
  shared.room = room ? shared.room : null;
  byId("panes").classList.toggle("three", Boolean(room));
  if (room) {
    byId("panes").append(shared.element);
    shared.show(room, panes[0].person);
    unread.delete(id);
  }
  drawPeople();
  if (room) shared.box.focus();
  else byId("rooms").querySelector(`[data-person="${CSS.escape(left ?? "")}"]`)?.focus();
}

// Picks a person for a pane; who is in the other one already changes places.
function choose(pane, id) {
  const other = panes.find((each) => each !== pane);
  if (other.person === id) other.show(pane.person);
  pane.show(id);
  for (const each of panes) unread.delete(each.person);
  drawPeople();
}

// Opens a person in the second pane, unless they are on show already.
function open(id) {
  const pane = panes.find((each) => each.person === id) ?? panes[1];
  if (pane.person !== id) choose(pane, id);
  pane.box.focus();
}

function drawRooms() {
  const focused = document.activeElement?.dataset?.person;
  byId("rooms").replaceChildren(...world.rooms.map(roomRow));
  if (world.room(focused)) byId("rooms").querySelector(`[data-person="${CSS.escape(focused)}"]`)?.focus();
}

function roomRow(room) {
  const count = unread.get(room.id) ?? 0;
  const open = shared?.room === room.id;
  return el(
    "li",
    {},
    el(
      "button",
      { type: "button", "data-person": room.id, class: count ? "news" : "", "aria-current": open ? "true" : undefined, onclick: () => openRoom(open ? null : room.id) },
      el("span", { class: "avatar room", "aria-hidden": "true" }, room.kind === "channel" ? "#" : "∴"),
      el("span", { class: "name" }, room.name),
      el("span", { class: "title" }, room.kind === "channel" ? `Channel · ${room.title}` : room.title),
      count ? el("span", { class: "count", title: `${count} new` }, String(count), el("span", { class: "unseen" }, " new")) : "",
    ),
  );
}

function drawPeople() {
  drawRooms();
  const list = byId("people");
  const focused = document.activeElement?.dataset?.person;
  const wanted = byId("search").value.trim().toLowerCase();
  const found = world.people.filter((person) => `${person.name} ${person.title}`.toLowerCase().includes(wanted));
  const place = (person) => (unread.get(person.id) ? 0 : panes.some((pane) => pane.person === person.id) ? 1 : 2);
  const ordered = found.toSorted((one, other) => place(one) - place(other));
  list.replaceChildren(...ordered.map(personRow));
  if (!ordered.length) list.append(el("li", { class: "nobody" }, "Nobody of that name."));
  if (focused) list.querySelector(`[data-person="${CSS.escape(focused)}"]`)?.focus();
  const total = [...unread.values()].reduce((sum, count) => sum + count, 0);
  document.title = `${total ? `(${total}) ` : ""}${world.bot} · try-out`;
  sessionStorage.setItem("tryout", JSON.stringify({ shown: panes.map((pane) => pane.person), room: shared?.room, unread: Object.fromEntries(unread) }));
}

function personRow(person) {
  const count = unread.get(person.id) ?? 0;
  const pane = panes.find((each) => each.person === person.id);
  const news = `${count} new message${count === 1 ? "" : "s"}`;
  return el(
    "li",
    {},
    el(
      "button",
      { type: "button", "data-person": person.id, class: `${count ? "news" : ""} ${person.installed ? "" : "absent"}`, "aria-current": pane ? "true" : undefined, onclick: () => open(person.id) },
      el("span", { class: `avatar ${hue(person.id)}`, "aria-hidden": "true" }, initials(person.name)),
      el("span", { class: "name" }, person.name),
      el("span", { class: "title" }, person.installed ? person.title : "app not added"),
      count ? el("span", { class: "count", title: news }, String(count), el("span", { class: "unseen" }, " new")) : "",
      pane ? el("span", { class: "shown" }, pane.role) : "",
    ),
  );
}

function receive(event) {
  if (!panes.length) return early.push(event);
  if (event.event === "resync") return again();
  if (event.event === "wire") return addRequest(event.request, nameOf);
  if (event.event === "person") {
    (world.person(event.person) ?? world.room(event.person)).installed = event.installed;
    drawPeople();
  }
  if (event.event === "message") keep(event.person, event.message);
  if (shared.room === event.person) shared.draw();
  for (const pane of panes.filter((each) => each.person === event.person)) {
    if (event.event === "message") pane.update(event.message);
    if (event.event === "person") pane.show(event.person);
  }
  return undefined;
}

function keep(person, message) {
  const chat = world.messages.get(person) ?? new Map();
  const isNew = !chat.has(message.id);
  world.messages.set(person, chat.set(message.id, message));
  if (!isNew || message.sender !== "bot" || shared.room === person || panes.some((pane) => pane.person === person)) return;
  unread.set(person, (unread.get(person) ?? 0) + 1);
  byId("news").textContent = `${nameOf(person)} has a new message.`;
  drawPeople();
}

// After a break in the stream: read everything anew and draw it in place.
async function again() {
  await load();
  panes.forEach((pane) => pane.show(pane.person));
  if (shared.room) shared.draw();
  drawPeople();
}

function listen() {
  let broken = false;
  const stream = new EventSource("api/stream");
  stream.onopen = () => {
    byId("offline").hidden = true;
    if (broken) again();
    broken = false;
  };
  stream.onerror = () => {
    byId("offline").hidden = false;
    broken = true;
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 3000);
  };
  stream.onmessage = (event) => receive(JSON.parse(event.data));
}

byId("search").addEventListener("input", drawPeople);
listen();
await load();
start();
early.forEach(receive);
early = [];
