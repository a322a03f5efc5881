#pragma once

// Before a function: it is compiled for each width of vectors, and the one for this machine is
// chosen when the program starts. The result is the same on all.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 12
#define COUNTERPOINT_HAS_VECTOR_WIDTHS
#define COUNTERPOINT_FOR_EACH_VECTOR_WIDTH                                                         \
  [[gnu::target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")]]
#else
#define COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
#endif
