#!/usr/bin/env python3
"""/counterparts: a row per X-ray source that was read, and the columns that are carried from both
catalogues, read with astropy and compared with the catalogues themselves."""

import harness

import numpy as np
import skies
from astropy import units
from astropy.io import fits
from astropy.table import MaskedColumn, Table


def as_text(column):
    return np.array([value.decode() if isinstance(value, bytes) else str(value)
                     for value in column])


def cells_of(path):
    """The rows of a VizieR file as dicts of text."""
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    names = lines[0].split(";")
    rows = [dict(zip(names, map(str.strip, line.split(";")), strict=True)) for line in lines[3:]]
    return rows


def numbers_of(rows):
    return Table({name: [float(row[name] or "nan") for row in rows] for name in rows[0]})


class Carries(harness.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        sky = skies.plain()
        xray, files = sky.write(cls.folder)
        harness.write_case(cls.folder, sky)
        cls.xray_rows = Table.read(xray, format="ascii.csv")
        cls.infrared_cells = [row for path in files for row in cells_of(path)]
        cls.write_fits()
        cls.match("text", "--xray.carry", "*", "--infrared.carry", "*")

    @classmethod
    def match(cls, name, *options, ranks=2):
        harness.match(cls.folder, "--output.file", f"{name}.h5", *options, ranks=ranks)
        return cls.folder / f"{name}.h5"

    @classmethod
    def write_fits(cls):
        """Both catalogues as FITS, with text, integers, a float with gaps, units and a UCD."""
        cls.fits = {}
        for name, table in (("xray", cls.xray_rows), ("infrared", numbers_of(cls.infrared_cells))):
            table = Table(table, copy=True)
            n = len(table)
            table["number"] = np.arange(n, dtype=np.int32) * 3
            table["label"] = [f"star {i}" if i % 3 else "" for i in range(n)]
            table["flux"] = np.where(np.arange(n) % 4 == 0, np.nan, np.sqrt(np.arange(n)))
            table["flux"].unit = "mJy"
            table["quality"] = MaskedColumn(np.arange(n, dtype=np.int16), mask=np.arange(n) % 5 == 0)
            hdu = fits.table_to_hdu(table)
            index = table.colnames.index("flux") + 1
            hdu.header[f"TUCD{index}"] = "phot.flux"
            hdu.writeto(cls.folder / f"{name}.fits")
            cls.fits[name] = table

    def fits_run(self, name, *options, ranks=2):
        """On the FITS files alone. The repeated key replaces the list of the configuration."""
        return self.match(name, "--xray.catalogue", "xray.fits", "--infrared.catalogue",
                          "infrared.fits", *options, ranks=ranks)

    def counterparts(self, path, table="counterparts"):
        return Table.read(path, path=table)

    def test_every_source_has_a_row_in_words(self):
        table = self.counterparts(self.folder / "text.h5")
        self.assertEqual(list(table["xray_id"]), list(range(len(self.xray_rows))))
        xray = Table.read(self.folder / "text.h5", path="xray")
        status = as_text(table["status"])
        np.testing.assert_array_equal(np.char.startswith(status, "not kept: "), ~xray["kept"])
        outside = xray["kept"] & ~xray["in_footprint"]
        np.testing.assert_array_equal(status == "outside footprint", outside)
        has_star = np.isin(status, ["candidate", "ambiguous"])
        np.testing.assert_array_equal(has_star, table["ir_id"] >= 0)
        np.testing.assert_array_equal(status == "ambiguous", table["is_ambiguous"])
        self.assertTrue(np.isnan(np.asarray(table["ir_ra"])[~has_star]).all())
        self.assertTrue(np.isnan(np.asarray(table["p"])[~has_star]).all())
        np.testing.assert_array_equal(np.asarray(table["p0"])[status == "no candidate"], 1.0)

    def test_the_best_star_is_the_most_probable_pair(self):
        table = self.counterparts(self.folder / "text.h5")
        pairs = self.counterparts(self.folder / "text.h5", "pairs")
        for row in table[table["ir_id"] >= 0]:
            mine = pairs[pairs["xray_id"] == row["xray_id"]]
            order = np.argsort(-np.asarray(mine["p_lr"]), kind="stable")
            best = mine[order[0]]
            for name in ("ir_id", "ir_ra", "ir_dec", "separation", "position_angle", "p_chance"):
                np.testing.assert_equal(row[name], best[name], name)
            self.assertEqual(row["p"], best["p_lr"])
            if len(mine) > 1:
                second = mine[order[1]]["p_lr"]
                self.assertEqual(row["p_second"], second)
                self.assertEqual(row["is_ambiguous"], second >= row["p"] / 2 and second > 0)

    def test_text_columns_are_those_of_the_files(self):
        pairs = self.counterparts(self.folder / "text.h5", "pairs")
        rows = self.infrared_cells
        self.assertGreater(len(pairs), 20)
        for name in rows[0]:
            column = f"ir_{name}" if name in self.xray_rows.colnames else name
            for row in pairs:
                cell = rows[row["ir_id"]][name].strip()
                got = row[column]
                if isinstance(got, (bytes, str)):
                    self.assertEqual(got.decode() if isinstance(got, bytes) else got, cell)
                elif cell:
                    self.assertEqual(float(got), float(cell))
                else:
                    self.assertTrue(np.isnan(got))

    def test_fits_keeps_types_units_and_ucds(self):
        result = self.fits_run("fits", "--xray.carry", "number, label,flux", "--infrared.carry",
                               "number,label", "--infrared.carry", "flux", "--infrared.carry",
                               "quality", "--infrared.id", "label")
        pairs = self.counterparts(result, "pairs")
        self.assertGreater(len(pairs), 5)
        for prefix, table, ids in (("", self.fits["xray"], pairs["xray_id"]),
                                   ("ir_", self.fits["infrared"], pairs["ir_id"])):
            np.testing.assert_array_equal(pairs[prefix + "number"], table["number"][ids])
            self.assertEqual(pairs[prefix + "number"].dtype, np.int64)
            np.testing.assert_array_equal(as_text(pairs[prefix + "label"]),
                                          np.asarray(table["label"][ids]))
            np.testing.assert_array_equal(np.asarray(pairs[prefix + "flux"]),
                                          np.asarray(table["flux"][ids]))
            self.assertEqual(pairs[prefix + "flux"].unit, units.mJy)
            self.assertEqual(pairs[prefix + "flux"].meta["ucd"], "phot.flux")
        np.testing.assert_array_equal(as_text(pairs["ir_name"]), as_text(pairs["ir_label"]))
        quality = self.fits["infrared"]["quality"][pairs["ir_id"]].filled(-1)
        got = np.nan_to_num(np.asarray(pairs["quality"], dtype=float), nan=-1)
        np.testing.assert_array_equal(got, quality)
        table = self.counterparts(result)
        none = np.asarray(table["ir_id"]) < 0
        self.assertTrue(none.any())
        self.assertTrue(np.isnan(np.asarray(table["ir_flux"])[none]).all())
        self.assertEqual(set(as_text(table["ir_label"])[none]), {""})
        np.testing.assert_array_equal(table["number"], self.fits["xray"]["number"])
        for form in ("fits", "vot"):
            done = harness.run(["export", "--results", str(result), "--to", f"table.{form}"],
                               self.folder)
            self.assertEqual(done.returncode, 0, done.stderr)
            exported = Table.read(self.folder / f"table.{form}")
            self.assertEqual(exported["ir_flux"].unit, units.mJy)
            self.assertEqual(len(exported), len(table))

    def test_bytes_do_not_depend_on_ranks_or_blocks(self):
        carry = ["--xray.carry", "*", "--infrared.carry", "*"]
        for name, run in (("csv", self.match), ("from_fits", self.fits_run)):
            one = run(f"{name}_1", *carry, ranks=1).read_bytes()
            for ranks in (2, 3, 4):
                other = run(f"{name}_{ranks}", *carry, "--layout.block-rows", str(17 * ranks),
                            ranks=ranks)
                self.assertTrue(other.read_bytes() == one, f"{name} on {ranks} ranks")

    def test_refuses_a_column_that_no_file_has(self):
        for key in ("xray.carry", "infrared.carry"):
            done = harness.run(["validate", "--config", "match.ini", "--output.file", "no.h5",
                                f"--{key}", "RAJ200"], self.folder)
            self.assertEqual(done.returncode, 2, done.stderr)
            for part in (key, "= RAJ200:", "did you mean 'RAJ2000'?"):
                self.assertIn(part, done.stderr)


if __name__ == "__main__":
    harness.main()
