"""The figures of tools/plots.py as images inside the page."""

import base64
import io
from html import escape

from matplotlib import rc_context
from PIL import Image  # matplotlib needs it too

from figures import FIGURES
from figures.style import STYLE

# What a reader is to look for. A figure without an entry has the first line of its function's text.
CAPTIONS = {
    "ks_counts": "Matches per bin of Ks: the real sky (black) against chance, as the mean of the shifted skies (blue) "
                 "and exactly (orange). Counterparts are where black lies above both.",
    "shift_sweep": "X-ray sources with at least one match when the sky is shifted by up to this much; the dashed line "
                   "is the sky as it is.",
    "trial_totals": "All matches of each null trial, beside the exact expectation and the real number.",
    "best_p": "P of the best candidate of each X-ray source, beside what unrelated stars reach in the shifted skies.",
    "p0": "P₀, the probability that none of the candidates is the counterpart: how many sources have it, and how many "
          "exceed it.",
    "thresholds": "What a threshold in P buys: sources above it, their purity, and the completeness.",
    "separations": "Separations in units of sigma against the Rayleigh law: where they agree, the declared errors "
                   "are true.",
    "offset_distribution": "Stars round the X-ray sources by separation, against chance: counterparts are the excess "
                           "at the left.",
    "magnitude_model": "Magnitudes of the counterparts, q(m), and of all infrared sources, n(m), with their errors.",
    "features": "What colours and other features say beside Ks: where counterparts are more frequent (red) or less (blue) than "
                "among all stars of the same magnitude.",
    "sum_of_p": "Sum of P beside the excess of pairs over chance, per bin of Ks: they should agree.",
    "normalisation": "Sum of P of the candidates + P₀ − 1, source by source: it should be 0.",
    "density_map": "The infrared catalogue as the run used it: sources per square arcsecond. Holes and seams show here.",
    "overlay": "The X-ray sources over the density of the infrared catalogue: do the two cover the same sky?",
    "xray_map": "The X-ray sources: searched, outside the infrared footprint, dropped as foreground.",
    "p_map": "The X-ray sources with a candidate, coloured by P of the best one.",
    "candidate_environments": "Every infrared source in the window of each named candidate.",
    "candidate_closeups": "Each named candidate with its error ellipse, the nearest X-ray source (cross: ePos), and the "
                          "stars by Ks.",
    "offset_map": "Pairs over chance against the offset between the frames: one peak is the shift, none is no shift "
                  "that can be seen.",
    "alignment": "Offsets of the best matches before and after the alignment of the frames.",
    "tile_load": "X-ray sources, infrared rows and neighbours of each tile: how even the work was.",
}
SCREEN_WIDTH = 900  # pixels: twice what the page shows, for fine screens


def image_of(figure):
    """A PNG as a data URL. With 256 colours it has a third of the bytes, and the eye sees no difference."""
    full, smaller = io.BytesIO(), io.BytesIO()
    figure.savefig(full, format="png", dpi=SCREEN_WIDTH / figure.get_figwidth())
    Image.open(full).convert("RGB").quantize(256).save(smaller, format="png", optimize=True)
    return "data:image/png;base64," + base64.b64encode(smaller.getvalue()).decode("ascii")


def caption_of(name, draw):
    if name in CAPTIONS:
        return CAPTIONS[name]
    first_line = (draw.__doc__ or name.replace("_", " ")).strip().splitlines()[0]
    return first_line[:1].upper() + first_line[1:].rstrip(".") + "."


def words_instead(figure):
    """What a figure says that has nothing to draw, and text alone for that; nothing for other figures."""
    shown = [axes for axes in figure.axes if axes.axison or axes.lines or axes.collections or axes.images]
    texts = [text.get_text() for axes in figure.axes for text in axes.texts]
    return None if shown else " ".join(" ".join(texts).split())


def drawn(file):
    """([(name, caption, data URL)], [(name, why it is not drawn)])"""
    images, missing = [], []
    with rc_context(STYLE):
        for name, draw in FIGURES.items():
            try:
                figure = draw(file)
            except (KeyError, ValueError, IndexError) as error:
                missing.append((name, str(error.args[0]) if error.args else type(error).__name__))
                continue
            reason = words_instead(figure)
            if reason is None:
                images.append((name, caption_of(name, draw), image_of(figure)))
            else:
                missing.append((name, reason))
    return images, missing


def words_on_missing(missing):
    """One line; what has the same reason stands together."""
    names_of = {}
    for name, reason in missing:
        names_of.setdefault(reason.rstrip("."), []).append(name)
    return "Not drawn: " + "; ".join(f"{', '.join(names)} ({reason})" for reason, names in names_of.items()) + "."


def figures_html(file):
    images, missing = drawn(file)
    html = "".join(f'<figure><img src="{image}" alt="{escape(name, quote=True)}">'
                   f"<figcaption>{escape(caption)}</figcaption></figure>" for name, caption, image in images)
    html = f'<div class="figures">{html}</div>'
    return html + (f'\n<p class="missing">{escape(words_on_missing(missing))}</p>' if missing else "")
