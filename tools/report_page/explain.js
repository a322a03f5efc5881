// What `counterpoint explain` says of an X-ray source, in its words.

// A number as C's %g has it.
function general(value, digits) {
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e").map(Number);
  if (exponent >= -4 && exponent < digits) return String(Number(value.toPrecision(digits)));
  return mantissa + "e" + (exponent < 0 ? "-" : "+") + String(Math.abs(exponent)).padStart(2, "0");
}

class Explanation {
  constructor({ ids, columns, carried, terms }) {
    Object.assign(this, { ids, carried, terms });
    this.of = Object.fromEntries(columns.map((column) => [column.key, column.values]));
  }

  // A term of a source or a candidate in words; "unknown" where the file has none.
  number(values, place, format) {
    return values && !isBlank(values[place]) ? format(values[place]) : "unknown";
  }

  fixed(columns, key, place, decimals) {
    return this.number(columns[key] && columns[key].values, place, (value) => value.toFixed(decimals));
  }

  significant(columns, key, place, digits) {
    return this.number(columns[key] && columns[key].values, place, (value) => general(value, digits));
  }

  isEllipse(row) {
    const angle = this.terms.sources.sigma_angle;
    return Boolean(angle) && !isBlank(angle.values[row]);
  }

  idAndName(id, name) {
    return isBlank(name) ? String(id) : id + " (" + name + ")";
  }

  position(raDeg, decDeg) {
    if (isBlank(raDeg) || isBlank(decDeg)) return "an unknown position";
    return "RA " + raDeg.toFixed(6) + ", Dec " + (decDeg < 0 ? "" : "+") + decDeg.toFixed(6) + " deg";
  }

  source(row) {
    const { of, terms: { sources } } = this;
    const lines = ["X-ray source " + this.idAndName(this.ids[row], of.name && of.name[row]) + " at " +
      this.position(of.ra[row], of.dec[row])];
    if (sources.sigma) {
      const error = this.isEllipse(row)
        ? this.fixed(sources, "sigma", row, 3) + " x " + this.fixed(sources, "sigma_minor", row, 3) +
          " arcsec, the major axis at position angle " + this.fixed(sources, "sigma_angle", row, 1) + " deg"
        : this.fixed(sources, "sigma", row, 3) + " arcsec";
      lines.push("one-dimensional error " + error + ", acceptance radius " +
        this.fixed(sources, "radius", row, 3) + " arcsec");
      lines.push("infrared sources are " + this.fixed(sources, "density_factor", row, 2) +
        " times as dense here as on the mean");
    }
    const place = sources.faint_end ? " that is listed here" : "";
    if (sources.faint_end) {
      lines.push("95 % of the infrared sources here are brighter than Ks = " + this.fixed(sources, "faint_end", row, 2));
    }
    if (sources.Q) {
      const name = sources.class && sources.class.values[row];
      const ofClass = sources.class ? "class " + (sources.class.words ? sources.class.words[name] : name) + ": of" : "of";
      lines.push(ofClass + " sources like this, " +
        this.fixed(sources, "Q", row, 3) + " have a counterpart" + place);
    }
    const n = this.terms.totals[row];
    const status = of.status ? of.status[row] : "";
    if (status.startsWith("not kept")) lines.push("not considered: removed by the cleaning rules (" + status + ")");
    else if (status === "outside footprint") {
      lines.push("outside the infrared footprint: nothing can be said of a counterpart");
    } else if (n === 0) lines.push("no infrared source within the acceptance radius");
    if (n > 0) lines.push(n + " infrared source" + (n === 1 ? "" : "s") + " within the acceptance radius:");
    return lines;
  }

