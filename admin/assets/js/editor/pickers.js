// Things that were chosen stand in the form as chips; the dialog offers more of them.

import { addressOf } from "./browsing.js";
import { close } from "./dialogs.js";
import { inspector, words } from "./studio.js";

const picked = (name) => inspector()?.querySelector(`[data-picked="${window.CSS.escape(name)}"]`);

const changed = (place) => {
  place.dispatchEvent(new CustomEvent("vitrine:changed", { bubbles: true, detail: place.dataset.picked }));
};

/** Put something that was offered into its field. */
const take = (name, { value, title, picture }) => {
  if (name === "@page") return window.location.assign(addressOf(value));
  const place = picked(name);
  if (!place) return takeText(name, value);
  const list = place.querySelector(".chips");
  const many = place.dataset.many === "1";
  const there = [...list.querySelectorAll("input[type=hidden]")].find((input) => input.value === value);
  if (there) {
    if (many) there.closest("li").remove();
  } else if (!many || list.children.length < Number(place.dataset.limit)) {
    const chip = place.querySelector("template").content.firstElementChild.cloneNode(true);
    chip.querySelector("input").value = value;
    chip.querySelector(".two-lines span").textContent = title;
    chip.querySelector("[data-unpick]").setAttribute("aria-label", chip.querySelector("[data-unpick]").getAttribute("aria-label").trim() + " " + title);
    if (picture) {
      const image = document.createElement("img");
      Object.assign(image, { src: picture, alt: "", width: 40, height: 40 });
      chip.querySelector(".thumb").replaceChildren(image);
    }
    for (const grip of chip.querySelectorAll(".grip")) grip.hidden = false;
    if (many) list.append(chip);
    else list.replaceChildren(chip);
  }
  changed(place);
  return true;
};

/** Addresses go into a text field. */
const takeText = (name, value) => {
  const field = inspector()?.querySelector(`input[name="${window.CSS.escape(name)}"]`);
  if (!field) return;
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

/** Mark in the dialog what is chosen already. */
const markOffers = () => {
  const list = document.querySelector("#picker-list");
  const place = list && picked(list.dataset.field);
  const values = new Set([...(place?.querySelectorAll(".chips input[type=hidden]") ?? [])].map((input) => input.value));
  for (const offer of list?.querySelectorAll(".offer") ?? []) offer.setAttribute("aria-pressed", String(values.has(offer.dataset.value)));
};

document.addEventListener("click", ({ target }) => {
  const offer = target.closest?.(".offer");
  if (offer) {
    const list = document.querySelector("#picker-list");
    take(list.dataset.field, offer.dataset);
    if (list.dataset.many) markOffers();
    else close();
  }
  const out = target.closest?.("[data-unpick]");
  if (out) {
    const place = out.closest("[data-picked]");
    out.closest("li").remove();
    place.querySelector(".pick").focus();
    changed(place);
  }
});
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (["dialog-body", "picker-list", "picker-more"].includes(detail.target?.id)) markOffers();
});

// a picture or film from this machine
document.addEventListener("change", async ({ target }) => {
  const drop = target.closest?.("[data-upload]");
  if (!drop || !target.files.length) return;
  await upload(drop, target.files[0]);
  target.value = "";
});
for (const type of ["dragover", "drop"]) {
  document.addEventListener(type, (event) => {
    const drop = event.target.closest?.("[data-upload]");
    if (!drop) return;
    event.preventDefault();
    if (type === "drop" && event.dataTransfer.files.length) upload(drop, event.dataTransfer.files[0]);
  });
}

const upload = async (drop, file) => {
  const wrong = document.querySelector("[data-upload-wrong]");
  wrong.hidden = true;
  drop.classList.add("is-busy");
  const body = new FormData();
  body.append("file", file);
  try {
    const answer = await fetch("/theme/editor/uploads", { method: "POST", body, headers: { "X-CSRF-Token": words.csrf } });
    const said = await answer.json();
    if (!answer.ok) throw new Error(said.error);
    take(document.querySelector("#picker-list").dataset.field, said);
    close();
  } catch (error) {
    wrong.textContent = error instanceof TypeError || error instanceof SyntaxError ? words.offline : error.message;
    wrong.hidden = false;
  } finally {
    drop.classList.remove("is-busy");
  }
};
