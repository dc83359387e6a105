// The table of findings: its rows, filters, pages, and the part of the address that says what it shows.
const table = find("findings-table");
const COLUMNS = 8;

function makeRow(i) {
  const category = data.categories[data.category[i]];
  const read = data.read[i];
  const evidence = `${pick(data.codes.kind[data.verdict[i]])}${read ? ` ${count(data.matched[i])} / ${count(read)}` : ""}`;
  const inside = data.ids.policy[data.policy[i]] === "declared";
  const collection = data.collection[i];
  const opener = make("button", { type: "button", class: "open", "aria-expanded": "false" }, pick(category.title));
  opener.addEventListener("click", () => toggle(i, opener));
  return make("tr", { "data-entry": i, "data-severity": data.ids.severity[data.severity[i]], "data-policy": data.ids.policy[data.policy[i]] },
    make("td", {}, make("span", { class: `badge ${data.ids.severity[data.severity[i]]}` }, pick(data.codes.severity[data.severity[i]]))),
    make("th", { scope: "row" }, opener),
    make("td", { class: "place" }, `${isolate(data.sources[sourceOf(i)])} / ${isolate(data.collections[collection])} / `, make("b", {}, isolate(fieldOf(i)))),
    make("td", { class: `policy ${inside ? "inside" : "outside"}` }, sayPolicy(i)),
    make("td", {}, evidence),
    make("td", { class: "figure" }, (data.confidence[i] / 100).toFixed(2)),
    make("td", {}, pick(data.codes.state[data.state[i]])),
    make("td", {}, data.owners[sourceOf(i)]));
}

async function toggle(i, opener) {
  const row = opener.closest("tr");
  if (opener.getAttribute("aria-expanded") === "true") {
    opener.setAttribute("aria-expanded", "false");
    row.nextElementSibling.remove();
    remember({ open: "" });
    return;
  }
  opener.setAttribute("aria-expanded", "true");
  const more = make("td", { colspan: COLUMNS });
  row.after(make("tr", { class: "more" }, more));
  remember({ open: fingerprint(i) });
  more.append(await describe(i));
}

function showPage() {
  const pages = Math.max(1, Math.ceil(order.length / view.size));
  view.page = Math.min(Math.max(1, view.page), pages);
  const first = (view.page - 1) * view.size;
  const shown = order.subarray(first, first + view.size);
  table.tBodies[0].replaceChildren(...Array.from(shown, makeRow));
  const range = { first: shown.length ? first + 1 : 0, last: first + shown.length, total: order.length, all: data.count };
  find("filter-count").textContent = order.length === data.count ? say("label.range", range) : say("label.range-filtered", range);
  const pager = find("findings-pager");
  pager.hidden = pages < 2;
  pager.querySelector(".at").textContent = say("label.page-at", { page: view.page, pages });
  pager.querySelector(".back").disabled = view.page < 2;
  pager.querySelector(".on").disabled = view.page >= pages;
}

function showSorting() {
  const [sorted, direction] = view.sort.split("-");
  all("th[data-sort]", table).forEach((head) => {
    const own = head.getAttribute("data-sort") === sorted;
    head.setAttribute("aria-sort", own ? (direction === "down" ? "descending" : "ascending") : "none");
  });
}

function showFilters() {
  const options = (id, list) => find(`filter-${id}`).replaceChildren(
    ...list.map(([value, text]) => make("option", { value, selected: value === String(view[id]) || false }, text)));
  const codes = (section) => data.ids[section].map((value, i) => [value, pick(data.codes[section][i])]);
  const any = ["", say("label.all")];
  options("severity", [any, ...codes("severity")]);
  options("state", [any, ...codes("state")]);
  options("source", [any, ...data.sources.slice(0, 500).map((source) => [source, source])]);
  options("kind", [any, ...data.categories.map((one) => [one.id, pick(one.title)]).sort((a, b) => a[1] < b[1] ? -1 : 1)]);
  options("policy", [any, ["outside", say("tile.undeclared")], ...codes("policy")]);
  const checks = [...new Set(data.checkSets.flat())].sort();
  options("check", [any, ...checks.map((id) => [id, pick(data.checkTitles[id])])]);
  find("filter-check").parentElement.hidden = !checks.length;
  options("size", SIZES.map((size) => [String(size), String(size)]));
  const cell = [
    view.row === "" ? "" : pick(data.rows[Number(view.row)] || ""),
    view.column === "" ? "" : pick((data.columns.find((one) => one[0] === view.column) || ["", ""])[1]),
  ].filter(Boolean);
  find("filter-row").hidden = !cell.length;
  find("filter-row").textContent = say("label.remove", { what: cell.join(" × ") });
  if (find("filter-q").value.trim() !== view.q) find("filter-q").value = view.q;
}

