"""Five X-ray and two infrared catalogues of one sky: each with the columns, units, way of saying
"missing" and meaning of the positional error of the real one, from which its displacements are drawn.

A function for each catalogue takes the true sky (stranger_skies.Truth) and the folder to write to.
"""

import sys
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from astropy.coordinates import Angle
from astropy.io import fits
from astropy.io.votable import from_table
from astropy.table import Column, Table

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "reference"))

from skies import on_sky  # noqa: E402

SEED = 20240117
FIELD = (266.0, -30.0)  # deg; the bulge, where eROSITA-DE, VVV and Chandra all have data
RADIUS_95 = np.sqrt(-2.0 * np.log(0.05))  # radius that holds 95 %, in sigma of one coordinate
RADIUS_63 = np.sqrt(2.0)  # "63 %" is 1 - 1/e: sqrt(2) sigma
IR_ERROR = 0.1  # arcsec, sigma of one coordinate, where the catalogue does not say

# How many of the emitters each survey sees.
SEEN = {"csc": 1400, "xmm": 1100, "erass": 700, "muno": 1400, "champ": 1000}


@dataclass
class Catalogue:
    """A file, the shortest section of a configuration that reads it, and what its rows are."""

    file: str
    settings: dict
    rows: np.ndarray  # row -> emitter (X-ray) or star (infrared)
    names: list = field(default_factory=list)
    position: tuple = ()  # RA, Dec in degrees, as precise as the file has them


def displaced(rng, places, major, minor=None, angle=0.0):
    """`places` with an error: sigma along the major axis (position angle in degrees, north through
    east) and across it, arcsec; circular without the latter."""
    turn = np.deg2rad(angle)
    along = rng.normal(size=len(places)) * major
    across = rng.normal(size=len(places)) * (major if minor is None else minor)
    east = along * np.sin(turn) + across * np.cos(turn)
    north = along * np.cos(turn) - across * np.sin(turn)
    return places + np.stack([east, north], axis=1)


def degrees(places):
    return on_sky(FIELD, places[:, 0], places[:, 1])


def sexagesimal(ra, dec, separator, ra_digits, dec_digits):
    """Texts of positions; names and VizieR's h:m:s columns are made of them."""
    return (Angle(ra, "deg").to_string(unit="hour", sep=separator, precision=ra_digits, pad=True),
            Angle(dec, "deg").to_string(unit="deg", sep=separator, precision=dec_digits, pad=True,
                                        alwayssign=True))


def names_of(prefix, ra, dec):
    return [f"{prefix}{a}{d}" for a, d in zip(*sexagesimal(ra, dec, "", 1, 0))]


def errors(rng, n, median, spread, low, high, digits):
    """Quoted errors as the file has them: rounded before anything is drawn from them."""
    return np.round(np.clip(median * np.exp(spread * rng.normal(size=n)), low, high), digits)


def observed(truth, survey):
    """The survey's own random numbers, the emitters it sees and their places."""
    rng = np.random.default_rng([SEED, list(SEEN).index(survey)])
    rows = rng.permutation(len(truth.emitters))[:SEEN[survey]]
    return rng, rows, truth.emitters[rows]


def vizier_tsv(path, table, title, columns):
    """As VizieR's "tab-separated values": `columns` are (name, format, unit, UCD, texts)."""
    widths = [max(len(name), 8) for name, *_ in columns]
    head = ["#", "#   VizieR Astronomical Server vizier.cds.unistra.fr", "#    Date: 2024-06-11T09:00:00",
            "#In case of problem, please report to:\tcds-question@unistra.fr", "#", "",
            "#Coosys\tJ2000:\teq_FK5 J2000", "#INFO\tservice_protocol=ASU",
            "#INFO\t-out.max=unlimited\t", "",
            f"#RESOURCE=yCat_{table.split('/')[0]}", f"#Name: {table}", f"#Title: {title}",
            f"#Table\t{table.replace('/', '_')}:", f"#Name: {table}", f"#Title: {title}"]
    head += [f"#Column\t{name}\t({form})\t{name} of the catalogue\t[ucd={ucd}]"
             for name, form, _, ucd, _ in columns]
    head += ["\t".join(name for name, *_ in columns), "\t".join(unit for _, _, unit, *_ in columns),
             "\t".join("-" * width for width in widths)]
    rows = ["\t".join(row) for row in zip(*(texts for *_, texts in columns))]
    path.write_text("\n".join(head + rows) + "\n\n", encoding="utf-8")


