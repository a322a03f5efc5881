"""What the tests of the figures share: small results, and what was drawn of them."""

import sys
import tempfile
import unittest
from pathlib import Path

import h5py
import numpy as np
import synthetic_align
import synthetic_result as synthetic

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT / "tools"))
from figures import FIGURES  # noqa: E402


def words_of(figure):
    """All texts of a figure, on axes or off."""
    texts = [text.get_text() for axes in figure.axes for text in axes.texts]
    titles = [axes.get_title(loc) for axes in figure.axes for loc in ("left", "center")]
    return "\n".join(texts + titles)


def is_words_only(figure):
    return len(figure.axes) == 1 and not figure.axes[0].axison


def steps(axes, number=0):
    """Values and edges of a histogram or step curve drawn with stairs()."""
    patches = [patch for patch in axes.patches if hasattr(patch, "get_data")]
    return patches[number].get_data()


def points(axes, number=0):
    """x, y and the ends of the error bars."""
    line, _, (bars,) = axes.containers[number].lines
    ends = np.array([segment[:, 1] for segment in bars.get_segments()])
    return np.asarray(line.get_xdata(), float), np.asarray(line.get_ydata(), float), ends


class FromFile(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def result(self, **options):
        path = self.folder / "synthetic.h5"
        synthetic.write_result(path, **options)
        file = h5py.File(path, "r")
        self.addCleanup(file.close)
        return file

    def aligned(self, **options):
        path = self.folder / "aligned.h5"
        synthetic_align.write_aligned(path, **options)
        file = h5py.File(path, "r")
        self.addCleanup(file.close)
        return file

    def draw(self, name, **options):
        return FIGURES[name](self.result(**options))
