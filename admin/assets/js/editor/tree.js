// The tree: opened and closed, its nodes moved by dragging and by keyboard, added, copied, hidden and taken away.

import { close } from "./dialogs.js";
import { at, change, say, tree } from "./studio.js";

const siblings = (item) => [...item.parentElement.children];
const nameOf = (item) => item.querySelector(":scope > .node .node-words > span").textContent;
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
const deeds = (section) => `/theme/editor/sections/${section}`;

/** Keep the order in which the nodes of a list now stand. */
const keep = (list) => {
  const { into, section = "" } = list.dataset;
  const body = { into, key: [...list.children].map((li) => (section ? li.dataset.block : li.dataset.section)) };
  if (!section) return change(at("/theme/editor/order"), body);
  return change(at(`${deeds(section)}/blocks/order`), body, section);
};

const told = (item) => {
  say(fill(tree().dataset.dropped, { name: nameOf(item), place: siblings(item).indexOf(item) + 1, all: siblings(item).length }));
};

// -- by keyboard: Space takes, arrows move, Space lets go, Escape puts back -----------------------------------------

let taken = null;

const letGo = (puts = false) => {
  const { item, grip, order } = taken;
  taken = null;
  grip.setAttribute("aria-pressed", "false");
  item.classList.remove("is-taken");
  if (puts) {
    item.parentElement.append(...order);
    say(fill(tree().dataset.back, { name: nameOf(item) }));
    grip.focus();
  } else if (order.some((one, place) => siblings(item)[place] !== one)) {
    told(item);
    refocus = item.dataset.node;
    keep(item.parentElement);
  }
};

const step = (item, by) => {
  const other = by < 0 ? item.previousElementSibling : item.nextElementSibling;
  if (!other || other.dataset.fixed) return false;
  if (by < 0) other.before(item);
  else other.after(item);
  return true;
};

const key = (event) => {
  const grip = event.target.closest?.("#tree .grip");
  const item = grip?.closest("li");
  if (!item) return;
  if (event.key === " " || event.key === "Enter") {
    event.preventDefault();
    if (taken) return letGo();
    taken = { item, grip, order: siblings(item) };
    item.classList.add("is-taken");
    grip.setAttribute("aria-pressed", "true");
    say(fill(tree().dataset.grabbed, { name: nameOf(item) }));
  } else if (taken && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    event.preventDefault();
    step(item, event.key === "ArrowUp" ? -1 : 1);
    grip.focus();
    item.scrollIntoView({ block: "nearest" });
    told(item);
  } else if (taken && event.key === "Escape") {
    event.preventDefault();
    letGo(true);
  } else if (taken && event.key === "Tab") letGo();
};

// -- by dragging ------------------------------------------------------------------------------------------------------

const drag = (event) => {
  const grip = event.target.closest?.("#tree .grip");
  const item = grip?.closest("li");
  if (!item || event.button > 0) return;
  event.preventDefault();
  const order = siblings(item);
  item.classList.add("is-moving");
  document.documentElement.classList.add("is-dragging");
  const move = ({ clientX, clientY }) => {
    const under = document.elementFromPoint(clientX, clientY)?.closest("#tree li");
    const over = siblings(item).find((one) => one !== item && one.contains(under));
    if (!over || over.dataset.fixed) return;
    const box = over.getBoundingClientRect();
    if (clientY > box.top + box.height / 2) over.after(item);
    else over.before(item);
  };
  const drop = () => {
    item.classList.remove("is-moving");
    document.documentElement.classList.remove("is-dragging");
    for (const [type, listener] of [["pointermove", move], ["pointerup", drop], ["pointercancel", drop]]) document.removeEventListener(type, listener);
    if (order.some((one, place) => siblings(item)[place] !== one)) {
      told(item);
      keep(item.parentElement);
    } else grip.focus();
  };
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", drop);
};

// -- deeds --------------------------------------------------------------------------------------------------------------

let refocus = "";
let menuOf = null;

const act = (item, deed) => {
  const { section, block, hidden } = item.dataset;
  refocus = item.dataset.node;
  if (deed === "choices" || deed === "history") {
    window.htmx.ajax("GET", at(`${deeds(section)}/${deed}`), { target: "#dialog-body", swap: "innerHTML" });
    return;
  }
  if (deed === "up" || deed === "down") {
    if (step(item, deed === "up" ? -1 : 1)) {
      told(item);
      keep(item.parentElement);
    }
    return;
  }
  change(at(`${deeds(section)}/${block ? "blocks/" : ""}${deed}`), { block, hidden: hidden ? "" : "1" }, section);
};

