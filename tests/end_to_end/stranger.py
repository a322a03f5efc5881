#!/usr/bin/env python3
"""A stranger's first run: catalogues as they are downloaded, the shortest configuration that README.md
leads to, and the truth known. And what a stranger easily gets wrong, which must not pass in silence.

    stranger.py PROGRAM [unittest options]
    stranger.py PROGRAM --report [NAME=VALUE ...]   a table of what each first run finds; asserts nothing
                                                    (options of `match` may be added: match.radius-factor=3)
"""

import functools
import re
import sys
import tempfile
import unittest
from pathlib import Path

import harness

import numpy as np

import stranger_skies

COMPLETENESS = 0.97  # of the candidates; the default radius is to hold 99 % of the counterparts
GOOD = 0.5
DEVIATIONS = 4.0
RANKS = 2
WRONG_INPUT = 2  # exit code


@functools.cache
def scratch():
    return tempfile.TemporaryDirectory(prefix="counterpoint-stranger-")


@functools.cache
def skies():
    return stranger_skies.write(scratch().name)


def warnings_of(done):
    return [line for line in done.stderr.splitlines() if "warning:" in line]


class FirstRun:
    """`match` with these two sections and no other setting but the name of the result."""

    def __init__(self, xray, infrared, options=()):
        folder = Path(scratch().name)
        name = f"{len(list(folder.glob('*.ini')))}"
        harness.write_config(folder / f"{name}.ini", {
            "xray": xray, "infrared": infrared, "output": {"file": f"{name}.h5"}})
        self.done = harness.run(["match", "--config", f"{name}.ini", *options], folder, RANKS)
        self.warnings = warnings_of(self.done)
        self.out = None
        if self.done.returncode == 0:
            self.out = harness.Output(folder / f"{name}.h5")


class Judged:
    """A first run against the truth."""

    def __init__(self, xray, infrared, options=()):
        self.xray, self.infrared = xray, infrared
        self.run = FirstRun(xray.settings, infrared.settings, options)
        self.truth = skies().truth.counterparts(xray, infrared)
        if self.run.out is None:
            return
        pairs = self.run.out["pairs"]
        self.pairs = pairs
        self.is_true = np.array([self.truth.get(int(x)) == int(i)
                                 for x, i in zip(pairs["xray_id"], pairs["ir_id"])], dtype=bool)
        self.found = int(self.is_true.sum())
        is_good = pairs["p_lr"] >= GOOD  # at most one candidate of a source
        self.good, self.good_true = int(is_good.sum()), int((is_good & self.is_true).sum())
        row = self.run.out["calibration"]
        row = row[np.argmin(np.abs(row["threshold"] - GOOD))]
        self.purity, self.purity_error = float(row["purity"]), float(row["purity_error"])


@functools.cache
def judged(xray, infrared, options=()):
    return Judged(skies().xray[xray], skies().infrared[infrared], options)


def is_within_noise(test, good, true, expected, error):
    """`expected` true ones of `good`, known to `error`: a binomial number, never taken as exact."""
    fraction = (expected + 1.0) / (good + 2.0)
    noise = np.hypot(np.sqrt(good * fraction * (1.0 - fraction)), error)
    test.assertLessEqual(abs(true - expected), DEVIATIONS * noise,
                         f"{true} of {good} are true, {expected:.1f} were promised")


def plain(values):
    """A column without its mask: -1 or NaN where there is nothing."""
    filled = values.filled(-1) if np.ma.isMaskedArray(values) else values
    if filled.dtype.kind in "SO":
        return np.array([v.decode() if isinstance(v, bytes) else v for v in filled])
    return filled


def check_counterparts(test, one):
    """/counterparts: a row for each X-ray row read, in order, with the best star and its probability.

    The names of its columns are relied on here and nowhere else in this file."""
    table = one.run.out["counterparts"]
    xray = one.xray
    test.assertEqual(plain(table["xray_id"]).tolist(), list(range(len(xray.rows))))
    np.testing.assert_allclose(plain(table["ra"]), xray.position[0], rtol=0, atol=1e-6)
    np.testing.assert_allclose(plain(table["dec"]), xray.position[1], rtol=0, atol=1e-6)
    if "preset" in xray.settings or "name" in xray.settings:
        test.assertEqual(plain(table["name"]).tolist(), xray.names)
    ir_id, p, p0 = (plain(table[name]) for name in ("ir_id", "p", "p0"))
    has_star = ir_id >= 0
    test.assertEqual(np.unique(one.pairs["xray_id"]).tolist(), np.flatnonzero(has_star).tolist())
    test.assertTrue(np.all((p[has_star] >= 0) & (p[has_star] + p0[has_star] <= 1 + 1e-9)))
    best = np.zeros(len(p))
    np.maximum.at(best, one.pairs["xray_id"].astype(int), one.pairs["p_lr"])
    np.testing.assert_allclose(p[has_star], best[has_star], rtol=1e-9)
    is_true = np.array([one.truth.get(x) == i for x, i in enumerate(ir_id.tolist())])
    test.assertEqual(int(np.sum(is_true & has_star & (p >= GOOD))), one.good_true)


