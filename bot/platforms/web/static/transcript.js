// What was said, kept in this browser for this person: a reload shows it at once, and all tabs show the same.

const ENTRIES_MAX = 100, RELOAD_MS = 10000;

export class Transcript {
  #place;
  #pendingPlace;
  #memory = "[]"; // where the browser keeps nothing for us

  constructor(person) {
    this.#place = `bitework:${person}`;
    this.#pendingPlace = `${this.#place}:pending`;
  }

  read() {
    try {
      const entries = JSON.parse(localStorage.getItem(this.#place) ?? this.#memory);
      return Array.isArray(entries) ? entries : [];
    } catch {
      return JSON.parse(this.#memory);
    }
  }

  // Put an entry in the place of the one with its key, or at the end. Gives all entries.
  put(entry) {
    const entries = this.read();
    const at = entries.findIndex((known) => known.key === entry.key);
    if (at >= 0) entries[at] = entry;
    else entries.push(entry);
    return this.#write(entries);
  }

  drop(key) {
    return this.#write(this.read().filter((entry) => entry.key !== key));
  }

  // Another tab has written.
  onChange(run) {
    addEventListener("storage", (event) => event.key === this.#place && run(this.read()));
  }

  // What was sent and not answered yet: a page that is loaded again sends it again.
  get pending() {
    try {
      return JSON.parse(sessionStorage.getItem(this.#pendingPlace));
    } catch {
      return null;
    }
  }

  set pending(action) {
    try {
      if (action) sessionStorage.setItem(this.#pendingPlace, JSON.stringify(action));
      else sessionStorage.removeItem(this.#pendingPlace);
    } catch {
      // Without storage a reload forgets what was on its way; the server has it or it is asked again.
    }
  }

  // Whether loading the page again may help: it was not tried a moment ago.
  mayReload() {
    try {
      const last = Number(sessionStorage.getItem(`${this.#place}:reloaded`) ?? 0);
      sessionStorage.setItem(`${this.#place}:reloaded`, String(Date.now()));
      return Date.now() - last > RELOAD_MS;
    } catch {
      return false;
    }
  }

  #write(entries) {
    const kept = entries.slice(-ENTRIES_MAX);
    this.#memory = JSON.stringify(kept);
    try {
      localStorage.setItem(this.#place, this.#memory);
    } catch {
      this.#forget(); // what does not fit any more must not stand in the way of what is newer
    }
    return kept;
  }

  #forget() {
    try {
      localStorage.removeItem(this.#place);
    } catch {
      // This browser keeps nothing for us.
    }
  }
}
