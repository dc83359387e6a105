// What the whole page shares: finding and making elements, the language, words.
const page = document.documentElement;
const find = (id) => document.getElementById(id);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

// Makes an element. Children are elements or texts; nothing is ever read as HTML.
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

const LANGUAGES = ["ja", "en"];
let language = page.lang === "ja" ? "ja" : "en";
const whenSwitched = [];

// Texts stand once for each language; only those of the language shown stay in the page.
const pairs = all('span[lang="ja"], text[lang="ja"]')
  .filter((text) => text.nextElementSibling?.getAttribute("lang") === "en")
  .map((text) => ({ ja: text, en: text.nextElementSibling }));
pairs.forEach((pair) => pair[language === "ja" ? "en" : "ja"].remove());

function switchLanguage(chosen) {
  if (chosen !== language) {
    pairs.forEach((pair) => pair[language].replaceWith(pair[chosen]));
    language = page.lang = chosen;
  }
  document.title = document.querySelector("title").getAttribute(`data-${chosen}`);
  all("[data-language]").forEach((button) => {
    button.setAttribute("aria-pressed", String(button.getAttribute("data-language") === chosen));
  });
  whenSwitched.forEach((redraw) => redraw());
}

// A text of the data: one for all languages, or one for each.
const pick = (texts) => typeof texts === "string" ? texts : texts[LANGUAGES.indexOf(language)];
const count = (number) => number.toLocaleString("en");
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => {
  const value = values[name];
  return value === undefined ? whole : typeof value === "number" ? count(value) : value;
});

let words = {};
function say(key, values = {}) {
  const texts = words[key];
  return fill(language === "en" && values.n === 1 && texts[2] ? texts[2] : pick(texts), values);
}
const isolate = (name) => `\u2068${name}\u2069`;

// A block of data: base64, and but for the fingerprints gzip and JSON.
function unpackBytes(id) {
  const text = atob(find(`data-${id}`).textContent);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
  return bytes;
}
async function unpack(id) {
  const stream = new Blob([unpackBytes(id)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

// Small numbers come as characters from "0" on.
const code = (column, i) => column.charCodeAt(i) - 48;
function decode(column) {
  const numbers = new Uint16Array(column.length);
  for (let i = 0; i < column.length; i += 1) numbers[i] = column.charCodeAt(i) - 48;
  return numbers;
}
// Larger ones as several such texts, six bits in each, the lowest first.
function decodeNumbers(texts) {
  const numbers = new Float64Array(texts[0].length);
  texts.forEach((text, place) => {
    const unit = 64 ** place;
    for (let i = 0; i < text.length; i += 1) numbers[i] += (text.charCodeAt(i) - 48) * unit;
  });
  return numbers;
}
