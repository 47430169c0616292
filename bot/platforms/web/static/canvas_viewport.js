// How a picture stands on the screen: `scale` and an offset. Coordinates of marks are whole pixels of
// the picture as it is.

export const clamp = (value, least, most) => Math.min(Math.max(value, least), most);

const SCALE_MAX = 40, SCALE_FIT_MAX = 8, EDGE_PX = 24;

export class Viewport {
  #isFit = true;

  // `settled` is called whenever the picture stands otherwise than before.
  constructor(element, image, settled) {
    this.element = element;
    this.image = image;
    this.settled = settled;
    this.size = { width: 0, height: 0 };
    this.view = { scale: 1, x: 0, y: 0 };
    this.watcher = new ResizeObserver(() => this.#resized());
    this.watcher.observe(element);
  }

  close() {
    this.watcher.disconnect();
  }

  loaded() {
    this.size = { width: this.image.naturalWidth, height: this.image.naturalHeight };
    this.element.classList.add("there");
    this.whole();
  }

  #resized() {
    if (this.#isFit) this.whole();
    else this.#settle();
  }

  get room() {
    return { width: this.element.clientWidth, height: this.element.clientHeight };
  }

  get #scaleLeast() {
    const { width, height } = this.room;
    if (!this.size.width || !width) return 1;
    return Math.min(width / this.size.width, height / this.size.height, SCALE_FIT_MAX);
  }

  whole() {
    this.view.scale = this.#scaleLeast;
    this.#isFit = true;
    this.view.x = (this.room.width - this.size.width * this.view.scale) / 2;
    this.view.y = (this.room.height - this.size.height * this.view.scale) / 2;
    this.#settle();
  }

  // Zoom so that what is at a place of the screen stays there.
  zoom(times, place) {
    const { view } = this;
    const scale = clamp(view.scale * times, this.#scaleLeast, SCALE_MAX);
    view.x = place.x - (place.x - view.x) * (scale / view.scale);
    view.y = place.y - (place.y - view.y) * (scale / view.scale);
    view.scale = scale;
    this.#isFit = false;
    this.#settle();
  }

  // Stand as it did before a gesture, so many pixels of the screen farther.
  pan(before, dx, dy) {
    this.view.x = before.x + dx;
    this.view.y = before.y + dy;
    this.#isFit = false;
    this.#settle();
  }

  // Two fingers: what was between them is between them, as far apart as they are now.
  pinch(before, times, from, to) {
    const scale = clamp(before.scale * times, this.#scaleLeast, SCALE_MAX);
    const grown = scale / before.scale;
    this.view = { scale, x: to.x - (from.x - before.x) * grown, y: to.y - (from.y - before.y) * grown };
    this.#isFit = false;
    this.#settle();
  }

  // The picture can't be pushed out of sight: the middle of the stage shows some of it.
  #settle() {
    const { view, size, room } = this;
    for (const [axis, length] of [["x", "width"], ["y", "height"]]) {
      const shown = size[length] * view.scale, half = room[length] / 2;
      view[axis] = this.#isFit ? half - shown / 2 : clamp(view[axis], half - shown, half);
    }
    this.image.style.width = `${size.width}px`;
    this.image.style.height = `${size.height}px`;
    this.image.style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.scale})`;
    this.image.classList.toggle("pixels", view.scale * devicePixelRatio >= 4);
    this.settled();
  }

  shown({ x, y }) {
    return { x: this.view.x + x * this.view.scale, y: this.view.y + y * this.view.scale };
  }

  at(event) {
    const box = this.element.getBoundingClientRect();
    const { clientLeft, clientTop } = this.element; // its border
    const screen = { x: event.clientX - box.left - clientLeft, y: event.clientY - box.top - clientTop };
    return { screen, x: (screen.x - this.view.x) / this.view.scale, y: (screen.y - this.view.y) / this.view.scale };
  }

  pixel({ x, y }) {
    return { x: clamp(Math.floor(x), 0, this.size.width - 1), y: clamp(Math.floor(y), 0, this.size.height - 1) };
  }

  isOn({ x, y }) {
    return x >= 0 && y >= 0 && x < this.size.width && y < this.size.height;
  }

  get centre() {
    const { room, view } = this;
    return { x: (room.width / 2 - view.x) / view.scale, y: (room.height / 2 - view.y) / view.scale };
  }

  // The middle of a mark on the screen where it can be seen, else of the stage.
  middleOf(mark) {
    const { room } = this;
    if (mark) {
      const on = this.shown({ x: mark.x + (mark.width ?? 1) / 2, y: mark.y + (mark.height ?? 1) / 2 });
      if (on.x > 0 && on.y > 0 && on.x < room.width && on.y < room.height) return on;
    }
    return { x: room.width / 2, y: room.height / 2 };
  }

  // Bring a point into sight, where all of the picture isn't.
  reveal(point) {
    const { x, y } = this.shown(point);
    const { room } = this;
    this.view.x += x < EDGE_PX ? EDGE_PX - x : x > room.width - EDGE_PX ? room.width - EDGE_PX - x : 0;
    this.view.y += y < EDGE_PX ? EDGE_PX - y : y > room.height - EDGE_PX ? room.height - EDGE_PX - y : 0;
    if (!this.#isFit) this.#settle();
  }
}
