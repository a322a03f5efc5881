#!/usr/bin/env python3
"""What a run may write over, and what it must never: inputs, links, devices, files of others."""

import json
import os
import shutil
import subprocess

import harness

import numpy as np

N_STARS, N_XRAY = 3000, 40


def write_sky(folder):
    rng = np.random.default_rng(7)

    def positions(n):
        return 266.0 + 0.1 * rng.random(n), -29.0 + 0.1 * rng.random(n)
    for name, n in (("stars.csv", N_STARS), ("xray.csv", N_XRAY)):
        lines = ["ra,dec,err,Ksmag", *(f"{a:.7f},{d:.7f},0.4,{10 + 6 * k:.3f}"
                                       for a, d, k in zip(*positions(n), rng.random(n)))]
        (folder / name).write_text("\n".join(lines) + "\n")
    harness.write_config(folder / "match.ini", {
        "xray": {"catalogue": "xray.csv", "error": "err", "error-level": "sigma"},
        "infrared": {"catalogue": "stars.csv", "mag-ks": "Ksmag"},
        "output": {"file": "result.h5"}})


class Outputs(harness.TestCase):
    def setUp(self):
        for file in self.folder.iterdir():
            file.unlink()
        write_sky(self.folder)

    def run_match(self, *options, env=None):
        saved = dict(os.environ)
        os.environ.update(env or {})
        try:
            return harness.run(["match", "--config", "match.ini", *options], self.folder)
        finally:
            os.environ.clear()
            os.environ.update(saved)

    def refused(self, words, *options, env=None):
        before = {file.name for file in self.folder.iterdir()}
        done = self.run_match(*options, env=env)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertRegex(done.stderr, words)
        self.assertEqual({file.name for file in self.folder.iterdir()}, before)
        return done

    def test_an_input_is_never_replaced(self):
        (self.folder / "hmxb.csv").write_text("name,ra,dec\nA,266.05,-28.95\n")
        os.link(self.folder / "stars.csv", self.folder / "same.h5")  # by another name
        for name in ("stars.csv", "xray.csv", "match.ini", "hmxb.csv", "same.h5"):
            with self.subTest(name):
                before = (self.folder / name).read_bytes()
                self.refused("reads|no result of this program", "--candidates.catalogue", "hmxb.csv",
                             "--output.file", name, "--output.overwrite")
                self.assertEqual((self.folder / name).read_bytes(), before)

    def test_a_result_that_is_read_is_not_written(self):
        """`match` on a result of `align`, or a list made of one: it is ours, and an input."""
        self.assertEqual(self.run_match().returncode, 0)
        before = (self.folder / "result.h5").read_bytes()
        done = harness.run(["export", "result.h5", "--results", "result.h5", "--overwrite"], self.folder)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual((self.folder / "result.h5").read_bytes(), before)

    def test_only_results_are_replaced(self):
        thesis = self.folder / "thesis.h5"
        thesis.write_text("three years of work")
        done = self.refused("no result of this program", "--output.file", "thesis.h5", "--output.overwrite")
        self.assertNotIn("overwrite = true", done.stderr)
        self.assertEqual(thesis.read_text(), "three years of work")
        done = self.refused("no result of this program", "--output.file", "thesis.h5")
        self.assertNotIn("overwrite = true", done.stderr)
        (self.folder / "new.h5.run.json").write_text('{"mine": 1}')
        self.refused("no report of this program", "--output.file", "new.h5", "--output.overwrite")
        self.assertEqual(self.run_match().returncode, 0)
        self.refused("set .output. overwrite = true")
        self.assertEqual(self.run_match("--output.overwrite").returncode, 0)
        (self.folder / "result.h5").unlink()
        self.refused("result.h5.run.json exists")

    def test_links_pipes_and_folders(self):
        (self.folder / "link.h5").symlink_to("elsewhere.h5")
        self.refused("symbolic link, to elsewhere.h5", "--output.file", "link.h5", "--output.overwrite")
        os.mkfifo(self.folder / "pipe.h5")
        self.refused("a device, a pipe or a socket", "--output.file", "pipe.h5", "--output.overwrite")
        self.refused("is a folder", "--output.file", ".", "--output.overwrite")
        self.assertTrue((self.folder / "pipe.h5").is_fifo())

    def test_long_names(self):
        self.refused("has 233 characters", "--output.file", "a" * 230 + ".h5")
        name = "b" * 180 + ".h5"
        self.assertEqual(self.run_match("--output.file", name).returncode, 0)
        self.assertTrue((self.folder / (name + ".run.json")).exists())

    def test_what_a_killed_run_left_is_removed(self):
        host = os.uname().nodename[:24]
        gone = subprocess.Popen(["true"])
        gone.wait()
        left = self.folder / f".result.h5.partial-{host}-{gone.pid}-0badcafe"
        # A program of this name that runs, and another one that was given the number of a run.
        (self.folder / "bin").mkdir()
        program = shutil.copy(shutil.which("sleep"), self.folder / "bin" / harness.program.name)
        run = subprocess.Popen([program, "600"])
        self.addCleanup(run.wait)
        self.addCleanup(run.kill)
        alive = self.folder / f".result.h5.partial-{host}-{run.pid}-0badcafe"
        # One that has ended, but whose parent has not asked how.
        ended = subprocess.Popen([program, "0"])
        self.addCleanup(ended.wait)
        os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)
        zombie = self.folder / f".result.h5.partial-{host}-{ended.pid}-0badcafe"
        another = self.folder / f".result.h5.partial-{host}-{os.getpid()}-0badcafe"
        elsewhere = self.folder / ".result.h5.partial-node-17-123-0badcafe"
        other = self.folder / f".other.h5.partial-{host}-{gone.pid}-0badcafe"
        for file in (left, another, zombie, alive, elsewhere, other):
            file.write_text("half")
        done = self.run_match()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stderr, f"removed .*{left.name}")
        self.assertRegex(done.stderr, f"{elsewhere.name} belongs to a run on node-17, process 123")
        self.assertEqual([file.exists() for file in (left, another, zombie, alive, elsewhere, other)],
                         [False, False, False, True, True, True])

    def test_numbers_of_the_job(self):
        job = {"SLURM_JOB_ID": "71", "SLURM_ARRAY_JOB_ID": "70", "SLURM_ARRAY_TASK_ID": "3"}
        done = self.run_match("--output.file", "field_%a_of_%A_%j_100%%.h5", env=job)
        self.assertEqual(done.returncode, 0, done.stderr)
        report = json.loads((self.folder / "field_3_of_70_71_100%.h5.run.json").read_text())
        self.assertEqual(report["job"], {"id": "71", "array": "70", "place_in_array": "3"})
        self.refused("%a stands for SLURM_ARRAY_TASK_ID, which is not set", "--output.file", "field_%a.h5")
        self.refused("write %% for a %", "--output.file", "100%.h5")

    def test_several_runs_in_place_of_one(self):
        for variable, name in (("SLURM_STEP_NUM_TASKS", "srun"), ("PMI_SIZE", "PMI"),
                               ("OMPI_COMM_WORLD_SIZE", "mpirun")):
            self.refused(f"{name}.* started 4 processes .*MPI connects 1 of them", env={variable: "4"})
        self.assertEqual(self.run_match(env={"SLURM_STEP_NUM_TASKS": "1", "SLURM_NTASKS": "4"}).returncode, 0)

    def test_options_out_of_range(self):
        for option, value in (("layout.tiles", "1e9"), ("layout.tiles", "2147483648"), ("layout.trial-groups", "9999999"),
                              ("layout.block-rows", "9223372036854775807"), ("match.radius-factor", "1e300"),
                              ("null.trials", "100000000"), ("null.shift-max", "1e9"), ("match.align-radius", "1e6"),
                              ("candidates.radius", "1e9"), ("magnitude.step", "1e-9"), ("xray.error-max", "-1")):
            with self.subTest(option):
                self.refused(option, *(f"--{key}={text}" for key, text in
                                       {"match.align": "true", "candidates.best": "2", option: value}.items()))

    def test_an_x_ray_error_that_is_none(self):
        lines = (self.folder / "xray.csv").read_text().splitlines()
        for row, error in ((3, "3600"), (7, "1e30"), (9, "29.9")):
            lines[row] = ",".join([*lines[row].split(",")[:2], error, "12"])
        (self.folder / "xray.csv").write_text("\n".join(lines) + "\n")
        done = self.run_match()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stderr, r"2 rows quote an error above xray.error-max = 30 arcsec and are not matched "
                                      r"\(.*xray.csv:4, .*xray.csv:8\)")
        out = harness.Output(self.folder / "result.h5")
        reasons = {row["reason"]: row["rows"] for row in out["foreground"] if row["catalogue"] == b"xray"}
        self.assertEqual(reasons[b"error_too_large"], 2)
        self.assertEqual(list(np.flatnonzero(~out["xray"]["kept"])), [2, 6])
        self.refused("xray.error = 40 arcsec is larger than xray.error-max = 30", "--xray.error", "40")

    def test_libraries_are_not_taken_from_the_working_folder(self):
        dynamic = subprocess.run(["readelf", "-d", str(harness.program)], capture_output=True, text=True, check=True)
        for line in dynamic.stdout.splitlines():
            if "RUNPATH" in line or "RPATH" in line:
                for entry in line.split("[")[1].rstrip("]").split(":"):
                    self.assertTrue(entry.startswith("/"), line)


if __name__ == "__main__":
    harness.main()
