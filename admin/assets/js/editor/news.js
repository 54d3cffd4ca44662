// News of the server about a change: what to say, what to choose, what the page in the preview has to know.

import { chooseKey, mark } from "./choosing.js";
import { tell } from "./frame.js";
import { renew } from "./renewing.js";
import { took } from "./saving.js";
import { inspector, notice, tree, words } from "./studio.js";

const read = (element) => {
  const news = JSON.parse(element.dataset.news);
  delete element.dataset.news;
  for (const message of news.preview) tell(message);
  if (news.changed) {
    const node = tree().querySelector(`li[data-section="${news.changed}"]`);
    if (node) took(String(news.changed), Number(node.dataset.revision));
  }
  if (news.said) notice(news.said, { warning: news.is_warning, undo: news.undo });
  const open = inspector();
  const gone = open && !tree().querySelector(`li[data-section="${open.dataset.section}"][data-block="${window.CSS.escape(open.dataset.block)}"]`);
  if (gone && !open.dataset.kept) open.replaceChildren();
  else if (open && !gone && news.renewed.map(String).includes(open.dataset.section)) renew();
  if (news.select) chooseKey(news.select);
  else mark();
};

document.addEventListener("htmx:afterSettle", () => {
  const element = document.querySelector("#news[data-news]");
  if (element) read(element);
});

// an answer that is no part of the editor: something is not there any more, or the server has a fault
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { status } = detail.xhr;
  if (status < 400 || status === 409 || status === 422) return;
  detail.shouldSwap = false;
  notice(status === 404 ? words.gone : words.offline, { warning: true });
});