def numbers(values, form, blank="      "):
    return [blank if np.isnan(value) else format(value, form) for value in values]


def csc(truth, folder):
    """Chandra Source Catalog 2.1, master sources, as a VOTable of CSCview. Its FIELDs as in the file
    that CSCview writes: `err_ellipse_r0`, `_r1` are "Major/Minor radius of the 95% confidence level
    position error ellipse" in arcsec, `_ang` its "Position angle (ref. local true north)"; `ra`, `dec`
    have UCDs and no unit. Evans et al. 2024, ApJS 274, 22; cxc.harvard.edu/csc2/columns."""
    rng, rows, places = observed(truth, "csc")
    n = len(rows)
    major = errors(rng, n, 1.2, 0.6, 0.3, 8.0, 2)
    minor = np.round(major * rng.uniform(0.5, 1.0, n), 2)
    angle = np.round(rng.uniform(0.0, 180.0, n), 1)
    ra, dec = degrees(displaced(rng, places, major / RADIUS_95, minor / RADIUS_95, angle))
    names = names_of("2CXO J", ra, dec)
    hardness = np.round(rng.uniform(-1, 1, n), 4)
    hardness[rng.random(n) < 0.15] = np.nan
    table = Table()
    position = (np.round(ra, 7), np.round(dec, 7))
    for name, values, unit, ucd in (
            ("separation", np.round(np.hypot(*places.T), 2), "arcsec", "pos.angDistance"),
            ("name", names, None, None),
            ("ra", position[0], None, "pos.eq.ra;meta.main"),
            ("dec", position[1], None, "pos.eq.dec;meta.main"),
            ("theta_mean", np.round(rng.uniform(0.2, 10, n), 3), "arcmin", None),
            ("err_ellipse_r0", major, "arcsec", None), ("err_ellipse_r1", minor, "arcsec", None),
            ("err_ellipse_ang", angle, "deg", None),
            ("significance", np.round(rng.uniform(2, 40, n), 2), None, None),
            ("likelihood_class", rng.choice(["TRUE", "MARGINAL"], n), None, None),
            ("conf_flag", rng.random(n) < 0.1, None, None),
            ("src_cnts_aper_b", np.round(rng.lognormal(3, 1, n), 2), "count", None),
            ("hard_hm", hardness, None, None)):
        table[name] = Column(values, unit=unit, meta={"ucd": ucd} if ucd else {})
    from_table(table).to_xml(str(folder / "csc21.vot"), tabledata_format="tabledata")
    return Catalogue("csc21.vot", {"preset": "csc2"}, rows, names, position)


def fits_table(columns):
    """`columns` are (name, values, unit)."""
    table = Table()
    for name, values, unit in columns:
        table[name] = Column(values, unit=unit)
    return table


