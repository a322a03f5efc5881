"""tools/check_layers.py passes a tree that keeps the order, and names each way of breaking it."""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "tools/check_layers.py"

CLEAN_TREE = {
    "src/CMakeLists.txt": """
        counterpoint_module(core NEEDS random123_external)
        counterpoint_module(sky NEEDS counterpoint_core)
        counterpoint_module(comm NEEDS counterpoint_core MPI::MPI_CXX)
        counterpoint_module(catalogue NEEDS counterpoint_sky counterpoint_comm)
        counterpoint_module(statistics NEEDS counterpoint_catalogue)
        counterpoint_module(app NEEDS counterpoint_match)
    """,
    "include/counterpoint/core/angle.hpp": "#pragma once\n",
    "include/counterpoint/comm/communicator.hpp": "#pragma once\n#include <mpi.h>\n",
    "include/counterpoint/catalogue/reader.hpp": '#include "counterpoint/comm/communicator.hpp"\n',
    "include/counterpoint/catalogue/row.hpp": '#include "counterpoint/core/angle.hpp"\n',
    "src/statistics/pairs.cpp": '#include "counterpoint/catalogue/row.hpp"\n// MPI_Send and H5Dwrite( here\n'
                           'const char* text = "MPI_Send";\n',
    "src/app/main.cpp": "int main() {}\n",
    "tests/CMakeLists.txt": "",
    "tests/core/angle_test.cpp": "",
}


class CheckLayers(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        for name, text in CLEAN_TREE.items():
            self.write(name, text)
        test = {"directory": str(self.root), "file": "tests/core/angle_test.cpp", "command": "c++"}
        self.write("build/compile_commands.json", json.dumps([test]))

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def check(self):
        run = subprocess.run(
            [sys.executable, SCRIPT, "--root", self.root, "--build", self.root / "build"],
            capture_output=True, text=True,
        )
        return run.returncode, run.stderr

    def assert_refused(self, *words):
        code, message = self.check()
        self.assertEqual(code, 1, message)
        self.assertEqual(len(message.splitlines()), 1, message)
        for word in words:
            self.assertIn(word, message)

    def test_clean_tree_passes(self):
        self.assertEqual(self.check(), (0, ""))

    def test_include_upward(self):
        self.write("src/core/angle.cpp", '#include "counterpoint/sky/position.hpp"\n')
        self.assert_refused("src/core/angle.cpp", "does not NEED sky")

    def test_include_sideways(self):
        self.write("include/counterpoint/sky/chord.hpp", '#  include "counterpoint/comm/communicator.hpp"\n')
        self.assert_refused("chord.hpp", "does not NEED comm")

    def test_needs_that_point_upward(self):
        text = CLEAN_TREE["src/CMakeLists.txt"]
        self.write("src/CMakeLists.txt", text.replace("NEEDS counterpoint_core)", "NEEDS counterpoint_core counterpoint_comm)"))
        self.assert_refused("sky NEEDS comm")

    def test_unknown_module(self):
        self.write("src/extra/extra.cpp", "")
        self.assert_refused("no module extra")

    def test_mpi_in_a_module_without_it(self):
        self.write("src/sky/position.cpp", "void f() { MPI_Barrier(MPI_COMM_WORLD); }\n")
        self.assert_refused("src/sky/position.cpp", "must not call MPI")

    def test_mpi_header_in_a_module_without_it(self):
        self.write("src/catalogue/reader.cpp", "#include <mpi.h>\n")
        self.assert_refused("src/catalogue/reader.cpp", "must not call MPI")

    def test_hdf5_outside_output(self):
        self.write("src/app/pipeline.cpp", "#include <hdf5.h>\n")
        self.assert_refused("src/app/pipeline.cpp", "HDF5")

    def test_comm_seen_through_another_header(self):
        self.write("src/statistics/trial.cpp", '#include "counterpoint/catalogue/reader.hpp"\n')
        self.assert_refused("src/statistics/trial.cpp", "reader.hpp -> counterpoint/comm/communicator.hpp")

    def test_private_header_of_another_module(self):
        self.write("src/catalogue/bytes.hpp", "#pragma once\n")
        self.write("src/catalogue/bytes.cpp", '#include "catalogue/bytes.hpp"\n')
        self.assertEqual(self.check(), (0, ""))
        self.write("src/statistics/pairs.cpp", '#include "catalogue/bytes.hpp"\n')
        self.assert_refused("src/statistics/pairs.cpp", "private to the sources of catalogue")

    def test_long_file(self):
        self.write("tests/core/long_test.hpp", "\n" * 351)
        self.assert_refused("tests/core/long_test.hpp", "351 lines")

    def test_many_parameters(self):
        header = "void five(int a, std::map<int, int> b, int c, int d, int e);\n"
        self.write("include/counterpoint/sky/chord.hpp", header)
        self.assertEqual(self.check(), (0, ""))
        self.write("include/counterpoint/sky/chord.hpp", header.replace("int e", "int e, int f"))
        self.assert_refused("sky/chord.hpp", "five has 6 parameters")

    def test_large_app(self):
        for part in range(5):
            self.write(f"src/app/command{part}.cpp", "\n" * 200)
        self.assert_refused("src/app", "1001 lines")

    def test_long_main(self):
        self.write("src/app/main.cpp", "\n" * 40)
        self.assert_refused("main.cpp", "40 lines")

    def test_cpp_test_that_is_not_compiled(self):
        self.write("tests/sky/position_test.cpp", "")
        self.assert_refused("tests/sky/position_test.cpp", "no target")

    def test_cpp_tests_that_are_compiled_together(self):
        self.write("tests/core/more_test.cpp", "")
        lump = "build/tests/CMakeFiles/core_test.dir/Unity/unity_0_cxx.cxx"
        command = {"directory": str(self.root), "file": lump, "command": "c++"}
        self.write("build/compile_commands.json", json.dumps([command]))
        both = [self.root.resolve() / "tests/core" / name for name in ("angle_test.cpp", "more_test.cpp")]
        self.write(lump, "".join(f'#include "{path}"\n\n' for path in both))
        self.assertEqual(self.check(), (0, ""))
        self.write(lump, f'#include "{both[0]}"\n')
        self.assert_refused("tests/core/more_test.cpp", "no target compiles it")

    def test_script_test_that_is_not_run(self):
        self.write("tests/end_to_end/demo_test.py", "")
        self.assert_refused("tests/end_to_end/demo_test.py", "runs it")


if __name__ == "__main__":
    unittest.main()
