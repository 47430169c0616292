// The field in which answers and commands are typed, and the menu of commands above it.

import { make } from "./blocks.js";

const MENU_MAX = 40;
const ROWS = ".csv,.tsv,.txt,.jsonl,.ndjson,.json,.zip";

export class Composer {
  #form = document.getElementById("composer");
  #field = document.getElementById("write");
  #label = document.getElementById("write-label");
  #menu = document.getElementById("menu");
  #list = document.getElementById("commands");
  #attach = document.getElementById("attach");
  #file = document.getElementById("file");
  #words;
  #send;
  #commands = [];
  #marked = -1;
  #accepts = "";
  #takesRows = false;

  // `send(text)` takes what was typed, `attach(file, caption)` a file; both tell whether they could.
  constructor(words, send, attach) {
    this.#words = words;
    this.#send = send;
    this.#attach.addEventListener("click", () => this.#file.click());
    this.#file.addEventListener("change", () => this.#chosen(attach));
    this.#load();
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#field.addEventListener("input", () => this.#typed());
    this.#field.addEventListener("keydown", (event) => this.#key(event));
    this.#field.addEventListener("blur", () => setTimeout(() => this.#leave(), 0));
    this.#menu.addEventListener("click", (event) => this.#toggle(event));
  }

  get isFocused() {
    return document.activeElement === this.#field;
  }

  focus() {
    this.#field.focus();
  }

  // The hint of the view that was shown last becomes the field's visible label. What it `accepts` is
  // a file that answers: a telephone offers its camera or its recorder for it.
  ask(hint, accepts = "") {
    this.#accepts = accepts;
    this.#offer(hint);
    this.#label.textContent = hint || this.#words.write;
    this.#label.classList.toggle("unseen", !hint);
    this.#field.placeholder = hint ? "" : this.#words.hint;
  }

  begin(text) {
    this.#field.value = text;
    this.focus();
    this.#typed();
  }

  restore(text) {
    if (!this.#field.value) this.begin(text);
  }

  #submit() {
    const text = this.#field.value.trim();
    if (!text) {
      this.focus();
      return;
    }
    if (this.#send(text)) {
      this.#field.value = "";
      this.#typed();
    }
  }

  #typed() {
    this.#field.style.height = "auto";
    this.#field.style.height = `${Math.min(this.#field.scrollHeight, 160)}px`;
    const isCommand = /^\/[a-z_]*$/i.test(this.#field.value);
    if (isCommand) this.#open(this.#beginning());
    else this.#close();
  }

  #beginning() {
    return this.#field.value.startsWith("/") ? this.#field.value.slice(1).toLowerCase() : "";
  }

  #key(event) {
    const isOpen = !this.#list.hidden;
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (isOpen && this.#marked >= 0) this.#choose(this.#list.children[this.#marked]);
      else this.#submit();
    } else if (isOpen && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      this.#mark(event.key === "ArrowDown" ? this.#marked + 1 : Math.max(this.#marked, 0) - 1);
    } else if (isOpen && event.key === "Escape") {
      event.stopPropagation();
      this.#field.value = "";
      this.#close();
    }
  }

  #toggle(event) {
    if (!this.#list.hidden) {
      this.#close();
      return;
    }
    // A finger opens the list alone: the keyboard of a telephone would cover it.
    const byKeyboard = event.detail === 0;
    if (byKeyboard || matchMedia("(pointer: fine)").matches) this.begin("/");
    else this.#open("");
  }

  async #open(beginning) {
    const wasOpen = !this.#list.hidden;
    this.#draw(beginning);
    if (wasOpen && this.#commands.length) return;
    if (!(await this.#load())) return;
    if (!this.#list.hidden) this.#draw(this.#beginning());
  }

  // Get the commands of this person's role. Files of rows are for those who may have projects.
  async #load() {
    try {
      const response = await fetch("/commands");
      if (response.ok) this.#commands = (await response.json()).commands;
    } catch {
      return false; // the line is down, which is said elsewhere
    }
    this.#takesRows = this.#commands.some(({ name }) => name === "project_new");
    this.#offer(this.#label.textContent);
    return true;
  }

  #offer(hint) {
    const words = (this.#accepts && hint) || this.#words.attach;
    this.#attach.hidden = !this.#accepts && !this.#takesRows;
    this.#attach.classList.toggle("wanted", Boolean(this.#accepts));
    for (const element of [this.#attach, this.#file]) element.setAttribute("aria-label", words);
    this.#attach.title = words;
    this.#file.accept = [this.#accepts, this.#takesRows ? ROWS : ""].filter(Boolean).join(",");
  }

  #chosen(attach) {
    const file = this.#file.files[0];
    this.#file.value = "";
    if (!file) return;
    const caption = this.#field.value.trim();
    attach(file, caption).then((isSent) => {
      if (isSent && this.#field.value.trim() === caption) this.#field.value = "";
    });
  }

  #draw(beginning) {
    const fitting = this.#commands.filter((command) => command.name.startsWith(beginning)).slice(0, MENU_MAX);
    const items = fitting.map((command, n) => this.#item(command, n));
    if (!items.length && this.#commands.length) items.push(make("li", { class: "none" }, this.#words.nothing_fits));
    this.#list.replaceChildren(...items);
    this.#list.hidden = !items.length && this.#commands.length > 0;
    this.#expanded(true);
    this.#mark(beginning ? 0 : null);
  }

  #item(command, n) {
    const item = make("li", { id: `command-${n}`, role: "option", "aria-selected": "false", "data-name": command.name, "data-needs": command.usage.startsWith("<") },
      make("span", { class: "name" }, `/${command.name}${command.usage ? ` ${command.usage}` : ""}`),
      make("span", { class: "summary" }, command.summary));
    item.addEventListener("pointerdown", (event) => event.preventDefault());
    item.addEventListener("click", () => this.#choose(item));
    return item;
  }

  #choose(item) {
    if (!item?.dataset.name) return;
    this.#close();
    this.#field.value = "";
    if ("needs" in item.dataset) this.begin(`/${item.dataset.name} `);
    else this.#send(`/${item.dataset.name}`);
  }

  // Mark the option at a place, counted round; null marks none.
  #mark(at) {
    const options = [...this.#list.querySelectorAll("[role=option]")];
    const n = options.length;
    this.#marked = at === null || !n ? -1 : ((at % n) + n) % n;
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === this.#marked)));
    const marked = options[this.#marked];
    if (marked) {
      this.#field.setAttribute("aria-activedescendant", marked.id);
      marked.scrollIntoView({ block: "nearest" });
    } else {
      this.#field.removeAttribute("aria-activedescendant");
    }
  }

  #leave() {
    if (!this.#form.contains(document.activeElement) && matchMedia("(pointer: fine)").matches) this.#close();
  }

  #close() {
    this.#list.hidden = true;
    this.#marked = -1;
    this.#expanded(false);
    this.#field.removeAttribute("aria-activedescendant");
  }

  #expanded(isOpen) {
    this.#menu.setAttribute("aria-expanded", String(isOpen));
    this.#field.setAttribute("aria-expanded", String(isOpen));
  }
}
