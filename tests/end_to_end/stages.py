#!/usr/bin/env python3
"""A run that was stopped and goes on gives the bytes of an undisturbed one, on any number of ranks.

COUNTERPOINT_KILLS=100 stops or kills so many runs at random times, in place of a few."""

import os
import random
import signal
import subprocess
import time

import harness
from stage_case import StageCase

STOPPED = 75
LONG = ["--null.trials", "4000", "--sweep.trials", "200"]  # several batches


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
        if number == signal.SIGUSR1:  # a job's script and its launcher may both pass it on
            time.sleep(0.01)
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

    def test_a_killed_run_leaves_the_stage_of_its_search(self):
        whole = self.whole_run(*LONG)
        before = self.files()
        run = self.start("--save-stage", "kept.stage")
        for line in run.stderr:
            if line.rstrip().endswith("begins: trials"):
                break
        run.kill()
        self.end_of(run)
        done = self.resume("--save-stage", "kept.stage", "--output.overwrite", "true")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("goes on from kept.stage", done.stderr)
        self.assertEqual(self.digest(), whole)
        self.assertEqual(self.files(), before | {"kept.stage"})
        (self.folder / "kept.stage").unlink()

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
