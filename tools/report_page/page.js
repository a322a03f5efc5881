// The tables of the page and what steers them.
const data = JSON.parse(at("data").textContent);
const { counterparts } = data;
for (const column of [...counterparts.columns, ...counterparts.carried, ...Object.values(counterparts.terms.pairs),
  ...(data.changes ? data.changes.columns : []), ...(data.candidates ? data.candidates.columns : [])]) {
  if (column.words) column.values = column.values.map((place) => column.words[place]);
}
const explanation = new Explanation(counterparts);
const table = new SortableTable(at("counterpart-table"), {
  columns: counterparts.columns, nRows: counterparts.n_rows, nAll: counterparts.n_all, noun: "sources", sortBy: "p",
  descending: true, details: (row) => explanation.panel(row) });

// A table whose rows are about X-ray sources of the table of counterparts.
function tableAbout(place, part, noun, sortBy) {
  return new SortableTable(at(place), {
    columns: part.columns, nRows: part.n_rows, nAll: part.n_all, noun, sortBy, descending: false,
    details: (row) => (part.sources[row] === null ? null : explanation.panel(part.sources[row])) });
}
if (data.changes) tableAbout("change-table", data.changes, "changes", "change");
if (data.candidates) tableAbout("candidate-table", data.candidates, "positions", null);

const nameOf = (row) => table.value("name", row) || "row " + counterparts.ids[row];

function filter() {
  const wanted = at("search").value.trim().toLowerCase();
  const leastP = at("least-p").value === "" ? null : Number(at("least-p").value);
  const wantedStatus = at("status").value;
  table.accepts = (row) => {
    const p = table.value("p", row);
    if (leastP !== null && !(!isBlank(p) && p >= leastP)) return false;
    if (wantedStatus && table.value("status", row) !== wantedStatus) return false;
    return !wanted || nameOf(row).toLowerCase().includes(wanted) || String(counterparts.ids[row]) === wanted;
  };
  table.select();
}

function copyAll() {
  const lines = table.shown.filter((row) => !isBlank(table.value("ra", row)) && !isBlank(table.value("dec", row)))
    .map((row) => nameOf(row).replace(/\s+/g, "_") + " " + table.value("ra", row).toFixed(6) + " " +
      table.value("dec", row).toFixed(6));
  copy(lines.join("\n"), at("copy-all"));
}

function hints() {
  const { n_rows: nRows, n_all: nAll, left_out: leftOut, terms } = counterparts;
  const hint = at("hint");
  if (nRows < nAll) hint.append(" Of " + nAll + " sources the " + nRows + " most probable are here.");
  if (terms.least_p !== null) {
    hint.append(" Of each source the best candidate is here, and others with P above " + terms.least_p + ".");
  }
  if (leftOut.length) hint.append(" Left out to keep the page small: " + leftOut.join(", ") + ".");
}

const suggested = at("least-p").dataset.suggested;
if (suggested) {
  at("suggested").hidden = false;
  at("suggested").textContent = "P ≥ " + suggested + " (5 % false)";
  at("suggested").onclick = () => { at("least-p").value = suggested; filter(); };
}
const status = table.column("status");
if (status) for (const value of [...new Set(status.values)].sort()) {
  const option = element("option", value);
  option.value = value;
  at("status").append(option);
}
for (const id of ["search", "least-p", "status"]) at(id).oninput = filter;
at("copy-all").onclick = copyAll;
hints();