  candidate(row, place) {
    const { pairs } = this.terms;
    const fixed = (key, decimals) => this.fixed(pairs, key, place, decimals);
    const significant = (key, digits) => this.significant(pairs, key, place, digits);
    const valueOf = (key) => (pairs[key] ? pairs[key].values[place] : null);
    const sigma = this.isEllipse(row) ? fixed("sigma", 3) + " x " + fixed("sigma_minor", 3) : fixed("sigma", 3);
    // At separation 0 there is no angle.
    const angle = isBlank(valueOf("position_angle")) ? "" : " at position angle " + fixed("position_angle", 1) + " deg";
    return ["infrared source " + this.idAndName(valueOf("ir_id"), valueOf("ir_name")) + ": " + fixed("separation", 3) +
        " arcsec away" + angle + ", " + (isBlank(valueOf("ks")) ? "no Ks" : "Ks = " + fixed("ks", 2)),
      "offset: sigma = " + sigma + " arcsec, " + fixed("n_sigma", 2) + " sigma, p(phi) = " + significant("p_phi", 4) +
        " per arcsec^2",
      "an unrelated source this bright lies this close by chance: " + significant("p_chance", 3),
      ...(isBlank(valueOf("features")) ? [] : [valueOf("features")]),
      "lr: P = " + fixed("p_lr", 4) + " (q/n = " + significant("q_over_n", 4) + " arcsec^2, LR = " +
        significant("likelihood_ratio", 4) + ")",
      "mauerhan: P = " + fixed("p_mauerhan", 4) + " (f(K) = " + significant("f_k", 4) + ", rho(K) = " +
        significant("rho_k", 4) + " per arcsec^2)",
      "notebook: P = " + fixed("p_notebook", 4) + " (with the notebook's slip of units)"];
  }

  noneOfThem(row) {
    const p0 = (key, format) => this.number(this.terms.none[key], row, format);
    return "none of them: P0 = " + p0("p0_lr", (value) => value.toFixed(4)) + " (lr), " +
      p0("p0_mauerhan", (value) => value.toFixed(4)) + " (mauerhan), " +
      p0("p0_notebook", (value) => general(value, 3)) + " (notebook)";
  }

  candidateBox(row, place) {
    const { pairs } = this.terms;
    const [title, ...lines] = this.candidate(row, place);
    const box = element("div", undefined, "candidate");
    box.append(element("p", title, "line"));
    const list = element("ul");
    for (const line of lines) list.append(element("li", line, "line"));
    box.append(list);
    if (pairs.ir_ra && pairs.ir_dec) {
      const [raDeg, decDeg] = [pairs.ir_ra.values[place], pairs.ir_dec.values[place]];
      const measured = ["j", "h"].filter((key) => pairs[key] && !isBlank(pairs[key].values[place]));
      const where = [this.position(raDeg, decDeg),
        ...measured.map((key) => pairs[key].title + " = " + words(pairs[key], pairs[key].values[place]))];
      const line = element("p", where.join(", ") + " ");
      line.append(linksTo("span", raDeg, decDeg));
      box.append(line);
    }
    return box;
  }

  carriedList(row) {
    const list = element("dl");
    for (const column of this.carried) {
      const value = column.values[row];
      if (isBlank(value)) continue;
      const pair = element("div");
      pair.title = column.about;
      const text = words(column, value) + (column.unit ? " " + column.unit : "");
      pair.append(element("dt", column.title), element("dd", text));
      list.append(pair);
    }
    return list;
  }

  // The panel below the row of a source; the most probable candidate comes first.
  panel(row) {
    const { starts, totals, none } = this.terms;
    const box = element("div", undefined, "explanation");
    for (const line of this.source(row)) box.append(element("p", line, "line"));
    const candidates = element("div", undefined, "candidates");
    for (let place = starts[row]; place < starts[row + 1]; ++place) candidates.append(this.candidateBox(row, place));
    if (totals[row] > 0) {
      box.append(candidates);
      const nMore = totals[row] - (starts[row + 1] - starts[row]);
      if (nMore > 0) box.append(element("p", "and " + nMore + " less probable, in /pairs of the result file", "hint"));
      if (none.p0_lr) box.append(element("p", this.noneOfThem(row), "line"));
    }
    const carried = this.carriedList(row);
    if (carried.childElementCount) box.append(element("h3", "Columns of the catalogues"), carried);
    return box;
  }
}
