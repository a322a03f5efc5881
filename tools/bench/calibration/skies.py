"""The skies of the bench, and the settings they are matched with."""

from dataclasses import dataclass, field

NOTEBOOK_XRAY = 9017
NOTEBOOK_INFRARED = 3277646
QUICK_SCALE = 4  # a quick sky is this much smaller

# The whole catalogue, no foreground cuts; the radius holds nearly all counterparts.
SETTINGS = {
    "infrared.foreground.enabled": "false",
    "xray.foreground.column": "",
    "match.radius-factor": "1.5",
}
GLOBAL = {"probability.density": "global"}
LOCAL = {"probability.density": "local"}
FIT = {"xray.error-scale": "fit"}


@dataclass
class Sky:
    """`mock` are options of the command of that name; `variants` are settings for `match`, the last
    the one that is judged."""

    name: str
    about: str
    mock: dict = field(default_factory=dict)
    density: float = 1.0  # infrared rows over those of the notebook
    variants: dict = field(default_factory=lambda: {"local": LOCAL})
    is_honest: bool = True  # are the errors what they are said to be?

    def mock_options(self, quick, seed):
        scale = QUICK_SCALE if quick else 1
        options = {
            "n-xray": NOTEBOOK_XRAY // scale,
            "n-infrared": round(NOTEBOOK_INFRARED * self.density / scale),
            "files": 1,
            "format": "fits",
            "seed": seed,
            "counterpart-fraction": 0.12,
        }
        if quick:
            options["area-scale"] = 1.0 / QUICK_SCALE
        return options | self.mock


def _misstated(factor):
    return {
        "mock": {"error-misstatement": factor},
        "variants": {"local": LOCAL, "local+fit": LOCAL | FIT},
        "is_honest": False,
    }


SKIES = [
    Sky("crowded", "the notebook's density, 12 % with a counterpart",
        variants={"global": GLOBAL, "local+fit": LOCAL | FIT, "local": LOCAL}),
    Sky("sparse", "a twentieth of the notebook's density", density=0.05,
        variants={"global": GLOBAL, "local+fit": LOCAL | FIT, "local": LOCAL}),
    Sky("empty", "no counterparts at all", {"counterpart-fraction": 0.0}),
    Sky("few", "2 % with a counterpart", {"counterpart-fraction": 0.02}),
    Sky("third", "30 % with a counterpart", {"counterpart-fraction": 0.3}),
    Sky("many", "60 % with a counterpart", {"counterpart-fraction": 0.6}),
    Sky("sparse-many", "sparse, 60 % with a counterpart", {"counterpart-fraction": 0.6}, 0.05),
    Sky("understated", "true errors 1.5 times the stated ones", **_misstated(1.5)),
    Sky("overstated", "stated errors 1.5 times the true ones", **_misstated(1.0 / 1.5)),
    Sky("sparse-understated", "sparse, true errors 1.5 times the stated ones", density=0.05,
        **_misstated(1.5)),
    Sky("sparse-overstated", "sparse, stated errors 1.5 times the true ones", density=0.05,
        **_misstated(1.0 / 1.5)),
    Sky("clustered", "half of the background stars in clumps of some arcsec", {"clustering": 0.5}),
    Sky("gradient", "density grows by 2 dex per degree", {"gradient": 2.0},
        variants={"global": GLOBAL, "local": LOCAL}),
    Sky("gaps", "a fifth of the survey missing in irregular patches", {"gaps": 0.2}),
    Sky("missing-ks", "two of five Ks magnitudes missing", {"missing-ks": 0.4}),
]
