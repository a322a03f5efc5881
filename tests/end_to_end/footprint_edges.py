#!/usr/bin/env python3
"""X-ray sources on both sides of the edges of an infrared survey: four small fields within a wider X-ray one."""

import hashlib

import h5py
import numpy as np

import harness
import small_field

FIELD_ARCSEC = 150.0
CENTERS_ARCSEC = np.array([(east, north) for east in (-130.0, 130.0) for north in (-130.0, 130.0)])
STARS_PER_ARCSEC2 = 0.1
N_SOURCES = 4000
WIDTH_ARCSEC = 500.0
FRACTION = 0.4


def within_fields(offsets):
    """How far inside the nearest edge each is, in arcsec; negative outside."""
    from_centers = np.abs(offsets[:, None, :] - CENTERS_ARCSEC).max(axis=2)
    return 0.5 * FIELD_ARCSEC - from_centers.min(axis=1)


class FootprintEdges(harness.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rng = np.random.default_rng(11)
        n_stars = rng.poisson(STARS_PER_ARCSEC2 * FIELD_ARCSEC**2, 4)
        field = np.concatenate([center + FIELD_ARCSEC * (rng.random((n, 2)) - 0.5)
                                for center, n in zip(CENTERS_ARCSEC, n_stars)])
        cls.xray = WIDTH_ARCSEC * (rng.random((N_SOURCES, 2)) - 0.5)
        sigma = 0.5 * np.exp(0.4 * rng.standard_normal(N_SOURCES))
        has = rng.random(N_SOURCES) < FRACTION
        near = cls.xray[has] + np.hypot(sigma[has], 0.1)[:, None] * rng.standard_normal((has.sum(), 2))
        ks = np.concatenate([17.0 - 5.0 * rng.random(len(field)) ** 2, 14.0 + rng.standard_normal(has.sum())])
        stars = np.concatenate([field, near])
        covered = within_fields(stars) > 0.0
        small_field.write(cls.folder, ("Ksmag", stars[covered], [ks[covered]]), ("err", cls.xray, [sigma]))

    def matched(self, ranks=1):
        harness.match(self.folder, ranks=ranks)
        return harness.Output(self.folder / "result.h5")

    def test_what_no_star_is_near_may_not_be_covered(self):
        result = self.matched()
        xray, inside = result["xray"], within_fields(self.xray)
        considered, coverage = xray["in_footprint"], xray["coverage"]
        beyond = considered & (inside < -1.0)
        self.assertGreater(np.count_nonzero(beyond), 50)
        self.assertTrue(np.all(xray["at_edge"][beyond]))
        self.assertLess(coverage[beyond].mean(), 0.5)
        self.assertGreater(coverage[considered & (inside > 3.0)].mean(), 0.97)
        np.testing.assert_array_equal(coverage[xray["n_candidates"] > 0], 1.0)
        self.assertFalse(np.any(xray["at_edge"][inside > 40.0]))
        summary = result.summary
        self.assertLess(abs(summary["Q"] - FRACTION), 2.0 * summary["Q_error"])
        # Within a field the density is that of the field, near to its edge too.
        density = xray["density_factor"] * summary["infrared_rows_kept"] / summary["occupied_area_arcsec2"]
        of_field = density[considered & (inside > 30.0)].mean()
        self.assertLess(abs(density[considered & (inside > 0.0) & (inside < 10.0)].mean() / of_field - 1.0), 0.05)

    def test_explain_says_it(self):
        xray = self.matched()["xray"]
        doubtful = int(np.flatnonzero(xray["coverage"] < 0.5)[0])
        told = harness.run(["explain", str(doubtful), "--results", "result.h5"], self.folder).stdout
        self.assertIn(f"covered with a probability of {xray['coverage'][doubtful]:.2f}", told)
        sure = int(np.flatnonzero(xray["in_footprint"] & ~xray["at_edge"])[0])
        told = harness.run(["explain", str(sure), "--results", "result.h5"], self.folder).stdout
        self.assertNotIn("covered with", told)

    def test_a_result_of_before_is_explained(self):
        xray = self.matched()["xray"]
        doubtful = int(np.flatnonzero(xray["coverage"] < 0.5)[0])
        with h5py.File(self.folder / "result.h5", "r+") as file:
            rows, attributes = file["xray"][:], dict(file["xray"].attrs)
            del file["xray"]
            names = [name for name in rows.dtype.names if name not in ("at_edge", "coverage")]
            before = np.empty(len(rows), [(name, rows.dtype[name]) for name in names])
            for name in names:
                before[name] = rows[name]
            file["xray"] = before
            file["xray"].attrs.update(attributes)
        done = harness.run(["explain", str(doubtful), "--results", "result.h5"], self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("covered with", done.stdout)

    def test_the_ranks_do_not_matter(self):
        digests = set()
        for ranks in (1, 2, 3):
            self.matched(ranks)
            digests.add(hashlib.md5((self.folder / "result.h5").read_bytes()).hexdigest())
        self.assertEqual(len(digests), 1)


if __name__ == "__main__":
    harness.main()
