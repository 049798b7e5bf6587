// One pane: the chat of one person, as that person sees it.
import { asHtml, drawCard } from "./cards.js";
import { act, clock, el, hue, initials } from "./dom.js";

const EXAMPLES = 3;
const MARGIN = 10;
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
      avatar: find(".avatar"), label: find(".role"), picker: find("select"), remove: find(".remove"), list: find(".messages"),
      suggestions: find(".suggestions"), form: find(".composer"), box: find("textarea"),
      status: find(".status"), replying: find(".replying"), send: find(".send"), below: find(".below"),
    });
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
    this.below.addEventListener("click", () => this.reveal(this.list.lastElementChild));
    this.gap = 0; // from what is seen to the end of the chat
    this.list.addEventListener("scroll", () => this.measure());
    new ResizeObserver(() => this.keepPlace()).observe(this.list);
    this.suggestions.hidden = role !== "Learner" || !world.suggestions.length;
    if (!this.suggestions.hidden) this.suggest(0);
    this.replying.querySelector("button").addEventListener("click", () => this.intend(null));
  }

  get name() {
    return this.world.person(this.person).name;
  }

  get zone() {
    return this.world.person(this.person).time_zone;
  }

  show(person) {
    if (this.person) this.drafts.set(this.person, this.box.value);
    this.person = person;
    this.picker.value = person;
    const place = this.zone?.split("/").at(-1).replaceAll("_", " ");
    this.label.textContent = place ? `${this.role} · ${place} time` : this.role;
    this.avatar.className = `avatar ${hue(person)}`;
    this.avatar.textContent = initials(this.name);
    this.list.setAttribute("aria-label", `Chat of ${this.name}`);
    this.box.value = this.drafts.get(person) ?? "";
    this.status.textContent = "";
    this.intend(null);
    this.grow();
    this.list.replaceChildren(...this.messages().map((message) => this.draw(message)));
    this.suggestions.open = !this.messages().some((message) => message.sender === "person");
    this.settle();
    this.reveal(this.list.lastElementChild);
  }

  // Scrolls to the end of an element, or to its beginning where it is taller than the pane.
  reveal(element) {
    if (!element) return;
    const [seen, wanted] = [this.list.getBoundingClientRect(), element.getBoundingClientRect()];
    const tall = wanted.height + MARGIN > seen.height;
    this.list.scrollTop += tall ? wanted.top - seen.top - MARGIN : wanted.bottom - seen.bottom + MARGIN;
    this.measure();
    this.below.hidden = true;
  }

  measure() {
    this.gap = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight;
    if (this.near) this.below.hidden = true;
  }

  get near() {
    return this.gap < 120;
  }

  // The end of the chat stays where it was when something above it grows, or the pane shrinks.
  keepPlace() {
    if (this.near) this.list.scrollTop = this.list.scrollHeight - this.list.clientHeight - this.gap;
  }

  messages() {
    return [...(this.world.messages.get(this.person)?.values() ?? [])];
  }

  // A message is new or has changed: only its own element is drawn again.
  update(message) {
    const near = this.near;
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
    if (!old && (near || message.sender === "person")) this.reveal(drawn);
    else if (!old) this.below.hidden = false;
    else this.keepPlace();
  }

  // What depends on the whole chat: the empty state, the examples, whether one may write.
  settle() {
    const { installed } = this.world.person(this.person);
    const bot = this.world.bot;
    const messages = this.messages();
    this.list.querySelector(".empty")?.remove();
    if (!installed) {
      this.list.append(this.empty(`${bot} is not added for ${this.name}.`, el("button", { type: "button", class: "primary", onclick: () => this.does("install", {}) }, `Add ${bot}`)));
    } else if (!messages.length) {
      this.list.append(this.empty(this.hint(this.name, bot)));
    }
    this.remove.hidden = !installed;
    this.box.disabled = this.send.disabled = !installed;
    this.box.placeholder = installed ? `Write to ${bot} as ${this.name.split(" ")[0]}` : `Add ${bot} first`;
    this.box.setAttribute("aria-label", `Write to ${bot} as ${this.name}`);
  }

  // A few examples at a time; pressing one sends it.
  suggest(first) {
    const all = this.world.suggestions;
    const some = all.slice(first, first + EXAMPLES);
    const after = first + EXAMPLES < all.length ? first + EXAMPLES : 0;
    const example = (text) => el("button", { type: "button", onclick: () => this.ask(text) }, text);
    const others = el("button", { type: "button", class: "others", onclick: () => this.suggest(after) }, "Other examples");
    this.suggestions.querySelector("div").replaceChildren(...some.map(example), all.length > EXAMPLES ? others : "");
  }

  ask(text) {
    if (this.box.disabled) return;
    this.suggestions.open = false;
    this.box.focus();
    this.does("say", { text });
  }

  empty(text, ...more) {
    return el("div", { class: "empty" }, el("span", { class: `avatar large ${hue(this.person)}`, "aria-hidden": "true" }, initials(this.name)), el("p", {}, text), ...more);
  }

  draw(message) {
    const own = message.sender === "person";
    const marks = message.state === "updated" ? [own ? "Edited" : "Updated"] : [];
    const item = el(
      "div",
      { class: `message ${own ? "own" : "bot"} ${message.state}`, "data-id": message.id, tabindex: "-1" },
      own ? "" : el("span", { class: "avatar bot", "aria-hidden": "true" }, initials(this.world.bot)),
      el(
        "div",
        { class: "body" },
        el("p", { class: "meta" }, el("span", { class: own ? "unseen" : "" }, own ? this.name : this.world.bot), el("time", { datetime: message.at }, clock(message.at, this.zone)), ...marks.map((mark) => el("span", { class: "mark" }, mark)), ...this.tools(message, own)),
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
        ? drawCard(attachment.content, {
          press: (action) => this.press(message, action),
          complain: (text) => this.say(text),
          unfolded: (part) => this.reveal(part),
        })
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
    this.suggestions.open = false;
    if (intent?.deed === "edit") await this.does("edit", { message: intent.message.id, text });
    else await this.does("say", { text, reply_to: intent?.message.id ?? "" });
  }

  async press(message, action) {
    if (this.pressing.has(message.id)) return;
    this.pressing.add(message.id);
    const find = () => this.list.querySelector(`[data-id="${CSS.escape(message.id)}"]`);
    const focused = find().contains(document.activeElement);
    hold(find());
    await this.does("press", { message: message.id, action });
    this.pressing.delete(message.id);
    const item = find();
    if (!item) return;
    release(item);
    if (focused && document.activeElement === document.body) item.focus({ preventScroll: true });
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
