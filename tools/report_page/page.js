"use strict";
// Text of catalogues goes into the page by textContent only: it cannot become markup.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  for (const column of [...data.columns, ...data.details, ...data.carried, ...data.pairs.columns]) {
    if (column.words) column.values = column.values.map((place) => column.words[place]);
  }
  const rowsPerPage = 50;
  const at = (id) => document.getElementById(id);
  const columnOf = (key) => data.columns.find((column) => column.key === key);
  const [ra, dec, p, name, status] = ["ra", "dec", "p", "name", "status"].map(columnOf);
  let shown = [], page = 0, sortColumn = p, descending = true;
  const open = new Set();

  function element(tag, text, className) {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function words(column, value) {
    if (value === null || value === undefined || value === "") return "–";
    if (column.kind === "number" && column.decimals !== undefined) return value.toFixed(column.decimals);
    return String(value);
  }

  // Long text is cut by the style; the whole of it shows under the pointer.
  function valueCell(column, value) {
    const cell = element("td", words(column, value), column.kind);
    if (column.kind === "text") cell.title = value;
    return cell;
  }

  function headCell(column) {
    const cell = element("th", column.title, column.kind);
    if (column.unit) cell.append(element("small", column.unit));
    cell.title = column.about;
    return cell;
  }

  const nameOf = (row) => (name && name.values[row]) || "row " + data.ids[row];
  const coordinates = (row) => ra.values[row].toFixed(6) + " " + dec.values[row].toFixed(6);

  async function copy(text, button) {
    try {
      await navigator.clipboard.writeText(text);
    } catch (refused) { // some browsers forbid it to pages that were opened from a file
      const area = element("textarea", text);
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    const before = button.textContent;
    button.textContent = "copied";
    setTimeout(() => { button.textContent = before; }, 900);
  }

  function link(title, address) {
    const made = element("a", title);
    made.href = address;
    made.target = "_blank";
    made.rel = "noopener noreferrer";
    return made;
  }

  function links(raDeg, decDeg) {
    const position = encodeURIComponent(raDeg.toFixed(6) + (decDeg < 0 ? " " : " +") + decDeg.toFixed(6));
    const button = element("button", "copy");
    button.type = "button";
    button.title = "copy right ascension and declination in degrees";
    button.onclick = () => copy(raDeg.toFixed(6) + " " + decDeg.toFixed(6), button);
    return [button,
      link("Aladin", "https://aladin.cds.unistra.fr/AladinLite/?target=" + position + "&fov=0.02"),
      link("SIMBAD", "https://simbad.cds.unistra.fr/simbad/sim-coo?Coord=" + position +
        "&CooFrame=ICRS&Radius=10&Radius.unit=arcsec")];
  }

  function linkCell(raDeg, decDeg) {
    const cell = element("td", undefined, "links");
    if (raDeg !== null && decDeg !== null) cell.append(...links(raDeg, decDeg));
    return cell;
  }

  // Every term of the candidates, the most probable first.
  function candidateTable(row) {
    const { starts, totals, columns } = data.pairs;
    const box = element("div", undefined, "scroll");
    const n = starts[row + 1] - starts[row];
    if (n === 0) return element("p", "No infrared source lies within the acceptance radius.");
    const table = element("table");
    const head = element("tr");
    head.append(element("th"), ...columns.map(headCell));
    table.append(head);
    const valueAt = (key, place) => (columns.find((column) => column.key === key) || { values: [] }).values[place] ?? null;
    for (let place = starts[row]; place < starts[row + 1]; ++place) {
      const line = element("tr");
      line.append(linkCell(valueAt("ir_ra", place), valueAt("ir_dec", place)));
      for (const column of columns) line.append(valueCell(column, column.values[place]));
      table.append(line);
    }
    box.append(table);
    if (totals[row] > n) box.append(element("p", "and " + (totals[row] - n) + " less probable ones, in /pairs", "hint"));
    return box;
  }

  function termList(columns, row) {
    const list = element("dl");
    for (const column of columns) {
      const value = column.values[row];
      if (value === null || value === "") continue;
      const pair = element("div");
      pair.title = column.about;
      const text = column.key === "is_ambiguous" ? (value ? "yes" : "no") : words(column, value);
      pair.append(element("dt", column.title), element("dd", text + (column.unit ? " " + column.unit : "")));
      list.append(pair);
    }
    return list;
  }

  function detailRow(row, width) {
    const line = element("tr", undefined, "details");
    const cell = element("td");
    cell.colSpan = width;
    const box = element("div");
    box.append(termList(data.details, row), candidateTable(row));
    if (data.carried.length) box.append(element("h3", "Columns of the catalogues"), termList(data.carried, row));
    cell.append(box);
    line.append(cell);
    return line;
  }

  function drawHead() {
    const head = element("tr");
    for (const column of data.columns) {
      const cell = headCell(column);
      cell.dataset.key = column.key;
      if (column === sortColumn) cell.firstChild.textContent += descending ? " ▼" : " ▲";
      cell.onclick = () => {
        descending = column === sortColumn ? !descending : column === p;
        sortColumn = column;
        select();
      };
      head.append(cell);
    }
    head.append(element("th"));
    at("table").tHead.replaceChildren(head);
  }

  function drawRows() {
    const nPages = Math.max(1, Math.ceil(shown.length / rowsPerPage));
    page = Math.min(Math.max(page, 0), nPages - 1);
    const lines = [];
    for (const row of shown.slice(page * rowsPerPage, (page + 1) * rowsPerPage)) {
      const line = element("tr", undefined, open.has(row) ? "source open" : "source");
      for (const column of data.columns) line.append(valueCell(column, column.values[row]));
      line.append(linkCell(ra.values[row], dec.values[row]));
      line.onclick = (event) => {
        if (event.target.closest("a, button") || String(getSelection())) return;
        if (!open.delete(row)) open.add(row);
        drawRows();
      };
      lines.push(line);
      if (open.has(row)) lines.push(detailRow(row, data.columns.length + 1));
    }
    at("table").tBodies[0].replaceChildren(...lines);
    at("count").textContent = shown.length.toLocaleString("en") + " of " + data.n_all.toLocaleString("en") + " sources";
    at("page").textContent = "page " + (page + 1) + " of " + nPages;
    at("previous").disabled = page === 0;
    at("next").disabled = page === nPages - 1;
  }

  // Blank values come last in either order.
  function compare(a, b) {
    const [x, y] = [sortColumn.values[a], sortColumn.values[b]];
    const [xBlank, yBlank] = [x === null || x === "", y === null || y === ""];
    if (xBlank || yBlank) return xBlank - yBlank || a - b;
    const order = sortColumn.kind === "text" ? (x < y ? -1 : x > y ? 1 : 0) : x - y;
    return (descending ? -order : order) || a - b;
  }

  function select() {
    const wanted = at("search").value.trim().toLowerCase();
    const leastP = at("least-p").value === "" ? null : Number(at("least-p").value);
    const wantedStatus = at("status").value;
    shown = [];
    for (let row = 0; row < data.n_rows; ++row) {
      if (leastP !== null && !(p.values[row] !== null && p.values[row] >= leastP)) continue;
      if (wantedStatus && status.values[row] !== wantedStatus) continue;
      if (wanted && !nameOf(row).toLowerCase().includes(wanted) && String(data.ids[row]) !== wanted) continue;
      shown.push(row);
    }
    shown.sort(compare);
    page = 0;
    drawHead();
    drawRows();
  }

  function hints() {
    const hint = at("hint");
    if (data.n_rows < data.n_all) hint.append(" Of " + data.n_all + " sources the " + data.n_rows + " most probable are here.");
    if (data.left_out.length) hint.append(" Left out to keep the page small: " + data.left_out.join(", ") + ".");
  }

  const suggested = at("least-p").dataset.suggested;
  if (suggested) {
    at("suggested").hidden = false;
    at("suggested").textContent = "P ≥ " + suggested + " (5 % false)";
    at("suggested").onclick = () => { at("least-p").value = suggested; select(); };
  }
  if (status) for (const value of [...new Set(status.values)].sort()) {
    const option = element("option", value);
    option.value = value;
    at("status").append(option);
  }
  for (const id of ["search", "least-p", "status"]) at(id).oninput = select;
  at("previous").onclick = () => { --page; drawRows(); };
  at("next").onclick = () => { ++page; drawRows(); };
  at("copy-all").onclick = () => copy(
    shown.filter((row) => ra.values[row] !== null && dec.values[row] !== null)
      .map((row) => nameOf(row).replace(/\s+/g, "_") + " " + coordinates(row)).join("\n"), at("copy-all"));
  hints();
  select();
})();
