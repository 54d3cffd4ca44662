// Loaded by every page that `themes dev` serves: shows a save at once, keeps the place, and says what is wrong.

const own = new URL(import.meta.url).searchParams;
const KEPT = `desk-scroll:${location.pathname}${location.search}`;
let shown = own.get("state");
let source;

// -- keeping the place -------------------------------------------------------------------------------------

function keepPlace() {
  sessionStorage.setItem(KEPT, JSON.stringify([scrollX, scrollY]));
}

function backToPlace() {
  const kept = sessionStorage.getItem(KEPT);
  if (!kept) return;
  sessionStorage.removeItem(KEPT);
  const [left, top] = JSON.parse(kept);
  const go = () => scrollTo({ left, top, behavior: "instant" });
  go();
  // Pictures without a size may still push things down.
  if (document.readyState !== "complete") addEventListener("load", go, { once: true });
}

function reload() {
  keepPlace();
  source?.close();
  location.reload();
}

// -- styles -----------------------------------------------------------------------------------------------

function sheetsOf(names) {
  const links = [...document.querySelectorAll('link[rel~="stylesheet"]')];
  return names.map((name) => {
    const file = name.replace(/^assets\//, "").replace(/\.liquid$/, "");
    return links.find((link) => link.sheet && new URL(link.href).pathname.match(/^\/assets\/[^/]+\/(.+)$/)?.[1] === file);
  });
}

function swap(links, assets) {
  for (const link of links) {
    const fresh = link.cloneNode();
    fresh.href = new URL(link.href).pathname.replace(/^\/assets\/[^/]+\//, assets);
    fresh.removeAttribute("integrity");
    fresh.addEventListener("load", () => link.remove(), { once: true });
    link.after(fresh);
  }
}

// -- faults -----------------------------------------------------------------------------------------------

let host;
let closedFor = "";

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function faultItem(fault) {
  const item = make("li");
  const place = fault.line ? `${fault.file}:${fault.line}:${fault.column}` : fault.file;
  item.append(make("p", "place", place), make("p", "words", fault.message), make("p", "cure", fault.cure));
  if (fault.lines.length) {
    const source = make("pre");
    source.tabIndex = 0;
    source.setAttribute("role", "region");
    source.setAttribute("aria-label", `Source of ${fault.file}`);
    for (const [number, text] of fault.lines) {
      const line = make("span", number === fault.line ? "at" : "");
      line.append(make("i", "", String(number)), text || " ");
      source.append(line);
    }
    item.append(source);
  }
  return item;
}

function overlay() {
  if (host) return host.shadowRoot;
  host = make("vitrine-desk");
  const root = host.attachShadow({ mode: "open" });
  const style = make("link");
  style.rel = "stylesheet";
  style.href = new URL("overlay.css", import.meta.url).pathname;
  const panel = make("section");
  panel.setAttribute("role", "alert");
  panel.setAttribute("aria-label", "Mistakes in the theme pack");
  root.append(style, panel);
  document.documentElement.append(host);
  return root;
}

function show(faults, more) {
  const key = JSON.stringify(faults);
  if (!faults.length) {
    host?.remove();
    host = undefined;
    closedFor = "";
    return;
  }
  if (key === closedFor) return;
  const root = overlay();
  const header = make("header");
  const close = make("button", "", "Close");
  close.type = "button";
  close.addEventListener("click", () => hide(key));
  header.append(make("h2", "", faults.length + more === 1 ? "A mistake in the pack" : `${faults.length + more} mistakes in the pack`), close);
  const list = make("ol");
  list.append(...faults.map(faultItem));
  const rest = more ? [make("p", "small", `${more} more are in the terminal.`)] : [];
  root.querySelector("section").replaceChildren(header, list, ...rest);
}

function hide(key) {
  closedFor = key;
  host?.remove();
  host = undefined;
}

addEventListener("keydown", (event) => {
  if (event.key === "Escape" && host) hide(closedFor || JSON.stringify(latest.faults));
});

// -- news -------------------------------------------------------------------------------------------------

let latest = { faults: [] };

function hear(news) {
  latest = news;
  show(news.faults, news.more);
  if (news.faults.length || news.state === shown) return;
  const links = news.styles.length ? sheetsOf(news.styles) : [];
  if (links.length && links.every(Boolean) && !missed(news)) {
    shown = news.state;
    swap(links, news.assets);
  } else {
    reload();
  }
}

// Styles alone can be exchanged only if the page has seen every state before this one.
function missed(news) {
  const number = (name) => Number(name.split("-")[1]);
  return news.state.split("-")[0] !== shown.split("-")[0] || number(news.state) !== number(shown) + 1;
}

function listen() {
  source?.close();
  source = new EventSource(`/_desk/news?state=${encodeURIComponent(shown)}&page=${encodeURIComponent(own.get("page"))}`);
  source.addEventListener("state", (event) => hear(JSON.parse(event.data)));
}

addEventListener("pagehide", () => source?.close());
addEventListener("pageshow", (event) => event.persisted && listen());
backToPlace();
listen();
