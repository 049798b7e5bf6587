// One's own questions: the answer, the way back to the queue, the talk afterwards, the code.

import { by, countdown, el, keep, secondsUntil, show, write } from "./lists.js";

const LEFT = [300, 60]; // seconds before the end of a claim at which it is said aloud

export function talk(first, does, say) {
  const id = first.offer;
  let now = first;
  const warned = new Set();

  const title = el("h3", { id: `t-${id}`, tabindex: "-1" });
  const about = el("p", { class: "about" });
  const timer = el("p", { class: "timer", role: "timer", "aria-live": "off" });
  const question = el("blockquote");
  const answered = el("div", { class: "answered" });

  const answer = el("textarea", { id: `a-${id}`, rows: "4" });
  const send = el("button", { type: "submit", class: "main" }, "Send the answer");
  const back = el("button", { type: "button", "aria-expanded": "false", "aria-controls": `b-${id}` }, "Hand it back");
  const answerForm = el(
    "form",
    { onsubmit: (event) => submit(event, send, "answer", { text: answer.value }, "Your answer is on its way.", answer) },
    el("label", { for: answer.id }, "Your answer"),
    answer,
    el("div", { class: "row" }, send, back),
  );

  const note = el("input", { id: `n-${id}` });
  const give = el("button", { type: "submit" }, "Back to the queue");
  const backForm = el(
    "form",
    {
      id: `b-${id}`,
      class: "back",
      hidden: true,
      onsubmit: (event) => submit(event, give, "hand_back", { note: note.value }, "It is back in the queue.", note),
    },
    el("label", { for: note.id }, "A note for whoever takes it next (may stay empty)"),
    note,
    el("div", { class: "row" }, give),
  );
  back.addEventListener("click", () => {
    show(backForm, backForm.hidden);
    back.setAttribute("aria-expanded", String(!backForm.hidden));
    if (!backForm.hidden) note.focus();
  });

  const lines = el("ol", { class: "lines", "aria-label": "What you wrote to each other" });
  const line = el("textarea", { id: `l-${id}`, rows: "2" });
  const write_ = el("button", { type: "submit" }, "Send");
  const lineLabel = el("label", { for: line.id });
  const lineForm = el(
    "form",
    { onsubmit: (event) => submit(event, write_, "say", { text: line.value, nonce: now.nonce }, "Sent.", line) },
    lineLabel,
    line,
    el("div", { class: "row" }, write_),
  );

  const code = el("select", { id: `c-${id}` });
  const wrap = el("button", { type: "submit" }, "Keep the code");
  const wrapped = el("span", { class: "quiet" });
  const wrapForm = el(
    "form",
    { class: "wrap", onsubmit: (event) => submit(event, wrap, "wrap_up", { code: code.value }, "The code is kept.") },
    el("label", { for: code.id }, "Wrap-up code"),
    el("div", { class: "row" }, code, wrap, wrapped),
  );

  const item = el(
    "li",
    { class: "talk", "aria-labelledby": title.id },
    title, about, timer, question, answered, answerForm, backForm, lines, lineForm, wrapForm,
  );

  async function submit(event, button, name, fields, told, box) {
    event.preventDefault();
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true"); // not `disabled`, which would lose the focus
    const done = await does(name, { thread: now.thread, offer: now.offer, ...fields }, told);
    button.removeAttribute("aria-disabled");
    if (done && box) box.value = "";
    if (done && name === "answer") code.focus();
    else if (done && name === "hand_back") by("queue-title").focus();
    else if (done && name === "say") line.focus();
  }

  item.update = (talk, state) => {
    now = talk;
    const held = talk.state === "taken";
    write(title, `${talk.learner} asks`);
    write(about, [talk.skills.join(", "), held ? "" : talk.thread_state].filter(Boolean).join(" · "));
    write(question, talk.question);
    item.classList.toggle("held", held);
    const said = [talk.answer, talk.rating && `Rated: ${talk.rating}`, talk.thanks && `Thanks: ${talk.thanks}`];
    keep(answered, said.filter(Boolean).map((text, index) => ({ text, index })), (each) => String(each.index), () => {
      const shown = el("p");
      shown.update = (each) => write(shown, each.text);
      return shown;
    });
    show(answered, Boolean(talk.answer));
    show(answerForm, talk.may_answer);
    show(back, talk.may_hand_back);
    if (!talk.may_hand_back) show(backForm, false);
    keep(lines, talk.lines, (each) => each.id, () => {
      const who = el("b");
      const text = el("span");
      const shown = el("li", {}, who, text);
      shown.update = (each) => {
        write(who, `${each.mine ? "You" : each.of}: `);
        write(text, each.text);
      };
      return shown;
    });
    show(lines, talk.lines.length > 0);
    show(lineForm, Boolean(talk.nonce));
    write(lineLabel, talk.answer ? `Write to ${talk.learner}` : `Ask ${talk.learner} back`);
    show(wrapForm, !talk.may_answer || Boolean(talk.wrap_up));
    write(wrapped, talk.wrap_up ? `Kept: ${talk.wrap_up}` : "");
    fill(code, state.codes, talk.wrap_up);
    answer.maxLength = line.maxLength = state.limits.answer;
    note.maxLength = state.limits.note;
    item.tick();
  };

  item.tick = () => {
    show(timer, now.state !== "answered");
    if (now.state === "expired") {
      write(timer, "Your time ran out, and others may take it. Your answer is still welcome.");
      return;
    }
    if (!now.until) return;
    const left = secondsUntil(now.until);
    write(timer, left > 0 ? `Yours for ${countdown(left)}` : "Your time is over");
    timer.classList.toggle("soon", left <= LEFT[0]);
    for (const each of LEFT) {
      if (left <= each && left > each - 30 && !warned.has(`${now.until} ${each}`)) {
        warned.add(`${now.until} ${each}`);
        say(`${each === 60 ? "1 minute" : `${each / 60} minutes`} left for the question of ${now.learner}.`);
      }
    }
  };
  item.focusAnswer = () => answer.focus();
  return item;
}

function fill(select, codes, chosen) {
  const wanted = ["", ...codes];
  if ([...select.options].map((each) => each.value).join("\n") === wanted.join("\n")) return;
  const before = select.value || chosen;
  select.replaceChildren(...wanted.map((each) => el("option", { value: each }, each || "Choose one")));
  select.value = wanted.includes(before) ? before : "";
}
