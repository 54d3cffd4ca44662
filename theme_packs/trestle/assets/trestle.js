/* Trestle's behaviour. Every page works without it: forms post, filters have addresses, menus are details. */

const $ = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const say = (words) => { const voice = $('#Voice'); if (voice) { voice.textContent = ''; requestAnimationFrame(() => { voice.textContent = words ?? ''; }); } };
const plainClick = (event) => event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
const parse = (html) => new DOMParser().parseFromString(html, 'text/html');

async function page(url) {
  const answer = await fetch(url, { headers: { Accept: 'text/html' } });
  if (!answer.ok) throw new Error(String(answer.status));
  return parse(await answer.text());
}

const withParameter = (url, name, value) => { const full = new URL(url, location.href); full.searchParams.set(name, value); return full; };

/* ---------- dialogs ---------- */
function open(dialog) {
  if (!dialog || dialog.open) return;
  const from = document.activeElement;
  dialog.showModal();
  dialog.addEventListener('close', () => { if (from?.isConnected) from.focus(); }, { once: true });
}

document.addEventListener('click', (event) => {
  if (event.target.closest('[data-shut]')) event.target.closest('dialog').close();
  if (event.target.localName === 'dialog') {
    const box = event.target.getBoundingClientRect();
    if (event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom) event.target.close();
  }
});

/* ---------- the basket ---------- */
const sections = () => ['basket-side', $('[data-basket-page]')?.dataset.section].filter(Boolean);

function show(made) {
  for (const [name, html] of Object.entries(made ?? {})) {
    if (!html) continue;
    const fresh = parse(html);
    if (name === 'basket-side') {
      const inside = $('.side-in', fresh);
      const place = $('[data-fill="basket-side"]');
      if (place && inside) keepFocus(place, () => place.replaceChildren(inside));
      const items = Number(inside?.dataset.items ?? 0);
      for (const badge of all('[data-count]')) { badge.textContent = items; badge.hidden = items === 0; }
    } else {
      const old = $('[data-basket-page]');
      const now = $('[data-basket-page]', fresh);
      if (old && now) keepFocus(old, () => { old.replaceChildren(...now.childNodes); old.dataset.items = now.dataset.items; });
    }
  }
}

/* What had the keyboard keeps it, if it is still there. */
function keepFocus(place, change) {
  const held = place.contains(document.activeElement) ? document.activeElement : null;
  const id = held?.id || held?.closest('.stepper')?.querySelector('input').id;
  change();
  if (!held || held.isConnected) return;
  const again = (id && document.getElementById(id)) || $('h1, h2, button, a', place.closest('dialog') ?? place);
  if (again && !again.matches('a, button, input, select')) again.tabIndex = -1;
  again?.focus({ preventScroll: true });
}

async function post(url, form) {
  const body = new FormData(form);
  body.set('sections', sections().join(','));
  body.set('sections_url', location.pathname);
  const answer = await fetch(`${url.replace(/\.js$/, '')}.js`, { method: 'POST', body, headers: { Accept: 'application/json' } });
  const said = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(said.description || said.message), { said: true });
  return said;
}

function complain(form, words) {
  const place = form.closest('.ware, .till, .quick-words, .item') ?? form;
  $(':scope > .note-bad', place)?.remove();
  const note = document.createElement('p');
  note.className = 'note note-bad';
  note.setAttribute('role', 'alert');
  note.textContent = words;
  place.append(note);
}

