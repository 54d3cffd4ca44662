// Small comforts, each harmless when missing: pick all, copy, counters, previews of a search result.

document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-pick-all]");
  if (!all) return;
  for (const box of all.closest("form").querySelectorAll(".pick input[name]")) box.checked = all.checked;
});

document.addEventListener("change", (event) => {
  if (event.target.closest("[data-send-on-change]")) event.target.form.requestSubmit();
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.querySelector(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    button.textContent = button.dataset.done;
  } catch {
    field.focus();
  }
});

// data-echo="#id": what is typed here shows there, or the other text when nothing is
document.addEventListener("input", (event) => {
  const target = event.target.dataset?.echo;
  if (!target) return;
  const place = document.querySelector(target);
  if (place) place.textContent = event.target.value.trim() || place.dataset.otherwise || "";
});

// a refused form keeps its files out of sight but not its reader: the first wrong field is one Tab away
document.addEventListener("toggle", (event) => {
  if (event.target.matches?.("details.step[open]")) {
    for (const other of document.querySelectorAll("details.step[open]")) if (other !== event.target) other.open = false;
  }
}, true);
