// Small comforts. Everything works without them.
(() => {
  "use strict";

  // A form that pays says so while it is on its way. Pressing twice is harmless on the server; this spares the worry.
  document.addEventListener("submit", (event) => {
    const button = event.target.querySelector("[data-once]");
    if (!button || event.defaultPrevented) return;
    button.setAttribute("aria-busy", "true");
    button.dataset.words = button.textContent;
    button.textContent = button.dataset.once;
    setTimeout(() => { button.disabled = true; }, 0);
  });

  // Coming back with the browser's Back button shows the button as it was.
  window.addEventListener("pageshow", () => {
    for (const button of document.querySelectorAll("[data-words]")) {
      button.disabled = false;
      button.removeAttribute("aria-busy");
      button.textContent = button.dataset.words;
    }
  });

  const group = (digits) => digits.replace(/(.{4})(?=.)/g, "$1 ");
  const card = document.getElementById("card_number");
  if (card) {
    card.addEventListener("input", () => {
      if (card.selectionStart !== card.value.length) return;
      card.value = group(card.value.replace(/\D/g, "").slice(0, 19));
    });
  }
  const expiry = document.getElementById("card_expiry");
  if (expiry) {
    expiry.addEventListener("input", (event) => {
      if (event.inputType === "deleteContentBackward") return;
      const digits = expiry.value.replace(/\D/g, "").slice(0, 4);
      if (digits.length >= 2 && !expiry.value.includes("20")) expiry.value = `${digits.slice(0, 2)}/${digits.slice(2)}`;
    });
  }

  // After a mistake the first field at fault is where typing goes on.
  const wrong = document.querySelector("[aria-invalid='true']");
  if (wrong) wrong.focus();
})();