// The view stands in the address, so that it can be kept and sent.
function remember(changes, step = "replaceState") {
  Object.assign(view, changes);
  const set = Object.entries(view).filter(([name, value]) => value !== PLAIN[name]);
  const address = set.length ? `#findings?${new URLSearchParams(set)}` : "#findings";
  if (location.hash !== address) history[step](null, "", address);
}
function readAddress() {
  const [id, query] = location.hash.slice(1).split("?");
  if (/^f\d+$/.test(id)) return { ...PLAIN, open: fingerprint(Number(id.slice(1)) - 1) };
  if (id !== "findings") return null;
  const asked = Object.fromEntries(new URLSearchParams(query || ""));
  const read = { ...PLAIN };
  for (const name of Object.keys(PLAIN)) if (name in asked) read[name] = asked[name];
  read.page = Number.parseInt(read.page, 10) || 1;
  read.size = SIZES.includes(Number(read.size)) ? Number(read.size) : PLAIN.size;
  if (!all("th[data-sort]", table).some((head) => read.sort.split("-")[0] === head.getAttribute("data-sort"))) read.sort = "";
  return read;
}

function show(changes, step) {
  performance.mark("filter-begin");
  remember({ page: 1, open: "", ...changes }, step);
  chooseFindings();
  showPage();
  showFilters();
  showSorting();
  performance.measure("filter", "filter-begin");
}

// Opens one finding, on whichever page it is; filters that hide it are taken off.
function openFinding(i) {
  if (i < 0 || i >= data.count) return;
  let place = order.indexOf(i);
  if (place < 0) { show({ ...PLAIN }); place = order.indexOf(i); }
  view.page = Math.floor(place / view.size) + 1;
  showPage();
  const opener = table.querySelector(`tr[data-entry="${i}"] .open`);
  opener.click();
  opener.scrollIntoView({ block: "center" });
  opener.focus({ preventScroll: true });
}

function sortBy(head) {
  const name = head.getAttribute("data-sort");
  const down = ["evidence", "sure"].includes(name) ? ["down", "up"] : ["up", "down"];
  const next = view.sort === `${name}-${down[0]}` ? `${name}-${down[1]}` : view.sort === `${name}-${down[1]}` ? "" : `${name}-${down[0]}`;
  show({ sort: next });
}

function startTable() {
  all("th[data-sort]", table).forEach((head) => {
    const button = make("button", { type: "button", class: "sort" });
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sortBy(head));
  });
  for (const name of ["severity", "state", "source", "kind", "policy", "check"]) {
    find(`filter-${name}`).addEventListener("change", (event) => show({ [name]: event.target.value }));
  }
  find("filter-size").addEventListener("change", (event) => show({ size: Number(event.target.value) }));
  find("filter-q").addEventListener("input", (event) => show({ q: event.target.value.trim() }));
  find("filter-row").addEventListener("click", () => { show({ row: "", column: "" }); find("filter-clear").focus(); });
  find("filter-clear").addEventListener("click", () => { find("filter-q").value = ""; show({ ...PLAIN, size: view.size }); });
  find("filters").addEventListener("submit", (event) => event.preventDefault());
  const pager = find("findings-pager");
  const turn = (step) => () => { remember({ page: view.page + step, open: "" }); showPage(); find("findings").scrollIntoView(); };
  pager.querySelector(".back").addEventListener("click", turn(-1));
  pager.querySelector(".on").addEventListener("click", turn(1));
  const lead = (link, changes) => link.addEventListener("click", (event) => {
    event.preventDefault();
    show({ ...PLAIN, size: view.size, ...changes }, "pushState");
    find("findings").scrollIntoView();
    find("filter-q").focus({ preventScroll: true });
  });
  all("[data-view]").forEach((link) => lead(link, Object.fromEntries(new URLSearchParams(link.getAttribute("data-view")))));
  // A cell of the grid stands for its row and column.
  all(".grid td a").forEach((link) => {
    const cell = link.parentElement;
    lead(link, { row: String(cell.parentElement.sectionRowIndex), column: data.columns[cell.cellIndex - 1][0] });
  });
  all("[data-open]").forEach((link) => link.addEventListener("click", (event) => {
    event.preventDefault();
    remember({}, "pushState");
    openFinding(Number(link.getAttribute("data-open")));
  }));
}
