// The folded panel with the last requests, in plain sentences.
import { clock, el } from "./dom.js";

const KEPT = 60;
const seen = new Set();

export function addRequest(request, nameOf) {
  if (seen.has(request.number)) return;
  seen.add(request.number);
  const list = document.getElementById("wire-list");
  list.prepend(row(request, sentence(request, nameOf(request.person))));
  while (list.children.length > KEPT) list.lastElementChild.remove();
  document.getElementById("wire-last").textContent = `Last: ${sentence(request, nameOf(request.person))}`;
}

function row(request, text) {
  const good = request.status >= 200 && request.status < 300;
  const body = el("pre");
  const details = el(
    "details",
    {
      ontoggle: () => {
        if (!body.textContent) body.textContent = JSON.stringify(request.body, null, 2);
      },
    },
    el(
      "summary",
      {},
      el("time", {}, clock(request.at, "", { second: "2-digit" })),
      el("span", { class: `way ${request.direction === "to bot" ? "in" : "out"}` }, request.direction === "to bot" ? "Teams → bot" : "bot → Teams"),
      el("span", { class: "what" }, text),
      el("span", { class: `code ${good ? "good" : "bad"}` }, `${request.status || "no answer"}${request.code ? ` ${request.code}` : ""}`),
      el("span", { class: "took" }, `${Math.round(request.seconds * 1000)} ms`),
    ),
    body,
  );
  return el("li", {}, details);
}

function sentence(request, name) {
  const body = request.body ?? {};
  const verb = body.value?.action?.verb;
  const sentences = {
    "to bot": {
      say: `${name} wrote “${short(body.text)}”`,
      press: verb ? `${name}: “${verb}” was pressed` : `${name}: ${body.name}`,
      mention: `Somebody mentioned the bot in ${name}: “${short(body.text)}”`,
      room: `Something happened to ${name} (${body.channelData?.eventType ?? body.type})`,
      edit: `${name} edited a message`,
      delete: `${name} deleted a message`,
      install: `The app was added for ${name} (${body.type})`,
      uninstall: `The app was removed for ${name} (${body.type})`,
    },
    "from bot": {
      create: `Open the chat with ${name}`,
      send: `Send ${name} ${what(body)}`,
      update: `Replace a message for ${name} with ${what(body)}`,
      remove: `Delete a message for ${name}`,
      members: `Ask who is in the chat with ${name}`,
    },
  };
  return sentences[request.direction][request.action] ?? request.action;
}

function what(body) {
  if (body.type === "typing") return "the typing sign";
  const words = short(body.text || body.summary);
  const kind = body.attachments?.length ? "a card" : "a text";
  return words ? `${kind}: “${words}”` : kind;
}

function short(text) {
  const line = (text ?? "").replace(/\*\*|\\/g, "").replace(/\s+/g, " ");
  return line.length > 70 ? `${line.slice(0, 69)}…` : line;
}
