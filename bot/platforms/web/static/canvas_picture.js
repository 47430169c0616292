// A picture on which boxes or points are marked: by mouse, by touch, by keyboard. Coordinates are
// whole pixels of the picture as it is; how it stands on the screen is `scale` and an offset.

import { make } from "./blocks.js";
import { fill } from "./canvas_marks.js";

const SVG = "http://www.w3.org/2000/svg";
const DRAG_PX = 5, GRIP_PX = 22, POINT_PX = 18, SCALE_MAX = 40, LOUPE_PX = 116, LOUPE_TIMES = 3;
const CORNERS = ["nw", "n", "ne", "e", "se", "s", "sw", "w"];
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const clamp = (value, least, most) => Math.min(Math.max(value, least), most);

export class Picture {
  #drawn = new Map(); // id → its group in the SVG
  #pointers = new Map();
  #gesture = null;
  #held = 0; // how long an arrow key is held
  #isFit = true;

  constructor(element, editor) {
    this.element = element;
    this.editor = editor;
    this.isBoxes = editor.sheet.kind === "boxes";
    this.isMoving = false;
    this.size = { width: 0, height: 0 };
    this.view = { scale: 1, x: 0, y: 0 };
    this.cross = null;
    this.#build();
  }

  #build() {
    const { element, editor } = this;
    this.image = make("img", { alt: "", draggable: "false", referrerpolicy: "no-referrer", decoding: "async" });
    this.svg = node("svg", { class: "overlay" });
    this.ghost = node("rect", { class: "ghost" });
    this.crossLines = node("path", { class: "cross" });
    this.grips = node("g", { class: "grips" });
    this.groups = node("g", {});
    this.svg.append(this.groups, this.ghost, this.grips, this.crossLines);
    this.loupe = make("div", { class: "loupe", hidden: true, "aria-hidden": "true" });
    element.append(this.image, this.svg, this.loupe);
    element.tabIndex = 0;
    element.setAttribute("role", "application");
    element.setAttribute("aria-label", editor.words[`stage_${editor.sheet.kind}`]);
    this.image.addEventListener("load", () => this.#loaded());
    this.image.addEventListener("error", () => editor.tell(editor.words.picture_lost, true));
    if (editor.sheet.of) this.image.src = editor.sheet.of;
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
    this.watcher = new ResizeObserver(() => this.#resized());
    this.watcher.observe(element);
  }

  close() {
    this.watcher.disconnect();
  }

  focus() {
    const group = this.#drawn.get(this.editor.marks.selected);
    (group ?? this.element).focus({ preventScroll: true });
  }

  where(mark) {
    const { words } = this.editor;
    return fill(this.isBoxes ? words.box_at : words.point_at, mark);
  }

  // --- How it stands on the screen ------------------------------------------

  #loaded() {
    this.size = { width: this.image.naturalWidth, height: this.image.naturalHeight };
    this.element.classList.add("there");
    this.whole();
  }

  #resized() {
    if (this.#isFit) this.whole();
    else this.#settle();
  }

