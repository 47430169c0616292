// The page: what a person does goes to the server, what they see next comes back.

import { locate } from "./asked.js";
import { Composer } from "./composer.js";
import { Line, Refusal, newId } from "./line.js";
import { drawMessage, filled, layOut } from "./message.js";
import { Transcript } from "./transcript.js";

const TOAST_MS = 4000, QUIET_MS = 1200;

const words = JSON.parse(document.getElementById("words").textContent);
const person = document.body.dataset.person;
const log = document.getElementById("log");
const jump = document.getElementById("jump");
const transcript = new Transcript(person);
const line = new Line(showLine);
const composer = new Composer(words, (text) => type(text), (file, caption) => attach(file, caption));
const drawn = new Map(); // key → what an element was drawn from
let currentKey = null; // of the message that was shown last: the newest, or an older one that was edited
let isBusy = false;
let awaited = []; // keys of the message whose answer is on its way
let held = []; // what became of a file, where that has overtaken the answer

function start() {
  const entries = transcript.read();
  show(entries);
  showLast("auto");
  reveal(current(), "auto");
  transcript.onChange(show);
  line.listen("/stream", takeNotice, takeEdit);
  const pending = transcript.pending;
  const link = startWord();
  if (pending) act(pending.event, pending);
  else if (link) act({ kind: "command", name: "start", words: link });
  else if (!entries.some((entry) => entry.who === "bot")) act({ kind: "command", name: "start" });
  else focusOn(current());
}

// The word behind ?start= of a link that led here, once: the address is as it was without it.
function startWord() {
  const word = new URLSearchParams(location.search).get("start");
  if (word) history.replaceState(null, "", location.pathname);
  return word && /^[A-Za-z0-9_-]{1,64}$/.test(word) ? word : null;
}

// --- What a person does ------------------------------------------------------

// One action at a time. `replaces` is the key of the message that the answer may edit.
async function act(event, { replaces = null, own = null } = {}) {
  if (isBusy) return;
  event.id ??= newId();
  event.person = person;
  if (replaces !== null) event.message = replaces;
  event.zone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
  transcript.pending = { event, replaces, own };
  busy(true, replaces, event.action);
  awaited = [event.id, replaces];
  try {
    const view = await line.post("/event", event);
    done();
    take(view, event, replaces);
    release();
  } catch (error) {
    done();
    release();
    if (!(error instanceof Refusal)) throw error;
    refused(error, own);
  }
}

function done() {
  transcript.pending = null;
  busy(false);
}

function release() {
  const waiting = held;
  awaited = [];
  held = [];
  for (const run of waiting) run();
}

function type(text) {
  if (isBusy) return false;
  const event = { id: newId(), kind: "text", text };
  const own = `${event.id}-own`;
  show(transcript.put({ key: own, who: "me", text }));
  showLast();
  act(event, { own });
  return true;
}

// A file: rows, with what stands in the field as its caption, or an answer.
async function attach(file, caption) {
  if (isBusy) return false;
  if (file.size > words.file_bytes_max) {
    toast(words.file_large);
    return false;
  }
  const id = newId();
  const own = `${id}-own`;
  show(transcript.put({ key: own, who: "me", text: [`📎 ${file.name}`, caption].filter(Boolean).join("\n") }));
  showLast();
  busy(true);
  awaited = [id];
  try {
    const view = await line.send(`/file?${new URLSearchParams({ id, name: file.name, type: file.type, caption })}`, file);
    busy(false);
    take(view, { id }, null);
    release();
  } catch (error) {
    busy(false);
    release();
    show(transcript.drop(own));
    toast(error instanceof Refusal ? error.message : words.not_sent);
  }
  return true;
}

function press(button) {
  const message = button.closest(".message");
  if (button.dataset.page) {
    mark(button.dataset.page, message.dataset.key);
    return;
  }
  act({ kind: "press", action: button.dataset.action, values: [] }, { replaces: message.dataset.key });
}

// Boxes, points and spans are marked over the chat; their answer takes the place of the task.
async function mark(page, key) {
  const { openOver } = await import("./canvas_over.js");
  try {
    await openOver(page, line, words, (view, event) => take(view, event, key));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    toast(error.message);
  }
  focusOn(current());
}

