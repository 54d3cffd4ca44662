// Walking through the shop in the preview: links lead on, nothing is chosen. One click edits the page at hand.

import { hear, tell } from "./frame.js";
import { pending } from "./saving.js";
import { at, studio, words } from "./studio.js";

/** The page that tree and form are of; where the preview was led on at once, that one. */
let here = new URLSearchParams(words.args.replace(/^\?/, "")).get("path");
let isFirst = true;
const button = () => document.querySelector("#browse");
const edit = () => document.querySelector("#edit-page");

/** The editor at a page of the shop. */
export const addressOf = (path) => {
  const query = new URLSearchParams(at("").replace(/^\?/, ""));
  query.delete("template");
  query.set("path", path);
  return `/theme/editor?${query}`;
};

const turn = (browses) => {
  studio.dataset.mode = browses ? "browse" : "edit";
  button().setAttribute("aria-pressed", String(browses));
  tell({ type: "vitrine:mode", browse: browses });
};

export const begin = () => {
  let path = here;
  button().addEventListener("click", () => {
    if (studio.dataset.mode === "edit") turn(true);
    else if (path === here) turn(false);
    else window.location.assign(addressOf(path));
  });
  edit().addEventListener("click", (event) => {
    if (path !== here) return;
    event.preventDefault();
    turn(false);
  });
  hear("vitrine:ready", (page) => {
    path = page.path;
    if (isFirst) here = path;
    isFirst = false;
    edit().href = addressOf(path);
    const browses = studio.dataset.mode === "browse";
    if (Boolean(page.browse) !== browses) tell({ type: "vitrine:mode", browse: browses });
    // a page that went elsewhere by itself is followed, so that tree and page are always of one place
    if (!browses && path !== here && !pending()) window.location.replace(addressOf(path));
  });
};
