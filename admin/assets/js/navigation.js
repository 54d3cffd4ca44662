// Pages change in place: show at once that something happens, move the reader's place, close what was open.

const root = document.documentElement;
let waiting = 0;

document.addEventListener("htmx:beforeRequest", (event) => {
  waiting += 1;
  root.classList.add("is-loading");
  event.detail.elt.closest("form")?.classList.add("is-sending");
});

document.addEventListener("htmx:afterRequest", (event) => {
  waiting = Math.max(0, waiting - 1);
  if (!waiting) root.classList.remove("is-loading");
  event.detail.elt.closest?.("form")?.classList.remove("is-sending");
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id !== "main") return;
  for (const open of document.querySelectorAll("[popover]:popover-open")) open.hidePopover();
  const wrong = document.querySelector("#main [data-focus]");
  if (wrong) wrong.focus();
  else if (event.detail.requestConfig?.verb === "get") document.querySelector("#main")?.focus({ preventScroll: true });
});


const failed = (event) => {
  root.classList.remove("is-loading");
  const place = document.querySelector("#notices");
  const said = document.querySelector("#main")?.dataset.offline;
  if (place && said) {
    const line = document.createElement("p");
    line.className = "notice warning";
    line.textContent = said;
    place.replaceChildren(line);
  }
  event.stopPropagation();
};
document.addEventListener("htmx:sendError", failed);
document.addEventListener("htmx:timeout", failed);