document.addEventListener('submit', async (event) => {
  const form = event.target;
  const adds = form.matches('[data-add]');
  if (!adds && !form.matches('[data-change]')) return;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = 'yes';
  const button = event.submitter ?? $(`button[form="${form.id}"]`) ?? $('button[type="submit"]', form);
  button?.setAttribute('aria-busy', 'true');
  try {
    const said = await post(form.getAttribute('action'), form);
    show(said.sections);
    (form.closest('.ware, .till, .quick-words') ?? form).querySelector(':scope > .note-bad')?.remove();
    if (adds) {
      say($('#Voice').dataset.added);
      $('#QuickPick')?.close();
      const side = $('#BasketSide');
      if (side && !$('[data-basket-page]')) open(side);
      else if (!side && !$('[data-basket-page]')) location.assign($('[data-basket]').href);
    }
  } catch (error) {
    if (error.said) { complain(form, error.message); if (!adds) form.reset(); } else if (!navigator.onLine) complain(form, $('#Voice').dataset.failed);
    else form.submit();
  } finally {
    delete form.dataset.busy;
    button?.removeAttribute('aria-busy');
  }
});

async function refill(place, url) {
  const fresh = await page(url);
  place.replaceChildren(...($('.shopify-section', fresh) ?? fresh.body).childNodes);
}

document.addEventListener('click', async (event) => {
  const link = event.target.closest('[data-basket], [data-quick]');
  if (!link || !plainClick(event)) return;
  const dialog = link.matches('[data-basket]') ? $('#BasketSide') : $('#QuickPick');
  if (!dialog || (link.matches('[data-basket]') && $('[data-basket-page]'))) return;
  event.preventDefault();
  const place = $('[data-fill]', dialog);
  try {
    if (link.matches('[data-basket]')) { open(dialog); await refill(place, dialog.dataset.url); } else { await refill(place, link.dataset.quick); open(dialog); }
  } catch { location.assign(link.href); }
});

/* ---------- numbers with steps ---------- */
let settle;
document.addEventListener('click', (event) => {
  const step = event.target.closest('[data-by]');
  if (!step) return;
  const input = $('input', step.parentElement);
  const before = input.value;
  if (Number(step.dataset.by) > 0) input.stepUp(); else input.stepDown();
  if (input.value !== before) input.dispatchEvent(new Event('change', { bubbles: true }));
});
document.addEventListener('change', (event) => {
  const form = event.target.closest('[data-change]');
  if (form) { clearTimeout(settle); settle = setTimeout(() => form.isConnected && form.requestSubmit(), 250); }
  if (event.target.matches('[data-send]')) event.target.form.submit();
});

/* ---------- variants ---------- */
document.addEventListener('change', async (event) => {
  const radio = event.target.closest('.choose input');
  const host = radio?.closest('[data-url][data-section]');
  if (!host) return;
  const url = withParameter(host.dataset.url, 'variant', radio.value);
  try {
    const fresh = await page(withParameter(url, 'section_id', host.dataset.section));
    const old = radio.closest('[data-product]');
    const now = $('[data-product]', fresh);
    const many = $('.till-form input[type="number"]', old)?.value;
    keepFocus(old, () => old.replaceChildren(...now.childNodes));
    if (many && $('.till-form input[type="number"]', old)) $('.till-form input[type="number"]', old).value = many;
    if (host.hasAttribute('data-push')) history.replaceState(history.state, '', url);
    say($('.ticket', old)?.innerText);
  } catch { location.assign(url); }
});

