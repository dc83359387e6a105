// One finding: where, how sure, why it matters, what to do. Drawn when it is opened, from columns that are read then.
let details = null;
async function loadDetails() {
  if (!details) {
    details = await unpack("details");
    for (const name of ["distinct", "interval", "effective", "tried", "failed", "persons", "factors", "weight", "shape", "mark", "case", "linkKey", "linkThrough", "firstSeen"]) {
      details[name] = decodeNumbers(details[name]);
    }
    follow(details.persons, (i) => data.collection[i]);
    follow(details.interval, (i) => [data.matched[i], data.read[i], details.method[i], details.effective[i]].join());
    // Lists of all findings stand behind one another; where those of each one begin:
    for (const name of ["shape", "mark"]) details[`${name}Start`] = starts(decode(details[`${name}Count`]));
    details.weightStart = starts(details.factors.map((set) => details.factorSets[set].length));
    details.atStarts = starts(decode(details.atShown));
    const linked = decode(details.linked);
    details.linkStart = starts(linked.map((how) => how > 0));
    details.throughStart = starts(linked.map((how) => how === 2));
  }
  return details;
}
// Numbers that mostly follow from a key: 1 stands for the first number with the same key, larger ones for two less.
function follow(numbers, keyOf) {
  const first = new Map();
  numbers.forEach((written, i) => {
    if (!written) return;
    const key = keyOf(i);
    numbers[i] = written === 1 ? first.get(key) : written - 2;
    if (!first.has(key)) first.set(key, numbers[i]);
  });
}
function starts(counts) {
  const begin = new Uint32Array(counts.length + 1);
  for (let i = 0; i < counts.length; i += 1) begin[i + 1] = begin[i] + counts[i];
  return begin;
}
const own = (values, begin, i) => Array.from({ length: begin[i + 1] - begin[i] }, (none, k) => values[begin[i] + k]);

function sayEvidence(d, i) {
  const matched = data.matched[i], read = data.read[i], named = data.verdict[i] === 2;
  const phrases = [pick(data.codes.kind[data.verdict[i]])];
  if (!read) phrases.push(say("phrase.no-values"));
  else if (named && !matched) phrases.push(say("phrase.unchecked", { total: read }));
  else {
    phrases.push(say("phrase.matched", { n: matched, total: read }));
    const [low, high] = d.intervals[d.interval[i]];
    if (low) phrases.push(say("phrase.interval", { low, high }));
    else phrases.push(pick(data.codes.sampling[code(d.method, i)]));
    if (low && d.effective[i]) phrases.push(say("phrase.effective", { n: d.effective[i] }));
  }
  if (d.tried[i]) phrases.push(say("phrase.checks", { passed: d.tried[i] - d.failed[i], tried: d.tried[i] }));
  own(d.mark, d.markStart, i).forEach((mark) => phrases.push(pick(d.texts[mark])));
  return phrases;
}

function sayStanding(d, i, number) {
  const standing = pick(d.texts[number]);
  const how = code(d.linked, i);
  if (!how) return standing;
  const [collection, field] = d.linkKeys[d.linkKey[d.linkStart[i]]];
  const fieldName = (number) => data.fields[number] || say("label.whole-line");
  const place = `${data.sources[data.collectionSource[collection]]} / ${data.collections[collection]} / ${fieldName(field)}`;
  const link = how === 1 ? say("phrase.link-beside", { place })
    : say("phrase.link-joined", { place, through: fieldName(d.linkThrough[d.throughStart[i]]) });
  return say("phrase.standing-linked", { standing, link });
}

function sayLeak(d, i, rules) {
  if (!rules.length) return [];
  const cases = rules.map((rule) => pick(data.codes.leak[rule])).join(language === "ja" ? "、" : ", ");
  return [say("phrase.reportable", { cases }), ...(d.persons[i] ? [say("phrase.persons", { n: d.persons[i] })] : [])];
}

function sayPositions(d, i) {
  const begin = d.atStarts[i], shown = d.atStarts[i + 1] - begin, known = code(d.atCount, i);
  const places = Array.from({ length: shown }, (none, k) => say("phrase.row", {
    row: d.atRow[begin + k], start: String(d.atStart[begin + k]), end: String(d.atStart[begin + k] + d.atLength[begin + k] - 1),
  }));
  if (!shown) return known ? say("phrase.places-known", { n: known }) : "";
  return places.join("; ") + (known > shown ? ` ${say("phrase.rows-more", { n: known - shown })}` : "");
}

