// What a malicious pack would try, in a browser that holds a shopper's checkout, a staff member's session and an editor's
// preview; on the shop's pages, and on those of the preview.
const [, own, shop] = location.hostname.match(/^(preview\.)?(.*)$/);
const port = location.port ? `:${location.port}` : '';
const at = (origin, path = '/') => `${location.protocol}//${origin === 'shop' ? '' : `${origin}.`}${shop}${port}${path}`;
const report = {};
window.report = report;

async function attempt(name, work) {
  try { report[name] = `reached: ${String(await work()).slice(0, 120)}`; }
  catch (error) { report[name] = 'refused'; }
}

function within(milliseconds, work) {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('nothing came')), milliseconds);
    work(resolve, reject);
  });
}

function frame(address) {
  const made = document.createElement('iframe');
  made.name = `frame${document.querySelectorAll('iframe').length}`;
  if (address) made.src = address;
  document.body.append(made);
  return made;
}

function submit(address, values, target) {
  const form = document.createElement('form');
  form.method = 'post';
  form.action = address;
  form.target = target;
  for (const [name, value] of Object.entries(values)) {
    const field = document.createElement('input');
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}

(async () => {
  const body = new URLSearchParams({ title: 'Planted', email: 'thief@evil.example', csrf_token: '' });
  for (const origin of ['admin', 'checkout', own ? 'shop' : 'preview']) {
    await attempt(`${origin}: fetch`, async () => (await fetch(at(origin), { credentials: 'include' })).text());
    await attempt(`${origin}: fetch without cors`, async () => {
      const answer = await fetch(at(origin), { credentials: 'include', mode: 'no-cors' });
      const text = await answer.text();
      if (!text) throw new Error('nothing to read');
      return text;
    });
    for (const path of ['/pages', '/contact', '/sign-out']) {
      await attempt(`${origin}: post ${path}`, async () => {
        const answer = await fetch(at(origin, path), { method: 'POST', body, credentials: 'include', mode: 'no-cors' });
        if (answer.type === 'opaque') throw new Error('sent blindly; the server has the last word');
        return answer.status;
      });
    }
    await attempt(`${origin}: beacon`, async () => {
      if (!navigator.sendBeacon(at(origin, '/pages'), body)) throw new Error('refused');
      throw new Error('sent blindly; the server has the last word');
    });
    await attempt(`${origin}: frame`, () => within(1500, (resolve, reject) => {
      const made = frame(at(origin));
      made.onload = () => { try { resolve(made.contentDocument.body.innerHTML); } catch (error) { reject(error); } };
    }));
    await attempt(`${origin}: form in a frame`, () => within(1200, (resolve, reject) => {
      const made = frame('');
      made.onload = () => { try { resolve(made.contentDocument.body.innerText || reject(new Error('empty'))); } catch (error) { reject(error); } };
      submit(at(origin, origin === 'admin' ? '/pages' : '/contact'), { title: 'Planted', email: 'thief@evil.example' }, made.name);
    }));
    await attempt(`${origin}: window`, () => within(1500, (resolve, reject) => {
      const opened = window.open(at(origin));
      setTimeout(() => {
        try { resolve(opened.document.body.innerHTML); } catch (error) { reject(error); } finally { opened?.close(); }
      }, 900);
    }));
    await attempt(`${origin}: message`, () => within(900, (resolve) => {
      const opened = window.open(at(origin));
      window.addEventListener('message', (event) => resolve(event.data));
      const timer = setInterval(() => opened?.postMessage({ type: 'hello', title: 'Planted' }, '*'), 50);
      setTimeout(() => { clearInterval(timer); opened?.close(); }, 800);
    }));
  }
  await attempt('around: document', () => (parent === window ? Promise.reject() : parent.document.body.innerHTML));
  await attempt('around: address', () => (parent === window ? Promise.reject() : parent.location.href));
  report.cookies = document.cookie;
  report.storage = JSON.stringify({ ...localStorage, ...sessionStorage });
  report.databases = JSON.stringify(await indexedDB.databases());
  report.caches = JSON.stringify(await caches.keys().catch(() => []));
  report.workers = String((await navigator.serviceWorker?.getRegistrations?.().catch(() => []))?.length ?? 0);
  report.opener = String(window.opener);
  document.body.dataset.done = '1';
})();
