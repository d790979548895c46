"use strict";
for (const hint of document.querySelectorAll(".scripted")) hint.hidden = false;
for (const table of document.querySelectorAll("table.map")) {
  const heads = table.tHead.rows[0].cells;
  const rows = table.tBodies[0].rows;
  const readout = table.closest("section").querySelector(".readout");
  const forward = table.dir === "rtl" ? -1 : 1;
  const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -forward], ArrowRight: [0, forward] };
  let marked = [];
  let stop = rows[0].cells[1];   // where Tab leads
  let focused = null;

  const mark = (element, name) => { element.classList.add(name); marked.push(element); };
  const isolated = word => { const element = document.createElement("bdi"); element.textContent = word.textContent; return element; };
  const show = cell => {
    for (const element of marked) element.classList.remove("on", "row", "column");
    marked = [];
    readout.replaceChildren();
    if (!cell) return;
    const row = cell.parentNode;
    const head = heads[cell.cellIndex];
    for (const other of row.cells) if (other.tagName === "TD") mark(other, "row");
    for (const other of rows) mark(other.cells[cell.cellIndex], "column");
    mark(cell, "on");
    mark(head, "on");
    mark(row.cells[0], "on");
    const weight = cell.textContent.startsWith(".") ? "0" + cell.textContent : cell.textContent;
    readout.append(isolated(row.cells[0]), " ← ", isolated(head), " " + weight);
  };
  const enter = cell => {
    stop.removeAttribute("tabindex");
    stop = cell;
    stop.tabIndex = 0;
    stop.focus();
  };

  table.setAttribute("role", "grid");
  table.setAttribute("aria-readonly", "true");
  stop.tabIndex = 0;
  table.addEventListener("pointerover", event => show(event.target.closest("tbody td") || focused));
  table.addEventListener("pointerleave", () => show(focused));
  table.addEventListener("click", event => { const cell = event.target.closest("tbody td"); if (cell) enter(cell); });
  table.addEventListener("focusin", event => show(focused = event.target.closest("tbody td")));
  table.addEventListener("focusout", () => show(focused = null));
  table.addEventListener("keydown", event => {
    if (!focused) return;
    if (event.altKey || event.metaKey) return;
    const last = heads.length - 1;
    let row = focused.parentNode.sectionRowIndex;
    let column = focused.cellIndex;
    if (event.key === "Escape") return focused.blur();
    if (event.key === "Home") { column = 1; if (event.ctrlKey) row = 0; }
    else if (event.key === "End") { column = last; if (event.ctrlKey) row = rows.length - 1; }
    else if (event.key in moves) {
      row = Math.min(Math.max(row + moves[event.key][0], 0), rows.length - 1);
      column = Math.min(Math.max(column + moves[event.key][1], 1), last);
    }
    else return;
    event.preventDefault();
    enter(rows[row].cells[column]);
  });
}
