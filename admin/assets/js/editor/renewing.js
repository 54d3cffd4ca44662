// A form follows what was changed elsewhere, field by field: what somebody is typing in stays, with the caret in it.

import { keep, put, queued, valuesOf } from "./saving.js";
import { inspector } from "./studio.js";

const namesIn = (field) =>
  new Set(
    [...field.querySelectorAll("[name], [data-picked]")].map((one) => one.dataset.picked ?? one.getAttribute("name")).filter(Boolean),
  );

/** Ask for the open form anew. *despite*: also while values wait to be saved; their fields stay as they are. */
export const renew = async (despite = false) => {
  const open = inspector();
  if (!open) return;
  const answer = await fetch(open.dataset.form, { headers: { "HX-Request": "true" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#inspector");
  const { section, block } = open.dataset;
  if (inspector() !== open || fresh?.dataset.section !== section || fresh.dataset.block !== block) return;
  // typed meanwhile: the save says what others changed
  if (!despite && queued(section).size) return;
  const fields = new Map([...fresh.querySelectorAll("[data-field]")].map((field) => [field.dataset.field, field]));
  const taken = [...open.querySelectorAll("[data-field]")];
  if (fields.size !== taken.length || !fresh.querySelector(".live-form")) {
    open.replaceWith(document.adoptNode(fresh));
    window.htmx.process(inspector());
  } else for (const field of taken) step(open, field, fields.get(field.dataset.field));
  keep(inspector(), Number(fresh.dataset.revision));
};

const step = (open, field, fresh) => {
  const form = open.querySelector(".live-form");
  const names = namesIn(field);
  if (!fresh || [...names].some((name) => queued(open.dataset.section).has(name))) return;
  const held = field.contains(document.activeElement);
  const isSame = String([...namesIn(fresh)].sort()) === String([...names].sort());
  if (held && isSame) {
    const given = document.createElement("form");
    given.append(document.importNode(fresh, true));
    for (const name of names) if (String(valuesOf(given, name)) !== String(valuesOf(form, name))) put(form, name, valuesOf(given, name));
    return;
  }
  field.replaceWith(document.adoptNode(fresh));
  window.htmx.process(fresh);
  if (held) show(fresh, names);
};

/** A part came or went where somebody was: the new one is opened, else its neighbour is at hand. */
const show = (field, known) => {
  const parts = [...field.querySelectorAll("details")];
  const added = parts.find((part) => [...part.querySelectorAll("[name]")].some((one) => !known.has(one.name)));
  if (added) added.open = true;
  (added ?? parts[0] ?? field).querySelector("summary, button, input")?.focus();
};

document.addEventListener("vitrine:file", () => renew());
