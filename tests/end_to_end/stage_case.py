"""The sky of the tests of stages."""

import hashlib

import harness

import numpy as np

N_STARS, N_XRAY = 40000, 1500


class StageCase(harness.TestCase):
    """A sky with all that a stage has to hold: names, classes, carried columns, an alignment, environments."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rng = np.random.default_rng(12)
        ra, dec = 359.9 + 0.2 * rng.random(N_STARS), 40 + 0.2 * rng.random(N_STARS)
        ks = 10 + 6 * rng.random(N_STARS)
        rows = [f"s{i},{ra[i] % 360:.7f},{dec[i]:.7f},{ks[i]:.3f},{ks[i] + 1:.3f}" for i in range(N_STARS)]
        (cls.folder / "stars.csv").write_text("\n".join(["star,ra,dec,Ksmag,Hmag", *rows]) + "\n")
        lines = ["name,ra,dec,err,kind"]
        for i in range(N_XRAY):
            error = rng.choice([0.3, 0.5, 0.9])
            x, y = ((ra[i], dec[i]) if i % 3 == 0 else (359.9 + 0.2 * rng.random(), 40 + 0.2 * rng.random()))
            x += rng.normal() * error / 3600 / np.cos(np.radians(y))
            lines.append(f"x{i},{x % 360:.7f},{y + rng.normal() * error / 3600:.7f},{error},{'ab'[i % 2]}")
        (cls.folder / "xray.csv").write_text("\n".join(lines) + "\n")
        harness.write_config(cls.folder / "match.ini", {
            "xray": {"catalogue": "xray.csv", "error": "err", "error-level": "sigma", "name": "name",
                     "class": "kind", "carry": "kind"},
            "infrared": {"catalogue": "stars.csv", "mag-j": "", "id": "star", "carry": "Hmag"},
            "match": {"align": "true"},
            "candidates": {"best": 3, "radius": 30},
            "output": {"file": "result.h5", "overwrite": "true"}})
        harness.match(cls.folder, "--save-stage", "made.stage")
        cls.whole = cls.digest()

    @classmethod
    def digest(cls, name="result.h5"):
        return hashlib.md5((cls.folder / name).read_bytes()).hexdigest()

    def whole_run(self, *options):
        harness.match(self.folder, *options)
        return self.digest()
