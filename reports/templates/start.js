// Begins: the language first, then the findings, then everything else.
all("[data-language]").forEach((button) => {
  button.addEventListener("click", () => switchLanguage(button.getAttribute("data-language")));
});
document.querySelector(".switch").hidden = false;
find("print").hidden = false;
find("print").addEventListener("click", () => window.print());
switchLanguage(language);

function go(asked) {
  if (!asked) return;
  const wanted = asked.open;
  show({ ...asked, open: "" });
  if (wanted) openFinding(findFingerprint(wanted));
  else if (location.hash.includes("?")) find("findings").scrollIntoView();
}

async function start() {
  loadFindings(await unpack("table"));
  if (table) {
    startTable();
    find("filters").hidden = false;
    if (find("findings-cut")) find("findings-cut").hidden = true;
    const asked = readAddress();
    if (asked) go(asked);
    else { chooseFindings(); showPage(); showFilters(); showSorting(); }
    whenSwitched.push(() => {
      const open = view.open;
      chooseFindings(); showPage(); showFilters(); showSorting();
      if (open) openFinding(findFingerprint(open));
    });
    window.addEventListener("hashchange", () => go(readAddress()));
  }
  performance.mark("usable");
  (await unpack("lists")).lists.forEach(startList);
  page.setAttribute("data-ready", "");
}
if (typeof DecompressionStream === "function") start();
