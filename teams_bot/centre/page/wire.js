// Asking the server. The session is carried in a header and lives as long as this tab.

const KEPT = "nanomentor-console";

export class Refused extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

export const signedIn = () => sessionStorage.getItem(KEPT) !== null;
export const forget = () => sessionStorage.removeItem(KEPT);

// The link's token is taken out of the address before anything else happens with it.
export async function signIn() {
  const token = location.hash.slice(1);
  if (!token || !token.includes(".")) return;
  history.replaceState(null, "", location.pathname);
  forget();
  const { session } = await ask("session", { token });
  sessionStorage.setItem(KEPT, session);
}

export async function ask(name, body) {
  const session = sessionStorage.getItem(KEPT);
  const headers = session ? { Authorization: `Bearer ${session}` } : {};
  const request = { headers, cache: "no-store", signal: AbortSignal.timeout(15000) };
  if (body) {
    request.method = "POST";
    request.headers["Content-Type"] = "application/json";
    request.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(`api/${name}`, request);
  } catch {
    throw new Refused(0, "The console cannot be reached. What you wrote is still here; I keep trying.");
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(response.status, answer.error ?? "Something went wrong. Please try again.");
  return answer;
}

// One id a press: what is sent again after an interruption is done once.
export const press = () => crypto.getRandomValues(new Uint32Array(4)).join("-");
