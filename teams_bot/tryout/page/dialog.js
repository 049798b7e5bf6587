// The dialog of a message extension: a card of the bot in a window of its own, until it is done.
import { asHtml, drawCard } from "./cards.js";
import { act, el } from "./dom.js";

const WRONG = "The app did not answer as it should. Try again.";

// Opens on a message and lasts until it is closed; `complain(text)` tells why it could not open.
export async function openDialog(about, complain) {
  let answer;
  try {
    answer = await act("open_dialog", about);
  } catch (error) {
    complain(error.message);
    return;
  }
  const dialog = el("dialog", { class: "dialog", "aria-labelledby": "dialog-title" });
  document.body.append(dialog);
  const closed = new Promise((done) => dialog.addEventListener("close", done));
  show(dialog, about, answer.body);
  dialog.showModal();
  begin(dialog);
  await closed;
  dialog.remove();
}

function show(dialog, about, body) {
  const task = body?.task;
  const close = el("button", { type: "button", class: "quiet-button", "aria-label": "Close the dialog", onclick: () => dialog.close() }, "Close");
  const title = (text) => el("header", {}, el("h2", { id: "dialog-title" }, text), close);
  if (task?.type === "continue") {
    const status = el("p", { class: "status", role: "status" });
    const drawn = drawCard(task.value.card.content, {
      submit: (data) => send(dialog, about, data, status),
      press: () => {},
      complain: (text) => { status.textContent = text; },
      unfolded: () => {},
    });
    dialog.replaceChildren(title(task.value.title), el("div", { class: "card" }, drawn), status);
    return;
  }
  const said = el("div", { class: "said", role: "status", tabindex: "-1" });
  said.innerHTML = asHtml(task?.value || WRONG); // made by markdown-it, which lets no HTML through
  dialog.replaceChildren(title("Ask a mentor"), said);
}

async function send(dialog, about, data, status) {
  status.textContent = "";
  const controls = [...dialog.querySelectorAll(".card :is(button, input, select, textarea)")];
  for (const each of controls) each.disabled = true;
  try {
    const answer = await act("send_dialog", { ...about, data });
    show(dialog, about, answer.body);
    begin(dialog);
  } catch (error) {
    for (const each of controls) each.disabled = false;
    status.textContent = error.message;
  }
}

// The first field, or the sentence that is said, has the focus.
function begin(dialog) {
  (dialog.querySelector(".card :is(input, textarea, select)") ?? dialog.querySelector(".said"))?.focus();
}
