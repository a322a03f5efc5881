#!/usr/bin/env python3
"""The program against the Python reference, table by table, on small skies."""

import harness

import numpy as np
from scipy.stats import poisson

import independent
import notebook
import skies

RELATIVE = 1e-9
RELATIVE_OF_LIMIT = 1e-7  # infrared sigmas of neighbours are kept in single precision
SEPARATION_ARCSEC = 1e-8  # two formulas on coordinates of 360 deg, whose last bit is 1e-10 arcsec
SWEEP_RADII = np.arange(0.0, 20.1, 2.5)


def text(values):
    return [value.decode() if isinstance(value, bytes) else str(value) for value in values]


def pair_order(x, i):
    return np.lexsort((i, x))


class Sky:
    """Mixin: one run on two ranks and the reference's result on the same files."""

    make = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        sky = cls.make()
        harness.write_case(cls.folder, sky)
        harness.match(cls.folder)
        cls.out = harness.Output(cls.folder / "result.h5")
        files = [cls.folder / f"{k + 1}.tsv" for k in range(sky.n_files)]
        cls.sky = sky
        cls.raw = notebook.read_xray(cls.folder / "muno3.csv"), notebook.read_infrared(files)
        cls.reference = notebook.run(*cls.raw)
        ref = cls.reference
        cls.x_id, cls.i_id = ref.xray.id[ref.index_x], ref.infrared.id[ref.index_ir]
        # Rows that stand twice tie in separation: both sides are compared in the order of ids.
        cls.ref_order = pair_order(cls.x_id, cls.i_id)
        pairs = cls.out["pairs"]
        cls.pairs = pairs[pair_order(pairs["xray_id"], pairs["ir_id"])]
        cls.distance = independent.all_separations(ref.xray, ref.infrared)
        cls.radius = np.hypot(ref.xray["error"], notebook.ERROR_IR_ARCSEC)[:, None]

    def close(self, actual, desired, what=""):
        np.testing.assert_allclose(actual, desired, rtol=RELATIVE, atol=1e-300, err_msg=what)

    def test_pairs_are_the_same(self):
        self.assertGreater(len(self.x_id), 50)
        actual = list(zip(self.pairs["xray_id"].tolist(), self.pairs["ir_id"].tolist()))
        self.assertEqual(actual, sorted(zip(self.x_id.tolist(), self.i_id.tolist())))

    def test_pairs_are_the_same_as_all_against_all(self):
        ref = self.reference
        index_x, index_ir, _ = independent.pairs_within(self.distance, self.radius)
        actual = set(zip(self.pairs["xray_id"].tolist(), self.pairs["ir_id"].tolist()))
        slow = set(zip(ref.xray.id[index_x].tolist(), ref.infrared.id[index_ir].tolist()))
        self.assertEqual(actual, slow)

    def test_separations_and_magnitudes(self):
        ref = self.reference
        np.testing.assert_allclose(self.pairs["separation"], ref.separation[self.ref_order], rtol=0,
                                   atol=SEPARATION_ARCSEC)
        ks = ref.infrared["ks"][ref.index_ir][self.ref_order]
        np.testing.assert_array_equal(self.pairs["ks"], np.where(ks == 0, np.nan, ks))

    def test_pairs_stand_in_the_promised_order(self):
        pairs = self.out["pairs"]
        order = np.lexsort((pairs["ir_id"], pairs["separation"], pairs["xray_id"]))
        np.testing.assert_array_equal(order, np.arange(len(pairs)))

    def test_rows_per_reason(self):
        table = self.out["foreground"]
        infrared = np.char.startswith(text(table["catalogue"]), "infrared")
        rows = dict(zip(text(table["reason"][infrared]), table["rows"][infrared].tolist()))
        for reason, expected in self.reference.reasons.items():
            self.assertEqual(rows.get(reason, 0), expected, reason)
        self.assertEqual(sum(rows.values()), len(self.sky.infrared))
        self.assertEqual(rows.get("no_position", 0),
                         int(np.sum(~notebook.has_position(self.raw[1]))))

    def test_xray_rows_per_reason(self):
        table = self.out["foreground"]
        xray = ~np.char.startswith(text(table["catalogue"]), "infrared")
        rows = dict(zip(text(table["reason"][xray]), table["rows"][xray].tolist()))
        raw = self.raw[0]
        positioned = notebook.has_position(raw)
        foreground = positioned & notebook.is_foreground_xray(raw["hr0"])
        expected = {
            "kept": len(self.reference.xray),
            "foreground": int(np.sum(foreground)),
            "no_position": int(np.sum(~positioned)),
            "no_position_error": int(np.sum(positioned & ~foreground & ~(raw["error"] > 0))),
            "another_observation": 0,
            "error_too_large": 0,
        }
        self.assertEqual(rows, expected)
        self.assertEqual(sum(rows.values()), len(self.sky.xray))

    def test_xray_table(self):
        table, ref = self.out["xray"], self.reference
        self.assertEqual(table["xray_id"].tolist(), list(range(len(self.sky.xray))))
        kept = table["kept"].astype(bool)
        self.assertEqual(table["xray_id"][kept].tolist(), ref.xray.id.tolist())
        candidates = np.bincount(self.x_id, minlength=len(table))
        self.assertEqual(table["n_candidates"].tolist(), candidates.tolist())

    def test_counts_per_ks_bin(self):
        table = self.out["ks_histogram"]
        self.assertEqual(table["n_real"].tolist(), self.reference.ks_counts.tolist())
        np.testing.assert_array_equal(table["ks_low"], notebook.KS_EDGES[:-1])
        np.testing.assert_array_equal(table["ks_high"], notebook.KS_EDGES[1:])

    def test_histogram_statistics(self):
        table, trials = self.out["ks_histogram"], self.out["null_trials"]
        self.assertEqual(trials.shape, (30, len(table)))
        mean, std = trials.mean(axis=0), trials.std(axis=0, ddof=1)
        self.close(table["null_mean"], mean)
        self.close(table["null_std"], std)
        self.close(table["excess"], table["n_real"] - mean)
        varied = std > 0
        self.close(table["significance"][varied], ((table["n_real"] - mean)[varied] / std[varied]))

    def test_expectation_per_bin(self):
        p = independent.match_probability(self.distance, self.radius, 0.0, 10.0)
        mean, std = independent.expected_counts(p, self.reference.infrared["ks"])
        self.assertGreater(mean.sum(), 20)
        table = self.out["ks_histogram"]
        np.testing.assert_allclose(table["null_expected"], mean, rtol=RELATIVE_OF_LIMIT, atol=1e-12)
        p_value = poisson.sf(table["n_real"] - 1, mean)
        np.testing.assert_allclose(table["p_value"], p_value, rtol=1e-6, atol=1e-300)

    def test_spread_per_bin(self):
        """Of one trial; an infrared source may reach several X-ray sources with one shift."""
        ref = self.reference
        p = independent.match_probability(self.distance, self.radius, 0.0, 10.0)
        alone = independent.bin_sums(p * (1.0 - p), ref.infrared["ks"])
        shared = independent.bin_sums(
            independent.shared_variance(ref.xray, ref.infrared, self.distance, self.radius[:, 0], p,
                                        0.0, 10.0), ref.infrared["ks"])
        self.assertGreater(np.abs(shared).max(), 1e-3)
        np.testing.assert_allclose(self.out["ks_histogram"]["null_expected_std"] ** 2, alone + shared,
                                   rtol=1e-5, atol=1e-9)  # tangent planes of different sources

    def test_shift_sweep(self):
        table, trials = self.out["shift_sweep"], self.out["shift_sweep_trials"]
        np.testing.assert_allclose(table["radius"], SWEEP_RADII, rtol=0, atol=1e-12)
        self.close(table["mean"], trials.mean(axis=1))
        std = trials.std(axis=1, ddof=1)
        np.testing.assert_allclose(table["std"], std, rtol=RELATIVE, atol=1e-12)
        expected = [
            independent.expected_matched_sources(
                independent.match_probability(self.distance, self.radius, 0.0, radius))
            for radius in SWEEP_RADII
        ]
        np.testing.assert_allclose(table["expected"], expected, rtol=RELATIVE_OF_LIMIT)
        matched = len(np.unique(self.x_id))
        self.assertTrue(np.all(trials[0] == matched), "a shift of 0 changes nothing")

    def test_check_of_clustering(self):
        """Null trials reach to 10 arcsec, as one of the sweep's radii does."""
        table, summary = self.out["shift_sweep"], self.out.summary
        expected = table["expected"][np.isclose(table["radius"], 10.0)][0]
        self.assertEqual(summary["matched_independent_expected"], expected)
        # Random stars do not cluster: five standard errors.
        self.assertLess(abs(summary["matched_rigid_mean"] - expected),
                        5.0 * summary["matched_rigid_error"])

    def test_notebook_estimator(self):
        grid, ref = self.out["magnitude_grid"], self.reference
        n = len(notebook.KS_GRID)
        np.testing.assert_array_equal(grid["ks"][:n], notebook.KS_GRID)
        self.close(grid["f_k_notebook"][:n], ref.f_k)
        self.close(grid["rho_k_notebook"][:n], ref.rho_k)
        np.testing.assert_allclose(self.pairs["p_notebook"], ref.p[self.ref_order], rtol=RELATIVE)
        np.testing.assert_allclose(self.pairs["p0_notebook"], ref.p0[self.ref_order], rtol=RELATIVE)

    def test_mauerhan_estimator(self):
        ref, x_table = self.reference, self.out["xray"]
        ks = ref.infrared["ks"]
        considered = x_table["in_footprint"].astype(bool)[ref.xray.id]
        sigma = np.hypot(ref.xray["error"][ref.index_x], notebook.ERROR_IR_ARCSEC)
        f_k, rho_k, p, p0 = independent.mauerhan(
            ref.index_x, ks[ref.index_ir], ref.separation, sigma, considered, ks,
            float(self.out.summary["occupied_area_arcsec2"]))
        grid, n = self.out["magnitude_grid"], len(notebook.KS_GRID)
        self.close(grid["f_k"][:n], f_k)
        self.close(grid["rho_k"][:n], rho_k)
        p_phi = notebook.gaussian_density(ref.separation, sigma)
        np.testing.assert_allclose(self.pairs["p_phi"], p_phi[self.ref_order], rtol=RELATIVE)
        np.testing.assert_allclose(self.pairs["p_mauerhan"], p[self.ref_order], rtol=RELATIVE)
        np.testing.assert_allclose(self.pairs["p0_mauerhan"], p0[self.ref_order], rtol=RELATIVE)

    def test_probabilities_sum_to_one(self):
        pairs = self.out["pairs"]
        for method in ("lr", "mauerhan", "notebook"):
            total = np.bincount(pairs["xray_id"], weights=pairs[f"p_{method}"])
            total[pairs["xray_id"]] += pairs[f"p0_{method}"]
            np.testing.assert_allclose(total[np.unique(pairs["xray_id"])], 1.0, rtol=1e-12)

    def test_likelihood_ratios_sum_to_the_excess(self):
        """The sum of P over all pairs is the excess of real pairs over the exact null, within its
        Poisson error."""
        pairs = self.out["pairs"]
        p = independent.match_probability(self.distance, self.radius, 0.0, 10.0)
        excess = len(pairs) - p.sum()
        self.assertLessEqual(abs(pairs["p_lr"].sum() - excess), 3 * np.sqrt(len(pairs)))

    def test_the_counterpart_is_the_most_probable_candidate(self):
        counterparts, pairs = self.out["counterparts"], self.out["pairs"]
        self.assertEqual(counterparts["xray_id"].tolist(), self.out["xray"]["xray_id"].tolist())
        best = counterparts[counterparts["ir_id"] >= 0]
        self.assertEqual(best["xray_id"].tolist(), np.unique(pairs["xray_id"]).tolist())
        for row in best:
            candidates = pairs[pairs["xray_id"] == row["xray_id"]]
            self.assertEqual(row["n_candidates"], len(candidates))
            self.assertEqual(row["p"], candidates["p_lr"].max())
            self.assertIn(row["ir_id"], candidates["ir_id"][candidates["p_lr"] == row["p"]])


