// Two people changed one section. What only one of them touched is kept without a question; where both changed the same
// field, both versions stand side by side until somebody chose. Nothing that was typed is lost.

import { renew } from "./renewing.js";
import { put } from "./saving.js";
import { inspector } from "./studio.js";

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** *sent* was refused: *said* holds what others wrote (`theirs`), the labels and the new revision. */
export const resolve = async (queue, sent, said) => {
  const both = [...sent.keys()].filter((name) => !same(said.theirs[name] ?? [], queue.base.get(name) ?? []));
  const clash = both.filter((name) => !same(said.theirs[name] ?? [], queue.waiting.get(name) ?? sent.get(name)));
  const chosen = clash.length ? await ask(queue, sent, said, clash) : new Map();
  queue.revision = said.revision;
  for (const name of both) {
    queue.base.set(name, said.theirs[name] ?? []);
    const value = chosen.get(name) ?? { side: "theirs" };
    if (value.side === "theirs") queue.waiting.delete(name);
    else queue.waiting.set(name, value.values);
  }
  const open = inspector();
  if (open?.dataset.section !== queue.section) return;
  const form = open.querySelector(".live-form");
  for (const name of both) put(form, name, queue.waiting.get(name) ?? said.theirs[name] ?? []);
  await renew(true);
};

const ask = (queue, sent, said, clash) =>
  new Promise((answer) => {
    const dialog = document.createElement("dialog");
    dialog.className = "sheet sheet-collision";
    dialog.setAttribute("aria-labelledby", "collision-title");
    dialog.append(document.querySelector("#collision").content.cloneNode(true));
    dialog.querySelector("h2").id = "collision-title";
    for (const [number, name] of clash.entries()) {
      const part = document.querySelector("#collision-field").content.cloneNode(true);
      const field = part.querySelector("fieldset");
      field.dataset.name = name;
      part.querySelector("legend").textContent = said.labels[name] ?? name;
      for (const radio of part.querySelectorAll("input")) radio.name = `side-${number}`;
      part.querySelector("[data-side=mine]").value = (queue.waiting.get(name) ?? sent.get(name)).join("\n");
      part.querySelector("[data-side=theirs]").value = (said.theirs[name] ?? []).join("\n");
      dialog.querySelector(".collision-fields").append(part);
    }
    document.body.append(dialog);
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    dialog.addEventListener("close", () => {
      const chosen = new Map();
      for (const field of dialog.querySelectorAll(".collision-field")) {
        const { name } = field.dataset;
        const side = field.querySelector("input:checked").value;
        const mine = field.querySelector("[data-side=mine]").value;
        const values = queue.waiting.get(name) ?? sent.get(name);
        chosen.set(name, { side, values: values.length > 1 || !mine ? values : [mine] });
      }
      dialog.remove();
      answer(chosen);
    });
    dialog.showModal();
  });

