"use strict";
// Sorts by a column, and shows the rows that hold all words searched for.
const table = document.querySelector("#all table");
const body = table.tBodies[0];
const heads = Array.from(table.tHead.rows[0].cells);
const rows = Array.from(body.rows);
const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
const search = document.getElementById("search");
const found = document.getElementById("found");

function keyOf(row, at) {
  const cell = row.cells[at];
  return cell.dataset.v ?? cell.textContent;
}

heads.forEach((head, at) => {
  head.querySelector("button").addEventListener("click", () => {
    const up = head.getAttribute("aria-sort") !== "ascending";
    for (const one of heads) one.setAttribute("aria-sort", "none");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const order = new Intl.Collator("en", { numeric: true });
    const keys = new Map(rows.map((row) => [row, keyOf(row, at)]));
    // What is not said comes last, either way.
    rows.sort((a, b) => {
      const x = keys.get(a), y = keys.get(b);
      if (!x || !y) return (x ? 0 : 1) - (y ? 0 : 1);
      return up ? order.compare(x, y) : order.compare(y, x);
    });
    body.append(...rows);
  });
});

function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const row of rows) {
    const fits = words.every((word) => texts.get(row).includes(word));
    row.hidden = !fits;
    if (fits) shown += 1;
  }
  found.value = words.length ? `${shown} of ${rows.length}` : "";
}

search.addEventListener("input", filter);

// Whoever follows a link to a row that the search hides wants to see it.
window.addEventListener("hashchange", () => {
  const row = document.querySelector("tr:target");
  if (row && row.hidden) {
    search.value = "";
    filter();
    row.scrollIntoView();
  }
});
