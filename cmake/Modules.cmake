# counterpoint_module(<name> NEEDS <modules and libraries>): one static library per folder of src/.
# Headers that only the module itself uses lie beside its sources: #include "<name>/header.hpp".
function(counterpoint_module name)
  cmake_parse_arguments(ARG "" "" "NEEDS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  add_library(counterpoint_${name} STATIC ${sources})
  target_include_directories(counterpoint_${name} PUBLIC ${CMAKE_SOURCE_DIR}/include
    PRIVATE ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(counterpoint_${name} PUBLIC ${ARG_NEEDS} PRIVATE counterpoint_options)
  if(COUNTERPOINT_SANITIZE)
    compile_in_lumps(counterpoint_${name})
  endif()
endfunction()

# Several sources at a time, which takes half the processor time. The names of one file then hide those
# of another; what the files may see of each other is looked at in the other builds, file by file. Tests
# are compiled so where all are run once (COUNTERPOINT_LUMPED_TESTS); who changes one of them waits
# less without.
function(compile_in_lumps library)
  set_target_properties(${library} PROPERTIES UNITY_BUILD ON)
  target_compile_options(${library} PRIVATE -Wno-error=shadow $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
endfunction()

set(COUNTERPOINT_MPI_ENVIRONMENT
  "OMPI_ALLOW_RUN_AS_ROOT=1;OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1;OMPI_MCA_rmaps_base_oversubscribe=1;OMPI_MCA_hwloc_base_binding_policy=none;OMPI_MCA_mpi_yield_when_idle=1;OMPI_MCA_pml=ob1;OMP_NUM_THREADS=1;ASAN_OPTIONS=detect_leaks=0")

# counterpoint_test(<module> [RANKS 1 2 4] [LIBRARIES ...]): all tests/<module>/*_test.cpp as one
# program. Without RANKS it runs as a plain process, with RANKS once under mpirun for each count.
function(counterpoint_test name)
  cmake_parse_arguments(ARG "" "" "RANKS;LIBRARIES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*_test.cpp)
  if(ARG_RANKS)
    file(GLOB mpi_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*_mpi_test.cpp)
    list(REMOVE_ITEM sources ${mpi_sources})
    if(mpi_sources)
      add_executable(${name}_mpi_test ${mpi_sources} ${CMAKE_CURRENT_SOURCE_DIR}/support/mpi_main.cpp)
      target_link_libraries(${name}_mpi_test PRIVATE counterpoint_${name} counterpoint_comm
        ${ARG_LIBRARIES} counterpoint_options GTest::gtest)
      target_include_directories(${name}_mpi_test PRIVATE ${CMAKE_CURRENT_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/src)
      if(COUNTERPOINT_SANITIZE OR COUNTERPOINT_LUMPED_TESTS)
        compile_in_lumps(${name}_mpi_test)
      endif()
      foreach(ranks IN LISTS ARG_RANKS)
        add_test(NAME ${name}_mpi.np${ranks}
          COMMAND ${MPIEXEC_EXECUTABLE} ${MPIEXEC_NUMPROC_FLAG} ${ranks} ${MPIEXEC_PREFLAGS}
            $<TARGET_FILE:${name}_mpi_test> ${MPIEXEC_POSTFLAGS})
        set_tests_properties(${name}_mpi.np${ranks} PROPERTIES LABELS "unit;mpi" TIMEOUT 180
          PROCESSORS 2 ENVIRONMENT "${COUNTERPOINT_MPI_ENVIRONMENT}")
      endforeach()
    endif()
  endif()
  if(sources)
    add_executable(${name}_test ${sources})
    target_link_libraries(${name}_test PRIVATE counterpoint_${name} ${ARG_LIBRARIES}
      counterpoint_options GTest::gtest GTest::gtest_main)
    target_include_directories(${name}_test PRIVATE ${CMAKE_CURRENT_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/src)
    if(COUNTERPOINT_SANITIZE OR COUNTERPOINT_LUMPED_TESTS)
      compile_in_lumps(${name}_test)
    endif()
    add_test(NAME ${name} COMMAND ${name}_test)
    set_tests_properties(${name} PROPERTIES LABELS unit TIMEOUT 180
      ENVIRONMENT "${COUNTERPOINT_MPI_ENVIRONMENT}")
  endif()
endfunction()
