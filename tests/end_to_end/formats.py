#!/usr/bin/env python3
"""The same sky in every format gives the same tables. The files are written by astropy; position
columns are not named in the configuration but found by UCD, or by their usual name in FITS."""

import gzip
import warnings

import harness

import numpy as np
from astropy.io.votable import from_table
from astropy.table import MaskedColumn, Table

import skies

XRAY_COLUMNS = ("RAJ2000", "DEJ2000", "ePos", "HR0", "CXOGC")
UCDS = {"RAJ2000": "pos.eq.ra;meta.main", "DEJ2000": "pos.eq.dec;meta.main"}
CATALOGUES = ("xray", "infrared")


def to_number(text):
    try:
        return float(text)
    except ValueError:
        return np.nan


def table_of(names, rows):
    """Missing numbers are masked."""
    table = Table()
    for name, texts in zip(names, zip(*rows)):
        if name == "CXOGC":
            table[name] = list(texts)
            continue
        numbers = np.array([to_number(text) for text in texts])
        table[name] = MaskedColumn(numbers, mask=np.isnan(numbers))
        if name in UCDS:
            table[name].unit = "deg"
            table[name].meta["ucd"] = UCDS[name]
    return table


def only_ucds_tell(table):
    """With names that say nothing."""
    renamed = table.copy()
    renamed.rename_columns(["RAJ2000", "DEJ2000"], ["alpha", "delta"])
    return renamed


def write_fits(table, path):
    table.write(path, format="fits")


def write_ecsv(table, path):
    only_ucds_tell(table).write(path, format="ascii.ecsv")


def write_votable(serialization):
    def write(table, path):
        document = from_table(only_ucds_tell(table))
        document.version = "1.4"
        document.to_xml(str(path), tabledata_format=serialization)
    return write


def compressed(write):
    def write_and_compress(table, path):
        plain = path.with_suffix(".plain")
        write(table, plain)
        path.write_bytes(gzip.compress(plain.read_bytes(), mtime=0))
    return write_and_compress


WRITERS = {"fits": write_fits, "ecsv": write_ecsv,
           **{name: write_votable(name) for name in ("tabledata", "binary", "binary2")},
           "tabledata.gz": compressed(write_votable("tabledata"))}


class Formats(harness.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        warnings.simplefilter("ignore")  # astropy's on units that VOTable does not know
        sky = skies.messy()
        cls.catalogues = {"xray": table_of(XRAY_COLUMNS, sky.xray),
                          "infrared": table_of(skies.IR_COLUMNS, sky.infrared)}
        harness.write_case(cls.folder / "text", sky)
        harness.match(cls.folder / "text")
        cls.expected = harness.Output(cls.folder / "text" / "result.h5").tables

    def result_of(self, form, ranks):
        folder = self.folder / f"{form}-{ranks}"
        folder.mkdir()
        sections = {name: dict(keys) for name, keys in harness.NOTEBOOK.items()}
        for name in CATALOGUES:
            WRITERS[form](self.catalogues[name], folder / f"{name}.{form}")
            sections[name] |= {"catalogue": f"{name}.{form}", "ra": "", "dec": ""}
        harness.write_config(folder / "match.ini", sections)
        harness.match(folder, ranks=ranks)
        return harness.Output(folder / "result.h5")

    def test_every_format_gives_the_same_tables(self):
        for form in WRITERS:
            for ranks in (1, 3):
                with self.subTest(format=form, ranks=ranks):
                    result = self.result_of(form, ranks)
                    self.assertEqual(result.tables.keys(), self.expected.keys())
                    for name in self.expected.keys() - {"warnings"}:  # they name the files
                        self.assertEqual(result[name].tobytes(), self.expected[name].tobytes(), name)
                    found = "RAJ2000, DEJ2000" if form == "fits" else "alpha, delta"
                    self.assertEqual(result.summary["infrared_position_columns"], found)

    def test_regions_are_positions(self):
        """Against the same positions as CSV, the radius as positional error."""
        xray = self.catalogues["xray"]
        usable = ~(xray["RAJ2000"].mask | xray["DEJ2000"].mask | xray["ePos"].mask)
        sources = xray[usable]
        names = ("RAJ2000", "DEJ2000", "ePos", "CXOGC")
        rows = [tuple(str(row[name]) for name in names) for row in sources]
        circles = [f'circle({ra},{dec},{error}") # text={{{name}}}' for ra, dec, error, name in rows]
        texts = {"x.reg": "\n".join(["# Region file format: DS9 version 4.1", "icrs", *circles]),
                 "x.csv": "\n".join(",".join(row) for row in [names, *rows]) + "\n"}
        columns = {"x.reg": ("radius_arcsec", "text"), "x.csv": ("ePos", "CXOGC")}
        results = []
        for file, text in texts.items():
            folder = self.folder / file
            harness.write_case(folder, skies.messy())
            (folder / file).write_text(text)
            error, name = columns[file]
            harness.match(folder, "--xray.catalogue", file, "--xray.ra", "", "--xray.dec", "",
                          "--xray.error", error, "--xray.name", name,
                          "--xray.foreground.column", "", ranks=3)
            results.append(harness.Output(folder / "result.h5").tables)
        for name in results[0].keys() - {"warnings"}:
            self.assertEqual(results[0][name].tobytes(), results[1][name].tobytes(), name)


if __name__ == "__main__":
    harness.main()
