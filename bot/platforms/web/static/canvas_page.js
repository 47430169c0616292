// The page by itself: opened by a link, or as a Mini App in Telegram.

import { make } from "./blocks.js";
import { Editor } from "./canvas.js";
import { Line, Refusal } from "./line.js";
import { telegram } from "./canvas_telegram.js";

const CLOSE_MS = 1200;

const words = JSON.parse(document.getElementById("words").textContent).canvas;
const host = document.getElementById("canvas");
const token = new URLSearchParams(location.search).get("t") ?? "";
const line = new Line((isDown) => editor?.tell(isDown ? words.offline : ""));
let editor = null;
let back = "";
let isTelegram = telegram.initData !== "";

async function start() {
  telegram.ready();
  try {
    const sheet = await line.post("/canvas/open", { token, init_data: telegram.initData });
    back = sheet.back;
    isTelegram = sheet.platform === "telegram";
    document.title = sheet.asks;
    host.replaceChildren();
    telegram.guards(true);
    editor = new Editor(host, sheet, words, { leave, send: (marks, id) => send(sheet, marks, id) });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    card(words.lost, error.message);
  }
}

async function send(sheet, marks, id) {
  await line.post("/canvas/send", { token: sheet.token, id, marks });
  telegram.guards(false);
  setTimeout(() => {
    editor.close();
    card(words.sent, words.sent_how, sheet.platform === "discord" ? words.not_there : "");
    if (isTelegram) setTimeout(leave, CLOSE_MS);
  });
}

function leave() {
  if (isTelegram && telegram.close()) return;
  if (back) location.assign(back);
  else card(words.close);
}

// Nothing but a few words, and the way back.
function card(title, ...lines) {
  const button = make("button", { type: "button", class: "button main" }, words.back);
  button.addEventListener("click", leave);
  const told = make("section", { class: "canvas-card", role: "status", tabindex: "-1" },
    make("h1", {}, title), ...lines.filter(Boolean).map((text) => make("p", {}, text)), back || isTelegram ? button : null);
  host.replaceChildren(told);
  told.focus();
}

const hand = (name) => (document.documentElement.dataset.hand = name);
document.addEventListener("pointerdown", () => hand("pointer"), { capture: true });
document.addEventListener("keydown", () => hand("keys"), { capture: true });

start();