// A bar, the longer the more something counts; the number stands beside it.
const REACH = 6;
function drawWeight(weight) {
  const bar = make("span", { class: weight < 0 ? "bar against" : "bar for" });
  bar.style.width = `${Math.round(Math.min(Math.abs(weight) / REACH, 1) * 40)}px`;
  return bar;
}
function listFactors(d, i) {
  const weights = own(d.weight, d.weightStart, i).map((weight) => (weight - 1000) / 10);
  return make("ul", { class: "factors" }, ...d.factorSets[d.factors[i]].map((factor, k) => make("li", {},
    `${pick(d.texts[factor])} `, drawWeight(weights[k]), ` ${weights[k] < 0 ? "−" : "+"}${Math.abs(weights[k]).toFixed(1)}`)));
}

const joint = () => language === "ja" ? "・" : " · ";
const list = (texts) => make("ul", {}, ...texts.map((text) => make("li", {}, text)));

// Each check that the finding meets: what it is, what to do, and the policy's own words.
function listChecks(d, i, quoted) {
  return data.checkSets[data.checks[i]].map((id, place) => {
    const check = d.checkTexts.find((one) => one.id === id);
    const quotes = quoted[place].map((number) => d.clauses[number]).map((clause) => make("blockquote", {},
      make("p", {}, isolate(clause.text)), clause.reason ? make("p", {}, clause.reason) : null,
      make("p", { class: "muted" }, pick(d.texts[clause.source]))));
    return make("li", {}, make("b", {}, pick(d.texts[check.title])), ` ${pick(d.texts[check.remedy])} `, make("code", {}, check.id), ...quotes);
  });
}

async function describe(i) {
  const d = await loadDetails();
  const category = d.categories[data.category[i]];
  const [why, next, standing, fits, reasonTexts, leakRules, subject, quoted] = d.cases[d.case[i]];
  const purposes = [];
  for (let k = 0; k < fits.length; k += 2) purposes.push(`${isolate(pick(d.texts[fits[k]]))} — ${pick(d.texts[fits[k + 1]])}`);
  const reasons = reasonTexts.map((reason) => pick(d.texts[reason]));
  const shapes = own(d.shape, d.shapeStart, i).map((shape) => d.shapes[shape]);
  const leak = sayLeak(d, i, leakRules), checks = listChecks(d, i, quoted);
  const body = make("dl", {});
  const add = (title, ...parts) => {
    const filled = parts.filter((part) => part !== null && part !== "");
    if (filled.length) body.append(make("dt", {}, title), make("dd", {}, ...filled));
  };
  add(say("label.kind"), fill(pick(data.codes.is[data.verdict[i]]), { what: pick(data.categories[data.category[i]].title) }));
  add(say("label.evidence"), sayEvidence(d, i).join(joint()), data.read[i] ? `${joint()}${say("phrase.distinct", { n: d.distinct[i] ? d.distinct[i] - 1 : data.matched[i] })}` : "");
  add(say("label.masked"), ...shapes.flatMap((shape) => [make("code", {}, shape), " "]));
  add(say("label.positions"), sayPositions(d, i));
  add(say("label.sure"), `${(data.confidence[i] / 100).toFixed(2)} `, d.factorSets[d.factors[i]].length ? listFactors(d, i) : "");
  add(say("label.against-policy"), make("b", {}, sayPolicy(i)), ` ${pick(d.texts[why])}`,
    checks.length ? make("ul", {}, ...checks) : "");
  add(say("label.purposes"), purposes.length ? list(purposes) : say("phrase.purposes-none"));
  add(say("label.severity-reasons"), reasons.length ? list(reasons) : "");
  add(say("label.standing"), sayStanding(d, i, standing));
  add(say("label.leak"), leak.join(joint()));
  add(say("label.matters"), `${pick(d.texts[category.matters])} `, make("span", { class: "muted" },
    `${say("label.subject")}: ${pick(data.codes.subject[subject])} · `, make("code", {}, data.categories[data.category[i]].id), category.law ? ` · ${category.law}` : ""));
  add(say("label.next"), make("b", {}, pick(d.texts[next])), list(category.advice.map((step) => pick(d.texts[step]))));
  add(say("label.owner"), data.owners[sourceOf(i)] || say("label.no-owner"));
  const seen = d.days[d.firstSeen[i]];
  add(say("label.state"), `${pick(data.codes.state[data.state[i]])} `, seen ? `(${say("label.first-seen")} ${seen}) ` : "", make("code", {}, fingerprint(i)));
  return body;
}
