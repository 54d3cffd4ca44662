// Two frames of a page of the shop, each as wide as a device and made small enough to stand side by side.

const WIDTHS = { phone: 390, tablet: 820, desktop: 1280 };

class LookCompare extends HTMLElement {
  connectedCallback() {
    if (!this.classList.contains("worn-frame") && innerWidth < 1100) this.start(innerWidth < 800 ? "phone" : "tablet");
    this.fitting = new ResizeObserver(() => this.fit());
    for (const view of this.querySelectorAll(".compare-window")) this.fitting.observe(view);
    this.choose = (event) => {
      if (event.target.matches("[data-width-of]")) this.dataset.width = event.target.value;
      if (event.target.matches("[data-side]")) this.dataset.side = event.target.value;
      this.fit();
    };
    this.addEventListener("change", this.choose);
    this.fit();
  }

  disconnectedCallback() {
    this.fitting.disconnect();
    this.removeEventListener("change", this.choose);
  }

  // What fits the screen that the merchant holds.
  start(width) {
    this.dataset.width = width;
    const choice = this.querySelector(`[data-width-of][value="${width}"]`);
    if (choice) choice.checked = true;
  }

  fit() {
    const wide = WIDTHS[this.dataset.width] ?? WIDTHS.desktop;
    for (const view of this.querySelectorAll(".compare-window")) {
      const frame = view.querySelector("iframe");
      const scale = Math.min(1, view.clientWidth / wide);
      if (!view.clientWidth) continue;
      frame.style.width = `${wide}px`;
      frame.style.height = `${view.clientHeight / scale}px`;
      frame.style.transform = `scale(${scale})`;
      frame.style.left = `${Math.max(0, (view.clientWidth - wide * scale) / 2)}px`;
    }
  }

  // The page as it is shown now, after something about it was chosen anew.
  renew() {
    const frame = this.querySelector("[data-after]");
    if (frame) frame.src = frame.getAttribute("src");
  }
}
customElements.define("look-compare", LookCompare);

// A row of the report was answered with itself: the frame of its page shows what became of it, and the keyboard stays there.
document.addEventListener("htmx:afterSettle", (event) => {
  const id = event.detail.target?.id ?? "";
  const row = /^(section|page)-/.test(id) ? document.getElementById(id) : null;
  if (!row || !row.closest(".look-pages")) return;
  row.closest(".look-page")?.querySelector("look-compare")?.renew();
  if (document.activeElement === document.body) row.querySelector("h3[tabindex], summary")?.focus({ preventScroll: true });
});