def xmm(truth, folder):
    """4XMM-DR14: detections (4XMM_DR14cat) and unique sources (the "slim" file). POSERR in arcsec: "For
    a 2-dimensional Gaussian error distribution, this radius reflects a 63% probability that the true
    source position lies within this radius" (xmmssc.irap.omp.eu/Catalogue/4XMM-DR13/Coordinates.html):
    sqrt(2) sigma. SC_RA, SC_DEC, SC_POSERR: the weighted mean of a source's detections and its error."""
    rng, rows, places = observed(truth, "xmm")
    n = len(rows)
    source = np.repeat(np.arange(n), rng.choice([1, 2, 3], n, p=[0.75, 0.15, 0.10]))
    quoted = errors(rng, len(source), 1.6, 0.4, 0.4, 5.0, 4)
    seen = displaced(rng, places[source], quoted / RADIUS_63)
    weight = np.bincount(source, 1.0 / quoted**2)
    mean = np.stack([np.bincount(source, seen[:, k] / quoted**2) / weight for k in (0, 1)], axis=1)
    mean_error = (1.0 / np.sqrt(weight)).astype(np.float32)
    (ra, dec), (sc_ra, sc_dec) = degrees(seen), degrees(mean)
    names = names_of("4XMM J", sc_ra, sc_dec)
    srcid = 201234500000000 + 7 * np.arange(n)
    flag = rng.choice([0, 1, 2], n).astype(np.int16)
    fits_table([
        ("SRCID", srcid, None), ("IAUNAME", names, None), ("SC_RA", sc_ra, "deg"),
        ("SC_DEC", sc_dec, "deg"), ("SC_POSERR", mean_error, "arcsec"),
        ("SC_DET_ML", rng.lognormal(3, 1, n).astype(np.float32), None),
        ("SC_EP_8_FLUX", (1e-14 * rng.lognormal(0, 1, n)).astype(np.float32), "erg cm-2 s-1"),
        ("SC_HR2", rng.uniform(-1, 1, n).astype(np.float32), None), ("SC_SUM_FLAG", flag, None),
        ("N_DETECTIONS", np.bincount(source).astype(np.int16), None)]).write(
            folder / "4XMM_DR14cat_slim.fits")
    fits_table([
        ("DETID", 10**14 + np.arange(len(source)), None), ("SRCID", srcid[source], None),
        ("IAUNAME", np.array(names)[source], None),
        ("OBS_ID", [f"{k:010d}" for k in rng.integers(10**8, 9 * 10**8, len(source))], None),
        ("RA", ra, "deg"), ("DEC", dec, "deg"), ("POSERR", quoted.astype(np.float32), "arcsec"),
        ("EP_8_CTS", rng.lognormal(4, 1, len(source)).astype(np.float32), "count"),
        ("EP_OFFAX", rng.uniform(0, 14, len(source)).astype(np.float32), "arcmin"),
        ("SC_RA", sc_ra[source], "deg"), ("SC_DEC", sc_dec[source], "deg"),
        ("SC_POSERR", mean_error[source], "arcsec")]).write(folder / "4XMM_DR14cat.fits")
    unique = Catalogue("4XMM_DR14cat_slim.fits", {"preset": "4xmm"}, rows, names, (sc_ra, sc_dec))
    detections = Catalogue(
        "4XMM_DR14cat.fits", {"ra": "RA", "dec": "DEC", "error": "POSERR", "error-level": 0.63,
                              "name": "IAUNAME"},
        rows[source], [names[k] for k in source], (ra, dec))
    return unique, detections


