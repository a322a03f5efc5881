#!/usr/bin/env python3
"""Null trials and the shift sweep against their exact expectation, computed by the reference."""

import harness

import numpy as np

import independent
import notebook
import skies

RELATIVE = 1e-9
RELATIVE_OF_LIMIT = 1e-7  # infrared sigmas of neighbours are kept in single precision
SWEEP_RADII = np.arange(0.0, 20.1, 2.5)


class Trials(harness.TestCase):
    """Many trials tend to the exact expectation: within 4 standard errors everywhere."""

    N_TRIALS = 400

    def check_mode(self, *options, inner=0.0):
        harness.write_case(self.folder, skies.plain())
        harness.match(self.folder, "--null.trials", self.N_TRIALS, "--sweep.trials", self.N_TRIALS,
                      "--output.overwrite", "true", *options)
        out = harness.Output(self.folder / "result.h5")
        xray, infrared, _ = notebook.clean(
            notebook.read_xray(self.folder / "muno3.csv"),
            notebook.read_infrared([self.folder / "1.tsv", self.folder / "2.tsv"]))
        distance = independent.all_separations(xray, infrared)
        radius = np.hypot(xray["error"], notebook.ERROR_IR_ARCSEC)[:, None]
        p = independent.match_probability(distance, radius, inner, 10.0)
        mean, std = independent.expected_counts(p, infrared["ks"])
        self.agree(out["null_trials"], mean, std)
        null_expected = out["ks_histogram"]["null_expected"]
        np.testing.assert_allclose(null_expected, mean, rtol=RELATIVE_OF_LIMIT, atol=1e-12)
        return out, distance, radius

    def agree(self, trials, mean, std):
        """`trials`: [trial, column]."""
        std = np.maximum(std, trials.std(axis=0, ddof=1))
        error = std / np.sqrt(len(trials))
        off = np.abs(trials.mean(axis=0) - mean)
        self.assertTrue(np.all(off <= 4 * error + 1e-9), f"{off / np.maximum(error, 1e-9)}")

    def agree_sweep(self, out, distance, radius, inner):
        expected, spread = [], []
        for shift in SWEEP_RADII:
            p = independent.match_probability(distance, radius, min(inner, shift), shift)
            at_least_one = 1.0 - np.prod(1.0 - p, axis=1)
            expected.append(at_least_one.sum())
            spread.append(np.sqrt(np.sum(at_least_one * (1.0 - at_least_one))))
        np.testing.assert_allclose(out["shift_sweep"]["expected"], expected, rtol=RELATIVE_OF_LIMIT)
        self.agree(out["shift_sweep_trials"].T, np.array(expected), np.array(spread))

    def test_disc(self):
        self.agree_sweep(*self.check_mode("--null.mode", "disc"), inner=0.0)

    def test_annulus(self):
        out = self.check_mode("--null.mode", "annulus", "--null.shift-min", 6, inner=6.0)
        self.agree_sweep(*out, inner=6.0)

    def test_rigid(self):
        """One offset for all: the mean per bin is the same, the sweep's expectation is not."""
        self.check_mode("--null.mode", "rigid", "--null.shift-min", 6, inner=6.0)


if __name__ == "__main__":
    harness.main()
