// A table that a click on a column sorts, in pages, and whose rows a click opens.
const ROWS_PER_PAGE = 50;

class SortableTable {
  // place: the element it is put into; columns: as columns.py makes them, those with `ra` and `dec` give the links;
  // nRows, nAll: rows that are here, and in the file; noun: what a row is;
  // details(row): what an opened row shows, null where there is nothing.
  constructor(place, { columns, nRows, nAll, noun, sortBy, descending, details }) {
    Object.assign(this, { columns, nRows, nAll, noun, details });
    this.sortColumn = this.column(sortBy) || columns[0];
    this.descending = descending;
    this.accepts = () => true;
    this.open = new Set();
    this.page = 0;
    this.table = element("table", undefined, "sortable");
    this.table.append(element("thead"), element("tbody"));
    const scroll = element("div", undefined, "scroll");
    scroll.append(this.table);
    place.append(this.pager(), scroll);
    this.select();
  }

  column(key) {
    return this.columns.find((column) => column.key === key);
  }

  value(key, row) {
    const column = this.column(key);
    return column ? column.values[row] : null;
  }

  pager() {
    const turn = (title, step) => {
      const button = element("button", title);
      button.type = "button";
      button.onclick = () => { this.page += step; this.drawRows(); };
      return button;
    };
    this.count = element("span", undefined, "count");
    this.pageNumber = element("span", undefined, "page");
    this.previous = turn("‹ Previous", -1);
    this.next = turn("Next ›", 1);
    const pager = element("p", undefined, "paging");
    pager.append(this.count, " ", this.previous, " ", this.pageNumber, " ", this.next);
    return pager;
  }

  // The rows that `accepts` takes, sorted, from the first page on.
  select() {
    this.shown = [];
    for (let row = 0; row < this.nRows; ++row) if (this.accepts(row)) this.shown.push(row);
    this.shown.sort((a, b) => this.compare(a, b));
    this.page = 0;
    this.drawHead();
    this.drawRows();
  }

  // Blank values come last in either order.
  compare(a, b) {
    const [x, y] = [this.sortColumn.values[a], this.sortColumn.values[b]];
    if (isBlank(x) || isBlank(y)) return isBlank(x) - isBlank(y) || a - b;
    const order = this.sortColumn.kind === "text" ? (x < y ? -1 : x > y ? 1 : 0) : x - y;
    return (this.descending ? -order : order) || a - b;
  }

  sortWith(column) {
    // Of probabilities the largest are wanted first.
    this.descending = column === this.sortColumn ? !this.descending : column.key === "p";
    this.sortColumn = column;
    this.select();
  }

  drawHead() {
    const head = element("tr");
    for (const column of this.columns) {
      const cell = headCell(column);
      cell.dataset.key = column.key;
      if (column === this.sortColumn) cell.firstChild.textContent += this.descending ? " ▼" : " ▲";
      cell.onclick = () => this.sortWith(column);
      head.append(cell);
    }
    head.append(element("th"));
    this.table.tHead.replaceChildren(head);
  }

  drawRows() {
    const nPages = Math.max(1, Math.ceil(this.shown.length / ROWS_PER_PAGE));
    this.page = Math.min(Math.max(this.page, 0), nPages - 1);
    const first = this.page * ROWS_PER_PAGE;
    const lines = this.shown.slice(first, first + ROWS_PER_PAGE).flatMap((row) => this.linesOf(row));
    this.table.tBodies[0].replaceChildren(...lines);
    this.count.textContent = this.shown.length.toLocaleString("en") + " of " + this.nAll.toLocaleString("en") + " " +
      this.noun;
    this.pageNumber.textContent = "page " + (this.page + 1) + " of " + nPages;
    for (const part of [this.previous, this.pageNumber, this.next]) part.hidden = nPages === 1;
    this.previous.disabled = this.page === 0;
    this.next.disabled = this.page === nPages - 1;
  }

  // The row, and below it what a click has opened.
  linesOf(row) {
    const isOpen = this.open.has(row);
    const line = element("tr", undefined, isOpen ? "source open" : "source");
    for (const column of this.columns) line.append(valueCell(column, column.values[row]));
    line.append(linksTo("td", this.value("ra", row), this.value("dec", row)));
    line.onclick = (event) => {
      if (event.target.closest("a, button") || String(getSelection())) return;
      if (!this.open.delete(row)) this.open.add(row);
      this.drawRows();
    };
    return isOpen ? [line, this.detailLine(row)] : [line];
  }

  detailLine(row) {
    const line = element("tr", undefined, "details");
    const cell = element("td");
    cell.colSpan = this.columns.length + 1;
    const box = element("div");
    box.append(this.details(row) || element("p", "The X-ray source is not in the table of counterparts.", "hint"));
    cell.append(box);
    line.append(cell);
    return line;
  }
}
