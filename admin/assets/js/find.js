// The search in the top bar: "/" or Ctrl-K goes there, arrows walk the answers, Escape leaves.

const field = () => document.querySelector("#find");
const found = () => document.querySelector("#found");

const isTyping = (element) => element?.closest?.("input, textarea, select, [contenteditable=true]");

document.addEventListener("keydown", (event) => {
  const quick = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
  const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target);
  if (!field() || !(quick || slash)) return;
  event.preventDefault();
  field().focus();
  field().select();
});

document.addEventListener("keydown", (event) => {
  const box = event.target.closest?.(".find");
  if (!box) return;
  const links = [...box.querySelectorAll("#found a")];
  const at = links.indexOf(document.activeElement);
  if (event.key === "Escape") {
    found().classList.add("is-closed");
    field().focus();
  } else if (event.key === "ArrowDown" && links.length) {
    event.preventDefault();
    links[Math.min(at + 1, links.length - 1)].focus();
  } else if (event.key === "ArrowUp" && links.length) {
    event.preventDefault();
    (at > 0 ? links[at - 1] : field()).focus();
  } else if (event.key === "Enter" && event.target === field() && links.length && !found().classList.contains("is-closed")) {
    event.preventDefault();
    links[0].click();
  }
});

document.addEventListener("input", (event) => {
  if (event.target !== field()) return;
  found().classList.remove("is-closed");
  if (!event.target.value.trim()) found().replaceChildren();
});
document.addEventListener("focusin", (event) => {
  if (event.target === field()) found().classList.remove("is-closed");
  else if (!event.target.closest?.(".find")) found()?.classList.add("is-closed");
});
document.addEventListener("click", (event) => {
  if (event.target.closest?.("#found a")) {
    // only hidden: a link that left the page would no longer know where its answer belongs
    found().classList.add("is-closed");
    field().value = "";
  } else if (!event.target.closest?.(".find")) found()?.classList.add("is-closed");
});
