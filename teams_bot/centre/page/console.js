// The console: asks every few seconds what is so, and shows it in place.

import { by, countdown, el, keep, secondsUntil, setClock, show, span, write } from "./lists.js";
import { talk } from "./talks.js";
import { ask, forget, press, signedIn, signIn } from "./wire.js";

const POLL = 3000;
const HIDDEN_POLL = 15000;
const QUIET = 20000; // between two announcements of new questions

let shown = null;
let known = null; // the questions that were announced, or there from the start
let announced = 0;
let version = 0; // a look that began before something was done does not count any more
let busy = 0; // while something is done, nobody looks
let timer = 0;

// ---- speaking

function say(sentence) {
  const said = by("said");
  said.textContent = "";
  requestAnimationFrame(() => (said.textContent = sentence));
  clearTimeout(say.later);
  say.later = setTimeout(() => (said.textContent = ""), 8000);
}

function announce(queue) {
  const free = queue.filter((each) => !each.held).map((each) => each.thread);
  if (known === null) known = new Set(free);
  const fresh = free.filter((each) => !known.has(each));
  if (!fresh.length || Date.now() - announced < QUIET) return;
  announced = Date.now();
  known = new Set([...known, ...fresh]);
  say(fresh.length === 1 ? "A new question waits." : `${fresh.length} new questions wait.`);
}

// ---- doing

async function does(name, fields, told) {
  version++;
  busy++;
  try {
    const state = await ask(name, { ...fields, press: press() }).finally(() => busy--);
    offline("");
    draw(state);
    if (told) say(told);
    return true;
  } catch (refused) {
    if (!gone(refused)) {
      say(refused.message);
      if (refused.status) await look();
    }
    return false;
  }
}

async function look() {
  if (busy) return;
  const mine = ++version;
  try {
    const state = await ask("state");
    offline("");
    if (mine === version) draw(state);
  } catch (refused) {
    if (!gone(refused)) offline(refused.message);
  }
}

function gone(refused) {
  if (refused.status !== 401) return false;
  forget();
  gate(refused.message);
  return true;
}

function offline(sentence) {
  write(by("offline"), sentence);
  show(by("offline"), Boolean(sentence));
}

function gate(sentence) {
  clearTimeout(timer);
  shown = known = null;
  show(by("desk"), false);
  show(by("me"), false);
  show(by("gate"), true);
  offline("");
  write(by("gate-why"), sentence);
  by("gate-title").focus();
}

// ---- drawing

function draw(state) {
  shown = state;
  setClock(state.now);
  show(by("gate"), false);
  show(by("desk"), true);
  show(by("me"), true);
  write(by("name"), state.me.name);
  by("duty").setAttribute("aria-checked", String(state.me.on));
  write(by("duty-why"), state.me.why ? `You are not on duty: ${state.me.why}.` : "");
  topics(state.queue);
  queue(state);
  keep(by("talks-list"), state.talks, (each) => each.offer, (each) => linked(talk(each, does, say)));
  show(by("talks-empty"), state.talks.length === 0);
  roster(state.roster);
  announce(state.queue);
}

// A talk also needs the codes and limits of the whole state.
function linked(item) {
  const update = item.update;
  item.update = (each) => update(each, shown);
  return item;
}

function topics(queue) {
  const select = by("topic");
  const labels = [...new Set(queue.flatMap((each) => each.skills))].sort();
  const chosen = select.value;
  const wanted = ["", ...new Set([...labels, ...(chosen ? [chosen] : [])])];
  if ([...select.options].map((each) => each.value).join("\n") !== wanted.join("\n")) {
    select.replaceChildren(...wanted.map((each) => el("option", { value: each }, each || "All topics")));
    select.value = chosen;
  }
}

function queue(state) {
  const topic = by("topic").value;
  const fits = state.queue.filter((each) => !topic || each.skills.includes(topic));
  const waiting = [...fits.filter((each) => !each.held), ...fits.filter((each) => each.held)];
  keep(by("queue-list"), waiting, (each) => each.posting, waits);
  const free = fits.filter((each) => !each.held).length;
  write(by("queue-count"), String(free));
  by("queue-count").setAttribute("aria-label", `${free} without somebody`);
  document.title = free ? `(${free}) Mentoring desk` : "Mentoring desk";
  show(by("queue-empty"), waiting.length === 0);
  const others = topic && state.queue.length ? ` about ${topic}; ${state.queue.length} about other topics` : "";
  write(by("queue-empty"), `No question waits${others}. This page looks by itself; you need not reload it.`);
}

