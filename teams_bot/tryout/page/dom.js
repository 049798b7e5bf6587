// Small helpers for making elements and asking the server.

export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== undefined && child !== null && child !== ""));
  return element;
}

export function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  return ((words[0] ?? "?")[0] + (words.length > 1 ? words.at(-1)[0] : "")).toUpperCase();
}

// The same person has the same colour everywhere.
export function hue(id) {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.codePointAt(0)) % 9973;
  return `hue-${sum % 8}`;
}

// In the time of a zone, else of this browser.
export function clock(iso, zone, more = {}) {
  const options = { hour: "2-digit", minute: "2-digit", timeZone: zone || undefined, ...more };
  return new Date(iso).toLocaleTimeString("en-GB", options);
}

// Does something in somebody's name. What Teams would not allow comes back as a sentence.
export async function act(deed, body) {
  let response;
  try {
    response = await fetch(`api/${deed}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Error("The try-out does not answer. Is it still running?");
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? "Something went wrong. Please try again.");
  return answer;
}
