// What all parts of the editor share: its element, its words, requests, and what is said aloud.

export const studio = document.querySelector("#studio");
export const words = studio.dataset;
export const previewOrigin = words.previewOrigin;

/** The part of an address that names this place: ``?template=…&path=…``. */
const place = new URLSearchParams(words.args.replace(/^\?/, ""));

/** An address of the editor at this place. */
export const at = (path, more = {}) => {
  const query = new URLSearchParams(place);
  for (const [name, value] of Object.entries(more)) if (value !== "" && value != null) query.set(name, value);
  return `${path}?${query}`;
};

export const tree = () => document.querySelector("#tree");
export const inspector = () => document.querySelector("#inspector");

/** Say something to those who listen. */
export const say = (text) => {
  document.querySelector("#voice").textContent = text;
};

/** A line at the foot of the page; with a button if there is something to take back. */
export const notice = (text, { warning = false, undo = "" } = {}) => {
  const line = document.createElement("p");
  line.className = warning ? "notice warning" : "notice";
  line.append(text);
  if (undo) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "notice-undo";
    button.textContent = words.undo;
    button.addEventListener("click", () => {
      line.remove();
      change(undo);
    });
    line.classList.add("has-undo");
    line.append(button);
  }
  document.querySelector("#notices").replaceChildren(line);
};

/** What a change waits for: values that are still on their way (saving.js says when they are there). */
export const waits = { idle: async () => {} };

/** The revision of a section as it is known here. */
export const revisionOf = (section) => tree().querySelector(`li[data-section="${section}"]`)?.dataset.revision ?? "";

/** A change of the tree: the answer is the tree as it then is. Changes wait for each other, and for what was typed before;
    *section* sends the revision that it has then. */
let before = Promise.resolve();
export const change = (path, values = {}, section = "") => {
  const url = path.includes("?") ? path : at(path);
  before = before
    .then(() => waits.idle())
    .then(() => window.htmx.ajax("POST", url, { target: "#tree", swap: "outerHTML", values: section ? { ...values, revision: revisionOf(section) } : values }))
    .catch(() => notice(words.offline, { warning: true }));
  return before;
};