def erass(truth, folder):
    """eRASS1, main catalogue of the eROSITA-DE server. Merloni et al. 2024, A&A 682, A34, table D.1, and
    the server's data model (erosita.mpe.mpg.de/dr1, eRASS1_Main): POS_ERR is the "1-sigma position
    uncertainty" in arcsec, RA_LOWERR and so on the 1-sigma errors of one coordinate, RADEC_ERR the
    combined raw output of the fit. They do not say in words that POS_ERR is that of one coordinate;
    so it is read here, as by the program's preset.
    Also as CSV files spoilt by hand, without units: errors in degrees, right ascensions in hours."""
    rng, rows, places = observed(truth, "erass")
    n = len(rows)
    quoted = errors(rng, n, 3.5, 0.3, 1.2, 7.0, 4).astype(np.float32).astype(float)
    ra, dec = degrees(displaced(rng, places, quoted))
    names = names_of("1eRASS J", ra, dec)
    one = [(name, (quoted * rng.uniform(0.9, 1.0, n)).astype(np.float32), "arcsec")
           for name in ("RA_LOWERR", "RA_UPERR", "DEC_LOWERR", "DEC_UPERR")]
    fits_table([
        ("IAUNAME", names, None), ("DETUID", [f"em01_265120_020_ML{k:05d}" for k in range(n)], None),
        ("SKYTILE", np.full(n, 265120, np.int32), None), ("ID_SRC", np.arange(n, dtype=np.int32), None),
        ("RA", ra, "deg"), ("DEC", dec, "deg"), *one,
        ("POS_ERR", quoted.astype(np.float32), "arcsec"),
        ("RADEC_ERR", (quoted * np.sqrt(2)).astype(np.float32), "arcsec"),
        ("EXT", np.zeros(n, np.float32), "arcsec"),
        ("DET_LIKE_0", rng.lognormal(3, 0.7, n).astype(np.float32), None),
        ("ML_FLUX_1", (1e-13 * rng.lognormal(0, 1, n)).astype(np.float32), "erg cm-2 s-1"),
        ("FLAG_SP_SNR", np.zeros(n, np.int16), None)]).write(folder / "eRASS1_Main.v1.1.fits")
    for file, ra_unit, error_unit in (("errors_in_degrees.csv", 1.0, 3600.0),
                                      ("hours.csv", 15.0, 1.0)):
        lines = [f"{name},{a:.7f},{d:.7f},{e:.7f}" for name, a, d, e in zip(
            names, ra / ra_unit, dec, quoted / error_unit)]
        (folder / file).write_text("\n".join(["IAUNAME,RA,DEC,POS_ERR", *lines]) + "\n")
    return Catalogue("eRASS1_Main.v1.1.fits", {"preset": "erass1"}, rows, names, (ra, dec))


def muno(truth, folder):
    """Muno et al. 2009, ApJS 181, 110, from VizieR (J/ApJS/181/110). ePos is a 95 % radius in arcsec: "The
    positions of 60% of our sources are accurate to <1" (95% confidence)" (abstract); columns in the
    order of VizieR's table. HR0 is spread here over its whole range, and missing for some."""
    rng, rows, places = observed(truth, "muno")
    n = len(rows)
    quoted = errors(rng, n, 1.0, 0.6, 0.3, 6.0, 1)
    ra, dec = (np.round(c, 5) for c in degrees(displaced(rng, places, quoted / RADIUS_95)))
    names = names_of("", ra, dec)
    hardness = [np.where(rng.random(n) < 0.2, np.nan, rng.uniform(-1, 1, n)) for _ in range(3)]
    vizier_tsv(folder / "muno2009.tsv", "J/ApJS/181/110/table2", "Galactic center X-ray sources", [
        ("RAJ2000", "F9.5", "deg", "pos.eq.ra;meta.main", numbers(ra, "9.5f")),
        ("DEJ2000", "F9.5", "deg", "pos.eq.dec;meta.main", numbers(dec, "9.5f")),
        ("ePos", "F4.1", "arcsec", "stat.error;pos.eq", numbers(quoted, "4.1f")),
        ("Band", "A4", " ", "instr.bandpass", rng.choice(["soft", "full", "hard"], n)),
        ("Nobs", "I2", " ", "meta.number", numbers(rng.integers(1, 15, n), "2.0f")),
        *((f"HR{k}", "F6.3", " ", "phot.color", numbers(hardness[k], "6.3f")) for k in range(3)),
        ("CXOGC", "A15", " ", "meta.id;meta.main", names)])
    return Catalogue("muno2009.tsv", {"preset": "muno2009"}, rows, names, (ra, dec))


