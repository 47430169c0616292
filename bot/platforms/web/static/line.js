// The line to the server: what a person does is posted until it is answered, what comes unasked is streamed.

const SOON_MS = 500, LATE_MS = 15000, ANSWER_MS = 20000, FILE_MS = 300000, FAULTS_MAX = 3;

// An id for one action: in order of time, and the same for every attempt to send it.
export function newId() {
  const random = crypto.getRandomValues(new Uint32Array(2));
  const tail = [...random].map((part) => part.toString(36).padStart(7, "0")).join("");
  return `${Date.now().toString(36).padStart(9, "0")}-${tail}`;
}

export class Refusal extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

const backOff = (attempt) => Math.min(LATE_MS, SOON_MS * 2 ** attempt) * (0.75 + Math.random() / 2);

export class Line {
  #show;
  #troubles = new Map();
  #sleepers = new Set();

  // `show(isDown, why)` tells the person; it is called when that changes. `why` is empty or what the server says.
  constructor(show) {
    this.#show = show;
    const wake = () => this.#sleepers.forEach((rise) => rise());
    addEventListener("online", wake);
    document.addEventListener("visibilitychange", () => document.hidden || wake());
  }

  // Post until there is an answer. Raises Refusal where the server says no, or fails at it again and again.
  async post(address, body) {
    let faults = 0;
    for (let attempt = 0; ; attempt += 1) {
      try {
        const answer = await this.#postOnce(address, body);
        this.#trouble("post", false);
        return answer;
      } catch (error) {
        if (error instanceof Refusal && (error.status !== 500 || (faults += 1) >= FAULTS_MAX)) {
          this.#trouble("post", false);
          throw error;
        }
        this.#trouble("post", true);
        await this.#pause(attempt);
      }
    }
  }

  async #postOnce(address, body) {
    const response = await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const content = await response.json();
    if (response.ok) return content;
    if (response.status > 500 || response.status === 429) throw new Error(content.error);
    throw new Refusal(response.status, content.error);
  }

  // Send a file, once: a person chooses it again sooner than it goes over a line that is down.
  async send(address, file) {
    const response = await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/octet-stream" },
      body: file,
      signal: AbortSignal.timeout(FILE_MS),
    });
    const content = await response.json();
    if (!response.ok) throw new Refusal(response.status, content.error);
    return content;
  }

  // Hold a stream open for good: `take(payload)` gets what comes, `edit(payload)` what changes.
  listen(address, take, edit) {
    let attempt = 0;
    const open = () => {
      const source = new EventSource(address);
      let why = "";
      source.addEventListener("full", (event) => (why = JSON.parse(event.data).error));
      source.addEventListener("hello", () => {
        attempt = 0;
        this.#trouble("stream", false);
      });
      source.addEventListener("message", (event) => take(JSON.parse(event.data)));
      source.addEventListener("edit", (event) => edit(JSON.parse(event.data)));
      source.addEventListener("error", async () => {
        source.close();
        this.#trouble("stream", true, why);
        await this.#pause(attempt);
        attempt += 1;
        open();
      });
    };
    open();
  }

  #trouble(name, isDown, why = "") {
    const before = this.#why();
    if (isDown) this.#troubles.set(name, why);
    else this.#troubles.delete(name);
    const now = this.#why();
    if (before !== now) this.#show(now !== null, now);
  }

  // What the server says of a trouble, empty where it says nothing; null: there is none.
  #why() {
    return this.#troubles.size > 0 ? [...this.#troubles.values()].join("") : null;
  }

  // Wait before the next attempt, less long when the page is looked at again or the network is back.
  #pause(attempt) {
    return new Promise((resolve) => {
      const rise = () => {
        clearTimeout(timer);
        this.#sleepers.delete(rise);
        resolve();
      };
      const timer = setTimeout(rise, backOff(attempt));
      this.#sleepers.add(rise);
    });
  }
}
