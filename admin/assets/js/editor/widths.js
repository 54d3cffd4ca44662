// The width of the preview, kept by this browser; and on narrow screens which of tree and form is shown.

import { studio } from "./studio.js";

const KEPT = "vitrine-editor-width";

const remembered = () => {
  try {
    return window.localStorage.getItem(KEPT);
  } catch {
    return null;
  }
};

const show = (width) => {
  document.querySelector(".canvas").dataset.width = width;
  for (const button of document.querySelectorAll(".bar-widths button")) {
    button.setAttribute("aria-pressed", String(button.dataset.width === width));
  }
};

export const begin = () => {
  const kept = remembered();
  if (["360", "820", "full"].includes(kept)) show(kept);
  document.querySelector(".bar-widths").addEventListener("click", ({ target }) => {
    const width = target.closest("button")?.dataset.width;
    if (!width) return;
    show(width);
    try {
      window.localStorage.setItem(KEPT, width);
    } catch {
      // a browser that keeps nothing shows the full width next time
    }
  });
  studio.addEventListener("click", ({ target }) => {
    if (target.closest("[data-to-tree]")) studio.dataset.view = "tree";
  });
};