def champ(truth, folder):
    """ChaMP, Kim et al. 2007, ApJS 169, 401, from VizieR (J/ApJS/169/401): the positional uncertainty is
    a 95 % radius (its equation 12), positions are sexagesimal. That the column is called `ePos` there
    is VizieR's custom and could not be looked up. No preset: the configuration names what it must."""
    rng, rows, places = observed(truth, "champ")
    n = len(rows)
    quoted = errors(rng, n, 1.5, 0.6, 0.3, 7.0, 2)
    ra, dec = sexagesimal(*degrees(displaced(rng, places, quoted / RADIUS_95)), " ", 2, 1)
    position = (Angle(ra, "hour").deg, Angle(dec, "deg").deg)
    names = names_of("CXOMP J", *position)
    vizier_tsv(folder / "champ.tsv", "J/ApJS/169/401/table5", "ChaMP X-ray point sources", [
        ("CXOMP", "A23", " ", "meta.id;meta.main", names),
        ("RAJ2000", "A11", '"h:m:s"', "pos.eq.ra;meta.main", ra),
        ("DEJ2000", "A11", '"d:m:s"', "pos.eq.dec;meta.main", dec),
        ("ePos", "F5.2", "arcsec", "stat.error;pos.eq", numbers(quoted, "5.2f")),
        ("Off", "F5.2", "arcmin", "pos.angDistance", numbers(rng.uniform(0, 14, n), "5.2f")),
        ("Flag", "A6", " ", "meta.code", rng.choice(["      ", "31    ", "37    "], n))])
    return Catalogue("champ.tsv", {"error": "ePos", "error-level": 0.95}, rows, names, position)


def vizier_stars(truth, folder):
    """As VVV or GALACTICNUCLEUS from VizieR; the positional error is not in the file (README: 0.1)."""
    rng = np.random.default_rng([SEED, 100])
    rows = rng.permutation(len(truth.stars))
    ra, dec = degrees(displaced(rng, truth.stars[rows], IR_ERROR))
    columns = [("iauname", "A28", " ", "meta.id;meta.main",
                [f"VVV J{a:.5f}{d:+.5f}" for a, d in zip(ra, dec)]),
               ("RAJ2000", "F11.6", "deg", "pos.eq.ra;meta.main", numbers(ra, "11.7f")),
               ("DEJ2000", "F11.6", "deg", "pos.eq.dec;meta.main", numbers(dec, "11.7f"))]
    for band, values in zip(("J", "H", "Ks"), truth.magnitudes[:, rows]):
        columns += [(f"{band}mag", "F7.4", "mag", f"phot.mag;em.IR.{band[0]}", numbers(values, "7.4f")),
                    (f"e_{band}mag", "F6.4", "mag", "stat.error;phot.mag",
                     numbers(0.01 + 0 * values, "6.4f"))]
    vizier_tsv(folder / "vvv.tsv", "II/348/vvv2", "VISTA Variable in the Via Lactea Survey", columns)
    return Catalogue("vvv.tsv", {"ra": "RAJ2000", "dec": "DEJ2000", "error": 0.1, "mag-ks": "Ksmag"}, rows)


def fits_stars(truth, folder):
    """A FITS table of one's own pipeline: other names, NaN for missing, the error of each position in
    mas (and again in degrees) with TUNIT, and columns of text."""
    rng = np.random.default_rng([SEED, 101])
    rows = rng.permutation(len(truth.stars))
    magnitudes = truth.magnitudes[:, rows]
    faint = np.nan_to_num(magnitudes[2], nan=16.0) - 12.0
    mas = np.clip(20.0 * 10 ** (0.2 * faint), 15.0, 150.0).astype(np.float32)
    ra, dec = degrees(displaced(rng, truth.stars[rows], mas / 1000.0))
    table = fits_table([
        ("SOURCE_NAME", [f"BULGE-{k:07d}" for k in range(len(rows))], None),
        ("RA", ra, "deg"), ("DEC", dec, "deg"), ("POS_ERR", mas, "mas"),
        ("POS_ERR_DEG", mas / 3.6e6, "deg"),
        *((f"{band}_MAG", values.astype(np.float32), "mag")
          for band, values in zip(("J", "H", "KS"), magnitudes)),
        ("KS_ERR", np.full(len(rows), 0.02, np.float32), "mag"),
        ("CLASS", rng.choice(["star", "galaxy", ""], len(rows), p=[0.9, 0.02, 0.08]), None)])
    fits.HDUList([fits.PrimaryHDU(), fits.BinTableHDU(table, name="STARS")]).writeto(
        folder / "bulge_stars.fits")
    return Catalogue("bulge_stars.fits", {"ra": "RA", "dec": "DEC", "error": "POS_ERR", "mag-j": "J_MAG",
                                          "mag-h": "H_MAG", "mag-ks": "KS_MAG"}, rows)