function waits(first) {
  let now = first;
  const title = el("h3", { id: `q-${first.posting}` });
  const age = el("span", { class: "age" });
  const about = el("span", { class: "about" });
  const question = el("blockquote");
  const notes = el("ul", { class: "notes", "aria-label": "Notes of those who had it" });
  const held = el("p", { class: "quiet" });
  const take = el("button", { type: "button", class: "main", onclick: () => claim() }, "Take it");
  take.setAttribute("aria-describedby", title.id);
  const item = el(
    "li",
    { "aria-labelledby": title.id },
    title, el("p", { class: "line" }, age, about), question, notes, held, el("div", { class: "row" }, take),
  );

  async function claim() {
    if (take.getAttribute("aria-disabled") === "true") return;
    take.setAttribute("aria-disabled", "true");
    const { thread, posting, learner } = now;
    const done = await does("claim", { thread, posting }, `The question of ${learner} is yours.`);
    take.removeAttribute("aria-disabled");
    if (!done) return;
    const mine = shown.talks.find((each) => each.thread === thread);
    [...by("talks-list").children].find((each) => each.dataset.key === mine?.offer)?.focusAnswer();
  }

  item.update = (each) => {
    now = each;
    write(title, `${each.learner} asks`);
    write(about, each.skills.join(", ") || "no topic recognised");
    write(question, each.question);
    keep(notes, each.notes.map((note, index) => ({ ...note, index })), (note) => String(note.index), () => {
      const shown = el("li");
      shown.update = (note) => write(shown, `${note.of} noted: ${note.text}`);
      return shown;
    });
    show(notes, each.notes.length > 0);
    show(take, !each.held);
    show(held, Boolean(each.held));
    item.classList.toggle("taken", Boolean(each.held));
    item.tick();
  };
  item.tick = () => {
    write(age, `waits ${span(-secondsUntil(now.asked))}`);
    if (now.held) write(held, `${now.held.by} has it, for ${countdown(secondsUntil(now.held.until))}`);
  };
  return item;
}

function roster(people) {
  keep(by("roster-list"), people, (each) => each.id, () => {
    const name = el("b");
    const why = el("span", { class: "quiet" });
    const item = el("li", {}, name, " ", why);
    item.update = (each) => {
      item.classList.toggle("off", !each.on);
      write(name, each.me ? `${each.name} (you)` : each.name);
      const holds = each.holds === 1 ? "holds 1 question" : `holds ${each.holds} questions`;
      write(why, each.on ? `on duty, ${each.holds ? holds : "free"}` : each.why);
    };
    return item;
  });
  show(by("roster-nobody"), !people.some((each) => each.on));
}

// ---- going on

function tick() {
  for (const each of document.querySelectorAll("#queue-list > li, #talks-list > li")) each.tick();
}

async function poll() {
  clearTimeout(timer);
  if (!signedIn()) return;
  await look();
  if (signedIn()) timer = setTimeout(poll, document.hidden ? HIDDEN_POLL : POLL);
}

async function begin() {
  try {
    await signIn();
  } catch (refused) {
    gate(refused.message);
    return;
  }
  if (signedIn()) await poll();
  else gate("Write “console” to Nanomentor in Teams, and open the link it sends you.");
}

by("duty").addEventListener("click", () => {
  const on = !shown.me.on;
  does("duty", { on }, on ? "You are on duty." : "You are off duty until your next shift. What you hold stays yours.");
});
by("leave").addEventListener("click", async () => {
  await ask("leave", {}).catch(() => {});
  forget();
  gate("You are signed out. For a new link write “console” to Nanomentor in Teams.");
});
by("topic").addEventListener("change", () => queue(shown));
addEventListener("hashchange", () => location.hash.includes(".") && begin());
document.addEventListener("visibilitychange", () => !document.hidden && poll());
setInterval(tick, 1000);
begin();
