"use strict";
const table = document.querySelector("table");
const rows = [...table.tBodies[0].rows];
const filter = document.getElementById("filter");
const count = document.getElementById("count");

function show() {
  const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const row of rows) {
    const text = row.textContent.toLowerCase();
    row.hidden = !words.every((word) => text.includes(word));
    shown += row.hidden ? 0 : 1;
  }
  count.textContent = `${shown} of ${rows.length} accounts`;
}

function sort(column, heading) {
  const down = heading.getAttribute("aria-sort") === "ascending";
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", down ? "descending" : "ascending");
  const text = (row) => row.cells[column].textContent;
  rows.sort((a, b) => text(a).localeCompare(text(b), "en", { numeric: true }) * (down ? -1 : 1));
  table.tBodies[0].append(...rows);
}

[...table.tHead.rows[0].cells].forEach((heading, column) => {
  const button = document.createElement("button");
  button.textContent = heading.textContent;
  button.addEventListener("click", () => sort(column, heading));
  heading.replaceChildren(button);
});
filter.addEventListener("input", show);
document.querySelector(".filter").hidden = false;
show();
