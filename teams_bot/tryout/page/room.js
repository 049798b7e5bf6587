// The pane of a channel or a group chat: everybody reads it, one chosen person writes and presses.
import { asHtml, drawCard } from "./cards.js";
import { openDialog } from "./dialog.js";
import { act, clock, el, hue, initials } from "./dom.js";

const CARD = "application/vnd.microsoft.card.adaptive";

export class RoomPane {
  constructor(world) {
    this.world = world;
    this.element = document.getElementById("room-template").content.firstElementChild.cloneNode(true);
    const find = (selector) => this.element.querySelector(selector);
    Object.assign(this, {
      title: find("h2"), kind: find(".role"), picker: find("select"), list: find(".messages"), form: find(".composer"),
      box: find("textarea"), mention: find(".mention input"), mentionLabel: find(".mention span"), status: find(".status"), close: find(".close"),
    });
    this.picker.append(...world.people.map((person) => el("option", { value: person.id }, person.name)));
    this.picker.addEventListener("change", () => this.settle());
    this.mention.addEventListener("change", () => this.settle());
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.submit(event);
    });
  }

  get author() {
    return this.world.person(this.picker.value);
  }

  show(room, author) {
    if (this.room !== room.id && author) this.picker.value = author;
    this.room = room.id;
    this.title.textContent = room.name;
    this.kind.textContent = room.kind === "channel" ? `Channel · ${room.title}` : room.title;
    this.element.setAttribute("aria-label", room.name);
    this.list.setAttribute("aria-label", `Messages in ${room.name}`);
    this.close.setAttribute("aria-label", `Close ${room.name}`);
    this.settle();
    this.draw();
    this.list.scrollTop = this.list.scrollHeight;
  }

  settle() {
    const { bot } = this.world;
    const first = this.author.name.split(" ")[0];
    this.mentionLabel.textContent = `Mention ${bot}: only then does it hear it`;
    this.box.placeholder = this.mention.checked ? `Ask @${bot} as ${first}` : `Write to the others as ${first}`;
    this.box.setAttribute("aria-label", `Write in ${this.title.textContent} as ${this.author.name}`);
  }

  // Replies stand below the message they belong to.
  ordered() {
    const all = [...(this.world.messages.get(this.room)?.values() ?? [])];
    const roots = new Map(all.filter((each) => !each.root).map((each) => [each.id, [each]]));
    for (const each of all.filter((one) => one.root)) (roots.get(each.root) ?? roots.set(each.id, []).get(each.id)).push(each);
    return [...roots.values()].flat();
  }

  draw() {
    const focused = document.activeElement?.closest?.("[data-id]")?.dataset.id;
    const near = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 120;
    this.list.replaceChildren(...this.ordered().map((message) => this.row(message)));
    if (focused) this.list.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    if (near) this.list.scrollTop = this.list.scrollHeight;
  }

  row(message) {
    const author = this.world.person(message.author);
    const name = author?.name ?? this.world.bot;
    const face = author ? `avatar ${hue(author.id)}` : "avatar bot";
    return el(
      "div",
      { class: `message ${message.root ? "reply" : ""}`, "data-id": message.id, tabindex: "-1" },
      el("span", { class: face, "aria-hidden": "true" }, initials(name)),
      el(
        "div",
        { class: "body" },
        el("p", { class: "meta" }, el("span", {}, name), el("time", { datetime: message.at }, clock(message.at)), author ? this.menu(message, name) : ""),
        ...this.content(message),
        message.note ? el("p", { class: `note ${message.trouble ? "trouble" : ""}`, role: "status" }, message.note) : "",
      ),
    );
  }

  content(message) {
    const parts = [];
    if (message.text) {
      const bubble = el("div", { class: "bubble" });
      if (message.text_format === "plain") bubble.textContent = message.text;
      else bubble.innerHTML = asHtml(message.text); // made by markdown-it, which lets no HTML through
      parts.push(bubble);
    }
    for (const attachment of message.attachments.filter((each) => each.contentType === CARD)) {
      const drawn = drawCard(attachment.content, {
        press: (action) => this.does("press_in_room", { message: message.id, action }),
        complain: (text) => this.say(text),
        unfolded: () => {},
      });
      parts.push(el("div", { class: "card" }, drawn));
    }
    return parts;
  }

  // The "…" of a message, where Teams offers what apps can do with it.
  menu(message, name) {
    const menu = el("details", { class: "menu" }, el("summary", { "aria-label": `More for the message of ${name}`, title: "More" }, "…"));
    const ask = el("button", { type: "button", onclick: () => this.ask(menu, message) }, "Ask a mentor");
    menu.append(ask);
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
    return menu;
  }

  async ask(menu, message) {
    menu.open = false;
    const about = { person: this.picker.value, room: this.room, message: message.id };
    await openDialog(about, (text) => this.say(text));
    menu.querySelector("summary").focus();
  }

  say(text) {
    this.status.textContent = text;
  }

  async submit(event) {
    event.preventDefault();
    const text = this.box.value.trim();
    if (!text) return;
    this.box.value = "";
    await this.does(this.mention.checked ? "mention" : "write", { text });
  }

  async does(deed, body) {
    this.say("");
    try {
      await act(deed, { person: this.picker.value, room: this.room, ...body });
    } catch (error) {
      this.say(error.message);
    }
  }
}
