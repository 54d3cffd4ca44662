// Each keystroke is saved and shown: one request at a time for each section, the newest values next, never out of order.
// What could not be saved stays in the queue and in its field. A save that comes too late is refused by the server, and
// whoever typed decides (collision.js).

import { resolve } from "./collision.js";
import { tell } from "./frame.js";
import { inspector, notice, studio, tree, waits, words } from "./studio.js";

/** By section: what waits to be saved, at which revision its form stands, what each field held when it was last in step. */
const queues = new Map();
const AGAIN = [400, 1000, 2500, 6000];

const queueOf = (section) => {
  if (!queues.has(section)) queues.set(section, { section, revision: 0, save: "", waiting: new Map(), base: new Map(), busy: false, tries: 0 });
  return queues.get(section);
};

/** This browser made that revision itself. */
export const took = (section, revision) => {
  queueOf(section).revision = revision;
  const open = inspector();
  if (open?.dataset.section === section) open.dataset.revision = String(revision);
  for (const node of tree().querySelectorAll(`li[data-section="${section}"]`)) node.dataset.revision = String(revision);
};

/** The values that a form sends for a field, as a list. */
export const valuesOf = (form, name) => new FormData(form).getAll(name).map(String);

/** A form that was just loaded: its values are what the server has, but for those that still wait to be saved. */
export const adopt = (open) => {
  const form = open?.querySelector(".live-form");
  if (!form) return;
  const queue = queueOf(open.dataset.section);
  queue.save = open.dataset.save;
  if (!queue.busy && !queue.waiting.size) queue.revision = Number(open.dataset.revision);
  for (const name of names(form)) {
    const waiting = queue.waiting.get(name);
    if (!waiting) queue.base.set(name, valuesOf(form, name));
    else if (String(waiting) !== String(valuesOf(form, name))) put(form, name, waiting);
  }
};

/** What waits to be saved of a section, by the names of its fields. */
export const queued = (section) => queueOf(section).waiting;

/** A form that follows what was changed elsewhere now stands at that revision. */
export const keep = (open, revision) => {
  open.dataset.revision = String(revision);
  adopt(open);
  begun(open);
};

const begun = (open) => open.dispatchEvent(new CustomEvent("vitrine:form", { bubbles: true }));

const names = (form) =>
  new Set([
    ...[...form.elements].map((element) => element.name),
    ...[...form.querySelectorAll("[data-picked]")].map((picked) => picked.dataset.picked),
  ].filter(Boolean));

/** Put values into a field of the open form. */
export const put = (form, name, values) => {
  for (const element of [...form.elements].filter((one) => one.name === name)) {
    if (element.type === "checkbox" || element.type === "radio") element.checked = values.includes(element.value);
    else if (element.type !== "hidden") element.value = values[0] ?? "";
    element.dispatchEvent(new CustomEvent("vitrine:put", { bubbles: true }));
  }
};

/** A field was changed by hand. */
const note = (form, name) => {
  const queue = queueOf(form.closest("#inspector").dataset.section);
  queue.waiting.set(name, valuesOf(form, name));
  queue.tries = 0;
  state(words.saving);
  send(queue);
};

const send = async (queue) => {
  if (queue.busy || !queue.waiting.size) return;
  queue.busy = true;
  const sent = new Map(queue.waiting);
  const body = new FormData();
  body.append("revision", queue.revision);
  for (const [name, values] of sent) {
    body.append("changed", name);
    for (const value of values) body.append(name, value);
  }
  let answer;
  try {
    answer = await fetch(queue.save, { method: "POST", body, headers: { "X-CSRF-Token": words.csrf } });
    const isData = answer.headers.get("Content-Type")?.includes("json");
    if (answer.status >= 500 || (answer.ok && !isData)) throw new Error(String(answer.status));
  } catch {
    return again(queue);
  }
  await judge(queue, sent, answer);
};

const again = (queue) => {
  queue.busy = false;
  state(words.offline, true);
  window.setTimeout(() => send(queue), AGAIN[Math.min(queue.tries++, AGAIN.length - 1)]);
};

