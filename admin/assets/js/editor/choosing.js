// What is chosen: in the tree, in the page, in the address. A form is asked for when it is needed.

import { hear, tell } from "./frame.js";
import { at, inspector, studio, tree } from "./studio.js";

/** The node of a section or block, in the tree. */
const nodeOf = (section, block = "") =>
  [...tree().querySelectorAll("li[data-node]")].find((li) => li.dataset.section === String(section) && li.dataset.block === block);

/** Show in the tree what is chosen, with all around it open. */
export const mark = () => {
  const open = inspector();
  for (const link of tree().querySelectorAll("[aria-current]")) link.removeAttribute("aria-current");
  const node = open && nodeOf(open.dataset.section, open.dataset.block);
  if (!node) return;
  for (let inside = node.closest(".node-inside"); inside; inside = inside.parentElement.closest(".node-inside")) unfold(inside);
  const own = node.querySelector(":scope > .node-inside");
  if (own) unfold(own);
  const link = node.querySelector(":scope > .node .node-name");
  link.setAttribute("aria-current", "true");
  link.scrollIntoView({ block: "nearest" });
};

const unfold = (inside) => {
  inside.hidden = false;
  inside.parentElement.querySelector(":scope > .node .twist")?.setAttribute("aria-expanded", "true");
};

/** Choose a section or block: its form is loaded, the page scrolls there. *setting* takes the focus. */
export const choose = async (section, block = "", { setting = "", tellPage = true, focus = false } = {}) => {
  const open = inspector();
  studio.dataset.view = "form";
  const same = open?.dataset.section === String(section) && open.dataset.block === block;
  if (!same) {
    const path = `/theme/editor/sections/${section}/form`;
    await window.htmx.ajax("GET", at(path, { block }), { target: "#panel-form", swap: "innerHTML" });
    window.history.replaceState(null, "", at("/theme/editor", { section, block }));
  }
  mark();
  if (tellPage) show(section, block);
  if (setting) focusOn(setting);
  else if (focus) inspector()?.querySelector("h2")?.focus({ preventScroll: true });
};

/** What takes the focus of a field, the first that it has. */
const CONTROLS = [".page", "textarea:not([hidden])", "select", "input:not([type=hidden], [type=color], [type=range])", ".pick", "button"];

const focusOn = (setting) => {
  const fields = inspector()?.querySelectorAll("[data-field]") ?? [];
  const field = [...fields].find((one) => one.dataset.field.endsWith(`.${setting}`));
  if (!field) return;
  field.hidden = false;
  const found = CONTROLS.map((selector) => field.querySelector(selector)).find(Boolean);
  found?.focus({ preventScroll: true });
  field.scrollIntoView({ block: "nearest" });
};

/** Show in the page what is chosen. There a section is known by its element, a block by the last part of its path. */
const show = (section, block) => {
  const dom = nodeOf(section)?.dataset.dom;
  if (dom) tell({ type: "vitrine:select", section: dom, block: block.split("/").pop() || null });
};

/** The node of what was clicked in the page. */
const nodeIn = (dom, block) => {
  const nodes = [...tree().querySelectorAll("li[data-dom]")].filter((li) => li.dataset.dom === dom);
  return nodes.find((li) => block && li.dataset.block.split("/").pop() === block) ?? nodes[0];
};

/** Choose what ``ID`` or ``ID:BLOCK`` names. */
export const chooseKey = (key) => {
  const cut = key.indexOf(":");
  return cut < 0 ? choose(key) : choose(key.slice(0, cut), key.slice(cut + 1));
};

export const begin = () => {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#tree .node-name");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const { section, block } = link.closest("li").dataset;
    choose(section, block, { focus: event.detail === 0 });
  });
  hear("vitrine:clicked", ({ section, block, setting }) => {
    const node = nodeIn(section, block);
    if (node) choose(node.dataset.section, node.dataset.block, { setting: setting ?? "" });
  });
  hear("vitrine:ready", () => {
    const open = inspector();
    if (open) show(open.dataset.section, open.dataset.block);
  });
  mark();
};
