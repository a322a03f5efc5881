#!/usr/bin/env python3
"""What `align` says where its calibrators, errors or angles cannot be what they are said to be."""

import harness

import numpy as np
from astropy.table import Table

import skies


class Doubts(harness.TestCase):
    """What speaks against the frame that was found, or against the inputs, is said."""

    CENTER, HALF, SIGMA = (266.4, -29.0), 400.0, 0.3  # deg, arcsec
    N_SOURCES, N_WITH, N_STARS = 500, 200, 8000
    BY_CHANCE = "would by chance alone: no offset follows from these"
    ERRORS = "times as much as their errors say"
    THETA = "is xray.theta in arcmin, as a column without a unit is taken to be?"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rng = np.random.default_rng(402)
        stars, cls.places = (rng.uniform(-cls.HALF, cls.HALF, (2, n)) for n in (cls.N_STARS, cls.N_SOURCES))
        stars[:, :cls.N_WITH] = cls.places[:, :cls.N_WITH] + rng.normal(0, cls.SIGMA, (2, cls.N_WITH))
        ra, dec = skies.on_sky(cls.CENTER, *stars)
        Table({"RA": ra, "DEC": dec}).write(cls.folder / "infrared.csv")

    def said(self, east_arcsec=0.0, *options, error=SIGMA, **columns):
        ra, dec = skies.on_sky(self.CENTER, self.places[0] - east_arcsec, self.places[1])
        Table({"RA": ra, "DEC": dec, **columns}).write(self.folder / "xray.csv", overwrite=True)
        done = harness.run(["align", "--xray.catalogue", "xray.csv", "--infrared.catalogue", "infrared.csv",
                            "--infrared.error", "0.05", "--xray.error", error, "--xray.error-level", "sigma",
                            "--output.file", "aligned.h5", "--output.overwrite", "true", *options], self.folder, 1)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stderr

    def test_an_honest_frame(self):
        for said in (self.said(), self.said(1.0)):
            for doubt in (self.BY_CHANCE, self.ERRORS, self.THETA):
                self.assertNotIn(doubt, said)

    def test_a_frame_that_is_off_by_more_than_the_radius_of_calibrators(self):
        self.assertIn(self.BY_CHANCE, self.said(3.0))
        self.assertNotIn(self.BY_CHANCE, self.said(3.0, "--calibrators.select", "none"))

    def test_a_survey_whose_frames_are_all_off(self):
        said = self.said(6.0, "--calibrators.radius", "2", "--xray.observation", "obsid",
                         obsid=[f"obs{i % 8}" for i in range(self.N_SOURCES)])
        self.assertEqual(said.count(self.BY_CHANCE), 5)
        self.assertRegex(said, "[123] further observations have calibrators of chance")

    def test_errors_in_another_unit(self):
        for error in (1000 * self.SIGMA, self.SIGMA / 60):
            self.assertIn(self.ERRORS, self.said(error=error))

    def test_off_axis_angles_in_another_unit(self):
        arcmin = np.hypot(*self.places) / 60
        for factor, is_wrong in ((1 / 60, True), (60, True), (1, False)):
            said = self.said(0.0, "--xray.counts", "counts", "--xray.theta", "theta", "--calibrators.theta-max", "1000",
                             theta=arcmin * factor, counts=np.full(self.N_SOURCES, 200))
            (self.assertIn if is_wrong else self.assertNotIn)(self.THETA, said)



if __name__ == "__main__":
    harness.main()