/* ---------- pictures ---------- */
document.addEventListener('click', (event) => {
  const thumb = event.target.closest('.thumbs a');
  if (!thumb) return;
  event.preventDefault();
  const view = document.getElementById(thumb.hash.slice(1));
  view?.parentElement.scrollTo({ left: view.offsetLeft - view.parentElement.offsetLeft, behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
  for (const other of all('.thumbs a')) other.removeAttribute('aria-current');
  thumb.setAttribute('aria-current', 'true');
});

/* ---------- filters: the address is the state, so Back works ---------- */
let asked;
async function sift(url, push = true) {
  const place = $('[data-found]');
  const turn = (asked = Symbol('turn'));
  place.setAttribute('aria-busy', 'true');
  try {
    const fresh = await page(withParameter(url, 'section_id', place.dataset.section));
    if (turn !== asked) return;
    const now = $('[data-found]', fresh);
    const pane = $('#SievePane');
    const sheet = pane?.matches(':popover-open');
    const scrolled = [pane?.scrollTop ?? 0, $('.sieve-all')?.scrollTop ?? 0];
    const unfolded = new Map(all('.mesh').map((mesh) => [mesh.id, mesh.open]));
    keepFocus(place, () => {
      for (const mesh of all('.mesh', now)) if (unfolded.has(mesh.id)) mesh.open = unfolded.get(mesh.id);
      place.replaceChildren(...now.childNodes);
      const next = $('#SievePane');
      if (next && sheet) next.showPopover();
      if (next) { next.scrollTop = scrolled[0]; $('.sieve-all').scrollTop = scrolled[1]; }
    });
    if (push) history.pushState({ sifted: true }, '', url);
    say($('[data-said]')?.textContent);
  } catch { location.assign(url); } finally { if (turn === asked) place.removeAttribute('aria-busy'); }
}

function addressOf(form) {
  const url = new URL(form.action);
  url.search = '';
  for (const [name, value] of new FormData(form)) if (value !== '') url.searchParams.append(name, value);
  return url;
}

if ($('[data-found]')) {
  history.replaceState({ ...history.state, sifted: true }, '');
  addEventListener('popstate', (event) => { if (event.state?.sifted) sift(location.href, false); });
  let wait;
  document.addEventListener('change', (event) => {
    const form = event.target.closest('[data-sieve]');
    if (form) { clearTimeout(wait); wait = setTimeout(() => sift(addressOf(form)), 60); }
  });
  document.addEventListener('submit', (event) => {
    if (!event.target.matches('[data-sieve]')) return;
    event.preventDefault();
    sift(addressOf(event.target));
  });
  document.addEventListener('click', (event) => {
    const link = event.target.closest('[data-sift]');
    if (!link || !plainClick(event)) return;
    event.preventDefault();
    sift(new URL(link.href));
  });
}

/* ---------- search with suggestions ---------- */
const line = $('[data-finder] [data-url]');
if (line) {
  const box = $('#FinderHints');
  let timer;
  let latest = '';
  const hide = () => { box.hidden = true; line.setAttribute('aria-expanded', 'false'); line.removeAttribute('aria-activedescendant'); };
  const options = () => all('[role="option"]', box);
  const ask = async () => {
    const words = line.value.trim();
    latest = words;
    if (!words) { box.replaceChildren(); hide(); return; }
    const url = new URL(line.dataset.url, location.href);
    url.search = new URLSearchParams({ q: words, section_id: 'search-hints', 'resources[type]': 'product,collection,article,page', 'resources[limit]': '5', 'resources[limit_scope]': 'each' });
    try {
      await page(url).then((fresh) => { if (latest === words) box.replaceChildren(...($('.shopify-section', fresh) ?? fresh.body).childNodes); });
      const any = options().length > 0;
      line.setAttribute('aria-controls', any ? 'HintList' : 'FinderHints');
      if (latest === words && any) { box.hidden = false; line.setAttribute('aria-expanded', 'true'); }
    } catch { hide(); }
  };
  line.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(ask, 140); });
  line.addEventListener('focus', () => { if (options().length && line.value.trim()) { box.hidden = false; line.setAttribute('aria-expanded', 'true'); } });
  line.form.addEventListener('focusout', (event) => { if (!line.form.contains(event.relatedTarget)) setTimeout(hide, 120); });
  line.addEventListener('keydown', (event) => {
    const list = options();
    const at = list.findIndex((option) => option.getAttribute('aria-selected') === 'true');
    if (event.key === 'Escape' && !box.hidden) { event.preventDefault(); hide(); return; }
    if (event.key === 'Enter' && at >= 0 && !box.hidden) { event.preventDefault(); location.assign(list[at].href); return; }
    if (!['ArrowDown', 'ArrowUp'].includes(event.key) || !list.length) return;
    event.preventDefault();
    box.hidden = false;
    line.setAttribute('aria-expanded', 'true');
    const next = (at + (event.key === 'ArrowDown' ? 1 : -1) + list.length) % list.length;
    list.forEach((option, nth) => option.setAttribute('aria-selected', String(nth === next)));
    line.setAttribute('aria-activedescendant', list[next].id);
    list[next].scrollIntoView({ block: 'nearest' });
  });
}

