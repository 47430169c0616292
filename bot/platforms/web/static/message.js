// One message: blocks, rows of buttons, perhaps a form.

import { drawAsked } from "./asked.js";
import { drawBlock, make } from "./blocks.js";

const REM = parseFloat(getComputedStyle(document.documentElement).fontSize);
const SCALE = /^(\d+)(?:( · )(.+))?$/;

export function drawMessage(entry, words) {
  return entry.who === "me" ? drawOwn(entry, words) : drawOurs(entry, words);
}

function drawOwn(entry, words) {
  return make("article", { class: "message own", "data-key": entry.key, dir: "auto" },
    make("span", { class: "unseen" }, `${words.you}: `), entry.text);
}

function drawOurs(entry, words) {
  const { view } = entry;
  const numbers = countFrom(1);
  return make("article", { class: "message", "data-key": entry.key, tabindex: "-1", "aria-live": entry.isQuiet ? "off" : null },
    make("span", { class: "unseen" }, `${words.bot}: `),
    ...view.blocks.map((block) => drawBlock(block, words)),
    view.form ? drawForm(view.form, entry.key, words) : null,
    drawAsked(view.asks ?? "", entry.key, words),
    view.rows.length ? drawRows(view.rows, numbers, words) : null);
}

function* countFrom(start) {
  for (let n = start; ; n += 1) yield n;
}

function drawRows(rows, numbers, words) {
  const group = make("div", { class: "rows", role: "group", "aria-label": words.answers });
  for (const { quiet, buttons } of rows) {
    const isScale = buttons.length > 2 && buttons.every(({ label }) => SCALE.test(label));
    const row = make("div", { class: `row${quiet ? " quiet" : ""}${isScale ? " scale" : ""}` },
      ...buttons.map((choice) => drawButton(choice, quiet ? null : numbers.next().value, isScale)));
    row.dataset.longest = Math.max(...buttons.map(({ label }) => label.length));
    group.append(row);
  }
  return group;
}

// Share the buttons of a row out evenly over as many lines as their labels need: four in two and two.
export function layOut(message) {
  const room = message.clientWidth / REM - 2;
  const hints = matchMedia("(hover: hover) and (pointer: fine)").matches ? 2.4 : 0;
  for (const row of message.querySelectorAll(".row:not(.quiet, .scale)")) {
    const n = row.children.length;
    const each = 1.8 + row.dataset.longest * 0.64 + hints;
    const fitting = Math.max(1, Math.floor((room + 0.5) / (each + 0.5)));
    const lines = Math.ceil(n / fitting);
    row.style.setProperty("--columns", Math.ceil(n / lines));
  }
}

function drawButton(choice, number, isScale) {
  const toggles = choice.selected !== null;
  const button = make("button", {
    type: "button",
    class: `button ${choice.style}`,
    "data-action": choice.action,
    "data-number": number,
    "data-page": choice.page,
    "aria-pressed": toggles ? String(choice.selected) : null,
  }, isScale ? drawStep(choice.label) : make("span", { class: "label", dir: "auto" }, choice.label));
  if (number !== null && number <= 9 && !isScale) button.append(make("kbd", { "aria-hidden": "true" }, String(number)));
  return button;
}

// A step of a scale: its number, and below it the words that its ends have.
function drawStep(label) {
  const [, number, dot, meaning] = label.match(SCALE);
  const words = meaning ? [make("span", { class: "unseen" }, dot), make("small", {}, meaning)] : [];
  return make("span", { class: "label", dir: "auto" }, number, ...words);
}

function drawForm(form, key, words) {
  const element = make("form", { class: "stack fill", "data-action": form.action, "aria-label": form.title },
    make("h3", {}, form.title),
    ...form.fields.map((field, n) => drawField(field, `${key}-${n}`, words)),
    make("button", { type: "submit", class: "button main" }, form.submit));
  return element;
}

function drawField(field, id, words) {
  const hint = field.hint ? make("p", { class: "hint", id: `${id}-hint` }, field.hint) : null;
  const described = field.hint ? `${id}-hint` : null;
  if (field.kind === "choices") return drawBoxes(field, id, hint, described);
  const common = { id, name: field.name, required: field.required, "aria-describedby": described };
  return make("div", { class: "field" }, make("label", { for: id }, field.label), control(field, common, words), hint);
}

function control(field, common, words) {
  if (field.kind === "choice") {
    return make("select", common,
      make("option", { value: "" }, words.select),
      ...field.options.map(([value, label]) => make("option", { value, selected: value === field.value }, label)));
  }
  if (field.kind === "long") return make("textarea", { ...common, rows: "4", maxlength: "4096" }, field.value);
  const number = field.kind === "number" ? { inputmode: "decimal" } : {};
  return make("input", { ...common, ...number, type: "text", maxlength: "4096", value: field.value });
}

function drawBoxes(field, id, hint, described) {
  const chosen = new Set(field.value.split(",").map((value) => value.trim()));
  return make("fieldset", { class: "field", "aria-describedby": described },
    make("legend", {}, field.label),
    ...field.options.map(([value, label], n) =>
      make("label", { class: "box", for: `${id}-${n}` },
        make("input", { type: "checkbox", id: `${id}-${n}`, name: field.name, value, checked: chosen.has(value) }), label)),
    hint);
}

// What was filled in: one text a field, a list where several boxes can be ticked.
export function filled(form) {
  const fields = {};
  for (const control of form.elements) {
    if (!control.name) continue;
    if (control.type === "checkbox") {
      fields[control.name] ??= [];
      if (control.checked) fields[control.name].push(control.value);
    } else {
      fields[control.name] = control.value;
    }
  }
  return fields;
}
