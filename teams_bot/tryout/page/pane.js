// One pane: the chat of one person, as that person sees it.
import { asHtml, drawCard } from "./cards.js";
import { act, clock, el, hue, initials } from "./dom.js";

const CARD = "application/vnd.microsoft.card.adaptive";

export class Pane {
  // `world` knows people, messages and suggestions; `chosen(pane, person)` is called by the picker.
  constructor(role, hint, world, chosen) {
    Object.assign(this, { role, hint, world });
    this.pressing = new Set();
    this.drafts = new Map();
    this.looks = new WeakMap();
    this.element = document.getElementById("pane-template").content.firstElementChild.cloneNode(true);
    const find = (selector) => this.element.querySelector(selector);
    Object.assign(this, {
      avatar: find(".avatar"), picker: find("select"), remove: find(".remove"), list: find(".messages"),
      suggestions: find(".suggestions"), form: find(".composer"), box: find("textarea"),
      status: find(".status"), replying: find(".replying"), send: find(".send"),
    });
    find(".role").textContent = role;
    this.element.setAttribute("aria-label", role);
    this.picker.setAttribute("aria-label", `${role}: who`);
    this.picker.append(
      ...world.people.map((person) => el("option", { value: person.id }, person.title ? `${person.name} · ${person.title}` : person.name)),
    );
    this.picker.addEventListener("change", () => chosen(this, this.picker.value));
    this.remove.addEventListener("click", () => this.does("uninstall", {}));
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.box.addEventListener("input", () => this.grow());
    this.box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.submit(event);
      if (event.key === "Escape") this.intend(null);
    });
    this.replying.querySelector("button").addEventListener("click", () => this.intend(null));
  }

  get name() {
    return this.world.person(this.person).name;
  }

  show(person) {
    if (this.person) this.drafts.set(this.person, this.box.value);
    this.person = person;
    this.picker.value = person;
    this.avatar.className = `avatar ${hue(person)}`;
    this.avatar.textContent = initials(this.name);
    this.list.setAttribute("aria-label", `Chat of ${this.name}`);
    this.box.value = this.drafts.get(person) ?? "";
    this.status.textContent = "";
    this.intend(null);
    this.grow();
    this.list.replaceChildren();
    for (const message of this.messages()) this.list.append(this.draw(message));
    this.settle();
    this.list.scrollTop = this.list.scrollHeight;
  }

  messages() {
    return [...(this.world.messages.get(this.person)?.values() ?? [])];
  }

  // A message is new or has changed: only its own element is drawn again.
  update(message) {
    const near = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 120;
    const old = this.list.querySelector(`[data-id="${CSS.escape(message.id)}"]`);
    const drawn = this.draw(message);
    if (old) {
      const focused = old.contains(document.activeElement) ? document.activeElement : null;
      if (this.looks.get(old) === look(message)) keepCards(old, drawn);
      old.replaceWith(drawn);
      if (focused) (drawn.contains(focused) ? focused : drawn).focus({ preventScroll: true });
    } else {
      this.list.querySelector(".empty")?.remove();
      this.list.append(drawn);
    }
    this.settle();
    const tall = drawn.offsetHeight > this.list.clientHeight;
    if (!old && (near || message.sender === "person")) drawn.scrollIntoView({ block: tall ? "start" : "end" });
    else if (old && near) drawn.scrollIntoView({ block: "nearest" });
  }

  // What depends on the whole chat: the empty state, the examples, whether one may write.
  settle() {
    const { installed } = this.world.person(this.person);
    const bot = this.world.bot;
    const messages = this.messages();
    this.list.querySelector(".empty")?.remove();
    if (!installed) {
      this.list.append(this.empty(`${bot} is not added for ${this.name} yet.`, el("button", { type: "button", class: "primary", onclick: () => this.does("install", {}) }, `Add ${bot}`)));
    } else if (!messages.length) {
      this.list.append(this.empty(this.hint(this.name, bot)));
    }
    this.remove.hidden = !installed;
    this.box.disabled = this.send.disabled = !installed;
    this.box.placeholder = installed ? `Write to ${bot} as ${this.name.split(" ")[0]}` : `Add ${bot} first`;
    this.box.setAttribute("aria-label", `Write to ${bot} as ${this.name}`);
    const fresh = installed && this.role === "Learner" && !messages.some((message) => message.sender === "person");
    this.suggestions.hidden = !fresh || !this.world.suggestions.length;
    if (!this.suggestions.hidden && !this.suggestions.children.length) {
      this.suggestions.append(...this.world.suggestions.map((text) => el("button", { type: "button", onclick: () => this.fill(text) }, text)));
    }
  }

  empty(text, ...more) {
    return el("li", { class: "empty" }, el("span", { class: `avatar large ${hue(this.person)}`, "aria-hidden": "true" }, initials(this.name)), el("p", {}, text), ...more);
  }

  draw(message) {
    const own = message.sender === "person";
    const marks = message.state === "updated" ? [own ? "Edited" : "Updated"] : [];
    const item = el(
      "li",
      { class: `message ${own ? "own" : "bot"} ${message.state}`, "data-id": message.id, tabindex: "-1" },
      own ? "" : el("span", { class: "avatar bot", "aria-hidden": "true" }, initials(this.world.bot)),
      el(
        "div",
        { class: "body" },
        el("p", { class: "meta" }, el("span", { class: own ? "unseen" : "" }, own ? this.name : this.world.bot), el("time", { datetime: message.at }, clock(message.at)), ...marks.map((mark) => el("span", { class: "mark" }, mark)), ...this.tools(message, own)),
        ...this.content(message),
        message.note ? el("p", { class: `note ${message.trouble ? "trouble" : ""}`, role: message.trouble ? "alert" : "status" }, message.note) : "",
      ),
    );
    if (this.pressing.has(message.id)) hold(item);
    this.looks.set(item, look(message));
    return item;
  }

  content(message) {
    if (message.state === "deleted") return [el("p", { class: "bubble gone" }, "This message was deleted.")];
    const parts = [];
    const quoted = message.sender === "person" && this.world.messages.get(this.person)?.get(message.reply_to);
    if (quoted) parts.push(el("p", { class: "quoted" }, gist(quoted)));
    if (message.text) {
      const bubble = el("div", { class: "bubble" });
      if (message.text_format === "plain") bubble.textContent = message.text;
      else bubble.innerHTML = asHtml(message.text); // made by markdown-it, which lets no HTML through
      parts.push(bubble);
    }
    for (const attachment of message.attachments) {
      const drawn = attachment.contentType === CARD
        ? drawCard(attachment.content, (action) => this.press(message, action), (text) => this.say(text))
        : el("p", {}, `Attachment: ${attachment.name ?? attachment.contentType}`);
      parts.push(el("div", { class: "card" }, drawn));
    }
    return parts;
  }

  tools(message, own) {
    if (message.state === "deleted" || !this.world.person(this.person).installed) return [];
    const tool = (label, onclick) => el("button", { type: "button", class: "quiet-button", onclick }, label);
    return own
      ? [tool("Edit", () => this.intend({ deed: "edit", message })), tool("Delete", () => this.does("delete", { message: message.id }))]
      : [tool("Reply", () => this.intend({ deed: "reply", message }))];
  }

  // What the composer is for: a new message, an answer to one, or the edit of one.
  intend(intent) {
    const was = this.intent;
    this.intent = intent;
    this.replying.hidden = !intent;
    if (was?.deed === "edit" && !intent) this.fill("", false);
    if (!intent) return;
    const label = intent.deed === "edit" ? "Editing" : "Replying to";
    this.replying.querySelector("span").textContent = `${label}: ${gist(intent.message)}`;
    if (intent.deed === "edit") this.fill(intent.message.text);
    this.box.focus();
  }

  fill(text, focus = true) {
    this.box.value = text;
    this.grow();
    if (focus) this.box.focus();
  }

  grow() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, 140)}px`;
  }

  say(text) {
    this.status.textContent = text;
  }

  async submit(event) {
    event.preventDefault();
    const text = this.box.value.trim();
    const intent = this.intent;
    if (!text || this.box.disabled) return;
    this.intent = null;
    this.intend(null);
    this.fill("");
    if (intent?.deed === "edit") await this.does("edit", { message: intent.message.id, text });
    else await this.does("say", { text, reply_to: intent?.message.id ?? "" });
  }

  async press(message, action) {
    if (this.pressing.has(message.id)) return;
    this.pressing.add(message.id);
    const find = () => this.list.querySelector(`[data-id="${CSS.escape(message.id)}"]`);
    hold(find());
    await this.does("press", { message: message.id, action });
    this.pressing.delete(message.id);
    const item = find();
    if (item) release(item);
  }

  // Says what takes long, and why something was not possible.
  async does(deed, body) {
    const person = this.person;
    const slow = setTimeout(() => person === this.person && this.say("Waiting for the bot …"), 800);
    let problem = "";
    try {
      await act(deed, { person, ...body });
    } catch (error) {
      problem = error.message;
    }
    clearTimeout(slow);
    if (person === this.person) this.say(problem);
  }
}

const look = (message) => JSON.stringify([message.text, message.attachments, message.state]);

// Only the note below changed: what somebody has typed into the card stays.
function keepCards(old, drawn) {
  const kept = [...old.querySelectorAll(".card")];
  drawn.querySelectorAll(".card").forEach((card, index) => card.replaceWith(kept[index]));
}

function gist(message) {
  const text = message.text || message.summary || "a card";
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function hold(item) {
  for (const card of item?.querySelectorAll(".card") ?? []) {
    card.setAttribute("aria-busy", "true");
    for (const control of card.querySelectorAll("button, input, select, textarea")) control.disabled = true;
  }
}

function release(item) {
  for (const card of item.querySelectorAll('.card[aria-busy="true"]')) {
    card.removeAttribute("aria-busy");
    for (const control of card.querySelectorAll("button, input, select, textarea")) control.disabled = false;
  }
}
