// Elements, and lists that are brought up to date without losing the focus or what was typed.

export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined && value !== null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== undefined && child !== null));
  return element;
}

export const by = (id) => document.getElementById(id);

// Writes only what is different: a screen reader is told nothing that did not change.
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function show(element, shown) {
  if (element.hidden === shown) element.hidden = !shown;
}

// Each item keeps its element, found by its key; `make` gives an element with an `update` of its own.
export function keep(list, items, key, make) {
  const before = new Map([...list.children].map((each) => [each.dataset.key, each]));
  const focused = list.contains(document.activeElement) ? document.activeElement : null;
  const place = focused ? [...list.children].findIndex((each) => each.contains(focused)) : -1;
  const wanted = items.map((item) => {
    const name = key(item);
    const element = before.get(name) ?? make(item);
    element.dataset.key = name;
    element.update(item);
    before.delete(name);
    return element;
  });
  for (const gone of before.values()) gone.remove();
  wanted.forEach((element, index) => {
    if (list.children[index] !== element) list.insertBefore(element, list.children[index] ?? null);
  });
  if (!focused || document.activeElement === focused) return;
  if (list.contains(focused) && !focused.closest("[hidden]")) focused.focus();
  else {
    const next = list.children[Math.min(place, list.children.length - 1)];
    (next?.querySelector("button:not([hidden]), textarea, select") ?? by(list.getAttribute("aria-labelledby"))).focus();
  }
}

// ---- time, as the server has it

let ahead = 0;

export const setClock = (iso) => {
  ahead = Date.parse(iso) - Date.now();
};
export const secondsUntil = (iso) => Math.round((Date.parse(iso) - Date.now() - ahead) / 1000);

export function span(seconds) {
  const minutes = Math.floor(Math.max(0, seconds) / 60);
  if (minutes < 1) return "less than a minute";
  if (minutes < 60) return minutes === 1 ? "1 minute" : `${minutes} minutes`;
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return `${hours} h${rest ? ` ${rest} min` : ""}`;
}

export function countdown(seconds) {
  const left = Math.max(0, seconds);
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}