const judge = async (queue, sent, answer) => {
  const said = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
  queue.tries = 0;
  if (answer.ok) {
    done(queue, sent, said);
  } else if (answer.status === 409 && said.theirs) {
    await resolve(queue, sent, said);
  } else {
    // refused: the values stay in their fields, and are sent again when they are changed
    for (const [name, values] of sent) if (queue.waiting.get(name) === values) queue.waiting.delete(name);
    for (const name of sent.keys()) wrong(name, said.errors?.[name] ?? "");
    const open = inspector();
    if (answer.status === 404 && open?.dataset.section === queue.section) {
      open.dataset.kept = "1"; // the words stay on the screen, whatever becomes of the tree
      notice(words.gone, { warning: true });
    }
    state(said.error ?? words.wrong, true);
  }
  queue.busy = false;
  if (answer.ok && !pending()) state(words.saved);
  send(queue);
};

const done = (queue, sent, said) => {
  took(queue.section, said.revision);
  for (const [name, values] of sent) {
    if (queue.waiting.get(name) === values) queue.waiting.delete(name);
    queue.base.set(name, said.stored[name] ?? values);
    wrong(name, "");
  }
  for (const message of said.preview) tell(message);
  for (const [key, label] of Object.entries(said.labels)) {
    const place = document.querySelector(`[data-label="${window.CSS.escape(key)}"]`);
    if (place) place.textContent = label;
  }
  const open = inspector();
  if (open?.dataset.section === queue.section) {
    refresh(said);
    // another file shows the section now: its form is another one
    if (open.dataset.file !== said.file) open.dispatchEvent(new CustomEvent("vitrine:file", { bubbles: true }));
  }
};

/** Show and hide fields by their conditions, and tell contrasts. */
const refresh = ({ hidden, contrasts }) => {
  for (const field of inspector().querySelectorAll("[data-field]")) field.hidden = hidden.includes(field.dataset.field);
  for (const [name, { ratio, low }] of Object.entries(contrasts)) {
    const place = inspector().querySelector(`[data-contrast="${window.CSS.escape(name)}"]`);
    if (!place) continue;
    place.hidden = false;
    place.classList.toggle("is-low", low);
    place.textContent = (low ? place.dataset.low : place.dataset.good).replace("{ratio}", ratio);
  }
};

const wrong = (name, text) => {
  const place = inspector()?.querySelector(`[data-wrong="${window.CSS.escape(name)}"]`);
  if (!place) return;
  place.textContent = text;
  place.hidden = !text;
  place.closest(".field")?.classList.toggle("wrong", Boolean(text));
};

const state = (text, isWrong = false) => {
  const place = document.querySelector("#save-state");
  place.textContent = text;
  place.classList.toggle("is-wrong", isWrong);
};

/** Whether anything is not saved yet. */
export const pending = () => [...queues.values()].some((queue) => queue.busy || queue.waiting.size);

/** When nothing is on its way any more, or what is there cannot be sent at present. */
const idle = async () => {
  const stuck = () => [...queues.values()].every((queue) => !queue.busy && (!queue.waiting.size || queue.tries));
  while (!stuck()) await new Promise((go) => window.setTimeout(go, 30));
};

export const begin = () => {
  waits.idle = idle;
  document.addEventListener("input", ({ target }) => {
    const form = target.closest?.(".live-form");
    if (form && target.name && target.type !== "file") note(form, target.name);
  });
  document.addEventListener("vitrine:changed", ({ target, detail }) => note(target.closest(".live-form"), detail));
  document.addEventListener("submit", (event) => event.target.matches(".live-form") && event.preventDefault());
  document.addEventListener("htmx:afterSettle", ({ detail }) => detail.target?.id === "panel-form" && adopt(inspector()));
  window.addEventListener("beforeunload", (event) => pending() && event.preventDefault());
  adopt(inspector());
  if (studio.dataset.view === "form" && !inspector()) studio.dataset.view = "tree";
};
