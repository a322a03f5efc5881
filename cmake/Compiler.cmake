# Flags for our own code: warnings, and on request errors of them, sanitizers, checks of the library.
add_library(counterpoint_options INTERFACE)
target_compile_options(counterpoint_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wcast-align
  -Woverloaded-virtual)
# Another compiler warns of other things; that must not stop whoever only wants to use the program.
if(COUNTERPOINT_WARNINGS_AS_ERRORS)
  target_compile_options(counterpoint_options INTERFACE -Werror)
endif()
# GCC 12 sees overlaps in std::string that are not there (GCC bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(counterpoint_options INTERFACE -Wno-restrict)
endif()
# Contracted multiply-adds would make the last bit depend on the machine that compiled.
target_compile_options(counterpoint_options INTERFACE -ffp-contract=off)
# Nobody asks which exceptions arithmetic raised, nor for the errno of a root: where these need not
# be right, loops with conditions and roots in them become vectors. The results are the same.
target_compile_options(counterpoint_options INTERFACE -fno-trapping-math -fno-math-errno)

if(COUNTERPOINT_SANITIZE)
  target_compile_options(counterpoint_options INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(counterpoint_options INTERFACE -fsanitize=address,undefined)
endif()

# Checks of indices in the library, in every build: an index beyond the end of a vector may still lie
# in its memory, where the sanitizers do not see it.
target_compile_definitions(counterpoint_options INTERFACE _GLIBCXX_ASSERTIONS)

# What costs little and turns a mistake that a file could exploit into the end of the program: checks
# of the stack and of the C library's copies, an image at a random address, its tables read-only. The
# sanitizers have checks of their own.
if(NOT COUNTERPOINT_SANITIZE AND CMAKE_SYSTEM_NAME STREQUAL "Linux")
  target_compile_options(counterpoint_options INTERFACE -fstack-protector-strong -fPIE
    # A compiler may have set it already; without optimization the C library warns of it.
    $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE> $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=2>)
  target_link_options(counterpoint_options INTERFACE -pie -Wl,-z,relro -Wl,-z,now)
endif()

# Coverage that libFuzzer steers by; tests/fuzz links its main program. clang only.
if(COUNTERPOINT_FUZZ)
  target_compile_options(counterpoint_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
