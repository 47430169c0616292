// What is drawn over a picture: its marks, the grips of the one that is selected, the cross of who marks
// by keyboard, and what is under a finger, enlarged.

import { make } from "./blocks.js";
import { clamp } from "./canvas_viewport.js";

const SVG = "http://www.w3.org/2000/svg";
const GRIP_PX = 22, LOUPE_PX = 116, LOUPE_TIMES = 3;
const CORNERS = ["nw", "n", "ne", "e", "se", "s", "sw", "w"];

export class Overlay {
  #drawn = new Map(); // id → its group in the SVG

  constructor(element, editor, viewport, isBoxes) {
    this.element = element;
    this.editor = editor;
    this.viewport = viewport;
    this.isBoxes = isBoxes;
    this.svg = node("svg", { class: "overlay" });
    this.ghostRect = node("rect", { class: "ghost" });
    this.crossLines = node("path", { class: "cross" });
    this.grips = node("g", { class: "grips" });
    this.groups = node("g", {});
    this.svg.append(this.groups, this.ghostRect, this.grips, this.crossLines);
    this.loupe = make("div", { class: "loupe", hidden: true, "aria-hidden": "true" });
    element.append(this.svg, this.loupe);
  }

  groupOf(id) {
    return this.#drawn.get(id);
  }

  // Bring what is drawn in line with the marks, touching what is there; `cross` is where the keyboard
  // or a finger aims at, if anywhere.
  show(cross) {
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
    this.#drawCross(cross);
  }

  // A box that is being drawn; none where it lies beside the picture.
  ghost(box) {
    this.ghostRect.classList.toggle("shown", box !== null);
    if (box) this.#place(this.ghostRect, box);
  }

  leave() {
    this.ghostRect.removeAttribute("width");
    this.ghostRect.classList.remove("shown");
    this.loupe.hidden = true;
  }

  // What is under the finger, enlarged, at the other side of the picture.
  magnify(at) {
    const { loupe } = this;
    const { view, size, room, image } = this.viewport;
    const scale = Math.max(view.scale * LOUPE_TIMES, 2);
    const half = LOUPE_PX / 2;
    loupe.hidden = false;
    loupe.classList.toggle("right", at.screen.x < room.width / 2);
    loupe.style.backgroundImage = `url("${image.src.replaceAll('"', "%22")}")`;
    loupe.style.backgroundSize = `${size.width * scale}px ${size.height * scale}px`;
    loupe.style.backgroundPosition = `${half - at.x * scale}px ${half - at.y * scale}px`;
  }

  // The corner or side of the selected box that is under a finger.
  gripAt(at) {
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
    const length = (corner === "n" || corner === "s" ? mark.width : mark.height) * this.viewport.view.scale;
    return length > 4 * GRIP_PX;
  }

  #corner(mark, corner) {
    const { x, y } = this.viewport.shown(mark);
    const width = mark.width * this.viewport.view.scale, height = mark.height * this.viewport.view.scale;
    return {
      x: x + (corner.includes("w") ? 0 : corner.includes("e") ? width : width / 2),
      y: y + (corner.includes("n") ? 0 : corner.includes("s") ? height : height / 2),
    };
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
    let { x, y } = this.viewport.shown(mark);
    if (this.isBoxes) {
      this.#place(halo, mark);
      this.#place(line, mark);
    } else {
      ({ x, y } = this.viewport.shown({ x: mark.x + 0.5, y: mark.y + 0.5 }));
      for (const circle of [halo, line]) set(circle, { cx: x, cy: y, r: Math.max(9, this.viewport.view.scale / 2 + 4) });
      set(dot, { cx: x, cy: y, r: 2.5 });
    }
    const label = mark.label ?? String(this.editor.marks.list.indexOf(mark) + 1);
    if (text.textContent !== label) text.textContent = label;
    const wide = text.getComputedTextLength() + 10;
    const above = y >= 20 ? y - (this.isBoxes ? 20 : 30) : y + 2;
    const beside = this.isBoxes ? x - 1 : x + 8;
    const isThere = x < this.viewport.room.width && x + (mark.width ?? 1) * this.viewport.view.scale > 0;
    const left = isThere ? clamp(beside, 0, Math.max(0, this.viewport.room.width - wide)) : beside;
    set(tag, { x: left, y: above, width: wide, height: 18 });
    set(text, { x: left + 5, y: above + 13 });
  }

  #place(rect, mark) {
    const { x, y } = this.viewport.shown(mark);
    set(rect, { x, y, width: mark.width * this.viewport.view.scale, height: mark.height * this.viewport.view.scale });
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

  #drawCross(cross) {
    this.crossLines.classList.toggle("shown", cross !== null);
    if (cross === null) return;
    const { x, y } = this.viewport.shown({ x: cross.x + 0.5, y: cross.y + 0.5 });
    this.crossLines.setAttribute("d", `M${x - 16} ${y}h12m8 0h12M${x} ${y - 16}v12m0 8v12`);
  }
}

function node(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  set(element, attributes);
  return element;
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}
