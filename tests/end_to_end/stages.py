#!/usr/bin/env python3
"""Stages: what the search found, in one file. A run that starts from it, or that was stopped and goes on,
gives the bytes of a whole run, on any number of ranks; what does not go with a stage is refused.

COUNTERPOINT_KILLS=100 stops or kills so many runs at random times, in place of a few."""

import hashlib
import os
import random
import shutil
import signal
import subprocess
import time

import harness

import h5py
import numpy as np

N_STARS, N_XRAY = 40000, 1500
STOPPED = 75
LONG = ["--null.trials", "4000", "--sweep.trials", "200"]  # several batches


class StageCase(harness.TestCase):
    """A sky with all that a stage has to hold: names, classes, carried columns, an alignment, environments."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rng = np.random.default_rng(12)
        ra, dec = 359.9 + 0.2 * rng.random(N_STARS), 40 + 0.2 * rng.random(N_STARS)
        ks = 10 + 6 * rng.random(N_STARS)
        rows = [f"s{i},{ra[i] % 360:.7f},{dec[i]:.7f},{ks[i]:.3f},{ks[i] + 1:.3f}" for i in range(N_STARS)]
        (cls.folder / "stars.csv").write_text("\n".join(["star,ra,dec,Ksmag,Hmag", *rows]) + "\n")
        lines = ["name,ra,dec,err,kind"]
        for i in range(N_XRAY):
            error = rng.choice([0.3, 0.5, 0.9])
            x, y = ((ra[i], dec[i]) if i % 3 == 0 else (359.9 + 0.2 * rng.random(), 40 + 0.2 * rng.random()))
            x += rng.normal() * error / 3600 / np.cos(np.radians(y))
            lines.append(f"x{i},{x % 360:.7f},{y + rng.normal() * error / 3600:.7f},{error},{'ab'[i % 2]}")
        (cls.folder / "xray.csv").write_text("\n".join(lines) + "\n")
        harness.write_config(cls.folder / "match.ini", {
            "xray": {"catalogue": "xray.csv", "error": "err", "error-level": "sigma", "name": "name",
                     "class": "kind", "carry": "kind"},
            "infrared": {"catalogue": "stars.csv", "mag-j": "", "id": "star", "carry": "Hmag"},
            "match": {"align": "true"},
            "candidates": {"best": 3, "radius": 30},
            "output": {"file": "result.h5", "overwrite": "true"}})
        harness.match(cls.folder, "--save-stage", "made.stage")
        cls.whole = cls.digest()

    @classmethod
    def digest(cls, name="result.h5"):
        return hashlib.md5((cls.folder / name).read_bytes()).hexdigest()

    def whole_run(self, *options):
        harness.match(self.folder, *options)
        return self.digest()


class FromStage(StageCase):
    def from_stage(self, *options, ranks=2):
        done = harness.run(["match", "--from-stage", "made.stage", "--output.file", "staged.h5",
                            "--output.overwrite", *options], self.folder, ranks)
        self.assertEqual(done.returncode, 0, done.stderr)
        return self.digest("staged.h5")

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
        for options in (["--null.seed", "7", "--null.trials", "11"],
                        ["--probability.method", "mauerhan", "--probability.density", "global"],
                        ["--null.mode", "rigid", "--sweep.radii", "0:5:1", "--xray.error-scale", "fit"]):
            with self.subTest(options=options):
                self.assertEqual(self.from_stage(*options), self.whole_run(*options))
                self.assertNotEqual(self.digest(), self.whole)

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

        self.check_refused(name=self.damaged(flip), words=["neighbours has another checksum", "damaged"])
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


class Stops(StageCase):
    def resume(self, *options, ranks=2):
        return harness.run(["match", "--config", "match.ini", "--resume", *LONG, *options], self.folder, ranks)

    def files(self):
        return {file.name for file in self.folder.iterdir()}

    def test_a_budget_of_time(self):
        whole = self.whole_run(*LONG)
        before = self.files()
        (self.folder / "result.h5").unlink()
        codes = []
        for i in range(30):
            done = self.resume("--time-budget", "0.1s", ranks=1 + i % 4)
            codes.append(done.returncode)
            if done.returncode == 0:
                break
            self.assertEqual(done.returncode, STOPPED, done.stderr)
            self.assertIn("--resume goes on from it", done.stderr)
            self.assertFalse((self.folder / "result.h5").exists())
            self.assertTrue((self.folder / "result.h5.stage").exists())
        self.assertEqual(codes[-1], 0)
        self.assertGreater(len(codes), 3, "the trials were made in one go")
        self.assertEqual(self.digest(), whole)
        self.assertEqual(self.files(), before)

    def test_a_run_goes_on_with_its_own_settings_only(self):
        self.assertEqual(self.resume("--time-budget", "0.1s").returncode, STOPPED)
        done = self.resume("--null.seed", "5")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("null.seed = 5, but the stage", done.stderr)
        (self.folder / "result.h5.stage").unlink()

    def start(self, *options, ranks=1):
        launcher = [harness.MPIEXEC, "-n", str(ranks)] if ranks > 1 else []
        command = [*launcher, str(harness.program), "match", "--config", "match.ini", "--verbose", "--resume", *LONG,
                   *options]
        return subprocess.Popen(command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE, text=True, errors="replace",
                                env={**harness.MPI_ENVIRONMENT, **os.environ}, start_new_session=True)

    def end_of(self, run):
        try:
            _, log = run.communicate(timeout=100)
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, signal.SIGKILL)
            run.communicate()
            self.fail("a run that was asked to stop did not end within 100 s")
        return log

    def signal_in(self, phase, number, ranks=1):
        run = self.start(ranks=ranks)
        for line in run.stderr:
            if line.rstrip().endswith(f"begins: {phase}"):
                break
        run.send_signal(number)
        log = self.end_of(run)
        return run.returncode, log

    def test_signals(self):
        whole = self.whole_run(*LONG)
        before = self.files()
        for phase, number, ranks in (("read infrared catalogue", signal.SIGUSR1, 1), ("trials", signal.SIGUSR1, 2),
                                     ("trials", signal.SIGTERM, 1)):
            with self.subTest(phase=phase, signal=number):
                (self.folder / "result.h5").unlink()
                code, log = self.signal_in(phase, number, ranks)
                self.assertEqual(code, STOPPED, log)
                done = self.resume(ranks=2)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertIn("goes on from", done.stderr)
                self.assertEqual(self.digest(), whole)
                self.assertEqual(self.files(), before)

    def test_before_there_is_anything_to_keep_a_run_ends_at_once(self):
        code, _ = self.signal_in("read infrared catalogue", signal.SIGTERM)
        self.assertEqual(code, -signal.SIGTERM)
        self.assertFalse((self.folder / "result.h5.stage").exists())

    def test_stops_and_kills_at_random_times(self):
        chance = random.Random(6)
        start = time.monotonic()
        whole = self.whole_run(*LONG)
        usual = time.monotonic() - start
        before = self.files()
        n_stops = int(os.environ.get("COUNTERPOINT_KILLS", "2"))
        n_stopped = 0
        for _ in range(n_stops):
            (self.folder / "result.h5").unlink()
            for _ in range(20):
                run = self.start(ranks=chance.choice([1, 2, 3]))
                time.sleep(usual * 1.2 * chance.random())
                number = chance.choice([signal.SIGKILL, signal.SIGTERM, signal.SIGUSR1, signal.SIGINT])
                if number == signal.SIGKILL:
                    os.killpg(run.pid, number)
                else:
                    run.send_signal(number)
                self.end_of(run)
                n_stopped += run.returncode != 0
                if run.returncode == 0:
                    break
            done = self.resume("--output.overwrite", "true", ranks=chance.choice([1, 2, 3]))
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(self.digest(), whole)
            self.assertEqual(self.files(), before)
        print(f"{n_stopped} runs were stopped; each of {n_stops} results has the bytes of an undisturbed run")


if __name__ == "__main__":
    harness.main()
