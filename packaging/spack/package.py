# Spack recipe. As a repository of your own:
#   spack repo create counterpoint-repo && mkdir counterpoint-repo/packages/counterpoint
#   cp package.py counterpoint-repo/packages/counterpoint/ && spack repo add counterpoint-repo
# Until there is a release: spack install counterpoint@main, with `git` below set to your checkout
# (spack develop counterpoint@main --path /path/to/the/checkout does it too).

from spack.package import *


class Counterpoint(CMakePackage):
    """Infrared counterparts of X-ray sources in crowded fields, with calibrated probabilities (MPI)."""

    license("BSD-3-Clause")

    version("main", branch="main", git="file:///path/to/the/checkout")

    variant("tests", default=False, description="Build the tests")

    depends_on("c", type="build")
    depends_on("cxx", type="build")
    depends_on("cmake@3.22:", type="build")
    depends_on("ninja", type="build")
    depends_on("mpi")
    depends_on("hdf5@1.10: +mpi")
    depends_on("cfitsio@4:")
    depends_on("boost@1.71: +program_options")
    depends_on("nanoflann")
    depends_on("random123")
    depends_on("pugixml")
    depends_on("isa-l")
    depends_on("nlohmann-json")
    depends_on("zlib-api")
    depends_on("googletest", when="+tests", type="build")

    generator("ninja")

    conflicts("%gcc@:11", msg="C++20 as used here needs GCC 12 or newer")

    def cmake_args(self):
        return [
            self.define_from_variant("COUNTERPOINT_TESTS", "tests"),
            self.define("CFITSIO_ROOT", self.spec["cfitsio"].prefix),
            self.define("NANOFLANN_ROOT", self.spec["nanoflann"].prefix),
            self.define("RANDOM123_ROOT", self.spec["random123"].prefix),
            self.define("PUGIXML_ROOT", self.spec["pugixml"].prefix),
            self.define("ISAL_ROOT", self.spec["isa-l"].prefix),
            self.define("NLOHMANN_JSON_ROOT", self.spec["nlohmann-json"].prefix),
        ]