/* ---------- menus close when left ---------- */
const menus = () => all('.dept[open], [data-phone-menu][open]');
document.addEventListener('click', (event) => { for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false; });
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  for (const menu of menus()) { menu.open = false; if (menu.contains(document.activeElement)) $('summary', menu).focus(); }
});
$('[data-depts]')?.addEventListener('focusout', (event) => {
  const menu = event.target.closest('.dept');
  if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
});

/* ---------- tabs ---------- */
function choose(tab) {
  const tabs = all('[role="tab"]', tab.parentElement);
  for (const other of tabs) {
    const on = other === tab;
    const panel = document.getElementById(other.getAttribute('aria-controls'));
    other.setAttribute('aria-selected', String(on));
    other.tabIndex = on ? 0 : -1;
    panel.hidden = !on;
    panel.classList.toggle('tab-shown', on);
  }
}
document.addEventListener('click', (event) => { const tab = event.target.closest('[role="tab"]'); if (tab) choose(tab); });
document.addEventListener('keydown', (event) => {
  const tab = event.target.closest?.('[role="tab"]');
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!tab || !by) return;
  const tabs = all('[role="tab"]', tab.parentElement);
  const next = tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length];
  choose(next);
  next.focus();
});

/* ---------- what was looked at ---------- */
const KEY = 'trestle:seen';
const seen = () => { try { return JSON.parse(localStorage.getItem(KEY)) ?? []; } catch { return []; } };
const remember = (list) => { try { localStorage.setItem(KEY, JSON.stringify(list.slice(0, 11))); } catch { /* a full or closed store forgets */ } };

async function fillSeen(place) {
  const wanted = seen().filter((handle) => handle !== place.dataset.now).slice(0, Number(place.dataset.limit));
  const cards = await Promise.all(wanted.map((handle) => page(`/products/${encodeURIComponent(handle)}?section_id=one-ware`).then((fresh) => $('.ware', fresh)).catch(() => null)));
  const list = $('[data-seen-list]', place);
  for (const card of cards.filter(Boolean)) { const item = document.createElement('li'); item.append(card); list.append(item); }
  place.hidden = list.children.length === 0;
}
for (const place of all('[data-seen]')) {
  new IntersectionObserver((entries, observer) => { if (entries.some((entry) => entry.isIntersecting)) { observer.disconnect(); fillSeen(place); } }, { rootMargin: '400px' }).observe(place.parentElement.previousElementSibling ?? document.body);
}
document.addEventListener('click', (event) => {
  if (!event.target.closest('[data-seen-forget]')) return;
  remember([]);
  for (const place of all('[data-seen]')) place.hidden = true;
});
const here = $('[data-remember]')?.dataset.remember;
if (here) remember([here, ...seen().filter((handle) => handle !== here)]);

/* ---------- what goes with it ---------- */
for (const place of all('[data-alongside]')) {
  page(place.dataset.alongside).then((fresh) => { const better = $('[data-alongside]', fresh); if (better && $('.ware', better)) place.replaceChildren(...better.childNodes); }).catch(() => {});
}

/* ---------- days until an offer ends ---------- */
for (const offer of all('[data-until]')) {
  const days = Math.ceil((new Date(`${offer.dataset.until}T23:59:59`) - Date.now()) / 86_400_000);
  const left = $('[data-left]', offer);
  if (days > 1 && days < 60 && left) left.textContent = left.dataset.days.replace('99', days);
}