  get #room() {
    return { width: this.element.clientWidth, height: this.element.clientHeight };
  }

  get #scaleFit() {
    const { width, height } = this.#room;
    if (!this.size.width || !width) return 1;
    return Math.min(width / this.size.width, height / this.size.height);
  }

  whole() {
    this.view.scale = Math.min(this.#scaleFit, 8);
    this.#isFit = true;
    this.view.x = (this.#room.width - this.size.width * this.view.scale) / 2;
    this.view.y = (this.#room.height - this.size.height * this.view.scale) / 2;
    this.#settle();
  }

  closer() {
    this.#zoom(1.6);
  }

  farther() {
    this.#zoom(1 / 1.6);
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

  // Zoom so that what is at a place of the screen stays there; without one, what is selected does.
  #zoom(times, at = null) {
    const { view } = this;
    const place = at ?? this.#middle();
    const scale = clamp(view.scale * times, Math.min(this.#scaleFit, 8), SCALE_MAX);
    view.x = place.x - (place.x - view.x) * (scale / view.scale);
    view.y = place.y - (place.y - view.y) * (scale / view.scale);
    view.scale = scale;
    this.#isFit = false;
    this.#settle();
  }

  #middle() {
    const mark = this.editor.marks.current;
    if (mark) {
      const on = this.#shown({ x: mark.x + (mark.width ?? 1) / 2, y: mark.y + (mark.height ?? 1) / 2 });
      if (on.x > 0 && on.y > 0 && on.x < this.#room.width && on.y < this.#room.height) return on;
    }
    return { x: this.#room.width / 2, y: this.#room.height / 2 };
  }

  // The picture can't be pushed out of sight: the middle of the stage shows some of it.
  #settle() {
    const { view, size } = this;
    const room = this.#room;
    for (const [axis, length] of [["x", "width"], ["y", "height"]]) {
      const shown = size[length] * view.scale, half = room[length] / 2;
      view[axis] = this.#isFit ? half - shown / 2 : clamp(view[axis], half - shown, half);
    }
    this.image.style.width = `${size.width}px`;
    this.image.style.height = `${size.height}px`;
    this.image.style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.scale})`;
    this.image.classList.toggle("pixels", view.scale * devicePixelRatio >= 4);
    this.show();
  }

  #shown({ x, y }) {
    return { x: this.view.x + x * this.view.scale, y: this.view.y + y * this.view.scale };
  }

  #at(event) {
    const box = this.element.getBoundingClientRect();
    const { clientLeft, clientTop } = this.element; // its border
    const screen = { x: event.clientX - box.left - clientLeft, y: event.clientY - box.top - clientTop };
    return { screen, x: (screen.x - this.view.x) / this.view.scale, y: (screen.y - this.view.y) / this.view.scale };
  }

  #pixel({ x, y }) {
    return { x: clamp(Math.floor(x), 0, this.size.width - 1), y: clamp(Math.floor(y), 0, this.size.height - 1) };
  }

  // --- Hands -------------------------------------------------------------------

  #down(event) {
    if (!this.size.width || event.button > 1) return;
    event.preventDefault();
    this.element.setPointerCapture(event.pointerId);
    this.#pointers.set(event.pointerId, this.#at(event));
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
    const at = this.#at(event);
    const from = { at, isTouch: event.pointerType !== "mouse", view: { ...this.view } };
    if (this.isMoving || event.button === 1) return { kind: "pan", ...from };
    const { marks } = this.editor;
    const grip = this.#gripAt(at);
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
    const at = this.#at(event);
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
    else if (gesture.kind === "draw") this.#ghosted(this.#between(gesture.at, at));
    else if (gesture.kind === "shift") this.#shifted(gesture, at);
    else if (gesture.kind === "grip") this.#gripped(gesture, at);
    if (gesture.isTouch && gesture.kind !== "pan") this.#magnify(at);
  }

  #up(event, isLost = false) {
    if (!this.#pointers.delete(event.pointerId)) return;
    const gesture = this.#gesture;
    if (gesture?.kind === "pinch") {
      if (this.#pointers.size === 0) this.#gesture = null;
      return;
    }
    const at = this.#at(event);
    this.#gesture = null;
    this.#leave();
    if (!gesture || isLost) return;
    if (gesture.kind === "draw" && gesture.isDrag) this.#add(this.#between(gesture.at, at));
    else if (gesture.kind === "draw") this.editor.marks.select(this.#markAt(at)?.id ?? null);
    else if (gesture.kind === "tap" && (!gesture.isDrag || gesture.isTouch) && this.#isOn(at)) this.#add(this.#pixel(at));
    else if (gesture.isDrag && gesture.mark) this.editor.announce(this.editor.name(this.editor.marks.current));
    this.show();
  }

  #leave() {
    this.ghost.removeAttribute("width");
    this.ghost.classList.remove("shown");
    this.loupe.hidden = true;
    this.cross = null;
  }

  #isOn({ x, y }) {
    return x >= 0 && y >= 0 && x < this.size.width && y < this.size.height;
  }

  #add(mark) {
    if (mark) this.editor.add(mark);
  }

  #between(from, to) {
    const { width, height } = this.size;
    const [left, right] = [from.x, to.x].sort((a, b) => a - b).map((x) => clamp(Math.round(x), 0, width));
    const [top, bottom] = [from.y, to.y].sort((a, b) => a - b).map((y) => clamp(Math.round(y), 0, height));
    const x = Math.min(left, width - 1), y = Math.min(top, height - 1);
    if (right === left && (right === 0 || left === width)) return null; // beside the picture
    if (bottom === top && (bottom === 0 || top === height)) return null;
    return { x, y, width: Math.max(1, right - x), height: Math.max(1, bottom - y) };
  }

  #ghosted(box) {
    this.ghost.classList.toggle("shown", box !== null);
    if (box) this.#place(this.ghost, box);
  }

  #aim(at) {
    this.cross = this.#pixel(at);
    this.show();
  }

  #panned(gesture, at) {
    this.view.x = gesture.view.x + at.screen.x - gesture.at.screen.x;
    this.view.y = gesture.view.y + at.screen.y - gesture.at.screen.y;
    this.#isFit = false;
    this.#settle();
  }

  #shifted(gesture, at) {
    const { was } = gesture;
    const x = clamp(Math.round(was.x + at.x - gesture.at.x), 0, this.size.width - (was.width ?? 1));
    const y = clamp(Math.round(was.y + at.y - gesture.at.y), 0, this.size.height - (was.height ?? 1));
    this.editor.marks.alter(gesture.mark.id, { x, y }, `shift${gesture.at.x}`);
  }

  #gripped(gesture, at) {
    const { was, grip } = gesture;
    const edges = { left: was.x, top: was.y, right: was.x + was.width, bottom: was.y + was.height };
    const dx = Math.round(at.x - gesture.at.x), dy = Math.round(at.y - gesture.at.y);
    if (grip.includes("w")) edges.left = clamp(edges.left + dx, 0, edges.right - 1);
    if (grip.includes("e")) edges.right = clamp(edges.right + dx, edges.left + 1, this.size.width);
    if (grip.includes("n")) edges.top = clamp(edges.top + dy, 0, edges.bottom - 1);
    if (grip.includes("s")) edges.bottom = clamp(edges.bottom + dy, edges.top + 1, this.size.height);
    const box = { x: edges.left, y: edges.top, width: edges.right - edges.left, height: edges.bottom - edges.top };
    this.editor.marks.alter(gesture.mark.id, box, `grip${gesture.at.x}`);
  }

  #pinch() {
    const [a, b] = [...this.#pointers.values()].map((at) => at.screen);
    return { kind: "pinch", view: { ...this.view }, middle: middle(a, b), apart: apart(a, b) };
  }

  #pinched(gesture) {
    if (this.#pointers.size < 2) return;
    const [a, b] = [...this.#pointers.values()].map((at) => at.screen);
    const now = middle(a, b);
    const scale = clamp((gesture.view.scale * apart(a, b)) / gesture.apart, Math.min(this.#scaleFit, 8), SCALE_MAX);
    const times = scale / gesture.view.scale;
    this.view = { scale, x: now.x - (gesture.middle.x - gesture.view.x) * times, y: now.y - (gesture.middle.y - gesture.view.y) * times };
    this.#isFit = false;
    this.#settle();
  }

  #wheel(event) {
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 16 : 1;
    this.#zoom(Math.exp(-clamp(event.deltaY * lines, -120, 120) / 260), this.#at(event).screen);
  }

  // What is under the finger, enlarged, at the other side of the picture.
  #magnify(at) {
    const { loupe, view, size } = this;
    const scale = Math.max(view.scale * LOUPE_TIMES, 2);
    const half = LOUPE_PX / 2;
    loupe.hidden = false;
    loupe.classList.toggle("right", at.screen.x < this.#room.width / 2);
    loupe.style.backgroundImage = `url("${this.image.src.replaceAll('"', "%22")}")`;
    loupe.style.backgroundSize = `${size.width * scale}px ${size.height * scale}px`;
    loupe.style.backgroundPosition = `${half - at.x * scale}px ${half - at.y * scale}px`;
  }

  #gripAt(at) {
    const mark = this.editor.marks.current;
    if (!mark || !this.isBoxes) return null;
    const near = CORNERS.map((corner) => ({ corner, ...this.#corner(mark, corner) }))
      .map(({ corner, x, y }) => ({ corner, far: Math.hypot(at.screen.x - x, at.screen.y - y) }))
      .filter(({ far, corner }) => far < GRIP_PX && this.#hasGrip(mark, corner))
      .sort((a, b) => a.far - b.far);
    return near[0]?.corner ?? null;
  }

  // In a small box the grips of its sides would cover the box.
  #hasGrip(mark, corner) {
    if (corner.length === 2) return true;
    const length = (corner === "n" || corner === "s" ? mark.width : mark.height) * this.view.scale;
    return length > 4 * GRIP_PX;
  }

  #corner(mark, corner) {
    const { x, y } = this.#shown(mark);
    const width = mark.width * this.view.scale, height = mark.height * this.view.scale;
    return {
      x: x + (corner.includes("w") ? 0 : corner.includes("e") ? width : width / 2),
      y: y + (corner.includes("n") ? 0 : corner.includes("s") ? height : height / 2),
    };
  }

  // The mark under a finger: the one that is selected, else the smallest.
  #markAt(at) {
    const { marks } = this.editor;
    const found = marks.list.filter((mark) => {
      if (this.isBoxes) return at.x >= mark.x && at.y >= mark.y && at.x <= mark.x + mark.width && at.y <= mark.y + mark.height;
      const on = this.#shown({ x: mark.x + 0.5, y: mark.y + 0.5 });
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
    const { width, height } = this.size;
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
    this.#reveal({ x: now.x + (isResizing && now.width ? now.width : 0), y: now.y + (isResizing && now.height ? now.height : 0) });
    this.editor.announce(this.where(now));
  }

  #steer([dx, dy], step) {
    const far = Math.max(1, Math.round(8 / this.view.scale)) * step;
    const from = this.cross ?? this.#pixel(this.#centre());
    this.cross = this.#pixel({ x: from.x + dx * far, y: from.y + dy * far });
    this.#reveal(this.cross);
    this.show();
    this.editor.announce(fill(this.editor.words.cross_at, this.cross));
  }

  #centre() {
    const room = this.#room;
    return { x: (room.width / 2 - this.view.x) / this.view.scale, y: (room.height / 2 - this.view.y) / this.view.scale };
  }

  #set() {
    const from = this.cross ?? this.#pixel(this.#centre());
    const { width, height } = this.size;
    const side = Math.max(2, Math.round(Math.min(this.#room.width, this.#room.height) / 5 / this.view.scale));
    const mark = this.isBoxes ? { ...from, width: Math.min(side, width - from.x), height: Math.min(side, height - from.y) } : from;
    this.cross = from;
    if (this.editor.add(mark)) this.focus();
  }

  #reveal(point) {
    const { x, y } = this.#shown(point);
    const room = this.#room, edge = 24;
    this.view.x += x < edge ? edge - x : x > room.width - edge ? room.width - edge - x : 0;
    this.view.y += y < edge ? edge - y : y > room.height - edge ? room.height - edge - y : 0;
    if (!this.#isFit) this.#settle();
  }

  // --- What is seen --------------------------------------------------------------

  // Bring the overlay in line with the marks, touching what is there.
  show() {
    const { marks } = this.editor;
    const seen = new Set();
    for (const mark of marks.list) {
      seen.add(mark.id);
      this.#drawMark(mark, this.#drawn.get(mark.id) ?? this.#newMark(mark));
    }
    for (const [id, group] of this.#drawn) {
      if (seen.has(id)) continue;
      const hadFocus = group.contains(document.activeElement);
      this.#drawn.delete(id);
      group.remove();
      if (hadFocus) this.element.focus({ preventScroll: true });
    }
    this.#drawGrips(marks.current);
    this.#drawCross();
  }

  #newMark(mark) {
    const group = node("g", { tabindex: "0", role: "button", "data-mark": mark.id });
    group.append(node(this.isBoxes ? "rect" : "circle", { class: "halo" }), node(this.isBoxes ? "rect" : "circle", { class: "line" }),
      node("circle", { class: "dot" }), node("rect", { class: "tag", rx: 4 }), node("text", {}));
    group.addEventListener("focus", () => this.editor.marks.selected !== mark.id && this.editor.marks.select(mark.id));
    this.groups.append(group);
    this.#drawn.set(mark.id, group);
    return group;
  }

  #drawMark(mark, group) {
    const [halo, line, dot, tag, text] = group.children;
    group.setAttribute("class", `mark ${this.editor.colour(mark)}${mark.id === this.editor.marks.selected ? " selected" : ""}`);
    group.setAttribute("aria-label", this.editor.name(mark));
    let { x, y } = this.#shown(mark);
    if (this.isBoxes) {
      this.#place(halo, mark);
      this.#place(line, mark);
    } else {
      ({ x, y } = this.#shown({ x: mark.x + 0.5, y: mark.y + 0.5 }));
      for (const circle of [halo, line]) set(circle, { cx: x, cy: y, r: Math.max(9, this.view.scale / 2 + 4) });
      set(dot, { cx: x, cy: y, r: 2.5 });
    }
    const label = mark.label ?? String(this.editor.marks.list.indexOf(mark) + 1);
    if (text.textContent !== label) text.textContent = label;
    const wide = text.getComputedTextLength() + 10;
    const above = y >= 20 ? y - (this.isBoxes ? 20 : 30) : y + 2;
    const beside = this.isBoxes ? x - 1 : x + 8;
    const isThere = x < this.#room.width && x + (mark.width ?? 1) * this.view.scale > 0;
    const left = isThere ? clamp(beside, 0, Math.max(0, this.#room.width - wide)) : beside;
    set(tag, { x: left, y: above, width: wide, height: 18 });
    set(text, { x: left + 5, y: above + 13 });
  }

  #place(rect, mark) {
    const { x, y } = this.#shown(mark);
    set(rect, { x, y, width: mark.width * this.view.scale, height: mark.height * this.view.scale });
  }

  #drawGrips(mark) {
    const corners = mark && this.isBoxes ? CORNERS.filter((corner) => this.#hasGrip(mark, corner)) : [];
    while (this.grips.childElementCount > corners.length) this.grips.lastChild.remove();
    while (this.grips.childElementCount < corners.length) this.grips.append(node("circle", { r: 6 }));
    corners.forEach((corner, n) => {
      const { x, y } = this.#corner(mark, corner);
      set(this.grips.children[n], { cx: x, cy: y, class: `grip ${corner}` });
    });
  }

  #drawCross() {
    const isAimed = this.cross !== null && (document.activeElement === this.element || this.#gesture?.kind === "tap");
    this.crossLines.classList.toggle("shown", isAimed);
    if (!isAimed) return;
    const { x, y } = this.#shown({ x: this.cross.x + 0.5, y: this.cross.y + 0.5 });
    this.crossLines.setAttribute("d", `M${x - 16} ${y}h12m8 0h12M${x} ${y - 16}v12m0 8v12`);
  }
}

const middle = (a, b) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
const apart = (a, b) => Math.max(1, Math.hypot(a.x - b.x, a.y - b.y));

function node(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  set(element, attributes);
  return element;
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}
