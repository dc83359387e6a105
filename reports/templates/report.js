
"use strict";
(function () {
  var page = document.documentElement;
  var all = function (selector) { return Array.prototype.slice.call(document.querySelectorAll(selector)); };
  var find = function (id) { return document.getElementById(id); };

  function switchLanguage(language) {
    page.lang = language;
    document.title = document.querySelector("title").getAttribute("data-" + language);
    all("option[data-ja]").forEach(function (option) { option.textContent = option.getAttribute("data-" + language); });
    all("[data-language]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.getAttribute("data-language") === language));
    });
  }
  all("[data-language]").forEach(function (button) {
    button.addEventListener("click", function () { switchLanguage(button.getAttribute("data-language")); });
  });
  document.querySelector(".switch").hidden = false;
  switchLanguage(page.lang);

  var print = find("print");
  print.hidden = false;
  print.addEventListener("click", function () { window.print(); });

  var findings = all("tbody.finding");
  var form = document.querySelector(".filters");
  var cell = null;

  function isShown(finding) {
    var severity = find("filter-severity").value;
    var policy = find("filter-policy").value;
    var text = find("filter-text").value.trim().toLowerCase();
    var own = finding.getAttribute("data-policy");
    return (!severity || finding.getAttribute("data-severity") === severity) &&
      (!policy || own === policy || (policy === "outside" && own !== "declared")) &&
      (!cell || (finding.getAttribute("data-row") === cell.row && finding.getAttribute("data-column") === cell.column)) &&
      (!text || finding.textContent.toLowerCase().indexOf(text) !== -1);
  }
  function filter() {
    var shown = 0;
    findings.forEach(function (finding) {
      finding.hidden = !isShown(finding);
      shown += finding.hidden ? 0 : 1;
    });
    find("filter-count").textContent = shown.toLocaleString("en") + " / " + findings.length.toLocaleString("en");
  }
  function setFilters(severity, policy, chosen) {
    find("filter-severity").value = severity;
    find("filter-policy").value = policy;
    find("filter-text").value = "";
    cell = chosen;
    filter();
  }
  function openTarget() {
    var target = find(location.hash.slice(1));
    if (target && target.classList.contains("finding")) {
      if (target.hidden) { setFilters("", "", null); }
      target.querySelector("details").open = true;
      target.scrollIntoView();
    }
  }
  if (form) {
    form.hidden = false;
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    ["filter-severity", "filter-policy"].forEach(function (id) { find(id).addEventListener("change", filter); });
    find("filter-text").addEventListener("input", filter);
    find("filter-clear").addEventListener("click", function () { setFilters("", "", null); });
    all("[data-show-severity]").forEach(function (link) {
      link.addEventListener("click", function () { setFilters(link.getAttribute("data-show-severity"), "", null); });
    });
    all("[data-show-policy]").forEach(function (link) {
      link.addEventListener("click", function () { setFilters("", link.getAttribute("data-show-policy"), null); });
    });
    all("[data-show-column]").forEach(function (link) {
      link.addEventListener("click", function () {
        setFilters("", "", { row: link.getAttribute("data-show-row"), column: link.getAttribute("data-show-column") });
      });
    });
    filter();
    window.addEventListener("hashchange", openTarget);
    openTarget();
  }
})();
