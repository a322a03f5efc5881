"""tools/scaling_report.py tells series apart, and its numbers are those of the reports."""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT / "tools"))
from scaling_report import Run, efficiency, report_text, series_of, speed_up  # noqa: E402


def spread(value):
    return {"min": value, "mean": value, "max": value, "max_over_mean": 1.0}


def report(ranks, seconds, rows=1000, uneven=1.0):
    """Half the time is work in two phases, half waiting; the last rank has `uneven` times the work."""
    by_rank = [{"work_seconds": 1.0, "rows_read": rows // ranks, "neighbourhood_pairs": 10} for _ in range(ranks)]
    by_rank[-1]["work_seconds"] = uneven
    phases = [{"name": name, "seconds": seconds / 2, "work_seconds": spread(seconds / 4),
               "waiting_seconds": spread(seconds / 4)} for name in ("read infrared catalogue", "trials")]
    return {"ranks": ranks, "wall_seconds": seconds, "phases": phases, "by_rank": by_rank,
            "reading": {"rows": rows, "mb_per_second": 123.0}, "bytes_exchanged": 2_500_000,
            "peak_memory_bytes": spread(5e7)}


class ScalingReport(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def run_of(self, name, **numbers):
        path = self.folder / f"{name}.h5.run.json"
        path.write_text(json.dumps(report(**numbers)), encoding="utf-8")
        return Run(path)

    def test_names_tell_the_series(self):
        series = series_of([self.run_of("weak-2", ranks=2, seconds=3.0, rows=2000),
                            self.run_of("strong-2", ranks=2, seconds=2.0),
                            self.run_of("strong-1", ranks=1, seconds=3.0)])
        self.assertEqual([run.ranks for run in series["strong"]], [1, 2])
        self.assertEqual([run.ranks for run in series["weak"]], [2])

    def test_rows_tell_the_series_where_names_do_not(self):
        runs = [self.run_of(f"a{n}", ranks=n, seconds=4.0 / n) for n in (1, 2)]
        runs += [self.run_of(f"b{n}", ranks=n, seconds=4.0, rows=500 * n) for n in (3, 4)]
        series = series_of(runs)
        self.assertEqual([run.ranks for run in series["strong"]], [1, 2])
        self.assertEqual([run.ranks for run in series["weak"]], [3, 4])

    def test_speed_up_and_efficiency(self):
        one, four = self.run_of("strong-1", ranks=1, seconds=8.0), self.run_of("strong-4", ranks=4, seconds=4.0)
        self.assertAlmostEqual(speed_up(four, one), 2.0)
        self.assertAlmostEqual(efficiency(four, one), 0.5)
        weak = self.run_of("weak-4", ranks=4, seconds=8.0, rows=4000)
        self.assertAlmostEqual(efficiency(weak, one), 1.0)

    def test_balance_and_table(self):
        runs = [self.run_of("strong-1", ranks=1, seconds=8.0), self.run_of("strong-2", ranks=2, seconds=4.0, uneven=3.0)]
        self.assertAlmostEqual(runs[1].balance["work"], 1.5)
        text = report_text(series_of(runs))
        self.assertIn("| 2 | 1,000 | 4.00 | 2.00 | 1.00 | 1.50 | 1.00 | 1.00 | 2.5 | 123 | 50 |", text)
        self.assertIn("| trials | 2.00 + 2.00 | 1.00 + 1.00 |", text)

    def test_the_shortest_of_equal_runs_counts(self):
        runs = [self.run_of(f"strong-2-{i}", ranks=2, seconds=seconds) for i, seconds in enumerate((5.0, 3.0, 4.0))]
        self.assertEqual([run.seconds for run in series_of(runs)["strong"]], [3.0])

    def test_script_writes_table_and_figure_and_refuses_other_files(self):
        self.run_of("strong-1", ranks=1, seconds=8.0)
        self.run_of("strong-2", ranks=2, seconds=5.0)
        command = [sys.executable, str(CHECKOUT / "tools/scaling_report.py")]
        paths = sorted(map(str, self.folder.glob("*.run.json")))
        done = subprocess.run([*command, *paths, "--output", str(self.folder / "out")], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.strip(), (self.folder / "out.md").read_text(encoding="utf-8").strip())
        self.assertGreater((self.folder / "out.png").stat().st_size, 10_000)
        other = self.folder / "other.json"
        other.write_text("{}", encoding="utf-8")
        done = subprocess.run([*command, str(other)], capture_output=True, text=True)
        self.assertEqual(done.returncode, 2)
        self.assertIn("other.json", done.stderr)


if __name__ == "__main__":
    unittest.main()
