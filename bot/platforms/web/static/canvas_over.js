// The editor over the chat: opened by a button of a task, gone once the answer is taken.

import { make } from "./blocks.js";
import { Editor } from "./canvas.js";

const STYLE = "canvas-style", BACK_MS = 400;

// Resolves when it is closed; `take(view, event)` shows what the answer came to.
export async function openOver(page, line, words, take) {
  const token = new URL(page, location.href).searchParams.get("t") ?? "";
  const [sheet] = await Promise.all([line.post("/canvas/open", { token }), styled()]);
  const host = make("div", { class: "canvas" });
  const dialog = make("dialog", { class: "canvas-over", "aria-label": sheet.asks }, host);
  document.body.append(dialog);
  const closed = new Promise((resolve) => dialog.addEventListener("close", resolve));
  dialog.addEventListener("cancel", (event) => event.preventDefault()); // Escape leaves a mark, not the page
  dialog.showModal();
  history.pushState({ canvas: true }, ""); // the way back leads to the chat, on a telephone too
  const goneBack = () => dialog.close();
  addEventListener("popstate", goneBack);
  let answer = null;
  const editor = new Editor(host, sheet, words.canvas, {
    leave: () => dialog.close(),
    send: async (marks, id) => {
      answer = { id, ...(await line.post("/canvas/send", { token: sheet.token, id, marks })) };
      dialog.close();
    },
  });
  await closed;
  removeEventListener("popstate", goneBack);
  editor.close();
  dialog.remove();
  await leftBehind();
  if (answer?.view) take(answer.view, { id: answer.id, action: null });
}

// Take our step out of the history, unless it was the way on which somebody left.
function leftBehind() {
  if (!history.state?.canvas) return null;
  const gone = new Promise((resolve) => addEventListener("popstate", resolve, { once: true }));
  history.back();
  return Promise.race([gone, new Promise((resolve) => setTimeout(resolve, BACK_MS))]);
}

function styled() {
  if (document.getElementById(STYLE)) return null;
  const href = new URL("./canvas.css", import.meta.url).href;
  const link = make("link", { id: STYLE, rel: "stylesheet", href });
  const loaded = new Promise((resolve) => link.addEventListener("load", resolve));
  document.head.append(link);
  return loaded;
}
