// Sections put in, put elsewhere and taken away, with what packs are told of it.

import { elementOf, groupOf, SECTION } from "./finding.js";

export function fire(element, name, detail) {
  element.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
}

function parsed(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
}

// -- one section --------------------------------------------------------------------------------------------

export function putSection(there, id, html) {
  const fresh = parsed(html);
  if (!fresh) return removeSection(id);
  fire(there, "shopify:section:unload", { sectionId: id });
  const back = remember(there);
  const [left, top] = [scrollX, scrollY];
  keepMedia(there, fresh);
  there.replaceWith(fresh);
  begin(fresh, id);
  back(fresh);
  scrollTo({ left, top, behavior: "instant" });
}

// Where `before` says (null: at the end of its group). Without html the section is there and goes to another place.
// False when the page has no place for it that could be told from here.
export function placeSection(id, html, before) {
  const element = html === null ? elementOf(id) : parsed(html);
  if (!element) return true;
  const next = before === null || before === undefined ? null : elementOf(before);
  if (next) {
    if (element.nextElementSibling !== next) next.before(element);
  } else {
    const all = [...document.querySelectorAll(SECTION)].filter((one) => one.id.startsWith("shopify-section-"));
    const last = all.findLast((one) => groupOf(one) === groupOf(element) && !one.parentElement.closest(SECTION));
    if (!last) return false;
    if (last !== element) last.after(element);
  }
  if (html !== null) begin(element, id);
  return true;
}

export function removeSection(id) {
  const element = elementOf(id);
  if (!element) return;
  fire(element, "shopify:section:unload", { sectionId: id });
  element.remove();
}

function begin(element, id) {
  globalThis.htmx?.process(element);
  fire(element, "shopify:section:load", { sectionId: id });
}

// Each takes the place of another: what stands between sections stays where it is. Those that were in their place are
// not touched, since a film or a frame that is moved begins anew.
export function orderSections(ids) {
  const wanted = ids.map((id) => [id, elementOf(id)]).filter(([, element]) => element);
  const found = wanted.map(([, element]) => element);
  const slots = [...found].sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  const moved = wanted.filter(([, element], at) => slots[at] !== element);
  const marks = new Map(slots.map((slot) => [slot, document.createComment("")]));
  for (const [, element] of moved) element.before(marks.get(element));
  wanted.forEach(([, element], at) => slots[at] !== element && marks.get(slots[at]).replaceWith(element));
  for (const [id, element] of moved) fire(element, "shopify:section:reorder", { sectionId: id });
}

// -- what stays as it was -----------------------------------------------------------------------------------

const MEDIA = "img, video, iframe";
const keyOf = (element) => [element.tagName, ...["src", "srcset", "poster"].map((name) => element.getAttribute(name))].join("\n");

// Pictures that stay are the elements that were there: decoded already, so nothing flickers.
function keepMedia(old, fresh) {
  const known = new Map();
  for (const element of old.querySelectorAll(MEDIA)) {
    const key = keyOf(element);
    known.set(key, [...(known.get(key) ?? []), element]);
  }
  for (const element of fresh.querySelectorAll(MEDIA)) {
    const kept = known.get(keyOf(element))?.shift();
    if (!kept) continue;
    for (const { name } of [...kept.attributes]) if (!element.hasAttribute(name)) kept.removeAttribute(name);
    for (const { name, value } of element.attributes) if (kept.getAttribute(name) !== value) kept.setAttribute(name, value);
    element.replaceWith(kept);
  }
}

function pathTo(element, top) {
  const path = [];
  for (let at = element; at !== top; at = at.parentElement) path.unshift([[...at.parentElement.children].indexOf(at), at.tagName]);
  return path;
}

function follow(path, top) {
  return path.reduce((at, [index, tag]) => (at?.children[index]?.tagName === tag ? at.children[index] : null), top);
}

// How far parts were scrolled, what was folded out, and where the keyboard was; for the same places in the new section.
function remember(section) {
  const kept = [];
  for (const element of section.querySelectorAll("*")) {
    const { scrollLeft, scrollTop } = element;
    if (scrollLeft || scrollTop) kept.push([pathTo(element, section), (at) => at.scrollTo({ left: scrollLeft, top: scrollTop, behavior: "instant" })]);
    if (element.tagName === "DETAILS" && element.open) kept.push([pathTo(element, section), (at) => { at.open = true; }]);
  }
  const focused = document.activeElement;
  if (focused && focused !== section && section.contains(focused)) {
    kept.push([pathTo(focused, section), (at) => at.focus({ preventScroll: true })]);
  }
  return (fresh) => {
    for (const [path, restore] of kept) {
      const at = follow(path, fresh);
      if (at) restore(at);
    }
  };
}

// -- styles -------------------------------------------------------------------------------------------------

const OWN_STYLES = "vitrine-preview-styles";

export function useStyles(css) {
  let element = document.getElementById(OWN_STYLES);
  if (!element) {
    element = document.createElement("style");
    element.id = OWN_STYLES;
    document.head.append(element);
  }
  element.textContent = css;
}

// The page as it would be made now lends its styles: those in its head, those of files that hold settings, and what is
// said of the page as a whole.
export async function renewStyles(orElse) {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return orElse();
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [now, then] = [document, fresh].map((one) => [...one.head.querySelectorAll("style")].filter((style) => style.id !== OWN_STYLES));
  if (now.length !== then.length) return orElse();
  now.forEach((style, at) => { if (style.textContent !== then[at].textContent) style.textContent = then[at].textContent; });
  document.getElementById(OWN_STYLES)?.remove();
  for (const name of ["documentElement", "body"]) {
    for (const { name: attribute, value } of fresh[name].attributes) document[name].setAttribute(attribute, value);
  }
  for (const link of document.querySelectorAll('link[rel~="stylesheet"][href^="/assets/"]')) renewed(link);
}

function renewed(link) {
  const next = link.cloneNode();
  const address = new URL(link.href);
  address.searchParams.set("made", Date.now());
  next.href = address.pathname + address.search;
  next.addEventListener("load", () => link.remove(), { once: true });
  next.addEventListener("error", () => next.remove(), { once: true });
  link.after(next);
}
