// The dialog: what htmx puts into it opens it; a cross, Escape or a click beside it closes it.

const dialog = () => document.querySelector("#dialog");

export const close = () => dialog().open && dialog().close();

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target?.id !== "dialog-body" || dialog().open) return;
  dialog().showModal();
  dialog().querySelector("[autofocus]")?.focus();
});
document.addEventListener("click", ({ target }) => {
  if (target.closest?.("[data-close]") || target === dialog()) close();
});

// a search over what is there already: sections to add
document.addEventListener("input", ({ target }) => {
  const list = target.dataset?.filter && document.querySelector(target.dataset.filter);
  if (!list) return;
  const wanted = target.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const item of list.querySelectorAll("[data-words]")) item.hidden = !wanted.every((word) => item.dataset.words.includes(word));
  for (const group of list.querySelectorAll("[data-group]")) group.hidden = !group.querySelector("[data-words]:not([hidden])");
  list.querySelector("[data-no-match]").hidden = Boolean(list.querySelector("[data-words]:not([hidden])"));
});
