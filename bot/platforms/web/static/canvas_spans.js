// A text in which spans are marked: by tapping words, by choosing with the mouse or a finger, by
// keyboard. Places are counted in characters (code points), as the answer wants them.

import { make } from "./blocks.js";

const HANDLE_PX = 30, WHERE_CHARS = 40;

export class Spans {
  #chips = new Map(); // id → its button below the text
  #cursor = null; // the word at which the keyboard is: [first, last] of `words`
  #drag = null;

  constructor(element, editor) {
    this.element = element;
    this.editor = editor;
    this.text = editor.sheet.of;
    this.letters = Array.from(this.text);
    this.words = segments(this.text);
    this.#build();
  }

  #build() {
    const { element, editor } = this;
    this.body = make("div", { class: "text", dir: "auto", tabindex: "0", role: "application", "aria-label": editor.words.stage_spans });
    this.body.setAttribute("aria-describedby", "canvas-text");
    this.handles = ["start", "end"].map((edge) => this.#handle(edge));
    this.chips = make("ul", { class: "chips", "aria-label": editor.words.marked });
    const frame = make("div", { class: "text-frame" }, this.body, ...this.handles);
    element.append(make("p", { class: "unseen", id: "canvas-text" }, this.text), frame, this.chips);
    this.body.addEventListener("click", (event) => this.#click(event));
    // The mouse marks what it has chosen once it is let go, wherever; a finger goes on to mend it.
    this.whenUp = (event) => event.pointerType === "mouse" && setTimeout(() => this.#takeSelection());
    document.addEventListener("pointerup", this.whenUp);
    this.body.addEventListener("focusout", () => this.#cursor && ((this.#cursor = null), this.show()));
    this.watcher = new ResizeObserver(() => this.#placeHandles());
    this.watcher.observe(this.body);
    this.whenSelected = () => this.element.classList.toggle("choosing", this.#selected() !== null);
    document.addEventListener("selectionchange", this.whenSelected);
  }

  close() {
    this.watcher.disconnect();
    document.removeEventListener("selectionchange", this.whenSelected);
    document.removeEventListener("pointerup", this.whenUp);
  }

  focus() {
    const chip = this.#chips.get(this.editor.marks.selected);
    (chip ?? this.body).focus({ preventScroll: true });
  }

  where(mark) {
    const words = this.letters.slice(mark.start, mark.end).join("").replace(/\s+/g, " ");
    return `“${words.length > WHERE_CHARS ? `${words.slice(0, WHERE_CHARS - 1)}…` : words}”`;
  }

  // --- Hands -------------------------------------------------------------------

  // A finger has chosen words: the label that is pressed then marks them.
  takes(label) {
    const chosen = this.#selected();
    if (!chosen) return false;
    this.editor.marks.select(null);
    this.editor.marks.choose(label);
    return this.#takeSelection();
  }

  #takeSelection() {
    const chosen = this.#selected();
    if (!chosen) return false;
    getSelection().removeAllRanges();
    return this.#add(chosen);
  }

  #selected() {
    const selection = getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    if (!this.body.contains(range.startContainer) || !this.body.contains(range.endContainer)) return null;
    return this.#trimmed(this.#offset(range.startContainer, range.startOffset), this.#offset(range.endContainer, range.endOffset));
  }

  // Spaces at the ends are not meant.
  #trimmed(from, to) {
    let [start, end] = [from, to].sort((a, b) => a - b);
    while (start < end && !this.letters[start].trim()) start += 1;
    while (end > start && !this.letters[end - 1].trim()) end -= 1;
    return start < end ? { start, end } : null;
  }

  #add(span) {
    const { marks } = this.editor;
    const same = marks.list.find((mark) => mark.start === span.start && mark.end === span.end && (mark.label ?? null) === marks.label);
    if (same) marks.select(same.id);
    else this.editor.add(span);
    return true;
  }

  #click(event) {
    if (event.pointerType === "mouse" && this.#takeSelection()) return;
    if (this.#selected() || event.detail > 1) return;
    const at = this.#placeAt(event.clientX, event.clientY);
    if (at === null) return;
    const { marks } = this.editor;
    const mark = this.#markAt(at);
    if (mark) {
      marks.select(mark.id);
      return;
    }
    const word = this.words.find(({ start, end }) => start <= at && at < end) ?? this.words.find(({ end }) => end === at);
    if (word) this.#add({ start: word.start, end: word.end });
    else marks.select(null);
  }

  #markAt(at) {
    const found = this.editor.marks.list.filter((mark) => mark.start <= at && at < mark.end);
    return found.sort((a, b) => a.end - a.start - (b.end - b.start))[0] ?? null;
  }

  #handle(edge) {
    const handle = make("span", { class: `handle ${edge}`, hidden: true, "aria-hidden": "true" });
    handle.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      handle.setPointerCapture(event.pointerId);
      this.#drag = { edge, id: this.editor.marks.selected, what: `drag${event.timeStamp}` };
    });
    handle.addEventListener("pointermove", (event) => this.#dragged(event));
    for (const name of ["pointerup", "pointercancel"]) handle.addEventListener(name, () => (this.#drag = null));
    return handle;
  }

  #dragged(event) {
    const drag = this.#drag;
    const mark = drag && this.editor.marks.find(drag.id);
    if (!mark) return;
    // What is meant is the line above the finger, not what is below it.
    const at = this.#placeAt(event.clientX, event.clientY - HANDLE_PX / 2);
    if (at === null) return;
    const change = drag.edge === "start" ? { start: Math.min(at, mark.end - 1) } : { end: Math.max(at, mark.start + 1) };
    this.editor.marks.alter(mark.id, change, drag.what);
  }

  // --- Keys ----------------------------------------------------------------------

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.element.contains(event.target)) return false;
    const mark = this.editor.marks.find(Number(event.target.closest("[data-mark]")?.dataset.mark));
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 8, ArrowUp: -8 }[event.key];
    if (mark) return this.#keyOnMark(event, mark, step);
    if (event.target !== this.body) return false;
    if (step) this.#go(step, event.shiftKey);
    else if (event.key === "Enter" || event.key === " ") this.#mark();
    else if (event.key === "Escape") {
      this.#cursor = null;
      this.editor.marks.select(null);
    } else return false;
    this.show();
    return true;
  }

  #keyOnMark(event, mark, step) {
    if (step) {
      const by = Math.sign(step);
      const change = event.shiftKey
        ? { end: Math.min(Math.max(mark.end + by, mark.start + 1), this.letters.length) }
        : { start: Math.min(Math.max(mark.start + by, 0), mark.end - 1) };
      this.editor.marks.alter(mark.id, change, event.shiftKey ? "end" : "start");
      this.editor.announce(this.where(this.editor.marks.find(mark.id)));
    } else if (event.key === "Delete" || event.key === "Backspace") this.editor.remove(mark.id);
    else if (event.key === "Enter" || event.key === "Escape") {
      this.editor.marks.select(null);
      this.body.focus({ preventScroll: true });
    } else return false;
    return true;
  }

  #go(step, isChoosing) {
    if (!this.words.length) return;
    const last = this.words.length - 1;
    const at = this.#cursor === null ? (step > 0 ? 0 : last) : Math.min(Math.max(this.#cursor[1] + step, 0), last);
    this.#cursor = isChoosing && this.#cursor ? [this.#cursor[0], at] : [at, at];
    this.editor.announce(this.where(this.#under()));
    this.show();
    this.body.querySelector(".cursor")?.scrollIntoView({ block: "nearest" });
  }

  #under() {
    const [from, to] = [...this.#cursor].sort((a, b) => a - b);
    return { start: this.words[from].start, end: this.words[to].end };
  }

  #mark() {
    if (this.#cursor === null) return;
    const span = this.#under();
    const at = this.#cursor;
    this.#add(span);
    this.#cursor = [at[1], at[1]];
    this.body.focus({ preventScroll: true }); // the next word is what is wanted next
  }

  // --- Places --------------------------------------------------------------------

  #offset(node, offset) {
    let count = 0;
    const walk = document.createTreeWalker(this.body, NodeFilter.SHOW_TEXT);
    for (let text = walk.nextNode(); text; text = walk.nextNode()) {
      if (text === node) return count + Array.from(text.data.slice(0, offset)).length;
      if (node.nodeType !== Node.TEXT_NODE && !(node.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_PRECEDING)) {
        const child = node.childNodes[offset];
        if (!child || child.contains(text) || child.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING) {
          if (child || !node.contains(text)) return count;
        }
      }
      count += Array.from(text.data).length;
    }
    return count;
  }

  #placeAt(x, y) {
    const place = document.caretPositionFromPoint?.(x, y);
    const range = place ? null : document.caretRangeFromPoint?.(x, y);
    const node = place?.offsetNode ?? range?.startContainer;
    if (!node || !this.body.contains(node)) return null;
    return this.#offset(node, place?.offset ?? range.startOffset);
  }

  #range(start, end) {
    const range = document.createRange();
    let count = 0;
    const walk = document.createTreeWalker(this.body, NodeFilter.SHOW_TEXT);
    for (let text = walk.nextNode(); text; text = walk.nextNode()) {
      const letters = Array.from(text.data);
      const unit = (at) => letters.slice(0, at - count).join("").length;
      if (start >= count && start < count + letters.length) range.setStart(text, unit(start));
      if (end > count && end <= count + letters.length) range.setEnd(text, unit(end));
      count += letters.length;
    }
    return range;
  }

  // --- What is seen --------------------------------------------------------------

  show() {
    const { marks } = this.editor;
    this.body.replaceChildren(...this.#pieces());
    this.#drawChips(marks.list);
    this.#placeHandles();
  }

  #pieces() {
    const { marks } = this.editor;
    const cursor = this.#cursor === null ? null : this.#under();
    const edges = new Set([0, this.letters.length]);
    for (const span of cursor ? [...marks.list, cursor] : marks.list) edges.add(span.start).add(span.end);
    const places = [...edges].sort((a, b) => a - b);
    return places.slice(0, -1).map((start, n) => {
      const text = this.letters.slice(start, places[n + 1]).join("");
      const over = marks.list.filter((mark) => mark.start <= start && start < mark.end).sort((a, b) => a.end - a.start - (b.end - b.start));
      const isCursor = cursor !== null && cursor.start <= start && start < cursor.end;
      if (!over.length && !isCursor) return document.createTextNode(text);
      const classes = [over.length ? `marked ${this.editor.colour(over[0])}` : "", over.length > 1 ? "twice" : "",
        over.some((mark) => mark.id === marks.selected) ? "selected" : "", isCursor ? "cursor" : ""];
      return make("span", { class: classes.filter(Boolean).join(" ") }, text);
    });
  }

  #drawChips(list) {
    const seen = new Set(list.map((mark) => mark.id));
    for (const [id, chip] of this.#chips) {
      if (seen.has(id)) continue;
      chip.closest("li").remove();
      this.#chips.delete(id);
    }
    for (const mark of [...list].sort((a, b) => a.start - b.start || a.end - b.end)) {
      const chip = this.#chips.get(mark.id) ?? this.#newChip(mark);
      chip.className = `chip ${this.editor.colour(mark)}${mark.id === this.editor.marks.selected ? " selected" : ""}`;
      chip.setAttribute("aria-label", this.editor.name(mark));
      chip.replaceChildren(...(mark.label ? [make("b", { dir: "auto" }, mark.label)] : []), make("span", { dir: "auto" }, this.where(mark)));
      const item = chip.closest("li");
      const order = [...this.chips.children];
      const at = list.filter((other) => other.start < mark.start || (other.start === mark.start && other.end < mark.end)).length;
      if (order[at] !== item) this.#moveTo(item, at);
    }
    this.chips.classList.toggle("empty", list.length === 0);
  }

  // Moving what has the focus would take it away.
  #moveTo(item, at) {
    const focused = item.contains(document.activeElement) ? document.activeElement : null;
    this.chips.insertBefore(item, [...this.chips.children].filter((other) => other !== item)[at] ?? null);
    focused?.focus({ preventScroll: true });
  }

  #newChip(mark) {
    const chip = make("button", { type: "button", "data-mark": mark.id });
    const select = () => this.editor.marks.selected !== mark.id && this.editor.marks.select(mark.id);
    chip.addEventListener("focus", select);
    chip.addEventListener("click", select);
    const remove = make("button", { type: "button", class: "chip-remove", "aria-label": this.editor.words.remove, title: this.editor.words.remove, tabindex: "-1" }, "×");
    remove.addEventListener("click", () => this.editor.remove(mark.id));
    this.chips.append(make("li", {}, chip, remove));
    this.#chips.set(mark.id, chip);
    return chip;
  }

  #placeHandles() {
    const mark = this.editor.marks.current;
    const frame = this.body.parentElement.getBoundingClientRect();
    const boxes = mark ? [...this.#range(mark.start, mark.end).getClientRects()].filter(({ width }) => width > 0) : [];
    this.handles.forEach((handle, n) => {
      handle.hidden = boxes.length === 0;
      if (handle.hidden) return;
      const box = n === 0 ? boxes[0] : boxes.at(-1);
      handle.style.left = `${(n === 0 ? box.left : box.right) - frame.left}px`;
      handle.style.top = `${box.bottom - frame.top}px`;
    });
  }
}

// Words as [start, end) in characters, without what stands between them.
function segments(text) {
  const found = [];
  let count = 0;
  if (globalThis.Intl?.Segmenter) {
    for (const { segment, isWordLike } of new Intl.Segmenter(undefined, { granularity: "word" }).segment(text)) {
      const length = Array.from(segment).length;
      if (isWordLike) found.push({ start: count, end: count + length });
      count += length;
    }
    return found;
  }
  for (const part of text.match(/\s+|\S+/g) ?? []) {
    const length = Array.from(part).length;
    if (part.trim()) found.push({ start: count, end: count + length });
    count += length;
  }
  return found;
}
