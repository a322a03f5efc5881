"""The run itself: how even the work of its tiles was."""

import json
from pathlib import Path

import numpy as np

from .style import BLUE, VERMILION, new_figure, styled, words_only

COUNTS = {"xray_sources": "X-ray sources", "infrared_rows": "Infrared rows", "neighbours": "Neighbours (pairs)"}


def tiles_of_run(path):
    """{name: one number per tile} from the run report beside a result; None where there is none."""
    report = Path(str(path) + ".run.json")
    if not report.is_file():
        return None
    tiles = json.loads(report.read_text(encoding="utf-8")).get("tiles")
    return tiles and {name: np.array([tile[name] for tile in tiles]) for name in COUNTS}


@styled
def draw_tile_load(file):
    """X-ray sources, infrared rows and neighbours of each tile: an even load keeps all ranks busy."""
    name = Path(file.filename).name
    tiles = tiles_of_run(file.filename)
    if not tiles:
        return words_only("Load of the tiles",
                          f"The run report {name}.run.json\nis not beside the result, or holds no tiles.")
    figure, panels = new_figure(3.6, n_panels=len(COUNTS))
    for axes, (key, label) in zip(panels, COUNTS.items()):
        counts = tiles[key]
        edges = np.arange(counts.size + 1) - 0.5
        axes.stairs(counts, edges, fill=True, color=BLUE, alpha=0.6)
        axes.axhline(counts.mean(), color=VERMILION, linewidth=0.8, linestyle="--")
        axes.set_ylim(0.0, 1.1 * max(counts.max(), 1))
        axes.set_ylabel(label)
        largest = f"{counts.max() / counts.mean():.2f} × the mean" if counts.any() else "none"
        axes.set_title(f"mean {counts.mean():,.0f} (dashed), largest {largest}")
    panels[-1].set_xlim(edges[0], edges[-1])
    panels[-1].xaxis.get_major_locator().set_params(integer=True)
    panels[-1].set_xlabel(f"Tile (number; there are {counts.size:,})")
    return figure