const openMenu = (button) => {
  const menu = document.querySelector("#node-menu");
  menuOf = button.closest("li");
  const box = button.getBoundingClientRect();
  const isFixed = Boolean(menuOf.dataset.fixed);
  for (const one of menu.querySelectorAll("[data-do]")) {
    one.hidden = (isFixed && one.dataset.do !== "visibility") || ("forSection" in one.dataset && Boolean(menuOf.dataset.block));
  }
  menu.showPopover();
  menu.style.left = `${Math.min(box.left, window.innerWidth - menu.offsetWidth - 8)}px`;
  menu.style.top = `${Math.min(box.bottom + 4, window.innerHeight - menu.offsetHeight - 8)}px`;
  menu.querySelector("[data-do]:not([hidden])").focus();
};

const click = ({ target }) => {
  const button = target.closest?.("button");
  if (!button) return;
  const item = button.closest("#tree li");
  if (button.classList.contains("twist")) {
    const inside = item.querySelector(":scope > .node-inside");
    inside.hidden = !inside.hidden;
    button.setAttribute("aria-expanded", String(!inside.hidden));
  } else if (button.dataset.deed && item) act(item, button.dataset.deed);
  else if ("menu" in button.dataset) openMenu(button);
  else if (button.dataset.do && menuOf) {
    const node = menuOf;
    document.querySelector("#node-menu").hidePopover();
    act(node, button.dataset.do);
  } else if (button.dataset.addBlock) {
    const { addBlock: type, section, into } = button.dataset;
    change(at(`${deeds(section)}/blocks`), { type, into }, section);
  } else if ("undo" in button.dataset || "redo" in button.dataset) {
    change(at(`/theme/editor/${"undo" in button.dataset ? "undo" : "redo"}`));
  } else if (button.dataset.showAs) {
    close();
    change(at(`${deeds(button.dataset.section)}/file`), { file: button.dataset.showAs }, button.dataset.section);
  } else if (button.dataset.restore) {
    close();
    change(button.dataset.restore, { to: button.dataset.to, revision: button.dataset.revision });
  } else if (button.dataset.restoreVersion) {
    close();
    change(button.dataset.restoreVersion);
  } else if (button.dataset.addSection) {
    close();
    change(at("/theme/editor/sections"), { file: button.dataset.addSection, into: button.dataset.into });
  }
};

/** A tree that came anew stands open where the old one did, and the focus is where it was. */
let open = new Set();
const remember = ({ detail }) => {
  if (detail.target?.id !== "tree") return;
  open = new Set([...tree().querySelectorAll(".twist[aria-expanded=true]")].map((twist) => twist.closest("li").dataset.node));
};
const restore = ({ detail }) => {
  if (detail.target?.id !== "tree" && detail.elt?.id !== "tree") return;
  for (const item of tree().querySelectorAll("li[data-node]")) {
    const twist = item.querySelector(":scope > .node > .twist");
    const inside = item.querySelector(":scope > .node-inside");
    if (!inside || !twist) continue;
    const isOpen = open.has(item.dataset.node) || (item.dataset.block && !inside.hidden);
    inside.hidden = !isOpen;
    twist.setAttribute("aria-expanded", String(Boolean(isOpen)));
  }
  const item = refocus && tree().querySelector(`li[data-node="${window.CSS.escape(refocus)}"]`);
  if (item) item.querySelector(".grip, .node-name").focus();
  refocus = "";
};

/** Ctrl Z and Ctrl Shift Z take back what was changed, but inside a field what was typed there. */
const shortcut = (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "z") return;
  if (event.target.closest?.("input, textarea, select, [contenteditable=true], dialog")) return;
  event.preventDefault();
  change(at(`/theme/editor/${event.shiftKey ? "redo" : "undo"}`));
};

export const begin = () => {
  document.addEventListener("keydown", key);
  document.addEventListener("keydown", shortcut);
  document.addEventListener("pointerdown", drag);
  document.addEventListener("click", click);
  document.addEventListener("htmx:beforeSwap", remember);
  document.addEventListener("htmx:afterSettle", restore);
};
