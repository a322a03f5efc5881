#!/usr/bin/env python3
"""What goes wrong on a cluster: a rank is killed in each phase, a signal ends the job, two runs want one
output, limits are too tight. A run that fails says so and ends; earlier results and inputs stay as they
are; the next run succeeds and leaves nothing behind.

COUNTERPOINT_KILLS=100 kills so many runs at random times, in place of the few in each phase."""

import contextlib
import gzip
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import harness

import numpy as np
from astropy.table import Table

PHASES = ["read X-ray catalogue", "read infrared catalogue", "footprint", "partition and search",
          "magnitude model and probabilities", "trials", "exact expectation", "write"]
N_STARS, N_XRAY = 60000, 3000
RANKS = (1, 2, 4)
# Killed, told to end, and ended by a failed check of the program's or MPI's own.
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGABRT)
failing_reads = os.path.abspath(sys.argv.pop(2))  # a library that makes reading fail


def state_of(pid):
    """The letter of a process's state, and its parent."""
    with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
        state, parent = file.read().rsplit(")", 1)[1].split()[:2]
    return state, int(parent)


def ranks_of(launcher):
    """Process ids of the program's ranks under an mpirun, by rank. Open MPI's are its children, MPICH's theirs."""
    parents, ranks = {}, {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/environ", "rb") as file:
                environment = dict(entry.split(b"=", 1) for entry in file.read().split(b"\0") if b"=" in entry)
            parents[int(pid)] = state_of(pid)[1]
        except OSError:
            continue
        for name in (b"OMPI_COMM_WORLD_RANK", b"PMI_RANK"):
            if name in environment:
                ranks[int(pid)] = int(environment[name])
    return {rank: pid for pid, rank in ranks.items()
            if launcher.pid in (parents[pid], parents.get(parents[pid]))}


def has_ended(pid):
    try:
        return state_of(pid)[0] in "ZX"
    except OSError:
        return True


def wait_for_end_of(pids):
    """Ranks may outlive their launcher for a moment, when the machine is busy."""
    deadline = time.monotonic() + 60
    while not all(map(has_ended, pids)):
        if time.monotonic() > deadline:
            raise AssertionError(f"of the ranks {pids} some have not ended 60 s after their launcher")
        time.sleep(0.02)


class Faults(harness.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rng = np.random.default_rng(11)
        for name, n in (("stars.csv", N_STARS), ("xray.csv", N_XRAY)):
            lines = ["ra,dec,err,Ksmag", *(f"{266 + 0.3 * a:.7f},{-29 + 0.3 * d:.7f},0.4,{10 + 6 * k:.3f}"
                                           for a, d, k in rng.random((n, 3)))]
            (cls.folder / name).write_text("\n".join(lines) + "\n")
        harness.write_config(cls.folder / "match.ini", {
            "xray": {"catalogue": "xray.csv", "error": "err", "error-level": "sigma"},
            "infrared": {"catalogue": "stars.csv", "mag-ks": "Ksmag"},
            "output": {"file": "result.h5", "overwrite": "true"}})
        harness.match(cls.folder)
        cls.result = (cls.folder / "result.h5").read_bytes()
        cls.inputs = {name: (cls.folder / name).read_bytes() for name in ("stars.csv", "xray.csv", "match.ini")}
        cls.files = {file.name for file in cls.folder.iterdir()}

    def start(self, *options, ranks=2, limit="ulimit -c 0"):
        """A run whose ranks, not their launcher, are under a limit of the shell; one rank needs no launcher."""
        launcher = [harness.MPIEXEC, "-n", str(ranks)] if ranks > 1 else []
        command = [*launcher, "bash", "-c", limit + '; exec "$@"', "bash",
                   str(harness.program), "match", "--config", "match.ini", "--verbose", *options]
        return subprocess.Popen(command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE, text=True, errors="replace",
                                env={**harness.MPI_ENVIRONMENT, **os.environ})

    def end_of(self, run):
        try:
            _, log = run.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            run.kill()
            run.communicate()
            self.fail("a run whose rank was killed did not end within 60 s")
        return log

    def check_nothing_is_lost(self):
        self.assertEqual((self.folder / "result.h5").read_bytes(), self.result)
        for name, content in self.inputs.items():
            self.assertEqual((self.folder / name).read_bytes(), content, name)

    def check_next_run(self):
        done = harness.match(self.folder)
        self.check_nothing_is_lost()
        self.assertEqual({file.name for file in self.folder.iterdir()}, self.files, done.stderr)

    def kill_in(self, phase, ranks, rank):
        run = self.start(ranks=ranks)
        for line in run.stderr:
            if line.rstrip().endswith(f"begins: {phase}"):
                break
        victim = ranks_of(run).get(rank) if ranks > 1 else run.pid
        if victim is not None:  # the phase may be over, and the run with it
            os.kill(victim, signal.SIGKILL)
        self.end_of(run)
        self.check_nothing_is_lost()
        return run.returncode

    def test_a_rank_is_killed_in_each_phase(self):
        if "COUNTERPOINT_KILLS" in os.environ:
            self.skipTest("kills at random times are asked for")
        codes = [self.kill_in(phase, ranks, rank) for phase in PHASES for ranks, rank in ((1, 0), (2, 1), (4, 0))]
        self.assertTrue(any(codes), "no kill came before its run had ended")
        self.check_next_run()

    def test_kills_at_random_times(self):
        n_kills = int(os.environ.get("COUNTERPOINT_KILLS", "3"))
        chance = random.Random(5)
        start = time.monotonic()
        harness.match(self.folder)
        usual = time.monotonic() - start
        n_failed = 0
        for _ in range(n_kills):
            run = self.start(ranks=chance.choice([1, 2, 3]))
            time.sleep(usual * 1.2 * chance.random())
            ranks = list(ranks_of(run).values())
            victims = ranks or ([run.pid] if run.poll() is None else [])
            if victims:
                os.kill(chance.choice(victims), chance.choice(SIGNALS))
            self.end_of(run)
            wait_for_end_of(ranks)
            n_failed += run.returncode != 0
            self.check_nothing_is_lost()
            self.check_next_run()
        print(f"{n_failed} of {n_kills} runs were ended; all were followed by a good one")

    def test_the_job_is_told_to_end(self):
        for ranks in RANKS:
            run = self.start(ranks=ranks)
            for line in run.stderr:
                if line.rstrip().endswith("begins: write"):
                    break
            run.send_signal(signal.SIGTERM)
            self.end_of(run)
            self.check_nothing_is_lost()
        self.check_next_run()

    def test_the_folder_of_the_output_goes(self):
        for ranks in RANKS:
            with self.subTest(ranks=ranks):
                (self.folder / "away").mkdir()
                run = self.start("--output.file", "away/result.h5", ranks=ranks)
                for line in run.stderr:
                    if line.rstrip().endswith("begins: trials"):
                        break
                shutil.rmtree(self.folder / "away")
                log = self.end_of(run)
                self.assertEqual(run.returncode, 2, log)
                self.assertRegex(log, "error: .*away")
        self.check_next_run()

    def test_two_runs_want_one_output(self):
        (self.folder / "two.h5").unlink(missing_ok=True)
        runs = [self.start("--output.file", "two.h5", "--output.overwrite", overwrite)
                for overwrite in ("true", "true", "false")]
        logs = [self.end_of(run) for run in runs]
        codes = [run.returncode for run in runs]
        self.assertEqual(codes[:2], [0, 0], logs)
        self.assertIn(codes[2], (0, 2), logs)  # it may have been the first
        self.assertEqual((self.folder / "two.h5").read_bytes(), self.result)
        for file in self.folder.glob("*two.h5*"):
            file.unlink()  # the complete results of the third too, if it says that it kept them
        self.assertEqual({file.name for file in self.folder.iterdir()}, self.files)

    def test_limits_that_are_too_tight(self):
        """Often MPI itself refuses. A run ends all the same, and nothing is lost."""
        for ranks in RANKS:
            for limit in ("ulimit -f 100", "ulimit -n 24", "ulimit -v 600000"):
                run = self.start(ranks=ranks, limit=limit)
                self.end_of(run)
                self.check_nothing_is_lost()
        self.check_next_run()

    def stopped(self, run, ranks):
        """All processes of a run, once one of them stands still."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            pids = list(ranks_of(run).values()) if ranks > 1 else [run.pid]
            if any(state_of(pid)[0] == "T" for pid in pids):
                return pids
            time.sleep(0.01)
        self.fail("no rank came to the byte at which it was to stop")

    def go_on(self, run, pids):
        """Each rank may stop once, and not all at the same time."""
        end = time.monotonic() + 60
        while run.poll() is None and time.monotonic() < end:
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)
            time.sleep(0.02)

    def test_a_catalogue_changes_while_it_is_read(self):
        whole = self.inputs["stars.csv"]
        changing = self.folder / "changing.csv"

        def lengthen():
            with changing.open("ab") as file:
                file.write(b"266.1,-28.9,0.4,15\n")

        def replace():
            (self.folder / "other.csv").write_bytes(whole)
            os.replace(self.folder / "other.csv", changing)

        changes = {"cut": lambda: os.truncate(changing, len(whole) // 2),
                   "longer": lengthen, "replaced": replace}
        for ranks in RANKS:
            for name, change in changes.items():
                with self.subTest(name=name, ranks=ranks):
                    changing.write_bytes(whole)
                    run = self.start("--infrared.catalogue", "changing.csv", ranks=ranks,
                                     limit=f"export LD_PRELOAD={failing_reads} FAILING_FILE=/changing.csv "
                                           f"FAILING_BYTE={len(whole) * 3 // 4} FAILING_STOPS=1")
                    pids = self.stopped(run, ranks)
                    change()
                    self.go_on(run, pids)
                    log = self.end_of(run)
                    self.assertIn(run.returncode, (1, 2), log)
                    self.assertRegex(log, "error: .*changing.csv.*")
                    self.check_nothing_is_lost()
        changing.unlink()
        self.check_next_run()

    def test_the_disk_fails_while_a_catalogue_is_read(self):
        stars = (self.folder / "stars.csv").read_bytes()
        with gzip.open(self.folder / "stars.csv.gz", "wb") as file:
            file.write(stars)
        values = np.genfromtxt(self.folder / "stars.csv", delimiter=",", names=True)
        Table(values).write(self.folder / "stars.fits")
        names = ["stars.csv", "stars.csv.gz", "stars.fits"]
        try:
            for name in names:
                size = (self.folder / name).stat().st_size
                for ranks in RANKS:
                    with self.subTest(name=name, ranks=ranks):
                        limit = (f"export LD_PRELOAD={failing_reads} FAILING_FILE=/{name} "
                                 f"FAILING_BYTE={size * 3 // 4}")
                        run = self.start("--infrared.catalogue", name, ranks=ranks, limit=limit)
                        log = self.end_of(run)
                        self.assertEqual(run.returncode, 1, log)
                        self.assertRegex(log, f"error: .*{name}.*Input/output error")
                        self.check_nothing_is_lost()
        finally:
            for name in names[1:]:
                (self.folder / name).unlink()
        self.check_next_run()

    def test_the_standard_output_is_full(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([str(harness.program), "match", "--config", "match.ini"], cwd=self.folder,
                                  stdout=full, stderr=subprocess.PIPE, text=True, timeout=120,
                                  env={**harness.MPI_ENVIRONMENT, **os.environ}, check=False)
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertIn("cannot write to the standard output", done.stderr)
            done = subprocess.run([str(harness.program), "--help"], stdout=full, stderr=subprocess.PIPE, text=True,
                                  timeout=60, env={**harness.MPI_ENVIRONMENT, **os.environ}, check=False)
            self.assertEqual(done.returncode, 1, done.stderr)


if __name__ == "__main__":
    harness.main()
