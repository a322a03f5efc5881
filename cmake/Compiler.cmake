# Warnings are errors for our own code; sanitizers on request.
add_library(counterpoint_options INTERFACE)
target_compile_options(counterpoint_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wcast-align
  -Woverloaded-virtual -Werror)
# GCC 12 sees overlaps in std::string that are not there (GCC bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(counterpoint_options INTERFACE -Wno-restrict)
endif()
# Contracted multiply-adds would make the last bit depend on the machine that compiled.
target_compile_options(counterpoint_options INTERFACE -ffp-contract=off)

if(COUNTERPOINT_SANITIZE)
  target_compile_options(counterpoint_options INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(counterpoint_options INTERFACE -fsanitize=address,undefined)
endif()
