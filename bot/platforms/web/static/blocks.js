// Blocks of a view as elements. Everything is set as text; nothing is ever parsed as markup.

const SVG = "http://www.w3.org/2000/svg";
const COMMAND = /(^|[\s(])\/([a-z][a-z_]*)([.,;:)!?]*)(?=$|\s)/g;

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

export function drawBlock(block, words) {
  const draw = DRAW[block.is];
  return draw ? draw(block, words) : null;
}

const DRAW = {
  title: (block) =>
    make("div", { class: "title" },
      make("h2", {}, block.text),
      block.aside.length ? make("ul", { class: "aside" }, ...block.aside.map((fact) => make("li", {}, fact))) : null),
  body: (block, words) =>
    make("p", { class: "body" }, ...(block.marks?.length ? marked(block.marks) : withCommands(block.text, words))),
  say: (block, words) => make("p", { class: `say ${block.tone}` }, ...withCommands(block.text, words)),
  quote: (block) => make("blockquote", { dir: "auto" }, ...(block.marks?.length ? marked(block.marks) : [block.text])),
  done: (block) => make("p", { class: "done" }, block.text),
  fields,
  table,
  photo: (block, words) => media(block, words, photo(block)),
  audio: (block, words) => media(block, words, player("audio", block)),
  video: (block, words) => media(block, words, player("video", block)),
  chart,
  progress: (block) =>
    make("div", { class: "progress" },
      make("progress", { max: Math.max(1, block.total), value: block.done, "aria-label": block.text }),
      make("p", {}, block.text)),
  link: (block) =>
    make("p", { class: "link" }, make("a", { href: block.url, target: "_blank", rel: "noopener noreferrer" }, block.label)),
  report: (block, words) => download(block.url, block, words),
  attached: (block, words) => download(`data:text/csv;charset=utf-8,${encodeURIComponent(block.text)}`, block, words),
};

// What a requester wrote with marks: each piece is text, an address was looked at before.
function marked(marks) {
  const tags = { bold: "strong", italic: "em", code: "code" };
  return marks.map(([text, style, url]) => {
    if (url) return make("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, text);
    return tags[style] ? make(tags[style], {}, text) : document.createTextNode(text);
  });
}

function download(url, block, words) {
  return make("p", { class: "link" },
    make("a", { class: "button file", href: url, download: block.label }, make("span", { "aria-hidden": "true" }, "⤓ "), `${words.download} ${block.label}`));
}

// `/help` inside a sentence of ours is a button, which chat.js sends. It keeps the full stop beside it.
function withCommands(text, words) {
  const parts = [];
  let end = 0;
  for (const { 0: all, 1: before, 2: name, 3: after, index } of text.matchAll(COMMAND)) {
    if (!words.commands.includes(name)) continue;
    const button = make("button", { type: "button", class: "inline", "data-command": `/${name}` }, `/${name}`);
    parts.push(text.slice(end, index) + before, make("span", { class: "whole" }, button, after));
    end = index + all.length;
  }
  return [...parts, text.slice(end)];
}

// Short values stand on the right, as figures do; sentences stand below their names.
function fields(block, words) {
  const isProse = block.pairs.some(([, value]) => value.length > 28);
  const pairs = block.pairs.map(([name, value]) => make("div", {}, make("dt", {}, ...withCommands(name, words)), make("dd", {}, value)));
  return make("dl", { class: isProse ? "fields prose" : "fields" }, ...pairs);
}

function table(block) {
  const isFigure = (cell) => cell === "" || /^(–|(≈ )?[+−-]?\d[\d.,\s]*( ?\S{1,4})?)$/.test(cell);
  const figures = block.header.map((_, column) => column > 0 && block.rows.length > 0 && block.rows.every((row) => isFigure(row[column])));
  const cells = (row, tag, attributes) => row.map((cell, column) => make(tag, { ...attributes, class: figures[column] ? "number" : null }, cell));
  return make("div", { class: "table", tabindex: "0", role: "group", "aria-label": block.header.join(", ") },
    make("table", {},
      make("thead", {}, make("tr", {}, ...cells(block.header, "th", { scope: "col" }))),
      make("tbody", {}, ...block.rows.map((row) => make("tr", {}, ...cells(row, "td", {}))))));
}

function photo(block) {
  return make("img", { src: block.url, alt: block.alt, referrerpolicy: "no-referrer", decoding: "async" });
}

function player(tag, block) {
  return make(tag, { src: block.url, controls: true, preload: "metadata", "aria-label": block.alt });
}

function media(block, words, element) {
  const figure = make("figure", { class: block.is }, element);
  element.addEventListener("error", () => {
    const link = make("a", { href: block.url, target: "_blank", rel: "noopener noreferrer" }, block.alt || block.url);
    figure.replaceChildren(make("p", { class: "lost" }, `${words.picture_lost} `, link));
  });
  return figure;
}

// 0.30 beside 0.58: all values of a chart have as many decimals as the one with the most.
function sameDecimals(values) {
  const decimals = Math.max(0, ...values.map((value) => (String(value).split(".")[1] ?? "").length));
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return (value) => value.toLocaleString(document.documentElement.lang, digits);
}

function chart(block) {
  const width = 320, height = 120, base = 100, above = block.title ? 22 : 16;
  const top = Math.max(...block.points.map(([, value]) => value), block.goal, 0) || 1;
  const step = width / Math.max(1, block.points.length);
  const few = block.points.length <= 8;
  const shown = sameDecimals(block.points.map(([, value]) => value));
  const svg = node("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": block.alt });
  const highest = base - above;
  if (block.title) svg.append(node("text", { x: 0, y: 9, class: "value" }, block.title));
  block.points.forEach(([label, value], n) => {
    const tall = Math.max(value > 0 ? 2 : 0.5, (value / top) * highest);
    const short = value < block.goal ? "short" : "";
    const bar = node("rect", { class: short, x: n * step + step * 0.14, y: base - tall, width: step * 0.72, height: tall, rx: Math.min(3, step * 0.2) });
    bar.append(node("title", {}, `${label}: ${shown(value)}`));
    svg.append(bar);
    const middle = n * step + step / 2;
    if (few && value > 0) svg.append(node("text", { x: middle, y: base - tall - 4, "text-anchor": "middle", class: "value" }, shown(value)));
    if (few || n === 0 || n === block.points.length - 1) {
      const anchor = few ? "middle" : n === 0 ? "start" : "end";
      const x = few ? middle : n === 0 ? 0 : width;
      svg.append(node("text", { x, y: height - 6, "text-anchor": anchor }, label));
    }
  });
  if (block.goal) {
    const y = base - (block.goal / top) * highest;
    svg.append(node("line", { x1: 0, x2: width, y1: y, y2: y, class: "goal" }));
    svg.append(node("text", { x: width, y: 9, "text-anchor": "end", class: "goal" }, block.goal_label));
  }
  return make("figure", { class: "chart" }, svg, make("figcaption", { "aria-hidden": "true" }, block.alt));
}

function node(tag, attributes, text = null) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== null) element.textContent = text;
  return element;
}
