"""tools/bench/instructions.py on lines that callgrind_annotate printed: whose instructions it takes, per
what, and when it says that a stage grew."""

import contextlib
import io
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools/bench"))
import instructions  # noqa: E402

ANNOTATED = """\
Ir                      file:function
1,114,976,847 (93.88%)  ???:counterpoint::run_match(counterpoint::Communicator const&, std::span<int>) [/bin/counterpoint]
  228,359,276 (19.23%)  ???:counterpoint::read_infrared(counterpoint::Communicator const&, int) [/bin/counterpoint]
  201,552,821 (16.97%)  ???:counterpoint::read_infrared(counterpoint::Communicator const&) [clone .part.0] [/bin/counterpoint]
   79,153,582 ( 6.66%)  ???:counterpoint::(anonymous namespace)::search(counterpoint::Communicator const&) [/bin/counterpoint]
   67,868,593 ( 5.71%)  ./math/e_atan2.c:__ieee754_atan2_fma [/usr/lib/libm.so.6]
"""


class Instructions(unittest.TestCase):
    def test_takes_public_functions_and_the_whole_of_overloads(self):
        counts = instructions.inclusive_counts(ANNOTATED)
        self.assertEqual(counts, {"run_match": 1_114_976_847, "read_infrared": 228_359_276})

    def test_counts_per_unit(self):
        stages = {"reading": ("read_infrared", "row")}
        found = instructions.per_unit({"read_infrared": 1000}, stages, {"row": 8})
        self.assertEqual(found, {"reading, per row": 125.0})

    def test_names_a_function_that_is_gone(self):
        with self.assertRaisesRegex(instructions.Failed, r"read_infrared\(\)"):
            instructions.per_unit({}, {"reading": ("read_infrared", "row")}, {"row": 8})

    def test_says_what_grew(self):
        def jobs(**stages):
            return {"jobs": {"match": stages}}

        with contextlib.redirect_stdout(io.StringIO()) as printed:
            grown = instructions.compare(jobs(a=100.0, b=100.0, c=100.0), jobs(a=104.9, b=105.1, c=50.0, d=7.0))
        self.assertEqual(grown, ["match: b"])
        self.assertIn("not in the reference", printed.getvalue())


if __name__ == "__main__":
    unittest.main()