class OnEachSky:
    """Mixin: what a first run must give, with each infrared catalogue."""

    xray = None

    def each(self, check):
        for infrared in skies().infrared:
            with self.subTest(infrared=infrared):
                one = judged(self.xray, infrared)
                self.assertEqual(one.run.done.returncode, 0, one.run.done.stderr)
                check(one)

    def test_candidates_hold_the_counterparts(self):
        def check(one):
            self.assertGreater(len(one.truth), 200)
            self.assertGreaterEqual(one.found, COMPLETENESS * len(one.truth),
                                    f"{one.found} of {len(one.truth)} counterparts are candidates")
        self.each(check)

    def test_purity_is_what_the_calibration_says(self):
        def check(one):
            self.assertGreater(one.good, 30)
            is_within_noise(self, one.good, one.good_true, one.good * one.purity,
                            one.good * one.purity_error)
        self.each(check)

    def test_no_source_is_dropped_and_nothing_is_warned_of(self):
        def check(one):
            kept = one.run.out["xray"]["kept"].astype(bool)
            self.assertEqual(int(kept.sum()), len(one.xray.rows))
            self.assertEqual(one.run.warnings, [])
        self.each(check)

    def test_counterparts_table(self):
        self.each(functools.partial(check_counterparts, self))


class Csc(OnEachSky, unittest.TestCase):
    xray = "csc"


class Xmm(OnEachSky, unittest.TestCase):
    xray = "xmm"


class Erass(OnEachSky, unittest.TestCase):
    xray = "erass"


class Muno(OnEachSky, unittest.TestCase):
    xray = "muno"


class Champ(OnEachSky, unittest.TestCase):
    xray = "champ"


class Together(unittest.TestCase):
    def test_purity_of_all_catalogues(self):
        """Sharper than each alone."""
        for infrared in skies().infrared:
            with self.subTest(infrared=infrared):
                all_runs = [judged(xray, infrared) for xray in skies().xray]
                self.assertEqual([one.run.done.returncode for one in all_runs], [0] * len(all_runs))
                good = sum(one.good for one in all_runs)
                self.assertGreater(good, 500)
                error = np.sqrt(sum((one.good * one.purity_error) ** 2 for one in all_runs))
                is_within_noise(self, good, sum(one.good_true for one in all_runs),
                                sum(one.good * one.purity for one in all_runs), error)

    def test_errors_in_degrees_with_a_unit_are_converted(self):
        """The same as errors in mas: both say so in TUNIT."""
        infrared = skies().infrared["fits"].settings
        run = FirstRun(skies().xray["muno"].settings, infrared | {"error": "POS_ERR_DEG"})
        self.assertEqual(run.done.returncode, 0, run.done.stderr)
        slow = judged("muno", "fits").pairs
        for column in ("xray_id", "ir_id"):
            self.assertEqual(run.out["pairs"][column].tolist(), slow[column].tolist())
        np.testing.assert_allclose(run.out["pairs"]["sigma"], slow["sigma"], rtol=1e-6)


class Detections(unittest.TestCase):
    """4XMM's other file: several rows of one source, each with a position of its own."""

    def run_with(self, **changes):
        return FirstRun(skies().detections.settings | changes, skies().infrared["fits"].settings)

    def test_are_refused_with_the_ways_out(self):
        done = self.run_with().done
        self.assertEqual(done.returncode, WRONG_INPUT, done.stderr)
        for word in ("one-row-per", "rows-are-sources"):
            self.assertIn(word, done.stderr)

    def test_one_row_for_each_name(self):
        run = self.run_with(**{"one-row-per": "name"})
        self.assertEqual(run.done.returncode, 0, run.done.stderr)
        detections = skies().detections
        truth = skies().truth.counterparts(detections, skies().infrared["fits"])
        pairs = run.out["pairs"]
        emitter_of = {int(x): int(detections.rows[x]) for x in np.unique(pairs["xray_id"])}
        self.assertEqual(len(set(emitter_of.values())), len(emitter_of))
        found = sum(truth.get(int(x)) == int(i) for x, i in zip(pairs["xray_id"], pairs["ir_id"]))
        expected = len({int(detections.rows[x]) for x in truth})
        self.assertGreaterEqual(found, COMPLETENESS * expected)

    def test_rows_that_are_sources(self):
        run = self.run_with(**{"rows-are-sources": "true"})
        self.assertEqual(run.done.returncode, 0, run.done.stderr)
        truth = skies().truth.counterparts(skies().detections, skies().infrared["fits"])
        pairs = run.out["pairs"]
        found = sum(truth.get(int(x)) == int(i) for x, i in zip(pairs["xray_id"], pairs["ir_id"]))
        self.assertGreaterEqual(found, COMPLETENESS * len(truth))


