// The findings: which of them a view shows, and in which order.
const PLAIN = { q: "", severity: "", state: "", source: "", kind: "", policy: "", check: "", row: "", column: "", sort: "", page: 1, size: 50, open: "" };
const SIZES = [50, 100, 250];
let data = null;
let view = { ...PLAIN };
let order = new Uint32Array(0);

function loadFindings(block) {
  data = block;
  words = block.words;
  for (const column of ["severity", "state", "policy", "verdict", "row"]) data[column] = decode(block[column]);
  for (const column of ["category", "collection", "field", "confidence", "matched", "read", "checks"]) data[column] = decodeNumbers(block[column]);
  data.fingerprints = unpackBytes("fingerprints");
}

const fingerprint = (i) => `v1:${Array.from(data.fingerprints.subarray(i * 8, i * 8 + 8), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
// All of them as one text, made when somebody looks for one.
let digits = "";
function allDigits() {
  const pairs = Array.from({ length: 256 }, (none, byte) => byte.toString(16).padStart(2, "0"));
  digits = digits || Array.from(data.fingerprints, (byte) => pairs[byte]).join("");
  return digits;
}
function findFingerprint(print) {
  const wanted = print.replace("v1:", "");
  let at = wanted.length === 16 ? allDigits().indexOf(wanted) : -1;
  while (at > 0 && at % 16) at = digits.indexOf(wanted, at + 1);
  return at < 0 ? -1 : at / 16;
}
const sourceOf = (i) => data.collectionSource[data.collection[i]];
const fieldOf = (i) => data.fields[data.field[i]] || say("label.whole-line");
const isPersonal = (i) => data.categories[data.category[i]].personal;
const sayPolicy = (i) => pick(data.codes.policy[isPersonal(i) ? data.policy[i] : data.codes.policy.length - 1]);

// Every word of the search has to stand in the place, the kind of data (in either language), the owner or the fingerprint.
let searched = null;
function searchable() {
  const low = (texts) => texts.map((text) => text.toLowerCase());
  searched = searched || {
    sources: low(data.sources.map((source, i) => `${source} ${data.owners[i]}`)),
    collections: low(data.collections),
    fields: low(data.fields),
    categories: low(data.categories.map((one) => `${one.id} ${[one.title].flat().join(" ")}`)),
  };
  return searched;
}
function matcher(term) {
  const texts = searchable();
  const flags = (list) => Uint8Array.from(list, (text) => text.includes(term));
  const inSource = flags(texts.sources);
  const inCollection = flags(texts.collections).map((flag, i) => flag || inSource[data.collectionSource[i]]);
  const inField = flags(texts.fields);
  const inCategory = flags(texts.categories);
  const hex = /^(v1:)?[0-9a-f]{4,16}$/.test(term) ? term.replace("v1:", "") : "";
  return (i) => inCollection[data.collection[i]] || inField[data.field[i]] || inCategory[data.category[i]] ||
    (hex && allDigits().substr(i * 16, 16).includes(hex));
}

// One test for each filter that is set.
function makeTests() {
  const tests = view.q.toLowerCase().split(/\s+/).filter(Boolean).map(matcher);
  const among = (column, number) => tests.push((i) => column[i] === number);
  const severity = data.ids.severity.indexOf(view.severity);
  if (severity >= 0) among(data.severity, severity);
  const state = data.ids.state.indexOf(view.state);
  if (state >= 0) among(data.state, state);
  const policy = data.ids.policy.indexOf(view.policy);
  if (policy >= 0) among(data.policy, policy);
  if (view.policy === "outside") tests.push((i) => data.ids.policy[data.policy[i]] !== "declared");
  const source = data.sources.indexOf(view.source);
  if (view.source) tests.push((i) => sourceOf(i) === source);
  if (view.row !== "") among(data.row, Number(view.row));
  const kind = data.categories.findIndex((one) => one.id === view.kind);
  if (view.kind) among(data.category, kind);
  const column = data.columns.findIndex((one) => one[0] === view.column);
  if (view.column) tests.push((i) => data.categories[data.category[i]].column === column);
  const meets = data.checkSets.map((ids) => ids.includes(view.check));
  if (view.check) tests.push((i) => meets[data.checks[i]]);
  return tests;
}

// Ranks for sorting: whole numbers in the order that a reader expects, so small that one fits beside the number of a
// finding into one exact number.
const ranks = {};
function rank(texts) {
  const sorted = texts.map((text, i) => i).sort((a, b) => texts[a] < texts[b] ? -1 : texts[a] > texts[b] ? 1 : a - b);
  const places = new Uint32Array(texts.length);
  sorted.forEach((i, place) => { places[i] = place; });
  return places;
}
function rankPlaces() {
  if (!ranks.where) {
    const collections = rank(data.collections.map((name, i) => `${data.sources[data.collectionSource[i]]}\0${name}`));
    const fields = rank(data.fields);
    ranks.where = new Float64Array(data.count);
    for (let i = 0; i < data.count; i += 1) ranks.where[i] = collections[data.collection[i]] * fields.length + fields[data.field[i]];
  }
  return ranks.where;
}
function sortKey(column) {
  if (column === "what") {
    const titles = rank(data.categories.map((one) => pick(one.title)));
    return (i) => titles[data.category[i]];
  }
  if (column === "owner") {
    const owners = rank(data.owners);
    return (i) => owners[sourceOf(i)];
  }
  if (column === "where") {
    const places = rankPlaces();
    return (i) => places[i];
  }
  const numbers = { severity: data.severity, policy: data.policy, evidence: data.matched, sure: data.confidence, state: data.state }[column];
  return (i) => numbers[i];
}

function chooseFindings() {
  const tests = makeTests();
  const kept = new Uint32Array(data.count);
  let number = 0;
  for (let i = 0; i < data.count; i += 1) {
    let passes = true;
    for (let t = 0; passes && t < tests.length; t += 1) passes = tests[t](i);
    if (passes) kept[number++] = i;
  }
  order = kept.subarray(0, number);
  const [column, direction] = view.sort.split("-");
  if (column) {
    const key = sortKey(column), sign = direction === "down" ? -1 : 1;
    const keys = Float64Array.from(order, (i) => sign * key(i) * data.count + i).sort();
    order = Uint32Array.from(keys, (value) => ((value % data.count) + data.count) % data.count);
  }
}
