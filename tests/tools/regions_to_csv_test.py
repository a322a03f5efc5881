"""tools/regions_to_csv.py reads what DS9 writes, and refuses what it cannot place on the sky."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "tools/regions_to_csv.py"
HEADER = "# Region file format: DS9 version 4.1\nglobal color=red width=1\n"


def convert(text):
    with tempfile.NamedTemporaryFile("w", suffix=".reg") as file:
        file.write(text)
        file.flush()
        run = subprocess.run([sys.executable, SCRIPT, file.name], capture_output=True, text=True)
    return run.returncode, run.stdout.splitlines(), run.stderr


class RegionsToCsv(unittest.TestCase):
    def test_digits_are_kept(self):
        code, lines, _ = convert(HEADER + 'fk5\ncircle(210.71747067913472, 54.32989551424888, 0.15") # width=1\n')
        self.assertEqual(code, 0)
        self.assertEqual(lines[0], "ra,dec,radius_arcsec,name")
        self.assertEqual(lines[1], "210.71747067913472,54.32989551424888,0.15,")

    def test_label_becomes_name(self):
        _, lines, _ = convert(HEADER + 'fk5\ncircle(1,2,3") #text={2CXO J1, a} font="helvetica 10" width=1\n')
        self.assertEqual(lines[1], '1.0,2.0,3,"2CXO J1, a"')

    def test_radius_units(self):
        _, lines, _ = convert("icrs\ncircle(1,2,0.001)\ncircle(1,2,2')\ncircle(1,2,0.5d)\n")
        self.assertEqual([line.split(",")[2] for line in lines[1:]], ["3.6", "120", "1800"])

    def test_sexagesimal_below_the_equator(self):
        _, lines, _ = convert('fk5;circle(17:45:40.0,-0:30:36,1")\n')
        ra, dec = map(float, lines[1].split(",")[:2])
        self.assertAlmostEqual(ra, 266.4166666666667, 12)
        self.assertAlmostEqual(dec, -0.51, 12)

    def test_refusals_name_the_line(self):
        for text, word in [
            (HEADER + 'fk5\nbox(1,2,3",4",0)\n', "line 4: expected circle"),
            (HEADER + "image\ncircle(1,2,3)\n", "line 3: coordinates are image"),
            (HEADER + 'circle(1,2,3")\n', "line 3: no fk5"),
            (HEADER + 'fk5\ncircle(1,x,3")\n', "line 4: not three numbers"),
        ]:
            code, lines, message = convert(text)
            self.assertEqual((code, lines), (2, []))
            self.assertIn(word, message)


if __name__ == "__main__":
    unittest.main()
