# Every library the program needs. A missing one is named together with the variable that points
# CMake to it, its Debian package and the module name usual on clusters; all of them in one message.

set(COUNTERPOINT_MISSING "")

function(counterpoint_missing library variable package module)
  string(APPEND COUNTERPOINT_MISSING
    "\n  ${library}\n      point to it:  -D${variable}=/path/to/its/prefix\n"
    "      Debian:       apt install ${package}\n      cluster:      module load ${module}\n")
  set(COUNTERPOINT_MISSING "${COUNTERPOINT_MISSING}" PARENT_SCOPE)
endfunction()

find_package(Threads REQUIRED)

find_package(MPI COMPONENTS CXX QUIET)
if(NOT MPI_CXX_FOUND)
  counterpoint_missing("MPI (Open MPI 4 or newer)" MPI_HOME libopenmpi-dev openmpi)
endif()

set(HDF5_PREFER_PARALLEL ON)
find_package(HDF5 1.10 QUIET COMPONENTS C)
if(NOT HDF5_FOUND)
  counterpoint_missing("parallel HDF5 1.10 or newer" HDF5_ROOT libhdf5-openmpi-dev hdf5-parallel)
elseif(NOT HDF5_IS_PARALLEL)
  counterpoint_missing("parallel HDF5 (a serial one was found: ${HDF5_INCLUDE_DIRS})"
    HDF5_ROOT libhdf5-openmpi-dev hdf5-parallel)
endif()

# Header-only and pkg-config-only libraries become small imported targets.
function(counterpoint_find_library target library variable package module header)
  cmake_parse_arguments(ARG "" "LIBRARY" "" ${ARGN})
  find_path(${target}_INCLUDE_DIR ${header} HINTS ${${variable}} $ENV{${variable}}
    PATH_SUFFIXES include include/cfitsio)
  set(found ${${target}_INCLUDE_DIR})
  if(ARG_LIBRARY)
    find_library(${target}_LIBRARY ${ARG_LIBRARY} HINTS ${${variable}} $ENV{${variable}}
      PATH_SUFFIXES lib lib64)
    if(NOT ${target}_LIBRARY)
      set(found FALSE)
    endif()
  endif()
  if(NOT found)
    counterpoint_missing("${library}" ${variable} ${package} ${module})
    set(COUNTERPOINT_MISSING "${COUNTERPOINT_MISSING}" PARENT_SCOPE)
    return()
  endif()
  add_library(${target} INTERFACE IMPORTED GLOBAL)
  # A plain /usr/include must not become -isystem: that breaks the order of the C headers.
  if(NOT ${target}_INCLUDE_DIR STREQUAL "/usr/include")
    target_include_directories(${target} INTERFACE ${${target}_INCLUDE_DIR})
  endif()
  if(ARG_LIBRARY)
    target_link_libraries(${target} INTERFACE ${${target}_LIBRARY})
  endif()
endfunction()

counterpoint_find_library(cfitsio_external "CFITSIO 4" CFITSIO_ROOT libcfitsio-dev cfitsio
  fitsio.h LIBRARY cfitsio)
counterpoint_find_library(nanoflann_external "nanoflann" NANOFLANN_ROOT libnanoflann-dev nanoflann
  nanoflann.hpp)
counterpoint_find_library(random123_external "Random123" RANDOM123_ROOT librandom123-dev random123
  Random123/philox.h)
if(TARGET random123_external)
  # Its types for SSE, which are not used, bring in all of the processor's intrinsics: an eighth of a build.
  target_compile_definitions(random123_external INTERFACE R123_USE_SSE=0)
endif()
counterpoint_find_library(pugixml_external "pugixml" PUGIXML_ROOT libpugixml-dev pugixml
  pugixml.hpp LIBRARY pugixml)
counterpoint_find_library(isal_external "ISA-L" ISAL_ROOT libisal-dev ISA-L
  isa-l/igzip_lib.h LIBRARY isal)
counterpoint_find_library(json_external "nlohmann JSON" NLOHMANN_JSON_ROOT nlohmann-json3-dev
  nlohmann-json nlohmann/json.hpp)

find_package(Boost 1.71 QUIET COMPONENTS program_options)
if(NOT Boost_FOUND)
  counterpoint_missing("Boost (headers and Program_options)" BOOST_ROOT
    "libboost-dev libboost-program-options-dev" boost)
endif()

find_package(ZLIB QUIET)
if(NOT ZLIB_FOUND)
  counterpoint_missing("zlib" ZLIB_ROOT zlib1g-dev zlib)
endif()

if(COUNTERPOINT_TESTS)
  find_package(GTest QUIET)
  if(NOT GTest_FOUND)
    counterpoint_missing("GoogleTest (or build without tests: -DCOUNTERPOINT_TESTS=OFF)"
      GTest_ROOT libgtest-dev googletest)
  endif()
endif()

if(COUNTERPOINT_MISSING)
  message(FATAL_ERROR "Counterpoint needs libraries that were not found:\n${COUNTERPOINT_MISSING}\n"
    "On Debian or Ubuntu, tools/install_deps.sh installs all of them.")
endif()
