#include "counterpoint/output/provenance.hpp"

#include "git_revision.hpp"

#include <boost/version.hpp>
#include <fitsio.h>
#include <hdf5.h>
#include <mpi.h>
#include <nanoflann.hpp>

#include <algorithm>
#include <array>

namespace counterpoint {

namespace {

std::string dotted(int major, int minor, int patch) {
  return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
}

std::string mpi_version() {
  std::array<char, MPI_MAX_LIBRARY_VERSION_STRING> text{};
  int length = 0;
  MPI_Get_library_version(text.data(), &length);
  const std::string version = text.data();
  return version.substr(0, version.find_first_of(",\n")); // the rest names the build host
}

std::string hdf5_version() {
  std::array<unsigned, 3> v{};
  H5get_libversion(&v[0], &v[1], &v[2]);
  return std::to_string(v[0]) + "." + std::to_string(v[1]) + "." + std::to_string(v[2]);
}

std::string nanoflann_version() {
  // 0xMmp up to 1.9, 0xMMmmPP later
  constexpr int v = NANOFLANN_VERSION;
  return v < 0x10000 ? dotted(v >> 8, (v >> 4) & 15, v & 15)
                     : dotted(v >> 16, (v >> 8) & 255, v & 255);
}

std::string boost_version() {
  return dotted(BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100);
}

} // namespace

std::string program_version() {
  return COUNTERPOINT_VERSION;
}

std::string git_revision() {
  return COUNTERPOINT_GIT_REVISION;
}

std::vector<Component> components() {
  return {{"revision", git_revision()},
#ifdef __clang__
          {"compiler", std::string{"Clang "} + __clang_version__},
#else
          {"compiler", std::string{"GCC "} + __VERSION__},
#endif
          {"MPI", mpi_version()},
          {"HDF5", hdf5_version()},
          {"CFITSIO", dotted(CFITSIO_MAJOR, CFITSIO_MINOR, CFITSIO_MICRO)},
          {"Boost", boost_version()},
          {"nanoflann", nanoflann_version()}};
}

std::string version_text() {
  std::string text = "counterpoint " + program_version() + "\n";
  for (const auto& [name, version] : components()) {
    text += name + std::string(std::max<std::size_t>(12, name.size() + 1) - name.size(), ' ') +
            version + "\n";
  }
  return text;
}

} // namespace counterpoint
