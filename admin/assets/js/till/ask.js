// Asking the shop. Unreachable: no answer came, or none that can be read; Refusal: the shop said no, with words.
import { app } from "./app.js";

export class Unreachable extends Error {}
export class Refusal extends Error {
  constructor(status, told) {
    super(told.message);
    Object.assign(this, { status, code: told.code, values: told.values ?? {} });
  }
}

export async function ask(method, path, body, seconds = 12) {
  let answer, told;
  try {
    answer = await fetch(`/till${path}`, {
      method,
      credentials: "same-origin",
      cache: "no-store",
      headers: {
        "X-Till": "1",
        "X-Till-Clock": new Date().toISOString(),
        "X-Till-Waiting": String(app.waiting),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(seconds * 1000),
    });
    told = await answer.json();
  } catch {
    app.setOnline(false);
    throw new Unreachable();
  }
  if (answer.status >= 500) {
    app.setOnline(false);
    throw new Unreachable();
  }
  app.setOnline(true);
  if (answer.ok) return told;
  if (answer.status === 401) app.setRevoked(true);
  throw new Refusal(answer.status, told);
}
