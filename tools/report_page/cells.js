// Pieces of tables, and links to a place on the sky.
// Text of catalogues goes into the page by textContent only: it cannot become markup.
const at = (id) => document.getElementById(id);

function element(tag, text, className) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

const isBlank = (value) => value === null || value === undefined || value === "";

function words(column, value) {
  if (isBlank(value)) return "–";
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

// A box with a copy button and the links, empty where the position is blank.
function linksTo(tag, raDeg, decDeg) {
  const box = element(tag, undefined, "links");
  if (isBlank(raDeg) || isBlank(decDeg)) return box;
  const position = encodeURIComponent(raDeg.toFixed(6) + (decDeg < 0 ? " " : " +") + decDeg.toFixed(6));
  const button = element("button", "copy");
  button.type = "button";
  button.title = "copy right ascension and declination in degrees";
  button.onclick = () => copy(raDeg.toFixed(6) + " " + decDeg.toFixed(6), button);
  box.append(button,
    link("Aladin", "https://aladin.cds.unistra.fr/AladinLite/?target=" + position + "&fov=0.02"),
    link("SIMBAD", "https://simbad.cds.unistra.fr/simbad/sim-coo?Coord=" + position +
      "&CooFrame=ICRS&Radius=10&Radius.unit=arcsec"));
  return box;
}
