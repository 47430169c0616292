// What is marked: a list with a history, kept in this browser until it is sent.

const HISTORY_MAX = 200, JOIN_MS = 900, KEEP_MS = 7 * 24 * 3600 * 1000;
const PREFIX = "bitework:canvas:";

export class Marks {
  #undo = [];
  #redo = [];
  #joined = { what: "", at: 0 };
  #place;
  #next = 1;
  #run = () => {};

  constructor(sheet) {
    this.sheet = sheet;
    this.#place = PREFIX + sheet.key;
    this.list = [];
    this.selected = null;
    this.isFresh = false; // what is selected was made just now, and nobody has asked for it since
    this.label = sheet.labels[0] ?? null;
    const kept = this.#kept();
    this.sendId = kept.sendId ?? null;
    for (const mark of kept.marks ?? []) this.list.push({ ...mark, id: this.#next++ });
  }

  onChange(run) {
    this.#run = run;
  }

  get isFull() {
    return this.list.length >= this.sheet.most;
  }

  get isEnough() {
    return this.list.length >= this.sheet.least;
  }

  get current() {
    return this.list.find((mark) => mark.id === this.selected) ?? null;
  }

  // Marks as they are sent: without what is ours alone.
  get canonical() {
    return this.list.map(({ id, ...mark }) => mark);
  }

  find(id) {
    return this.list.find((mark) => mark.id === id);
  }

  add(mark) {
    const made = { ...mark, id: this.#next++ };
    if (this.label !== null) made.label = this.label;
    this.#change(() => [...this.list, made]);
    this.selected = made.id;
    this.isFresh = true;
    this.#run();
    return made;
  }

  // `what` joins a row of small steps, such as held arrow keys, into one step of the history.
  alter(id, values, what = "") {
    this.#change(() => this.list.map((mark) => (mark.id === id ? { ...mark, ...values } : mark)), what && `${what}-${id}`);
  }

  remove(id) {
    const at = this.list.findIndex((mark) => mark.id === id);
    this.#change(() => this.list.filter((mark) => mark.id !== id));
    this.selected = (this.list[at] ?? this.list[at - 1])?.id ?? null;
    this.#run();
  }

  select(id) {
    this.selected = id;
    this.isFresh = false;
    this.label = this.current?.label ?? this.label;
    this.#run();
  }

  // What is selected becomes that; what was only just drawn stays, and the next will be that.
  choose(label, { isForSelected = !this.isFresh } = {}) {
    this.label = label;
    if (!isForSelected) this.select(null);
    else if (this.current && this.current.label !== label) this.alter(this.selected, { label });
    else this.#run();
  }

  get canUndo() {
    return this.#undo.length > 0;
  }

  get canRedo() {
    return this.#redo.length > 0;
  }

  undo() {
    this.#step(this.#undo, this.#redo);
  }

  redo() {
    this.#step(this.#redo, this.#undo);
  }

  // What was sent stays for a while: taken back in the chat, it can be mended here.
  wasSent() {
    this.sendId = null;
    this.keep();
  }

  keep() {
    this.#write({ marks: this.canonical, sendId: this.sendId, at: Date.now() });
  }

  #change(make, what = "") {
    const now = Date.now();
    const isJoined = what && what === this.#joined.what && now - this.#joined.at < JOIN_MS;
    if (!isJoined) {
      this.#undo.push(this.list);
      if (this.#undo.length > HISTORY_MAX) this.#undo.shift();
    }
    this.#joined = { what, at: now };
    this.#redo = [];
    this.list = make();
    this.keep();
    this.#run();
  }

  #step(from, to) {
    if (!from.length) return;
    to.push(this.list);
    this.list = from.pop();
    this.#joined = { what: "", at: 0 };
    if (!this.current) this.selected = null;
    this.keep();
    this.#run();
  }

  #kept() {
    try {
      for (const name of Object.keys(localStorage)) {
        if (!name.startsWith(PREFIX)) continue;
        const at = JSON.parse(localStorage.getItem(name))?.at ?? 0;
        if (Date.now() - at > KEEP_MS) localStorage.removeItem(name);
      }
      const kept = JSON.parse(localStorage.getItem(this.#place) ?? "{}");
      return kept && Array.isArray(kept.marks) ? kept : {};
    } catch {
      return {};
    }
  }

  #write(record) {
    try {
      localStorage.setItem(this.#place, JSON.stringify(record));
    } catch {
      // This browser keeps nothing for us: a reload loses what is not sent.
    }
  }
}

const COLOURS = 8;

// A label's colour: by its place among the labels, so that it is the same for everybody.
export function colourOf(labels, label) {
  const at = labels.indexOf(label);
  return `c${(at < 0 ? 0 : at) % COLOURS}`;
}

export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}
