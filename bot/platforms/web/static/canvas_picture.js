// A picture on which boxes or points are marked: by mouse, by touch, by keyboard.

import { make } from "./blocks.js";
import { fill } from "./canvas_marks.js";
import { Overlay } from "./canvas_overlay.js";
import { Viewport, clamp } from "./canvas_viewport.js";

const DRAG_PX = 5, POINT_PX = 18, ZOOM = 1.6;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Picture {
  #pointers = new Map();
  #gesture = null;
  #held = 0; // how long an arrow key is held

  constructor(element, editor) {
    this.element = element;
    this.editor = editor;
    this.isBoxes = editor.sheet.kind === "boxes";
    this.isMoving = false;
    this.cross = null;
    this.#build();
  }

  #build() {
    const { element, editor } = this;
    const image = make("img", { alt: "", draggable: "false", referrerpolicy: "no-referrer", decoding: "async" });
    element.append(image);
    this.viewport = new Viewport(element, image, () => this.show());
    this.overlay = new Overlay(element, editor, this.viewport, this.isBoxes);
    element.tabIndex = 0;
    element.setAttribute("role", "application");
    element.setAttribute("aria-label", editor.words[`stage_${editor.sheet.kind}`]);
    image.addEventListener("load", () => this.viewport.loaded());
    image.addEventListener("error", () => editor.tell(editor.words.picture_lost, true));
    if (editor.sheet.of) image.src = editor.sheet.of;
    else setTimeout(() => editor.tell(editor.words.picture_lost, true));
    const on = (name, run, options) => element.addEventListener(name, run, options);
    on("pointerdown", (event) => this.#down(event));
    on("pointermove", (event) => this.#move(event));
    on("pointerup", (event) => this.#up(event));
    on("pointercancel", (event) => this.#up(event, true));
    on("wheel", (event) => this.#wheel(event), { passive: false });
    on("contextmenu", (event) => event.preventDefault());
    on("focusin", () => this.show());
    on("focusout", () => this.show());
  }

  close() {
    this.viewport.close();
  }

  focus() {
    const group = this.overlay.groupOf(this.editor.marks.selected);
    (group ?? this.element).focus({ preventScroll: true });
  }

  where(mark) {
    const { words } = this.editor;
    return fill(this.isBoxes ? words.box_at : words.point_at, mark);
  }

  whole() {
    this.viewport.whole();
  }

  closer() {
    this.viewport.zoom(ZOOM, this.viewport.middleOf(this.editor.marks.current));
  }

  farther() {
    this.viewport.zoom(1 / ZOOM, this.viewport.middleOf(this.editor.marks.current));
  }

  // One finger draws, or moves the picture.
  draw() {
    this.#moves(false);
  }

  move() {
    this.#moves(true);
  }

  #moves(isMoving) {
    this.isMoving = isMoving;
    this.element.classList.toggle("moving", isMoving);
  }

  show() {
    const isAimed = document.activeElement === this.element || this.#gesture?.kind === "tap";
    this.overlay.show(isAimed ? this.cross : null);
  }

  // --- Hands -------------------------------------------------------------------

  #down(event) {
    if (!this.viewport.size.width || event.button > 1) return;
    event.preventDefault();
    this.element.setPointerCapture(event.pointerId);
    this.#pointers.set(event.pointerId, this.viewport.at(event));
    this.cross = null;
    if (this.#pointers.size === 2) {
      this.#leave();
      this.#gesture = this.#pinch();
    } else if (this.#pointers.size === 1) {
      this.#gesture = this.#begin(event);
    }
    if (!this.element.contains(document.activeElement)) this.element.focus({ preventScroll: true });
  }

  #begin(event) {
    const at = this.viewport.at(event);
    const from = { at, isTouch: event.pointerType !== "mouse", view: { ...this.viewport.view } };
    if (this.isMoving || event.button === 1) return { kind: "pan", ...from };
    const { marks } = this.editor;
    const grip = this.overlay.gripAt(at);
    if (grip) return { kind: "grip", grip, mark: marks.current, was: { ...marks.current }, ...from };
    const mark = this.#markAt(at);
    if (mark && (mark.id === marks.selected || !this.isBoxes)) {
      marks.select(mark.id);
      return { kind: "shift", mark, was: { ...mark }, ...from };
    }
    return { kind: this.isBoxes ? "draw" : "tap", ...from };
  }

  #move(event) {
    if (!this.#pointers.has(event.pointerId)) return;
    const at = this.viewport.at(event);
    this.#pointers.set(event.pointerId, at);
    const gesture = this.#gesture;
    if (!gesture) return;
    if (gesture.kind === "pinch") {
      this.#pinched(gesture);
      return;
    }
    const far = Math.hypot(at.screen.x - gesture.at.screen.x, at.screen.y - gesture.at.screen.y);
    gesture.isDrag ||= far > DRAG_PX;
    if (!gesture.isDrag) return;
    if (gesture.kind === "pan" || (gesture.kind === "tap" && gesture.isTouch === false)) this.#panned(gesture, at);
    else if (gesture.kind === "tap") this.#aim(at);
    else if (gesture.kind === "draw") this.overlay.ghost(this.#between(gesture.at, at));
    else if (gesture.kind === "shift") this.#shifted(gesture, at);
    else if (gesture.kind === "grip") this.#gripped(gesture, at);
    if (gesture.isTouch && gesture.kind !== "pan") this.overlay.magnify(at);
  }

  #up(event, isLost = false) {
    if (!this.#pointers.delete(event.pointerId)) return;
    const gesture = this.#gesture;
    if (gesture?.kind === "pinch") {
      if (this.#pointers.size === 0) this.#gesture = null;
      return;
    }
    const at = this.viewport.at(event);
    this.#gesture = null;
    this.#leave();
    if (!gesture || isLost) return;
    if (gesture.kind === "draw" && gesture.isDrag) this.#add(this.#between(gesture.at, at));
    else if (gesture.kind === "draw") this.editor.marks.select(this.#markAt(at)?.id ?? null);
    else if (gesture.kind === "tap" && (!gesture.isDrag || gesture.isTouch) && this.viewport.isOn(at)) this.#add(this.viewport.pixel(at));
    else if (gesture.isDrag && gesture.mark) this.editor.announce(this.editor.name(this.editor.marks.current));
    this.show();
  }

  #leave() {
    this.overlay.leave();
    this.cross = null;
  }

  #add(mark) {
    if (mark) this.editor.add(mark);
  }

  #between(from, to) {
    const { width, height } = this.viewport.size;
    const [left, right] = [from.x, to.x].sort((a, b) => a - b).map((x) => clamp(Math.round(x), 0, width));
    const [top, bottom] = [from.y, to.y].sort((a, b) => a - b).map((y) => clamp(Math.round(y), 0, height));
    const x = Math.min(left, width - 1), y = Math.min(top, height - 1);
    if (right === left && (right === 0 || left === width)) return null; // beside the picture
    if (bottom === top && (bottom === 0 || top === height)) return null;
    return { x, y, width: Math.max(1, right - x), height: Math.max(1, bottom - y) };
  }

  #aim(at) {
    this.cross = this.viewport.pixel(at);
    this.show();
  }

  #panned(gesture, at) {
    const { screen } = gesture.at;
    this.viewport.pan(gesture.view, at.screen.x - screen.x, at.screen.y - screen.y);
  }

  #shifted(gesture, at) {
    const { was } = gesture;
    const x = clamp(Math.round(was.x + at.x - gesture.at.x), 0, this.viewport.size.width - (was.width ?? 1));
    const y = clamp(Math.round(was.y + at.y - gesture.at.y), 0, this.viewport.size.height - (was.height ?? 1));
    this.editor.marks.alter(gesture.mark.id, { x, y }, `shift${gesture.at.x}`);
  }

  #gripped(gesture, at) {
    const { was, grip } = gesture;
    const edges = { left: was.x, top: was.y, right: was.x + was.width, bottom: was.y + was.height };
    const dx = Math.round(at.x - gesture.at.x), dy = Math.round(at.y - gesture.at.y);
    if (grip.includes("w")) edges.left = clamp(edges.left + dx, 0, edges.right - 1);
    if (grip.includes("e")) edges.right = clamp(edges.right + dx, edges.left + 1, this.viewport.size.width);
    if (grip.includes("n")) edges.top = clamp(edges.top + dy, 0, edges.bottom - 1);
    if (grip.includes("s")) edges.bottom = clamp(edges.bottom + dy, edges.top + 1, this.viewport.size.height);
    const box = { x: edges.left, y: edges.top, width: edges.right - edges.left, height: edges.bottom - edges.top };
    this.editor.marks.alter(gesture.mark.id, box, `grip${gesture.at.x}`);
  }

  #pinch() {
    const [a, b] = [...this.#pointers.values()].map((at) => at.screen);
    return { kind: "pinch", view: { ...this.viewport.view }, middle: middle(a, b), apart: apart(a, b) };
  }

  #pinched(gesture) {
    if (this.#pointers.size < 2) return;
    const [a, b] = [...this.#pointers.values()].map((at) => at.screen);
    this.viewport.pinch(gesture.view, apart(a, b) / gesture.apart, gesture.middle, middle(a, b));
  }

  #wheel(event) {
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 16 : 1;
    this.viewport.zoom(Math.exp(-clamp(event.deltaY * lines, -120, 120) / 260), this.viewport.at(event).screen);
  }

  // The mark under a finger: the one that is selected, else the smallest.
  #markAt(at) {
    const { marks } = this.editor;
    const found = marks.list.filter((mark) => {
      if (this.isBoxes) return at.x >= mark.x && at.y >= mark.y && at.x <= mark.x + mark.width && at.y <= mark.y + mark.height;
      const on = this.viewport.shown({ x: mark.x + 0.5, y: mark.y + 0.5 });
      return Math.hypot(on.x - at.screen.x, on.y - at.screen.y) < POINT_PX;
    });
    const rank = (mark) => (mark.id === marks.selected ? -1 : (mark.width ?? 1) * (mark.height ?? 1));
    return found.sort((a, b) => rank(a) - rank(b))[0] ?? null;
  }

  // --- Keys ----------------------------------------------------------------------

  key(event) {
    if (!this.element.contains(event.target) || event.ctrlKey || event.metaKey || event.altKey) return false;
    const arrow = ARROWS[event.key];
    const mark = this.editor.marks.current;
    if (arrow) {
      this.#held = event.repeat ? this.#held + 1 : 0;
      const step = this.#held < 6 ? 1 : this.#held < 24 ? 4 : 16;
      if (mark) this.#nudge(mark, arrow, step, event.shiftKey);
      else this.#steer(arrow, step * (event.shiftKey ? 10 : 1));
      return true;
    }
    if (mark && (event.key === "Delete" || event.key === "Backspace")) this.editor.remove(mark.id);
    else if (mark && (event.key === "Enter" || event.key === "Escape")) {
      this.editor.marks.select(null);
      this.element.focus({ preventScroll: true });
    } else if (!mark && (event.key === "Enter" || event.key === " ")) this.#set();
    else return false;
    return true;
  }

  #nudge(mark, [dx, dy], step, isResizing) {
    const { width, height } = this.viewport.size;
    let change;
    if (isResizing && this.isBoxes) {
      change = { width: clamp(mark.width + dx * step, 1, width - mark.x), height: clamp(mark.height + dy * step, 1, height - mark.y) };
    } else {
      const times = isResizing ? 10 : 1;
      change = {
        x: clamp(mark.x + dx * step * times, 0, width - (mark.width ?? 1)),
        y: clamp(mark.y + dy * step * times, 0, height - (mark.height ?? 1)),
      };
    }
    this.editor.marks.alter(mark.id, change, isResizing ? "resize" : "nudge");
    const now = this.editor.marks.find(mark.id);
    this.viewport.reveal({ x: now.x + (isResizing && now.width ? now.width : 0), y: now.y + (isResizing && now.height ? now.height : 0) });
    this.editor.announce(this.where(now));
  }

  #steer([dx, dy], step) {
    const far = Math.max(1, Math.round(8 / this.viewport.view.scale)) * step;
    const from = this.cross ?? this.viewport.pixel(this.viewport.centre);
    this.cross = this.viewport.pixel({ x: from.x + dx * far, y: from.y + dy * far });
    this.viewport.reveal(this.cross);
    this.show();
    this.editor.announce(fill(this.editor.words.cross_at, this.cross));
  }

  #set() {
    const from = this.cross ?? this.viewport.pixel(this.viewport.centre);
    const { width, height } = this.viewport.size;
    const side = Math.max(2, Math.round(Math.min(this.viewport.room.width, this.viewport.room.height) / 5 / this.viewport.view.scale));
    const mark = this.isBoxes ? { ...from, width: Math.min(side, width - from.x), height: Math.min(side, height - from.y) } : from;
    this.cross = from;
    if (this.editor.add(mark)) this.focus();
  }
}

const middle = (a, b) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
const apart = (a, b) => Math.max(1, Math.hypot(a.x - b.x, a.y - b.y));
