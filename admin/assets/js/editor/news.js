// News of the server about a change: what to say, what to choose, what the page in the preview has to know.

import { chooseKey, mark } from "./choosing.js";
import { tell } from "./frame.js";
import { took } from "./saving.js";
import { at, inspector, notice, tree } from "./studio.js";

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
  if (gone) open.replaceChildren();
  else if (open && news.renewed.map(String).includes(open.dataset.section)) renew(open);
  if (news.select) chooseKey(news.select);
  else mark();
};

/** The form of a section that was changed by other means than its fields. */
const renew = async ({ dataset: { section, block } }) => {
  await window.htmx.ajax("GET", at(`/theme/editor/sections/${section}/form`, { block }), { target: "#panel-form", swap: "innerHTML" });
  mark();
};

document.addEventListener("htmx:afterSettle", () => {
  const element = document.querySelector("#news[data-news]");
  if (element) read(element);
});