class WrongConfiguration(unittest.TestCase):
    """A run may be finished, but the user must be told."""

    def warned_of(self, what, xray, infrared="fits"):
        run = FirstRun(xray, skies().infrared[infrared].settings)
        self.assertEqual(run.done.returncode, 0, run.done.stderr)
        told = [line for line in run.warnings if re.search(what, line)]
        self.assertTrue(told, f"no warning speaks of {what}:\n{run.done.stdout}{run.done.stderr}")
        for word in ("nan", "inf"):
            self.assertIsNone(re.search(rf"\b{word}\b", run.done.stdout + run.done.stderr), word)

    def refused(self, xray):
        """For want of the level, and told what may be said."""
        done = FirstRun(xray, skies().infrared["fits"].settings).done
        self.assertEqual(done.returncode, WRONG_INPUT, done.stderr)
        for word in ("error-level", "sigma", "0.95", "radius"):
            self.assertIn(word, done.stderr)

    def test_errors_in_degrees_read_as_arcsec(self):
        self.warned_of("error", {"catalogue": "errors_in_degrees.csv", "error": "POS_ERR",
                                 "error-level": "sigma"})

    def test_hours_read_as_degrees(self):
        self.warned_of("footprint|hours", {"catalogue": "hours.csv", "error": "POS_ERR",
                                           "error-level": "sigma"})

    def test_sigma_declared_for_95_percent(self):
        for name in ("muno", "champ", "csc"):
            with self.subTest(catalogue=name):
                self.warned_of("error", skies().xray[name].settings | {"error-level": "sigma"})

    def test_sigma_declared_for_63_percent(self):
        self.warned_of("error", skies().xray["xmm"].settings | {"error-level": "sigma"})

    def test_95_percent_declared_for_sigma(self):
        self.warned_of("error", skies().xray["erass"].settings | {"error-level": 0.95})

    def test_level_is_not_guessed(self):
        champ = {"catalogue": skies().xray["champ"].file}
        for error in ("ePos", 0.6):
            with self.subTest(error=error):
                self.refused(champ | {"error": error})

    def test_level_of_ellipses_is_not_guessed(self):
        self.refused({"catalogue": skies().xray["csc"].file, "error-major": "err_ellipse_r0",
                      "error-minor": "err_ellipse_r1", "error-angle": "err_ellipse_ang"})


def report(options):
    """Counterparts among the candidates, and how good the probabilities are."""
    print("| X-ray | infrared | true counterparts | among the candidates | % | P >= 0.5 | true | purity said "
          "| sources dropped | warnings |\n|---|---|---|---|---|---|---|---|---|---|")
    for xray in skies().xray:
        for infrared in skies().infrared:
            one = judged(xray, infrared, options)
            if one.run.out is None:
                print(f"| {xray} | {infrared} | exit code {one.run.done.returncode}: "
                      f"{one.run.done.stderr.strip().splitlines()[-1]} |")
                continue
            dropped = len(one.xray.rows) - int(one.run.out["xray"]["kept"].astype(bool).sum())
            print(f"| {xray} | {infrared} | {len(one.truth)} | {one.found} | "
                  f"{100.0 * one.found / len(one.truth):.1f} | {one.good} | {one.good_true} "
                  f"({one.good_true / max(one.good, 1):.2f}) | {one.purity:.2f} +- {one.purity_error:.2f} | "
                  f"{dropped} | {len(one.run.warnings)} |", flush=True)


if __name__ == "__main__":
    if "--report" in sys.argv:
        harness.program = Path(sys.argv[1]).resolve()
        given = [word.partition("=") for word in sys.argv[2:] if word != "--report"]
        report(tuple(part for key, _, value in given for part in (f"--{key}", value)))
    else:
        harness.main()
