// Talks with the page in the preview. Both sides look at where a message comes from.

import { previewOrigin } from "./studio.js";

let frame;
let ready = false;
let waiting = [];
const listeners = new Map();

/** Call *listener* for messages of a type. */
export const hear = (type, listener) => listeners.set(type, [...(listeners.get(type) ?? []), listener]);

/** Tell the page something; what is told before it is ready waits, and a new page needs none of it. */
export const tell = (message) => {
  if (message.type === "vitrine:reload") return reload();
  if (!ready) waiting.push(message);
  else frame.contentWindow.postMessage(message, previewOrigin);
};

/** Load the page anew, at the same place. */
const reload = () => {
  if (ready) frame.contentWindow.postMessage({ type: "vitrine:reload" }, previewOrigin);
  else frame.src = frame.dataset.src;
  ready = false;
  waiting = [];
};

export const begin = () => {
  frame = document.querySelector("#preview");
  window.addEventListener("message", ({ origin, source, data }) => {
    if (origin !== previewOrigin || source !== frame.contentWindow || typeof data?.type !== "string") return;
    if (data.type === "vitrine:ready") {
      ready = true;
      document.querySelector(".canvas").classList.add("is-ready");
      for (const message of waiting.splice(0)) frame.contentWindow.postMessage(message, previewOrigin);
    }
    for (const listener of listeners.get(data.type) ?? []) listener(data);
  });
};

/** Load the page, once everybody listens: it says that it is ready only once. */
export const load = () => {
  frame.src = frame.dataset.src;
};
