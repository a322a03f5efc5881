"""The figures of tools/plots.py as images inside the page."""

import base64
import io

import matplotlib.pyplot as plt

import plots

CAPTIONS = {
    "ks_counts": "Matches per bin of Ks: the real sky (black) against chance, as the mean of the shifted skies (blue) "
                 "and exactly (orange). Counterparts are where black lies above both.",
    "shift_sweep": "X-ray sources with at least one match when the sky is shifted by up to this much; the dashed line "
                   "is the sky as it is.",
    "sky_xray": "X-ray sources on the sky.",
    "sky_infrared": "Density of the infrared sources on the sky.",
    "p_best": "Probability of the best candidate of each X-ray source.",
    "p0": "Probability that none of the candidates is the counterpart.",
    "separations": "Separations in units of sigma against what the errors ask for: do the errors hold?",
    "magnitude_model": "Magnitudes of counterparts, q, and of all infrared sources, n.",
    "purity": "Purity and completeness against the threshold in P.",
    "sum_of_p": "Sum of P against the excess over chance, per bin of Ks.",
    "sky_p": "Where the probable counterparts lie.",
}
SCREEN_DPI = 130


def image_of(figure):
    """The smaller of SVG and PNG, as a data URL."""
    images = {}
    for kind in ("svg", "png"):
        stream = io.BytesIO()
        options = {"metadata": {"Date": None}} if kind == "svg" else {"dpi": SCREEN_DPI}
        figure.savefig(stream, format=kind, **options)
        images["svg+xml" if kind == "svg" else kind] = stream.getvalue()
    kind = min(images, key=lambda kind: len(images[kind]))
    return f"data:image/{kind};base64," + base64.b64encode(images[kind]).decode("ascii")


def caption_of(name, draw):
    if name in CAPTIONS:
        return CAPTIONS[name]
    first_line = (draw.__doc__ or name.replace("_", " ")).strip().splitlines()[0]
    return first_line[:1].upper() + first_line[1:].rstrip(".") + "."


def figures(file):
    """[(name, caption, data URL or None)]: None where the file has nothing to draw, and the caption says why."""
    drawn = []
    with plt.rc_context({**plots.STYLE, "svg.hashsalt": "counterpoint"}):
        for name, draw in plots.FIGURES.items():
            try:
                figure = draw(file)
                drawn.append((name, caption_of(name, draw), image_of(figure)))
            except (KeyError, ValueError, IndexError) as error:
                reason = error.args[0] if error.args else type(error).__name__
                drawn.append((name, f"{name} is not drawn: {reason}.", None))
            plt.close("all")
    return drawn
