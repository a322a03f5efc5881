#!/usr/bin/env python3
"""The commands that read a result: explain, in words and as JSON, and export to each format."""

import json

import harness

import skies
from astropy.table import Table


class ReadsResults(harness.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        harness.write_case(cls.folder, skies.plain())
        harness.match(cls.folder)
        cls.result = str(cls.folder / "result.h5")
        cls.pairs = Table.read(cls.result, path="pairs")
        cls.best = Table.read(cls.result, path="best_match", character_as_bytes=False)

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

    def test_explain_refuses_what_is_no_source(self):
        for name in ("100000", "-1", "first"):
            done = self.command("explain", name, "--results", self.result)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn("counterpoint: error:", done.stderr)
        self.assertEqual(self.command("explain").returncode, 2)
        self.assertEqual(self.command("explain", "1", "--results", "no.h5").returncode, 2)

    def test_export_round_trip(self):
        for form in ("fits", "csv", "votable"):
            target = self.folder / f"best.{form}"
            done = self.command("export", "--results", self.result, "--table", "/best_match",
                                "--format", form, "--to", str(target))
            self.assertEqual(done.returncode, 0, done.stderr)
            back = Table.read(str(target), format={"csv": "ascii.csv"}.get(form, form))
            self.assertEqual(list(back["ir_id"]), list(self.best["ir_id"]))
            again = self.command("export", "--results", self.result, "--to", str(target),
                                 "--format", form)
            self.assertEqual(again.returncode, 2)
        done = self.command("export", "--results", self.result, "--format", "xls", "--to", "x")
        self.assertEqual(done.returncode, 2)


if __name__ == "__main__":
    harness.main()