class Plain(Sky, harness.TestCase):
    make = staticmethod(skies.plain)


class AcrossZero(Sky, harness.TestCase):
    make = staticmethod(skies.across_zero)


class RoundPole(Sky, harness.TestCase):
    make = staticmethod(skies.round_pole)


class Messy(Sky, harness.TestCase):
    make = staticmethod(skies.messy)


class Variants(harness.TestCase):
    """Other settings of the match, against all pairs."""

    def read(self):
        xray, infrared, _ = notebook.clean(
            notebook.read_xray(self.folder / "muno3.csv"),
            notebook.read_infrared([self.folder / "1.tsv", self.folder / "2.tsv"]))
        return xray, infrared

    def same_pairs(self, pairs, xray, infrared, radius):
        distance = independent.all_separations(xray, infrared)
        index_x, index_ir, _ = independent.pairs_within(distance, radius)
        self.assertGreater(len(index_x), 50)
        actual = list(zip(pairs["xray_id"].tolist(), pairs["ir_id"].tolist()))
        slow = list(zip(xray.id[index_x].tolist(), infrared.id[index_ir].tolist()))
        self.assertEqual(actual, slow)
        return index_x, index_ir

    def test_wider_acceptance_radius(self):
        harness.write_case(self.folder, skies.plain())
        harness.match(self.folder, "--match.radius-factor", "2.5", "--output.overwrite", "true")
        out = harness.Output(self.folder / "result.h5")
        xray, infrared = self.read()
        radius = 2.5 * np.hypot(xray["error"], notebook.ERROR_IR_ARCSEC)
        self.same_pairs(out["pairs"], xray, infrared, radius[:, None])
        np.testing.assert_allclose(out["xray"]["radius"][xray.id], radius, rtol=RELATIVE)

    def test_error_column_with_levels_and_a_limit(self):
        """Radii are made of errors as quoted, likelihoods of sigmas; large errors are rejected."""
        sky = skies.plain()
        harness.write_case(self.folder, sky)
        harness.match(self.folder, "--infrared.error", "e_DEJ2000",
                      "--infrared.error-level", "0.6827", "--infrared.error-max", "0.03",
                      "--xray.error-level", "0.95", "--output.overwrite", "true")
        out = harness.Output(self.folder / "result.h5")
        xray, infrared = self.read()
        error = np.array([float(row[3]) for row in sky.infrared])[infrared.id]
        infrared, error = infrared.select(error <= 0.03), error[error <= 0.03]
        radius = np.hypot(xray["error"][:, None], error[None, :])
        index_x, index_ir = self.same_pairs(out["pairs"], xray, infrared, radius)
        sigma = np.hypot(xray["error"][index_x] / np.sqrt(-2 * np.log(0.05)),
                         error[index_ir] / np.sqrt(-2 * np.log(1 - 0.6827)))
        np.testing.assert_allclose(out["pairs"]["sigma"], sigma, rtol=RELATIVE)
        rows = dict(zip(text(out["foreground"]["reason"]), out["foreground"]["rows"].tolist()))
        too_large = sum(float(row[3]) > 0.03 for row in sky.infrared)
        self.assertEqual(rows["error_too_large"], too_large)


