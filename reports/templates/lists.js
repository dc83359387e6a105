// The other long lists: the first lines are in the page, the rest is drawn page by page.
function startList(block) {
  const element = document.querySelector(`table[data-list="${block.id}"]`);
  const pager = document.querySelector(`[data-pager="${block.id}"]`);
  const columns = block.columns.map((one) => ({ ...one, cells: decodeNumbers(one.cells) }));
  const pages = Math.ceil(block.count / block.size);
  let page = 1;
  const cell = (one, i) => {
    const number = one.cells[i], text = pick(one.texts[number]), look = one.looks[number];
    if (one.kind === "head") return make("th", { scope: "row" }, isolate(text));
    if (one.kind === "severity") return make("td", {}, make("span", { class: `badge ${look}` }, text));
    const looks = { figure: "figure", status: `status ${look}` }[one.kind];
    return make("td", { class: looks || null }, one.kind === "place" ? isolate(text) : text);
  };
  const draw = () => {
    const first = (page - 1) * block.size, last = Math.min(block.count, first + block.size);
    const rows = Array.from({ length: last - first }, (none, k) => make("tr", {}, ...columns.map((one) => cell(one, first + k))));
    element.tBodies[0].replaceChildren(...rows);
    pager.querySelector("[role=status]").textContent = say("label.range", { first: first + 1, last, total: block.count });
    pager.querySelector(".back").disabled = page < 2;
    pager.querySelector(".on").disabled = page >= pages;
  };
  const turn = (step) => () => { page += step; draw(); };
  pager.querySelector(".back").addEventListener("click", turn(-1));
  pager.querySelector(".on").addEventListener("click", turn(1));
  pager.hidden = false;
  pager.previousElementSibling.hidden = true;
  whenSwitched.push(draw);
  draw();
}
