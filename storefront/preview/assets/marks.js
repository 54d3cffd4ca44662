// The frames around what is chosen and what the pointer is over. They lie above the page in a tree of their own, so that no
// pack's style reaches them and they change nothing of the page.

const host = document.createElement("vitrine-marks");
const root = host.attachShadow({ mode: "open" });
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  :host { all: initial; position: fixed; inset: 0; pointer-events: none; z-index: 2147483647; display: block; overflow: hidden; }
  div { position: absolute; box-sizing: border-box; border-radius: 2px; }
  div[hidden] { display: none; }
  .chosen { outline: 2px solid #1f5fd0; outline-offset: -2px; box-shadow: inset 0 0 0 3px #ffffffd9; }
  .over { outline: 1px dashed #1f5fd0; outline-offset: -1px; }
  @media print { :host { display: none; } }
  @media (forced-colors: active) { .chosen, .over { outline-color: Highlight; } }
`);
root.adoptedStyleSheets = [sheet];
const boxes = { over: box("over"), chosen: box("chosen") };
const marked = { over: null, chosen: null };
const watcher = new ResizeObserver(() => draw());
let due = 0;

function box(name) {
  const element = document.createElement("div");
  element.className = name;
  element.hidden = true;
  root.append(element);
  return element;
}

function draw() {
  cancelAnimationFrame(due);
  due = requestAnimationFrame(() => {
    for (const name of ["over", "chosen"]) place(boxes[name], marked[name]);
  });
}

function place(frame, element) {
  const at = element?.isConnected ? bounds(element) : null;
  frame.hidden = !at || !at.width || !at.height;
  if (frame.hidden) return;
  Object.assign(frame.style, { left: `${at.left}px`, top: `${at.top}px`, width: `${at.width}px`, height: `${at.height}px` });
}

// An element without a box of its own (display: contents) is as large as what it holds.
function bounds(element) {
  const own = element.getBoundingClientRect();
  if (own.width && own.height) return own;
  const range = document.createRange();
  range.selectNodeContents(element);
  return range.getBoundingClientRect();
}

function set(name, element) {
  if (marked[name] === element) return draw();
  marked[name] = element;
  watcher.disconnect();
  for (const one of Object.values(marked)) if (one) watcher.observe(one);
  watcher.observe(document.body);
  if (!host.isConnected) document.documentElement.append(host);
  draw();
}

export const mark = (element) => set("chosen", element);
export const hover = (element) => set("over", element === marked.chosen ? null : element);

addEventListener("scroll", draw, { capture: true, passive: true });
addEventListener("resize", draw, { passive: true });
for (const name of ["load", "transitionend", "animationend", "toggle"]) addEventListener(name, draw, true);
