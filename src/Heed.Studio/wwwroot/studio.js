"use strict";
// What the pages cannot do from the server: files, the clipboard, and heat maps that answer the pointer at once.
(() => {
  const save = (name, blob) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  const copyTheOldWay = text => {
    const field = document.createElement("textarea");
    field.value = text;
    field.style.position = "fixed";
    field.style.opacity = "0";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  };

  window.heed = {
    download: async (name, type, stream) => save(name, new Blob([await stream.arrayBuffer()], { type })),
    downloadPng: async (name, stream) => {
      const url = URL.createObjectURL(new Blob([await stream.arrayBuffer()], { type: "image/svg+xml" }));
      try {
        const image = new Image();
        image.src = url;
        await image.decode();
        const scale = Math.min(2, 8192 / Math.max(image.naturalWidth, image.naturalHeight));
        const canvas = document.createElement("canvas");
        canvas.width = Math.round(image.naturalWidth * scale);
        canvas.height = Math.round(image.naturalHeight * scale);
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        save(name, await new Promise(done => canvas.toBlob(done, "image/png")));
      } finally {
        URL.revokeObjectURL(url);
      }
    },
    copy: async text => {
      const focused = document.activeElement;
      try {
        await navigator.clipboard.writeText(text);
        return true;
      } catch {
        const done = copyTheOldWay(text);
        focused?.focus?.();
        return done;
      }
    },
  };

  window.Blazor?.registerCustomEventType("heedpin", { createEventArgs: event => event.detail });

  // A key of the page itself presses the button that names it, unless the key means something where the focus is.
  document.addEventListener("keydown", event => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const at = event.target instanceof Element ? event.target : document.body;
    if (at.closest("input, select, textarea, [contenteditable], [role=grid], [role=slider], [role=listbox], [role=menu], .heed-scroll")) return;
    const button = document.querySelector(`[data-key="${CSS.escape(event.key)}"]:not([aria-disabled=true])`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });

  const namespace = "http://www.w3.org/2000/svg";
  const persian = document.documentElement.lang === "fa";
  const most = 4;
  let tip = null;
  let shown = null;

  const partOf = target => {
    const part = target instanceof Element ? target.closest("[role=gridcell], [role=columnheader], [role=rowheader]") : null;
    const map = part?.closest("svg[role=grid]");
    return map ? placeOf(map, part) : null;
  };
  const placeOf = (map, part) => {
    const role = part.getAttribute("role");
    if (role === "columnheader") return { map, part, row: -1, column: +part.dataset.i };
    if (role === "rowheader") return { map, part, row: +part.dataset.i, column: -1 };
    const row = part.parentNode;
    return { map, part, row: +row.dataset.r, column: Array.prototype.indexOf.call(row.children, part) - 1 };
  };
  const rowsOf = map => map.querySelectorAll(":scope > g[data-r]");
  const headsOf = map => map.querySelectorAll("[role=columnheader]");
  const partAt = (map, row, column) => row < 0 ? headsOf(map)[column] : rowsOf(map)[row].children[column + 1];
  const weight = (map, row, column) => +map.dataset.weights.substr((row * +map.dataset.columns + column) * 4, 4) / 1000;
  const number = value => {
    const text = value.toFixed(3);
    return persian ? text.replace(/\d/g, digit => String.fromCharCode(0x6f0 + +digit)).replace(".", "\u066b") : text;
  };

  // Each as [row, column, weight]: the cell, or the strongest of a word.
  const links = place => {
    const { map, row, column } = place;
    if (row >= 0 && column >= 0) return [[row, column, weight(map, row, column)]];
    const count = row >= 0 ? +map.dataset.columns : rowsOf(map).length;
    const all = [];
    for (let i = 0; i < count; i++) {
      const at = row >= 0 ? [row, i] : [i, column];
      all.push([...at, weight(map, ...at)]);
    }
    return all.sort((a, b) => b[2] - a[2]).slice(0, most).filter((link, i) => i === 0 || link[2] >= 0.005);
  };
  const wordsOf = (map, [row, column]) => [rowsOf(map)[row].children[0].dataset.word, headsOf(map)[column].dataset.word];

  const clear = () => {
    if (!shown) return;
    shown.map.querySelector(".heed-map-hover")?.replaceChildren();
    for (const word of shown.map.querySelectorAll("[data-on]")) word.removeAttribute("data-on");
    tip?.remove();
    tip = null;
    shown = null;
  };
  const rectangle = (name, x, y, width, height) => {
    const rect = document.createElementNS(namespace, "rect");
    rect.setAttribute("class", name);
    for (const [key, value] of Object.entries({ x, y, width, height })) rect.setAttribute(key, value);
    return rect;
  };
  const show = place => {
    if (shown && shown.part === place.part) return;
    clear();
    shown = place;
    const { map, part, row, column } = place;
    const [left, top, width, height] = map.dataset.grid.split(" ").map(Number);
    const cell = +map.dataset.cell;
    const marks = map.querySelector(".heed-map-hover");
    const x = map.dataset.mirrored ? left + width - (column + 1) * cell : left + column * cell;
    const y = top + row * cell;
    if (row >= 0) {
      marks.append(rectangle("heed-map-band", left, y, width, cell));
      rowsOf(map)[row].children[0].setAttribute("data-on", "");
    }
    if (column >= 0) {
      marks.append(rectangle("heed-map-band", x, top, cell, height));
      headsOf(map)[column].setAttribute("data-on", "");
    }
    if (row >= 0 && column >= 0) marks.append(rectangle("heed-map-spot", x, y, cell, cell));
    tip = document.createElement("div");
    tip.className = "heed-tip";
    tip.setAttribute("aria-hidden", "true");
    for (const link of links(place)) {
      const line = document.createElement("div");
      const [asking, attended] = wordsOf(map, link).map(word => {
        const element = document.createElement("bdi");
        element.textContent = word;
        return element;
      });
      const value = document.createElement("b");
      value.textContent = number(link[2]);
      line.append(asking, " ← ", attended, " ", value);
      tip.append(line);
    }
    document.body.append(tip);
    const box = part.getBoundingClientRect();
    const size = tip.getBoundingClientRect();
    const above = box.top - size.height - 8;
    tip.style.left = `${Math.max(8, Math.min(innerWidth - size.width - 8, box.left + box.width / 2 - size.width / 2))}px`;
    tip.style.top = `${above >= 8 ? above : Math.min(innerHeight - size.height - 8, box.bottom + 8)}px`;
  };
  const focusedPart = () => partOf(document.activeElement);
  const rest = () => {
    const place = focusedPart();
    if (place && place.part.matches(":focus-visible")) show(place);
    else clear();
  };

  document.addEventListener("pointerover", event => {
    const place = partOf(event.target);
    if (place) show(place);
    else if (shown) rest();
  });
  document.addEventListener("pointerleave", () => rest());
  document.addEventListener("scroll", () => clear(), { capture: true, passive: true });

  const enter = (map, row, column) => {
    const part = partAt(map, row, column);
    if (!part) return;
    for (const other of map.querySelectorAll("[tabindex='0']")) other.tabIndex = -1;
    part.tabIndex = 0;
    part.focus();
  };
  document.addEventListener("focusin", event => {
    const place = partOf(event.target);
    if (!place) return clear();
    if (place.part.tabIndex !== 0) {
      for (const other of place.map.querySelectorAll("[tabindex='0']")) other.tabIndex = -1;
      place.part.tabIndex = 0;
    }
    if (place.row >= 0 && place.column >= 0) {
      const [asking, attended] = wordsOf(place.map, [place.row, place.column]);
      place.part.setAttribute("aria-label", `\u2068${asking}\u2069 ← \u2068${attended}\u2069: ${number(weight(place.map, place.row, place.column))}`);
    }
    place.part.scrollIntoView({ block: "nearest", inline: "nearest" });
    requestAnimationFrame(() => { if (document.activeElement === place.part && place.part.matches(":focus-visible")) show(place); });
  });
  document.addEventListener("focusout", event => { if (partOf(event.target)) clear(); });

  const pin = place => place.map.dispatchEvent(new CustomEvent("heedpin", { bubbles: true, detail: { row: place.row, column: place.column } }));
  document.addEventListener("click", event => {
    const place = partOf(event.target);
    if (place) pin(place);
  });
  document.addEventListener("keydown", event => {
    const place = partOf(event.target);
    if (!place || event.altKey || event.metaKey) return;
    const { map } = place;
    const lastRow = rowsOf(map).length - 1;
    const lastColumn = +map.dataset.columns - 1;
    const forward = map.dataset.mirrored ? -1 : 1;
    let { row, column } = place;
    switch (event.key) {
      case "ArrowUp": row--; break;
      case "ArrowDown": row++; break;
      case "ArrowLeft": column -= forward; break;
      case "ArrowRight": column += forward; break;
      case "Home": column = 0; if (event.ctrlKey) row = 0; break;
      case "End": column = lastColumn; if (event.ctrlKey) row = lastRow; break;
      case "Enter": case " ": pin(place); event.preventDefault(); return;
      case "Escape": clear(); return;
      default: return;
    }
    event.preventDefault();
    row = Math.min(lastRow, Math.max(-1, row));
    column = Math.min(lastColumn, Math.max(-1, column));
    if (row >= 0 || column >= 0) enter(map, row, column);                                  // the corner is empty
  });
})();
