# counterpoint_git_revision(<target>): gives the target a header git_revision.hpp with the revision
# of each build. The header changes only with the revision, so that nothing is compiled for nothing.
# As a script (cmake -P), writes that header.

if(CMAKE_SCRIPT_MODE_FILE)
  cmake_minimum_required(VERSION 3.22)
  set(revision "")
  find_program(GIT git)
  if(GIT AND EXISTS ${SOURCE_DIR}/.git)
    execute_process(COMMAND ${GIT} describe --always --dirty --abbrev=10 --exclude=*
      WORKING_DIRECTORY ${SOURCE_DIR} OUTPUT_VARIABLE revision OUTPUT_STRIP_TRAILING_WHITESPACE
      ERROR_QUIET)
  endif()
  if(revision STREQUAL "")
    set(revision unknown) # a release archive
  endif()
  file(CONFIGURE OUTPUT ${HEADER} @ONLY
    CONTENT "#pragma once\n\n#define COUNTERPOINT_GIT_REVISION \"@revision@\"\n")
  return()
endif()

set(COUNTERPOINT_GIT_REVISION_SCRIPT ${CMAKE_CURRENT_LIST_FILE})

function(counterpoint_git_revision target)
  set(folder ${CMAKE_BINARY_DIR}/generated)
  add_custom_target(counterpoint_revision_header BYPRODUCTS ${folder}/git_revision.hpp
    COMMAND ${CMAKE_COMMAND} -DSOURCE_DIR=${CMAKE_SOURCE_DIR}
      -DHEADER=${folder}/git_revision.hpp -P ${COUNTERPOINT_GIT_REVISION_SCRIPT}
    COMMENT "Looking up the git revision" VERBATIM)
  add_dependencies(${target} counterpoint_revision_header)
  target_include_directories(${target} PRIVATE ${folder})
  target_compile_definitions(${target} PRIVATE COUNTERPOINT_VERSION="${PROJECT_VERSION}")
endfunction()
