// The page's side of the editor. Loaded by pages that are shown to be edited, and by no other; it changes what is seen, and
// writes nothing. It hears the window around it, if that is the store's admin, and tells nobody else anything.

import { fire, putSection, placeSection, removeSection, orderSections, renewStyles, useStyles } from "./sections.js";
import { blockOf, elementOf, idOf, SECTION, BLOCK } from "./finding.js";
import { forget, learn, settingOf } from "./settings.js";
import { hover, mark } from "./marks.js";

const BROWSING = "preview-browse";
const SCROLL = `preview-scroll:${location.pathname}${location.search}`;
const own = () => document.getElementById("vitrine-preview");
const admin = own().dataset.parent;
const chosen = { section: null, block: null };
let browsing = sessionStorage.getItem(BROWSING) === "1";

function tell(message) {
  if (parent !== window) parent.postMessage(message, admin);
}

function here() {
  const query = new URLSearchParams(location.search);
  query.delete("preview");
  return location.pathname + (query.size ? `?${query}` : "");
}

function ready() {
  const { template, locale } = own().dataset;
  tell({ type: "vitrine:ready", path: here(), template, locale, browse: browsing });
}

// -- what the editor says -----------------------------------------------------------------------------------

const HEARD = {
  "vitrine:section"({ id, html, before }) {
    const there = elementOf(id);
    forget(id);
    if (there) putSection(there, id, html);
    else if (!placeSection(id, html, before)) return reload();
    if (there && before !== undefined) placeSection(id, null, before);
    if (chosen.section === id) select(id, chosen.block, { again: true });
  },
  "vitrine:remove"({ id }) {
    forget(id);
    if (chosen.section === id) deselect();
    removeSection(id);
  },
  "vitrine:order": ({ ids }) => orderSections(ids),
  "vitrine:select": ({ section, block }) => select(section, block ?? null),
  "vitrine:styles": ({ css }) => (css === undefined ? renewStyles(reload) : useStyles(css)),
  "vitrine:mode"({ browse }) {
    browsing = Boolean(browse);
    sessionStorage.setItem(BROWSING, browsing ? "1" : "0");
    if (browsing) hover(null);
  },
  "vitrine:reload": () => reload(),
};

addEventListener("message", (event) => {
  if (event.source !== parent || event.origin !== admin) return;
  const said = event.data;
  if (said && typeof said === "object" && Object.hasOwn(HEARD, said.type)) HEARD[said.type](said);
});

// -- choosing -----------------------------------------------------------------------------------------------

function deselect() {
  const section = elementOf(chosen.section);
  if (section && chosen.block) {
    const block = blockOf(section, chosen.block);
    if (block) fire(block, "shopify:block:deselect", { sectionId: chosen.section, blockId: chosen.block });
  }
  if (section) fire(section, "shopify:section:deselect", { sectionId: chosen.section });
  chosen.section = chosen.block = null;
  mark(null);
}

// `again`: the section was made anew, so the pack hears once more what is chosen in it. `seen`: whoever chose it saw it, so
// nothing is scrolled or folded out.
function select(id, blockId, { again = false, seen = again } = {}) {
  if (!again && chosen.section === id && chosen.block === blockId) return seen || show(id, blockId);
  if (!again) deselect();
  const section = elementOf(id);
  if (!section) return;
  Object.assign(chosen, { section: id, block: blockId });
  fire(section, "shopify:section:select", { sectionId: id, load: again });
  const block = blockId ? blockOf(section, blockId) : null;
  if (block) fire(block, "shopify:block:select", { sectionId: id, blockId, load: again });
  if (seen) mark(block || section);
  else show(id, blockId);
}

function show(id, blockId) {
  const section = elementOf(id);
  const shown = (section && blockId && blockOf(section, blockId)) || section;
  mark(shown);
  if (!shown) return;
  for (let fold = shown.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  const box = shown.getBoundingClientRect();
  const aside = box.left < 0 || box.right > innerWidth;
  if (!aside && box.top >= 0 && box.bottom <= innerHeight) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const tall = box.height > innerHeight * 0.9;
  if (!aside && tall && box.top < innerHeight * 0.5 && box.bottom > innerHeight * 0.5) return;
  shown.scrollIntoView({ block: tall ? "start" : "center", inline: "nearest", behavior: still ? "instant" : "smooth" });
}

// -- clicks -------------------------------------------------------------------------------------------------

const acts = (event) => browsing || event.ctrlKey || event.metaKey;

// With Ctrl or Cmd a link leads on in the frame itself: from there no other window can be opened.
function follow(event) {
  const link = event.target.closest?.("a[href]");
  if (browsing || !link || link.origin !== location.origin) return;
  stop(event);
  location.assign(link.href);
}

function stop(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

addEventListener("click", async (event) => {
  if (acts(event)) return follow(event);
  const target = event.composedPath()[0];
  const section = target.closest?.(SECTION);
  // What is folded away opens all the same: it leads nowhere, and what is inside can be chosen then.
  if (target.closest?.("summary")) event.stopImmediatePropagation();
  else stop(event);
  if (!section) return;
  const block = target.closest(BLOCK);
  const found = { section: idOf(section), block: block && section.contains(block) ? idOf(block) : null };
  select(found.section, found.block, { seen: true });
  const setting = await settingOf(here(), section, found, target);
  tell({ type: "vitrine:clicked", ...found, ...setting });
}, true);

addEventListener("auxclick", (event) => event.button === 1 && !acts(event) && stop(event), true);
addEventListener("submit", (event) => browsing || stop(event), true);
addEventListener("dragstart", (event) => browsing || event.preventDefault(), true);

addEventListener("pointerover", (event) => {
  if (browsing || event.pointerType === "touch") return;
  const section = event.target.closest?.(SECTION);
  const block = event.target.closest?.(BLOCK);
  hover(section && block && section.contains(block) ? block : section);
  if (section) learn(here(), idOf(section));
}, true);
document.documentElement.addEventListener("pointerleave", () => hover(null));

// -- coming and going ---------------------------------------------------------------------------------------

function reload() {
  sessionStorage.setItem(SCROLL, JSON.stringify([scrollX, scrollY]));
  location.reload();
}

function backToPlace() {
  const kept = sessionStorage.getItem(SCROLL);
  if (!kept) return;
  sessionStorage.removeItem(SCROLL);
  const [left, top] = JSON.parse(kept);
  const go = () => scrollTo({ left, top, behavior: "instant" });
  go();
  // Pictures without a size may still push things down.
  if (document.readyState !== "complete") addEventListener("load", go, { once: true });
}

backToPlace();
ready();
addEventListener("pageshow", (event) => event.persisted && ready());
addEventListener("popstate", () => setTimeout(ready));
document.addEventListener("htmx:pushedIntoHistory", () => setTimeout(ready));
