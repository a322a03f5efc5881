#!/usr/bin/env python3
"""/subgroups: the sum of P against the excess over chance, by quarters of the X-ray error."""

import numpy as np

import harness

SIDE_ARCSEC = 600.0
N_STARS = 18000
N_SOURCES = 800


def on_sky(offsets):
    dec = -29.0 + offsets[:, 1] / 3600.0
    return 266.4 + offsets[:, 0] / 3600.0 / np.cos(np.deg2rad(dec)), dec


class Subgroups(harness.TestCase):
    def matched(self, sigma, fraction, *options):
        """The result, and the warnings, of sources with these errors and chances of a counterpart."""
        rng = np.random.default_rng(7)
        sigma, fraction = np.broadcast_to(sigma, N_SOURCES), np.broadcast_to(fraction, N_SOURCES)
        stars = SIDE_ARCSEC * (rng.random((N_STARS, 2)) - 0.5)
        xray = 0.95 * SIDE_ARCSEC * (rng.random((N_SOURCES, 2)) - 0.5)
        has = rng.random(N_SOURCES) < fraction
        near = xray[has] + np.hypot(sigma[has], 0.1)[:, None] * rng.standard_normal((has.sum(), 2))
        ks = np.concatenate([17.0 - 5.0 * rng.random(N_STARS) ** 2, 14.0 + rng.standard_normal(has.sum())])
        for name, header, offsets, column in (("stars", "ra,dec,Ksmag", np.concatenate([stars, near]), ks),
                                              ("xray", "ra,dec,err", xray, sigma)):
            np.savetxt(self.folder / f"{name}.csv", np.column_stack([*on_sky(offsets), column]),
                       delimiter=",", header=header, comments="", fmt=["%.8f", "%.8f", "%.4f"])
        harness.write_config(self.folder / "match.ini", {
            "xray": {"catalogue": "xray.csv", "error": "err", "error-level": "sigma"},
            "infrared": {"catalogue": "stars.csv", "error": "0.1", "error-level": "sigma"},
            "null": {"trials": "20"}, "output": {"file": "result.h5", "overwrite": "true"}})
        done = harness.match(self.folder, *options)
        return (harness.Output(self.folder / "result.h5"),
                [line for line in done.stderr.splitlines() if "warning:" in line])

    def test_rows_add_up_and_agree_where_all_sources_are_alike(self):
        sigma = np.geomspace(0.2, 1.5, N_SOURCES)
        result, warnings = self.matched(sigma, 0.4)
        self.assertEqual(warnings, [])
        groups, summary = result["subgroups"], result.summary
        self.assertEqual([row.decode() for row in groups["by"]], ["sigma_x"] * 4)
        self.assertEqual(groups["sources"].tolist(), [N_SOURCES // 4] * 4)
        self.assertEqual(groups["pairs"].sum(), summary["pairs"])
        self.assertAlmostEqual(groups["sum_p_lr"].sum(), summary["sum_p_lr"], places=9)
        np.testing.assert_allclose(groups["sigma_low"], np.round(sigma, 4)[::N_SOURCES // 4])
        np.testing.assert_array_less(np.abs(groups["deviation"]), 3.0)

        density = summary["infrared_rows_kept"] / summary["occupied_area_arcsec2"]
        xray = result["xray"]
        chance = density * xray["density_factor"] * np.pi * xray["radius"] ** 2
        np.testing.assert_allclose(groups["expected"], chance.reshape(4, -1).sum(axis=1))
        np.testing.assert_allclose(groups["excess"], groups["pairs"] - groups["expected"])
        p = np.bincount(result["pairs"]["xray_id"], result["pairs"]["p_lr"], N_SOURCES)
        np.testing.assert_allclose(groups["sum_p_lr"], p.reshape(4, -1).sum(axis=1))
        np.testing.assert_allclose(groups["deviation"], (groups["sum_p_lr"] - groups["excess"])
                                   / np.sqrt(groups["expected"] + 1.0))

    def test_a_fraction_that_depends_on_the_error_is_said(self):
        sigma = np.geomspace(0.3, 1.5, N_SOURCES)
        result, warnings = self.matched(sigma, np.where(sigma < 0.67, 0.9, 0.1))
        self.assertEqual(len(warnings), 1, warnings)
        self.assertRegex(warnings[0], r"errors of \S+ to \S+ arcsec have a sum of P of .*see /subgroups")
        self.assertGreater(np.abs(result["subgroups"]["deviation"]).max(), 3.0)

    def test_sources_of_equal_error_are_one_subgroup(self):
        result, _ = self.matched(0.5, 0.4)
        self.assertEqual(result["subgroups"]["sources"].tolist(), [N_SOURCES])


if __name__ == "__main__":
    harness.main()
