#!/usr/bin/env python3
"""A run that starts from a stage gives the bytes of a whole run with its settings, on any number of ranks; what does
not go with a stage is refused."""

import os
import shutil

import harness
from stage_case import StageCase

import h5py
import numpy as np


class FromStage(StageCase):
    def from_stage(self, *options, ranks=2, name="made.stage"):
        done = harness.run(["match", "--from-stage", name, "--output.file", "staged.h5",
                            "--output.overwrite", *options], self.folder, ranks)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.log = done.stderr
        return self.digest("staged.h5")

    def taken_over(self):
        """What the last run of from_stage() did not make again."""
        line = next(line for line in self.log.splitlines() if "starts from " in line)
        return line.partition("; takes over: ")[2]

    def check_refused(self, *options, words, name="made.stage"):
        done = harness.run(["match", "--from-stage", name, "--output.file", "refused.h5", *options], self.folder)
        self.assertEqual(done.returncode, 2, done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)
        self.assertFalse((self.folder / "refused.h5").exists())

    def test_a_run_that_saves_a_stage_has_the_bytes_of_one_that_does_not(self):
        self.assertEqual(self.whole_run(), self.whole)

    def test_a_stage_gives_the_bytes_of_a_whole_run_without_catalogues(self):
        for name in ("stars.csv", "xray.csv"):
            (self.folder / name).rename(self.folder / f"{name}.away")
        try:
            for ranks in (1, 2, 3, 4):
                self.assertEqual(self.from_stage(ranks=ranks), self.whole, f"{ranks} ranks")
            self.assertEqual(self.from_stage("--layout.trial-groups", "2", ranks=4), self.whole)
            self.assertEqual(self.from_stage("--config", "match.ini"), self.whole)
        finally:
            for name in ("stars.csv", "xray.csv"):
                (self.folder / f"{name}.away").rename(self.folder / name)

    def test_other_settings_behind_the_search(self):
        """What rests on none of the changed settings is taken over, and nothing else."""
        every = "fits, trials, exact expectation, check of clustering"
        but_trials = "fits, exact expectation"
        for options, taken, ranks in (
                (["--probability.method", "mauerhan"], every, 1),
                (["--probability.method", "notebook", "--probability.chance-ks", "13"], every, 3),
                (["--null.seed", "7"], but_trials, 2),
                (["--null.seed", "7", "--null.trials", "11", "--probability.method", "mauerhan"], but_trials, 3),
                (["--sweep.trials", "4"], "fits, exact expectation, check of clustering", 2),
                (["--probability.density", "global"], "exact expectation, check of clustering", 2),
                (["--null.mode", "rigid", "--sweep.radii", "0:5:1", "--xray.error-scale", "fit", "--xray.error-terms",
                  "floor"], "", 2)):
            with self.subTest(options=options):
                self.assertEqual(self.from_stage(*options, ranks=ranks), self.whole_run(*options))
                self.assertNotEqual(self.digest(), self.whole)
                self.assertEqual(self.taken_over(), taken)

    def test_a_stage_of_another_stage(self):
        """With the seed of the second, which has trials of its own."""
        seed = ["--null.seed", "7"]
        self.from_stage(*seed, "--save-stage", "second.stage")
        mauerhan = ["--probability.method", "mauerhan"]
        self.assertEqual(self.from_stage(*mauerhan, name="second.stage"), self.whole_run(*seed, *mauerhan))
        self.assertIn("trials", self.taken_over())
        (self.folder / "second.stage").unlink()

    def test_a_stage_with_part_of_the_trials(self):
        """Of a run that was stopped: its trials count, by whatever estimator."""
        long = ["--null.trials", "4000", "--sweep.trials", "40"]
        for _ in range(2):  # stopped after the search, and after a batch of trials
            done = harness.run(["match", "--config", "match.ini", "--resume", "--time-budget", "0.01s", *long],
                               self.folder)
            self.assertEqual(done.returncode, 75, done.stderr)
        mauerhan = ["--probability.method", "mauerhan"]
        self.assertEqual(self.from_stage(*mauerhan, name="result.h5.stage"), self.whole_run(*long, *mauerhan))
        self.assertEqual(self.taken_over(), "fits, trials")
        (self.folder / "result.h5.stage").unlink()

    def test_a_smaller_radius(self):
        """The neighbours keep the unit that their offsets are counted in: the exact expectation follows to
        some 1e-8, all else to the last bit."""
        options = ["--match.completeness", "0.9"]
        self.from_stage(*options)
        self.whole_run(*options)
        staged, whole = (harness.Output(self.folder / name) for name in ("staged.h5", "result.h5"))
        self.assertLess(len(whole["pairs"]), 0.9 * len(self.output_of_stage()["pairs"]))
        for name in ("pairs", "xray", "null_trials", "shift_sweep_trials", "calibration"):
            self.assertEqual(staged[name].tobytes(), whole[name].tobytes(), name)
        for column in ("null_expected", "null_expected_std"):
            np.testing.assert_allclose(staged["ks_histogram"][column], whole["ks_histogram"][column], rtol=1e-6)

    def output_of_stage(self):
        self.from_stage()
        return harness.Output(self.folder / "staged.h5")

    def test_settings_before_the_search_are_refused(self):
        self.check_refused("--infrared.error", "0.2", words=["infrared.error = 0.2", "was made with", "0.1"])
        self.check_refused("--xray.class", "auto", words=["xray.class", "reaches before the stage"])
        self.check_refused("--null.shift-max", "60", words=["60 arcsec", "larger ones need the catalogues"])
        self.check_refused("--match.completeness", "0.9999", words=["acceptance radius", "a larger one"])

    def test_what_is_no_stage_is_refused(self):
        self.check_refused(name="absent.stage", words=["there is no stage file absent.stage"])
        self.check_refused(name="result.h5", words=["result.h5 is no stage"])
        self.check_refused(name="stars.csv", words=["stars.csv is no stage"])

    def damaged(self, change):
        path = self.folder / "damaged.stage"
        shutil.copy(self.folder / "made.stage", path)
        with h5py.File(path, "r+") as file:
            change(file)
        return path.name

    def test_a_damaged_stage_is_refused(self):
        def flip(file):
            file["neighbours"][17, 3] ^= 1

        def forget(file):
            del file["candidates"]

        def age(file):
            file.attrs["build"] = "0.0.1 (0000000000)"

        # A new seed takes the neighbours; without, nobody reads them.
        self.check_refused("--null.seed", "7", name=self.damaged(flip), words=["neighbours has another checksum", "damaged"])
        self.check_refused(name=self.damaged(forget), words=["no array candidates"])
        self.check_refused(name=self.damaged(age), words=["was written by counterpoint 0.0.1", "only the same build"])
        path = self.folder / "damaged.stage"
        path.write_bytes((self.folder / "made.stage").read_bytes()[:200000])
        self.check_refused(name=path.name, words=["damaged.stage"])
        path.unlink()

    def test_a_catalogue_that_has_changed_is_noticed(self):
        path = self.folder / "stars.csv"
        before = path.stat()
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 10**9))
        try:
            self.check_refused(words=["stars.csv", "has changed since"])
        finally:
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    def test_only_a_stage_is_replaced_and_only_if_asked(self):
        for name, overwrite, words in (("made.stage", "false", "exists: --resume goes on"),
                                       ("stars.csv", "true", "is a file that this run reads"),
                                       ("other.h5", "true", "is no stage: it is not replaced")):
            (self.folder / "other.h5").write_text("something else")
            content = (self.folder / name).read_bytes()
            done = harness.run(["match", "--config", "match.ini", "--save-stage", name, "--output.file", "new.h5",
                                "--output.overwrite", overwrite], self.folder)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(words, done.stderr)
            self.assertEqual((self.folder / name).read_bytes(), content)
        (self.folder / "other.h5").unlink()

    def test_a_time_that_makes_no_sense_is_refused(self):
        for text in ("90", "1 day", "-3s", "0m"):
            done = harness.run(["match", "--config", "match.ini", "--time-budget", text], self.folder)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn("90s, 55m or 11.5h was expected", done.stderr)


if __name__ == "__main__":
    harness.main()
