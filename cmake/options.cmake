# Build options. Everything except the library itself is only on if this is the top-level project.
option(TAPELESS_TESTS "Build the tests" ${PROJECT_IS_TOP_LEVEL})
option(TAPELESS_EXAMPLES "Build the examples" ${PROJECT_IS_TOP_LEVEL})
option(TAPELESS_BENCHMARKS "Build the benchmarks" ${PROJECT_IS_TOP_LEVEL})
option(TAPELESS_INSTALL "Make an install target" ${PROJECT_IS_TOP_LEVEL})
option(TAPELESS_NATIVE "Compile tests, examples and benchmarks for the machine that builds them" ON)
option(TAPELESS_PORTABLE_VECTORS "Use the compiler's own vectors instead of xsimd's, for every program that links tapeless" OFF)
option(TAPELESS_SANITIZE "Run tests and examples under AddressSanitizer and UBSan" OFF)

if(PROJECT_IS_TOP_LEVEL AND NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Kind of build" FORCE)
endif()

if((CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 12)
   OR (CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 14))
  message(FATAL_ERROR "tapeless needs g++ 12 or clang 14, or newer; found ${CMAKE_CXX_COMPILER_ID} "
                      "${CMAKE_CXX_COMPILER_VERSION}")
endif()