// A date is typed by its field; a place is sent as the browser knows it.
async function answerAsked(form) {
  if (form.dataset.asked === "date") {
    type(form.elements.date.value);
    return;
  }
  busy(true);
  try {
    const place = await locate();
    busy(false);
    act({ kind: "place", ...place }, { replaces: form.closest(".message").dataset.key });
  } catch {
    busy(false);
    toast(words.no_place);
  }
}

function submit(form) {
  const message = form.closest(".message");
  act({ kind: "form", action: form.dataset.action, fields: filled(form) }, { replaces: message.dataset.key });
}

// --- What comes back ---------------------------------------------------------

function take(view, event, replaces) {
  const isKnown = replaces !== null && drawn.has(replaces);
  const key = view.place === "replace" && isKnown ? replaces : view.key;
  if (view.blocks.length || view.rows.length || view.form) {
    const wasTyping = composer.isFocused;
    currentKey = key;
    show(transcript.put({ key, who: "bot", view }));
    const message = find(key);
    reveal(message);
    if (!wasTyping) focusOn(message, view, event.action);
  }
  if (view.toast) toast(view.toast);
}

function takeNotice(view) {
  if (awaited.includes(view.key)) {
    held.push(() => takeNotice(view));
    return;
  }
  const wasAtEnd = isAtEnd();
  currentKey = view.key;
  show(transcript.put({ key: view.key, who: "bot", view }));
  line.post("/seen", { key: view.key }).catch(() => {});
  if (wasAtEnd) reveal(find(view.key));
  else jump.hidden = false;
  if (view.toast) toast(view.toast);
  if (document.hidden) document.title = "• Bitework";
}

