"""A small synthetic twin of the M101 data: the same files, columns and oddities."""

import numpy as np

VOTABLE, FRAME = "cscresults_M101.vot", "cscresults_M101_renamed.frame"
BASE, CALIBRATORS = "M101_daoclean_f555w_acs_fk5.reg", "M101_calibrators.reg"
CENTER = 210.8, 54.35
FIELDS = [  # VOTable, frame, attributes
    ("name", "CSC ID", 'datatype="char" arraysize="*"'),
    ("ra", "RA", 'datatype="double" ucd="pos.eq.ra;meta.main"'),
    ("dec", "Dec", 'datatype="double" ucd="pos.eq.dec;meta.main"'),
    ("theta_mean", "Theta", 'datatype="double" unit="arcmin"'),
    ("err_ellipse_r0", "Err Ellipse Major", 'datatype="double" unit="arcsec"'),
    ("likelihood_class", "Likelihood", 'datatype="char" arraysize="*"'),
    ("src_cnts_aper_b", "Counts", 'datatype="double"'),
]


def table(seed=7, n_sources=60):
    """Rows of FIELDS, None where missing: several observations of each source, some invalid."""
    random = np.random.default_rng(seed)
    rows = []
    for source in range(n_sources):
        ra = CENTER[0] + random.uniform(-0.15, 0.15)
        dec = CENTER[1] + random.uniform(-0.09, 0.09)
        for observation in range(random.integers(1, 6)):
            theta = random.uniform(0.5, 9.0)
            counts = 10 ** random.uniform(-0.2, 3.5)  # beyond the range at both ends
            oddity = random.integers(0, 12)
            counts = {0: 0.0, 1: -2.5, 2: None}.get(oddity, counts)
            theta = None if oddity in (2, 3) else theta
            if source < 9 and observation == 0:  # the calibrators have a good row
                theta, counts = 2.0 + 0.1 * source, 120.0
            rows.append((f"2CXO J{source:04d}", float(ra), float(dec), theta,
                         float(random.uniform(0.3, 2.0)), "TRUE", counts))
        if source == 30:  # no valid row at all
            rows[-1] = (*rows[-1][:3], None, rows[-1][4], "MARGINAL", None)
    return rows


def write_region(path, positions):
    lines = ["# Region file format: DS9 version 4.1", "global color=red width=1", "fk5"]
    lines += [f'circle({float(ra)!r}, {float(dec)!r}, 1") # width=1' for ra, dec in positions]
    path.write_text("\n".join(lines) + "\n")


def write_votable(path, rows):
    fields = "".join(f'<FIELD name="{name}" {what}/>\n' for name, _, what in FIELDS)
    body = "".join("<TR>" + "".join(f"<TD>{'' if v is None else v}</TD>" for v in row) + "</TR>\n"
                   for row in rows)
    path.write_text('<?xml version="1.0"?>\n<VOTABLE version="1.3" '
                    'xmlns="http://www.ivoa.net/xml/VOTable/v1.3">\n<RESOURCE><TABLE>\n'
                    f"{fields}<DATA><TABLEDATA>\n{body}</TABLEDATA></DATA>\n"
                    "</TABLE></RESOURCE></VOTABLE>\n")


def write_frame(path, rows):
    lines = ["," + ",".join(name for _, name, _ in FIELDS)]
    lines += [f"{i}," + ",".join("" if v is None else str(v) for v in row)
              for i, row in enumerate(rows)]
    path.write_text("\n".join(lines) + "\n")


def write(folder):
    """All files in `folder`; the first nine sources are calibrators, one of them an outlier."""
    rows = table()
    write_votable(folder / VOTABLE, rows)
    write_frame(folder / FRAME, rows)
    random = np.random.default_rng(8)
    places = list(dict.fromkeys((row[1], row[2]) for row in rows))
    base = []
    for i, (ra, dec) in enumerate(places):
        east, north = random.normal(0.0, 0.1, 2) + ([0.7, 0.6] if i == 0 else [0.0, 0.0])
        base.append((ra + east / 3600 / np.cos(np.radians(dec)), dec + north / 3600))
    base += [(CENTER[0] + random.uniform(-0.2, 0.2), CENTER[1] + random.uniform(-0.1, 0.1))
             for _ in range(800)]
    write_region(folder / BASE, base)
    write_region(folder / CALIBRATORS, places[:9])
