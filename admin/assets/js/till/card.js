// A card at the terminal. While the outcome is unknown it is asked for; nothing is ever started again under another id.
import { ask, Unreachable } from "./ask.js";
import { h, button, sheet } from "./dom.js";
import { t, money } from "./words.js";

const EVERY = 1_200;

// The last answer of the shop; null when nothing came of it.
export function takeCard(made, amount, of = null) {
  return new Promise((resolve) => {
    let over = false, cancelling = false;
    const words = h("p", { class: "card-words", role: "status" }, t("card.start"));
    const cancel = button(t("card.cancel"), () => { cancelling = true; cancel.disabled = true; words.textContent = t("card.cancelling"); }, { picture: "x" });
    const dialog = sheet(t(of ? "card.back_title" : "card.title"), h("p", { class: "pay-total" }, money(amount)), h("div", { class: "card-wait", "aria-hidden": "true" }), words, cancel);
    dialog.addEventListener("cancel", (event) => over || event.preventDefault());
    dialog.querySelector(".sheet-head .button").hidden = true;
    const end = (answer) => { over = true; dialog.close(); resolve(answer); };
    const stop = (text) => {
      over = true;
      words.textContent = text;
      cancel.replaceWith(button(t("card.close"), () => end(null), { tone: "primary" }));
      dialog.querySelector(".card-wait").hidden = true;
    };
    watch();

    async function watch() {
      let path = "/cards", body = { id: made, amount, of };
      while (!over) {
        try {
          const answer = await ask("POST", path, body, 30);
          if (answer.state === "approved") return end(answer);
          if (answer.state === "declined") return stop(answer.words || t("card.declined"));
          if (answer.state === "cancelled") return stop(t("card.cancelled"));
          if (!cancelling) words.textContent = t(answer.state === "unknown" ? "card.unknown" : "card.wait");
          path = `/cards/${made}/${cancelling ? "cancellation" : "outcome"}`;
          body = {};
        } catch (error) {
          // begun or not: the id tells, so the same question is asked again
          if (!(error instanceof Unreachable)) return stop(error.message);
          words.textContent = t("card.unreachable");
        }
        await new Promise((later) => setTimeout(later, EVERY));
      }
    }
  });
}
