"""tools/clang_tidy.py: which sources are looked at together, and that together they are found to have what they
have alone (where there is a clang-tidy)."""

import shutil
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
import clang_tidy  # noqa: E402

BINARY = next((name for name in (f"clang-tidy-{version}" for version in range(20, 14, -1)) if shutil.which(name)), None)
FLAGS = ["-std=c++20", "-Wshadow", "-Werror"]
SOURCES = {
    "a.cpp": """namespace n {
namespace {
constexpr int limit = 3;
struct Inner {
  int value = 0;
};
int helper(int x) { return x; }
} // namespace
int uninitialised() { int x; x = helper(limit); return x; }
int branches(int x) { if (x > 1) { return 1; } else { return 1; } }
int Bad_Name = 3;
} // namespace n
""",
    "b.cpp": """namespace n {
int* null() { return 0; }
int twice(int limit) { return 2 * limit; }
struct Base { virtual void f(); virtual ~Base() = default; };
struct Derived : Base { virtual void f(); };
} // namespace n
""",
    "same.cpp": """namespace n {
namespace {
double helper(double x, int) { return x; }
} // namespace
double same() { return helper(1.0, 2); }
} // namespace n
""",
    # its name in a macro is not seen before the compiler sees it
    "hidden.cpp": """#define NAME limit
namespace n {
namespace {
int NAME = 4;
} // namespace
int Other_Name = NAME;
} // namespace n
""",
}


class Sources(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        root = Path(folder.name)
        self.addCleanup(setattr, clang_tidy, "ROOT", clang_tidy.ROOT)
        shutil.copy(clang_tidy.ROOT / ".clang-tidy", root)
        clang_tidy.ROOT = root
        self.module = root / "src/module"
        self.module.mkdir(parents=True)
        for name, text in SOURCES.items():
            (self.module / name).write_text(text)

    def files(self, *names):
        return [self.module / name for name in names]

    def test_names_in_unnamed_namespaces(self):
        self.assertEqual(clang_tidy.unnamed_names(SOURCES["a.cpp"]), {"limit", "Inner", "helper"})

    def test_options_of_a_command(self):
        command = "ccache c++ -Iinclude -isystem /usr/include/mpi -MD -MT a.o -MF a.d -o a.o -c a.cpp"
        self.assertEqual(clang_tidy.options_of(command), [("-Iinclude",), ("-isystem", "/usr/include/mpi")])

    def test_sources_with_one_name_are_kept_apart(self):
        a, b, same = self.files("a.cpp", "b.cpp", "same.cpp")
        self.assertEqual(clang_tidy.grouped([a, b, same]), [[a, b], [same]])

    @unittest.skipUnless(BINARY, "no clang-tidy")
    def test_finds_together_what_it_finds_alone(self):
        files = self.files("a.cpp", "b.cpp")
        alone = set().union(*(clang_tidy.findings(BINARY, file, FLAGS) for file in files))
        for check in ("init-variables", "branch-clone", "identifier-naming", "use-nullptr", "use-override"):
            self.assertTrue(any(check in line for line in alone), check)
        self.assertEqual(clang_tidy.check_together(BINARY, files, FLAGS), (alone, []))

    @unittest.skipUnless(BINARY, "no clang-tidy")
    def test_looks_alone_at_what_does_not_go_together(self):
        files = self.files("a.cpp", "b.cpp", "hidden.cpp")
        found, alone = clang_tidy.check_together(BINARY, files, FLAGS)
        self.assertEqual(alone, self.files("hidden.cpp"))
        self.assertTrue(any("Other_Name" in line for line in found))
        self.assertFalse(any("clang-diagnostic-error" in line for line in found))


if __name__ == "__main__":
    unittest.main()
