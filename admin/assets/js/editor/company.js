// Who else is at this page, at which section, and what they changed meanwhile.

import { mark } from "./choosing.js";
import { tell } from "./frame.js";
import { renew } from "./renewing.js";
import { pending } from "./saving.js";
import { at, inspector, tree } from "./studio.js";

const show = (company) => {
  for (const dot of tree().querySelectorAll(".node-company")) dot.remove();
  for (const person of company.querySelectorAll("[data-at]")) {
    const name = tree().querySelector(`li[data-section="${person.dataset.at}"][data-block=""] > .node .node-name`);
    if (!name) continue;
    const dot = document.createElement("span");
    dot.className = "node-company";
    dot.title = person.title;
    dot.textContent = person.firstChild.textContent;
    dot.setAttribute("aria-hidden", "true");
    name.append(dot);
  }
};

/** The ids of sections that are not as the tree here knows them. */
const changed = (revisions) => {
  const known = new Map([...tree().querySelectorAll('li[data-block=""]:not([data-fixed])')].map((li) => [li.dataset.section, li.dataset.revision]));
  const others = Object.entries(revisions).filter(([id, revision]) => known.get(id) !== String(revision)).map(([id]) => id);
  return [...others, ...[...known.keys()].filter((id) => !(id in revisions))];
};

const follow = async (revisions) => {
  if (pending() || document.querySelector("#tree .is-taken, #tree .is-moving, dialog[open]")) return;
  const ids = changed(revisions);
  if (!ids.length) return;
  await window.htmx.ajax("GET", at("/theme/editor/tree"), { target: "#tree", swap: "outerHTML" });
  const open = inspector();
  const isThere = open && tree().querySelector(`li[data-section="${open.dataset.section}"]`);
  if (isThere && ids.includes(open.dataset.section) && !pending()) await renew();
  mark();
  tell({ type: "vitrine:reload" });
};

export const begin = () => {
  const company = document.querySelector("#company");
  company.addEventListener("htmx:configRequest", ({ detail }) => {
    const section = inspector()?.dataset.section;
    if (section) detail.parameters.section = section;
  });
  company.addEventListener("htmx:afterSwap", () => {
    show(company);
    const said = company.querySelector("[data-revisions]");
    if (said) follow(JSON.parse(said.dataset.revisions));
  });
};