class Truth(harness.TestCase):
    """The mock's counterparts scatter by 0.4 of the error: it is a 95 % radius. With that declared,
    probabilities are frequencies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        sky = skies.make_sky("truth", (266.41, -29.0), seed=106, n_xray=1500, n_infrared=40000)
        harness.write_case(cls.folder, sky)
        harness.match(cls.folder, "--xray.error-level", "0.95")
        cls.out = harness.Output(cls.folder / "result.h5")
        pairs = cls.out["pairs"]
        cls.p = pairs["p_lr"]
        cls.is_true = np.array([sky.truth.get(x) == i
                                for x, i in zip(pairs["xray_id"], pairs["ir_id"])])

    def test_fraction_with_a_counterpart(self):
        n = self.out.summary["xray_considered"]
        self.assertLess(abs(self.out.summary["Q"] - 0.3), 4 * np.sqrt(0.3 * 0.7 / n) + 0.03)

    def test_probabilities_are_frequencies(self):
        for low, high in ((0.0, 0.1), (0.1, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 1.01)):
            inside = (self.p >= low) & (self.p < high)
            with self.subTest(low=low, high=high, pairs=int(inside.sum())):
                self.assertGreater(inside.sum(), 20)
                error = np.sqrt(np.sum(self.p[inside] * (1 - self.p[inside])))
                off = self.is_true[inside].sum() - self.p[inside].sum()
                self.assertLessEqual(abs(off), 4 * error + 1)


class OtherSense(harness.TestCase):
    def test_keep_above_drops_the_blue_side(self):
        harness.write_case(self.folder, skies.plain())
        harness.match(self.folder, "--infrared.foreground.keep", "above")
        table = harness.Output(self.folder / "result.h5")["foreground"]
        rows = dict(zip(text(table["reason"]), table["rows"].tolist()))
        infrared = notebook.read_infrared([self.folder / "1.tsv", self.folder / "2.tsv"])
        reason = notebook.colour_reasons(infrared["j"], infrared["h"], infrared["ks"], keep="above")
        for name in notebook.REASONS[:5]:
            self.assertEqual(rows[name], int(np.sum(reason == name)), name)


if __name__ == "__main__":
    harness.main()
