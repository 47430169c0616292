// The editor in which boxes, points and spans are marked: around the picture or text, its tools.

import { make } from "./blocks.js";
import { newId, Refusal } from "./line.js";
import { colourOf, fill, Marks } from "./canvas_marks.js";
import { Picture } from "./canvas_picture.js";
import { Spans } from "./canvas_spans.js";

const ICONS = {
  draw: "M4 20l1-4L16 5l3 3L8 19z",
  move: "M12 3v18M3 12h18M12 3l-3 3m3-3 3 3M12 21l-3-3m3 3 3-3M3 12l3-3m-3 3 3 3M21 12l-3-3m3 3-3 3",
  undo: "M9 7 4 12l5 5M4 12h10a5 5 0 0 1 0 10h-2",
  redo: "m15 7 5 5-5 5M20 12H10a5 5 0 0 0 0 10h2",
  closer: "M12 5v14M5 12h14",
  farther: "M5 12h14",
  whole: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
  remove: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  back: "m15 5-7 7 7 7",
};

// `send(marks, id)` resolves when it was taken; `leave()` goes back to where one came from.
export class Editor {
  constructor(host, sheet, words, { send, leave }) {
    this.sheet = sheet;
    this.words = words;
    this.marks = new Marks(sheet);
    this.send = send;
    this.isSending = false;
    this.until = Date.now() + sheet.left_ms;
    this.#build(host, leave);
    const Stage = sheet.kind === "spans" ? Spans : Picture;
    this.stage = new Stage(this.stageElement, this);
    this.marks.onChange(() => this.#show());
    this.root.addEventListener("keydown", (event) => this.#key(event));
    this.clock = setInterval(() => this.#tick(), 1000);
    this.#show();
    this.#tick();
    this.stage.focus();
  }

  close() {
    clearInterval(this.clock);
    this.stage.close();
    this.root.remove();
  }

  announce(text) {
    this.live.textContent = "";
    clearTimeout(this.announcing);
    this.announcing = setTimeout(() => (this.live.textContent = text), 60);
  }

  // Say something for all to read, until something else is done.
  tell(text, isWrong = false) {
    this.note.textContent = text;
    this.note.classList.toggle("wrong", isWrong);
    if (text) this.announce(text);
  }

  mayAdd() {
    if (!this.marks.isFull) return true;
    this.tell(fill(this.words.too_many, { most: this.sheet.most }), true);
    return false;
  }

  colour(mark) {
    return colourOf(this.sheet.labels, mark.label);
  }

  name(mark) {
    const n = this.marks.list.indexOf(mark) + 1;
    const kind = { boxes: "box", points: "point", spans: "span" }[this.sheet.kind];
    const name = fill(this.words[kind], { n });
    return [mark.label ? `${name}, ${mark.label}` : name, this.stage.where(mark)].join(": ");
  }

  add(mark) {
    if (!this.mayAdd()) return null;
    const made = this.marks.add(mark);
    this.tell("");
    this.announce(fill(this.words.added, { mark: this.name(made) }));
    return made;
  }

  remove(id) {
    const mark = this.marks.find(id);
    if (!mark) return;
    const name = this.name(mark);
    this.marks.remove(id);
    this.tell("");
    this.announce(fill(this.words.removed, { mark: name }));
    this.stage.focus();
  }

  #build(host, leave) {
    const { sheet, words } = this;
    this.stageElement = make("div", { class: `stage ${sheet.kind}` });
    this.labels = sheet.labels.map((label, n) => this.#label(label, n));
    this.tools = {};
    const zooms = sheet.kind === "spans" ? [] : ["draw", "move", "farther", "whole", "closer"];
    const tools = [...zooms, "undo", "redo", "remove"].map((name) => this.#tool(name));
    this.left = make("p", { class: "left" });
    this.count = make("p", { class: "count" });
    this.note = make("p", { class: "note" });
    this.live = make("p", { class: "unseen", role: "status", "aria-live": "polite" });
    this.sendButton = make("button", { type: "button", class: "button main send" }, words.send);
    this.sendButton.addEventListener("click", () => this.#send());
    const back = make("button", { type: "button", class: "tool back", "aria-label": words.back, title: words.back }, icon("back"));
    back.addEventListener("click", leave);
    this.root = make("section", { class: "editor", "aria-label": sheet.asks },
      make("header", { class: "asks" }, back,
        make("div", { class: "asked" },
          make("h1", {}, sheet.asks),
          make("p", { class: "of" }, [sheet.place, sheet.title].filter(Boolean).join(" · "))),
        this.left),
      sheet.help ? make("details", { class: "help" }, make("summary", {}, words.instructions), make("p", {}, sheet.help)) : null,
      this.stageElement,
      this.labels.length ? make("div", { class: "labels", role: "radiogroup", "aria-label": words.labels }, ...this.labels) : null,
      make("div", { class: "tools", role: "toolbar", "aria-label": words.tools }, ...tools),
      make("footer", { class: "foot" },
        make("div", { class: "told" }, this.count, this.note),
        this.sendButton),
      make("p", { class: "keys" }, words[sheet.kind === "spans" ? "keys_spans" : "keys_picture"]),
      this.live);
    host.append(this.root);
    this.tell(words[`how_${sheet.kind}`]);
  }

  #label(label, n) {
    const button = make("button", { type: "button", class: `label-chip ${colourOf(this.sheet.labels, label)}`, role: "radio" },
      make("span", { class: "swatch", "aria-hidden": "true" }), make("span", { dir: "auto" }, label));
    if (n < 9) button.append(make("kbd", { "aria-hidden": "true" }, String(n + 1)));
    button.addEventListener("pointerdown", (event) => event.preventDefault()); // what is chosen in the text stays so
    button.addEventListener("click", () => this.#choose(label));
    button.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      const next = (n + step + this.labels.length) % this.labels.length;
      this.#choose(this.sheet.labels[next]);
      this.labels[next].focus();
    });
    return button;
  }

  #choose(label, options) {
    if (this.stage.takes?.(label)) return;
    this.marks.choose(label, options);
    this.announce(label);
  }

  #tool(name) {
    const words = this.words[name];
    const button = make("button", { type: "button", class: `tool ${name}`, "aria-label": words, title: words }, icon(name));
    button.addEventListener("click", () => this.#use(name));
    this.tools[name] = button;
    return button;
  }

  #use(name) {
    if (name === "undo" || name === "redo") {
      this.marks[name]();
      this.tell("");
      this.announce(fill(this.words[name === "undo" ? "undone" : "redone"], { count: this.#counted() }));
    } else if (name === "remove") this.remove(this.marks.selected);
    else this.stage[name]();
    this.#show();
  }

  #key(event) {
    if (event.target.matches("input, textarea, summary") || this.isSending) return;
    const ctrl = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    const tool = ctrl && key === "z" ? (event.shiftKey ? "redo" : "undo")
      : ctrl && key === "y" ? "redo"
      : !ctrl && !event.altKey && ["+", "=", "-", "0"].includes(key) && this.tools.closer ? { "-": "farther", 0: "whole" }[key] ?? "closer"
      : null;
    if (tool) this.#use(tool);
    else if (ctrl && key === "enter") this.#send();
    else if (!ctrl && /^[1-9]$/.test(key) && this.sheet.labels[key - 1]) this.#choose(this.sheet.labels[key - 1], event.target.closest("[data-mark]") ? { isForSelected: true } : {});
    else if (!this.stage.key(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  #counted() {
    const { least, most, kind } = this.sheet;
    const n = this.marks.list.length;
    const isOpen = most >= 200;
    const sentence = least === most ? "exactly" : least > 0 && !isOpen ? "least_most" : least > 0 ? "least" : !isOpen ? "most" : "count";
    return fill(this.words[sentence], { n, least, most, kind });
  }

  #show() {
    const { marks } = this;
    this.stage.show();
    this.count.textContent = this.#counted();
    this.tools.undo.disabled = !marks.canUndo;
    this.tools.redo.disabled = !marks.canRedo;
    this.tools.remove.disabled = marks.current === null;
    if (this.tools.draw) {
      this.tools.draw.setAttribute("aria-pressed", String(!this.stage.isMoving));
      this.tools.move.setAttribute("aria-pressed", String(this.stage.isMoving));
    }
    this.labels.forEach((chip, n) => {
      const isChosen = this.sheet.labels[n] === marks.label;
      chip.setAttribute("aria-checked", String(isChosen));
      chip.tabIndex = isChosen ? 0 : -1;
    });
    this.sendButton.classList.toggle("waits", !marks.isEnough);
  }

  #tick() {
    const { words } = this;
    const seconds = Math.ceil((this.until - Date.now()) / 1000);
    const span = seconds >= 120 ? fill(words.minutes, { n: Math.floor(seconds / 60) }) : fill(words.seconds, { n: seconds });
    const text = seconds > 0 ? fill(words.left, { span }) : words.over;
    if (this.left.textContent !== text) this.left.textContent = text;
    this.left.classList.toggle("soon", seconds < 60);
  }

  async #send() {
    const { marks, words } = this;
    if (this.isSending) return;
    if (!marks.isEnough) {
      this.tell(fill(words.too_few, { least: this.sheet.least, n: marks.list.length }), true);
      return;
    }
    this.isSending = true;
    this.root.classList.add("sending");
    this.sendButton.textContent = words.sending;
    marks.sendId ??= newId();
    marks.keep();
    try {
      await this.send(marks.canonical, marks.sendId);
      marks.wasSent();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      marks.wasSent(); // another attempt is another one
      this.tell(error.message, true);
    } finally {
      this.isSending = false;
      this.root.classList.remove("sending");
      this.sendButton.textContent = words.send;
    }
  }
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}
