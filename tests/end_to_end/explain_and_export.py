#!/usr/bin/env python3
"""The commands that read a result: explain, in words and as JSON, and export to each format."""

import csv
import io
import json
import os
import re
import shutil

import harness

import h5py
import numpy as np
import numpy.lib.recfunctions as rfn
import skies
from astropy import units
from astropy.coordinates import SkyCoord
from astropy.io import votable
from astropy.table import Table


class ReadsResults(harness.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        harness.write_case(cls.folder, skies.plain())
        harness.match(cls.folder)
        cls.result = str(cls.folder / "result.h5")
        cls.pairs = Table.read(cls.result, path="pairs")
        cls.counterparts = Table.read(cls.result, path="counterparts", character_as_bytes=False)
        cls.best = cls.counterparts[cls.counterparts["ir_id"] >= 0]
        cls.xray = Table.read(cls.result, path="xray")
        cls.whole = {"pairs": cls.pairs, "counterparts": cls.counterparts, "xray": cls.xray}

    def command(self, *arguments):
        return harness.run(arguments, self.folder)

    def test_explain_tells_every_candidate(self):
        xray_id = int(self.best["xray_id"][self.best["n_candidates"].argmax()])
        done = self.command("explain", str(xray_id), "--results", self.result, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        story = json.loads(done.stdout)
        mine = self.pairs[self.pairs["xray_id"] == xray_id]
        self.assertEqual([c["ir_id"] for c in story["candidates"]], list(mine["ir_id"]))
        for candidate, row in zip(story["candidates"], mine):
            self.assertEqual(candidate["p_lr"], row["p_lr"])
        self.assertEqual(story["xray"]["n_candidates"], len(mine))
        words = self.command("explain", str(xray_id), "--results", self.result).stdout
        for ir_id in mine["ir_id"]:
            self.assertIn(f"infrared source {ir_id}:", words)
        self.assertIn("none of them: P0", words)

    def test_explain_takes_names(self):
        row = self.best[self.best["n_candidates"].argmax()]
        by_id = self.command("explain", str(row["xray_id"]), "--results", self.result).stdout
        self.assertTrue(by_id.startswith(f"X-ray source {row['xray_id']} ({row['name']}) at RA "))
        for name in (row["name"], f"  {row['name']} "):
            done = self.command("explain", "--results", self.result, name)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(done.stdout, by_id)
        typo = self.command("explain", row["name"] + "x", "--results", self.result)
        self.assertEqual(typo.returncode, 2, typo.stderr)
        self.assertIn("did you mean '", typo.stderr)

    def test_explain_says_where_a_row_is_the_name_of_another(self):
        copy = self.folder / "numbered.h5"
        shutil.copy(self.result, copy)
        with h5py.File(copy, "r+") as file:
            rows = file["xray"][()]
            rows["name"][:] = [str(row + 1).encode() for row in range(len(rows))]
            file["xray"][...] = rows
        done = self.command("explain", "2", "--results", str(copy))
        self.assertTrue(done.stdout.startswith("X-ray source 2 (3)"), done.stdout)
        self.assertIn("2 is taken for a row of the catalogue, counted from 0; the X-ray source of that name is row 1", done.stderr)
        last = self.command("explain", str(len(rows)), "--results", str(copy))  # no row
        self.assertTrue(last.stdout.startswith(f"X-ray source {len(rows) - 1} ({len(rows)})"), last.stdout)
        self.assertNotIn("is taken for a row", last.stderr)

    def explain_twin(self, is_second_kept):
        """The first two X-ray sources have one name; the first is kept."""
        copy = self.folder / "twice.h5"
        shutil.copy(self.result, copy)
        with h5py.File(copy, "r+") as file:
            rows = file["xray"][()]
            rows["name"][:2] = b"twin"
            rows["kept"][:2] = [True, is_second_kept]
            file["xray"][...] = rows
        return self.command("explain", "twin", "--results", str(copy))

    def test_explain_asks_which_of_one_name(self):
        done = self.explain_twin(is_second_kept=True)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("0, 1", done.stderr)

    def test_explain_takes_the_row_of_a_name_that_is_kept(self):
        done = self.explain_twin(is_second_kept=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(done.stdout.startswith("X-ray source 0 (twin)"), done.stdout)

    def test_explain_and_regions_name_stars_where_the_result_does(self):
        copy = self.folder / "named.h5"
        shutil.copy(self.result, copy)
        with h5py.File(copy, "r+") as file:
            pairs = file["pairs"][()]
            names = np.array([f"star {ir_id}" for ir_id in pairs["ir_id"]], dtype="S16")
            del file["pairs"]
            file["pairs"] = rfn.append_fields(pairs, "ir_name", names, usemask=False)
        pair = self.pairs[0]
        words = self.command("explain", str(pair["xray_id"]), "--results", str(copy)).stdout
        self.assertIn(f"infrared source {pair['ir_id']} (star {pair['ir_id']}):", words)
        done = self.command("export", "-", "--results", str(copy), "--format", "ds9")
        self.assertIn(f"text={{star {pair['ir_id']}, P = ", done.stdout, done.stderr)

    def test_export_takes_the_file_without_a_key(self):
        self.export("plain.csv")
        self.assertEqual((self.folder / "plain.csv").read_text(encoding="utf-8"), self.export("-"))

    def test_explain_refuses_what_is_no_source(self):
        for name in ("100000", "-1", "first"):
            done = self.command("explain", name, "--results", self.result)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn("counterpoint: error:", done.stderr)
        self.assertEqual(self.command("explain").returncode, 2)
        self.assertEqual(self.command("explain", "1", "--results", "no.h5").returncode, 2)

    def export(self, *arguments):
        """The standard output; the command must succeed."""
        done = self.command("export", "--results", self.result, *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def refused(self, *arguments, says=()):
        """One message, exit code 2, nothing on stdout, no file made."""
        before = sorted(os.listdir(self.folder))
        done = self.command("export", "--results", self.result, *arguments)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(done.stderr.count("counterpoint: error:"), 1, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertEqual(sorted(os.listdir(self.folder)), before)
        for words in says:
            self.assertIn(words, done.stderr)

    def tables(self):
        with h5py.File(self.result) as file:
            return [name for name in file if not name.endswith("__table_column_meta__")]

    def test_every_table_in_every_format(self):
        for name in self.tables():
            for ending in ("fits", "csv", "ecsv", "vot"):
                target = str(self.folder / f"{name}.{ending}")
                self.assertEqual(self.export("--table", name, "--to", target), "")
                form = {"csv": "ascii.csv", "ecsv": "ascii.ecsv", "vot": "votable"}
                back = Table.read(target, format=form.get(ending, ending))
                if name in self.whole:
                    self.assertEqual(back.colnames, self.whole[name].colnames)
                    self.assertEqual(len(back), len(self.whole[name]))
                if ending == "vot":
                    votable.parse(target, verify="exception")
                if ending != "csv" and name in self.whole:
                    for column in self.whole[name].itercols():
                        self.assertEqual(back[column.name].unit, column.unit, target)
                        self.assertEqual(back[column.name].description, column.description)
                        self.assertEqual(back[column.name].meta.get("ucd"), column.meta.get("ucd"))

    def test_the_values_survive(self):
        for ending, form in (("fits", "fits"), ("csv", "ascii.csv"), ("ecsv", "ascii.ecsv"),
                             ("votable", "votable")):
            target = str(self.folder / f"values.{ending}")
            self.export("--table", "/pairs", "--to", target)
            back = Table.read(target, format=form)
            for column in self.pairs.itercols():
                values = np.ma.filled(np.ma.asarray(back[column.name], dtype=column.dtype),
                                      np.nan if column.dtype.kind == "f" else -1)
                np.testing.assert_array_equal(values, column, f"{ending}: {column.name}")

    def test_matrix_and_summary(self):
        with h5py.File(self.result) as file:
            trials, summary = file["null_trials"][()], dict(file["summary"].attrs)
        matrix = Table.read(self.export("--table", "/null_trials", "--to", "-"), format="ascii.csv")
        np.testing.assert_array_equal(np.reshape(matrix["value"], trials.shape), trials)
        told = list(csv.DictReader(io.StringIO(self.export("--table", "/summary", "--to", "-"))))
        self.assertEqual([row["key"] for row in told], list(summary))
        for row in told:
            value = summary[row["key"]]
            if isinstance(value, (float, np.floating)):
                np.testing.assert_equal(float(row["value"] or "nan"), value)
            else:
                self.assertEqual(row["value"], str(value))

    def test_standard_output_holds_the_table_alone(self):
        self.export("--to", str(self.folder / "whole.csv"))
        text = (self.folder / "whole.csv").read_text(encoding="utf-8")
        self.assertEqual(self.export("--to", "-"), text)
        document = self.export("--to", "-", "--format", "votable")
        votable.parse(io.BytesIO(document.encode()), verify="exception")
        before = sorted(os.listdir(self.folder))
        self.assertTrue(self.export("--to", "-", "--format", "ds9").startswith("# Region file"))
        self.assertEqual(sorted(os.listdir(self.folder)), before)

    def test_regions_show_the_best_candidates(self):
        regions = self.export("--to", "-", "--format", "ds9", "--table", "/counterparts")
        lines = re.findall(r"^line\((.*)\) # .*color=(\w+)$", regions, re.M)
        self.assertEqual(len(lines), np.count_nonzero(self.best["p"] > 0))
        for (numbers, colour), row in zip(lines, self.best[self.best["p"] > 0]):
            ra, dec, star_ra, star_dec = (float(number) for number in numbers.split(","))
            apart = SkyCoord(ra, dec, unit="deg").separation(SkyCoord(star_ra, star_dec, unit="deg"))
            self.assertAlmostEqual(apart.to_value(units.arcsec), row["separation"], 6)
            p = row["p"]
            self.assertEqual(colour, "green" if p >= 0.9 else "yellow" if p >= 0.5 else
                             "orange" if p >= 0.1 else "red")
        stars = re.findall(r"^point\(.*text=\{P = [01]\.\d\d\}$", regions, re.M)
        self.assertEqual(len(stars), len(self.pairs))
        for name in self.best["name"]:
            self.assertIn(f"text={{{name}}}", regions)
        wide = self.export("--to", "-", "--format", "ds9", "--table", "/xray", "--radius", "2.5",
                           "--colour", "magenta")
        self.assertIn("global color=magenta\n", wide)
        self.assertEqual(wide.count(',2.5")'), len(self.xray))

    def test_what_export_refuses(self):
        (self.folder / "old.csv").write_text("precious")
        (self.folder / "link.csv").hardlink_to(self.result)
        self.refused("--to", "old.csv", says=["old.csv", "--overwrite"])
        self.refused("--to", "link.csv", "--overwrite", says=["link.csv", "result file itself"])
        self.refused("--to", self.result, "--overwrite", "--format", "csv", says=["result file"])
        self.refused("--to", "x.parquet", says=["to_parquet('x.parquet')", self.result])
        self.refused("--to", "x.dat", says=["x.dat", ".ecsv", "--format"])
        self.refused("--to", "x.csv", "--format", "xls", says=["xls", "votable"])
        self.refused("--to", "x.csv", "--table", "/pears", says=["/pears", "/pairs", "/summary"])
        self.refused("--to", "x.reg", "--table", "/null_trials", says=["xray_id"])
        self.refused("--to", "x.reg", "--radius", "wide", says=["wide", "--radius"])
        self.refused("--to", "x.reg", "--colour", "sky blue", says=["sky blue"])
        self.refused("--to", "nowhere/x.csv", says=["nowhere"])
        self.refused(says=["--to"])
        self.assertEqual((self.folder / "old.csv").read_text(), "precious")


if __name__ == "__main__":
    harness.main()
