#!/usr/bin/env python3
"""Turns the circles of a DS9 region file (fk5 or icrs) into a CSV of ra, dec, radius_arcsec, name.

  tools/regions_to_csv.py sources.reg > sources.csv

Positions are in degrees, decimal or sexagesimal in the file; a radius may end in " (arcsec), '
(arcmin) or d (degrees), and is in degrees without a unit, as DS9 has it. Other shapes, and regions
in image or physical coordinates, are refused with the line they stand on.
"""

import argparse
import csv
import re
import sys

FRAMES = {"fk5", "icrs"}
OTHER_FRAMES = {"fk4", "galactic", "ecliptic", "image", "physical", "linear", "amplifier", "detector"}
RADIUS_UNITS = {"": 3600.0, "d": 3600.0, "'": 60.0, '"': 1.0}
SHAPE = re.compile(r"^[+-]?\s*(\w+)\s*\(([^)]*)\)")
TEXT = re.compile(r"text\s*=\s*(?:\{([^}]*)\}|\"([^\"]*)\"|'([^']*)')")


def degrees(text, hours):
    """An angle in degrees from decimal degrees or a:b:c, which DS9 reads as hours for RA."""
    if ":" not in text:
        return float(text)
    sign = -1.0 if text.strip().startswith("-") else 1.0
    first, minutes, seconds = (abs(float(part)) for part in text.split(":"))
    return sign * (first + minutes / 60.0 + seconds / 3600.0) * (15.0 if hours else 1.0)


def circles(lines):
    """Yields (ra, dec, radius_arcsec, name). Raises ValueError with the number of a bad line."""
    frame = None
    for number, line in enumerate(lines, 1):
        code, _, comment = line.partition("#")
        for statement in filter(None, (part.strip() for part in code.split(";"))):
            if statement.lower() in FRAMES:
                frame = statement.lower()
            elif statement.lower() in OTHER_FRAMES:
                raise ValueError(f"line {number}: coordinates are {statement}; save the regions as fk5")
            elif statement.startswith("global"):
                continue
            else:
                yield circle(statement, comment, frame, number)


def circle(statement, comment, frame, number):
    shape = SHAPE.match(statement)
    if not shape or shape.group(1) != "circle":
        raise ValueError(f"line {number}: expected circle(ra, dec, radius), found: {statement}")
    if frame is None:
        raise ValueError(f"line {number}: no fk5 or icrs line before the first region")
    try:
        ra, dec, radius = (word.strip() for word in shape.group(2).split(","))
        unit = radius[-1] if radius[-1] in RADIUS_UNITS else ""
        arcsec = float(radius.removesuffix(unit)) * RADIUS_UNITS[unit]
        name = next(filter(None, TEXT.search(comment).groups()), "") if TEXT.search(comment) else ""
        return degrees(ra, True), degrees(dec, False), arcsec, name
    except ValueError:
        raise ValueError(f"line {number}: not three numbers: {statement}") from None


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("regions", help="DS9 region file")
    arguments = parser.parse_args()
    try:
        with open(arguments.regions, encoding="utf-8") as lines:
            rows = list(circles(lines))
    except (OSError, ValueError) as error:
        print(f"{arguments.regions}: {error}", file=sys.stderr)
        return 2
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["ra", "dec", "radius_arcsec", "name"])
    for ra, dec, radius, name in rows:
        writer.writerow([repr(ra), repr(dec), f"{radius:.10g}", name])
    return 0


if __name__ == "__main__":
    sys.exit(main())