// A message that is live, or an upload on its way: changed where it stands, without a word.
function takeEdit(view) {
  const entry = transcript.read().find(({ key }) => key === view.key);
  if (awaited.includes(view.key) || !entry || (view.live && !entry.view?.live)) return;
  const held = find(view.key)?.contains(document.activeElement) ? document.activeElement.dataset.action : null;
  show(transcript.put({ key: view.key, who: "bot", view, isQuiet: true }));
  if (held) find(view.key).querySelector(`[data-action="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
}

function refused(error, own) {
  if ((error.status === 401 || error.status === 409) && transcript.mayReload()) {
    location.reload();
    return;
  }
  if (own) {
    const text = transcript.read().find((entry) => entry.key === own)?.text ?? "";
    show(transcript.drop(own));
    composer.restore(text);
  }
  toast(error.status === 401 ? words.no_cookies : error.message || words.not_sent);
}

// --- What is on the screen ---------------------------------------------------

// Bring the log in line with the entries, touching only what has changed.
function show(entries) {
  const keys = new Set(entries.map((entry) => entry.key));
  for (const key of drawn.keys()) {
    if (!keys.has(key)) {
      find(key)?.remove();
      drawn.delete(key);
    }
  }
  for (const entry of entries) {
    const source = JSON.stringify(entry);
    if (drawn.get(entry.key) === source) continue;
    const element = drawMessage(entry, words);
    const old = find(entry.key);
    if (old) {
      element.classList.add("edited");
      old.replaceWith(element);
    } else {
      log.append(element);
    }
    layOut(element);
    drawn.set(entry.key, source);
  }
  markPast();
  const shown = entries.find((entry) => entry.key === currentKey) ?? entries.findLast((entry) => entry.who === "bot");
  composer.ask(shown?.view.typing, shown?.view.accepts);
}

// Buttons of earlier messages still work; they stand back behind those of the current one.
function markPast() {
  const asking = current();
  for (const message of log.querySelectorAll(".message")) message.classList.toggle("past", message !== asking);
}

function find(key) {
  return log.querySelector(`[data-key="${CSS.escape(key)}"]`);
}

// The message that asks something now.
function current() {
  const asks = (message) => message?.querySelector("[data-action]");
  const edited = currentKey === null ? null : find(currentKey);
  return asks(edited) ? edited : [...log.querySelectorAll(".message")].findLast(asks) ?? null;
}

// The first thing to do in a message gets the focus; a ticked answer keeps it.
function focusOn(message, view = null, action = null) {
  if (!message) return;
  if (view?.writes) {
    if (matchMedia("(pointer: fine)").matches) composer.focus();
    else message.focus({ preventScroll: true });
    return;
  }
  const buttons = [...message.querySelectorAll("button[data-action]")];
  const same = buttons.find((button) => button.dataset.action === action && button.hasAttribute("aria-pressed"));
  const target = message.querySelector(".fill input, .fill select, .fill textarea") ?? same ?? buttons[0];
  (target ?? message).focus({ preventScroll: true });
}

function busy(isNow, key = null, action = null) {
  isBusy = isNow;
  document.body.classList.toggle("busy", isNow);
  for (const button of document.querySelectorAll(".log button, #send")) {
    if (isNow) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
    button.classList.remove("sending");
  }
  if (!isNow || key === null) return;
  const message = find(key);
  const pressed = [...(message?.querySelectorAll("[data-action]") ?? [])].find((element) => element.dataset.action === action);
  const button = pressed?.matches("form") ? pressed.querySelector("[type=submit]") : pressed;
  button?.classList.add("sending");
}

// --- Scrolling ---------------------------------------------------------------

const isCalm = matchMedia("(prefers-reduced-motion: reduce)");

function isAtEnd() {
  return log.scrollHeight - log.scrollTop - log.clientHeight < 80;
}

const behavior = () => (isCalm.matches ? "auto" : "smooth");

function showLast(how = behavior()) {
  log.scrollTo({ top: log.scrollHeight, behavior: how });
  jump.hidden = true;
}

// A message that fits is shown whole, a longer one from its beginning.
function reveal(message, how = behavior()) {
  if (!message) return;
  const fits = message.offsetHeight <= log.clientHeight - 24;
  if (fits && message === log.lastElementChild) showLast(how);
  else message.scrollIntoView({ block: fits ? "nearest" : "start", behavior: how });
}

// --- Notes above the field ---------------------------------------------------

const toastElement = document.getElementById("toast");
let toastTimer = 0;

function toast(text) {
  clearTimeout(toastTimer);
  toastElement.textContent = text;
  toastTimer = setTimeout(() => (toastElement.textContent = ""), Math.max(TOAST_MS, text.length * 70));
}

const lineElement = document.getElementById("line-state");
let lineTimer = 0;

// A line that is back at once is not worth a word.
function showLine(isDown, why) {
  clearTimeout(lineTimer);
  if (isDown) lineTimer = setTimeout(() => (lineElement.textContent = why || words.reconnecting), QUIET_MS);
  else lineElement.textContent = "";
}

// --- Hands -------------------------------------------------------------------

const hand = (name) => (document.documentElement.dataset.hand = name);
if (matchMedia("(pointer: coarse)").matches) hand("pointer");
document.addEventListener("pointerdown", () => hand("pointer"), { capture: true });
document.addEventListener("keydown", () => hand("keys"), { capture: true });

log.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button || isBusy) return;
  if (button.dataset.action) press(button);
  else if (button.dataset.command) type(button.dataset.command);
});

log.addEventListener("submit", (event) => {
  event.preventDefault();
  if (isBusy) return;
  if (event.target.dataset.asked) answerAsked(event.target);
  else submit(event.target);
});

// Digits choose an answer and / begins a command while the conversation has the focus.
log.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
  if (event.key === "/") {
    event.preventDefault();
    composer.begin("/");
  } else if (/^[0-9]$/.test(event.key)) {
    const buttons = [...(current()?.querySelectorAll("button[data-number]") ?? [])];
    const labelled = buttons.find((button) => button.querySelector(".label").textContent.split(" · ")[0] === event.key);
    (labelled ?? buttons.find((button) => button.dataset.number === event.key))?.click();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  toastElement.textContent = "";
  const isElsewhere = !log.contains(document.activeElement);
  if (isElsewhere) focusOn(current());
});

log.addEventListener("scroll", () => isAtEnd() && (jump.hidden = true), { passive: true });
jump.addEventListener("click", () => {
  showLast();
  focusOn(current());
});

addEventListener("resize", () => log.querySelectorAll(".message").forEach(layOut));

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) document.title = "Bitework";
});

start();
