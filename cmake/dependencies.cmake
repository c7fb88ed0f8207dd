# Finds the dependencies of the headers: Boost (Hana) and xsimd; nlohmann's JSON for checkpoints, all header-only; and zlib,
# which programs link that include io/gzip.hpp or io/npz.hpp (ZLIB::ZLIB). Used by the build and, once installed, by
# find_package(tapeless).
if(POLICY CMP0167)
  cmake_policy(SET CMP0167 NEW)
endif()
find_package(Boost 1.70 REQUIRED)
find_package(ZLIB QUIET)

# The headers suffice: the xsimd package of some distributions requires a library that they do not install with it.
# Without xsimd the library uses the compiler's own vectors.
if(NOT TARGET tapeless::xsimd)
  add_library(tapeless::xsimd INTERFACE IMPORTED)
  if(TARGET xsimd)
    target_link_libraries(tapeless::xsimd INTERFACE xsimd)
  else()
    find_path(TAPELESS_XSIMD_INCLUDE_DIR xsimd/xsimd.hpp DOC "Directory that contains xsimd/xsimd.hpp")
    if(TAPELESS_XSIMD_INCLUDE_DIR)
      file(STRINGS ${TAPELESS_XSIMD_INCLUDE_DIR}/xsimd/config/xsimd_config.hpp tapeless_xsimd_major
           REGEX "#define XSIMD_VERSION_MAJOR")
      string(REGEX MATCH "[0-9]+" tapeless_xsimd_major "${tapeless_xsimd_major}")
      if(tapeless_xsimd_major LESS 8)
        message(FATAL_ERROR "tapeless needs xsimd 8.1 or newer, or none; ${TAPELESS_XSIMD_INCLUDE_DIR} holds version "
                            "${tapeless_xsimd_major}")
      endif()
      target_include_directories(tapeless::xsimd INTERFACE ${TAPELESS_XSIMD_INCLUDE_DIR})
    else()
      message(STATUS "tapeless: no xsimd (libxsimd-dev, or TAPELESS_XSIMD_INCLUDE_DIR): vectors of the compiler's own")
    endif()
  endif()
endif()

# Only tapeless/io/checkpoint.hpp and safetensors.hpp need JSON: programs without them do without it.
if(NOT TARGET tapeless::json)
  add_library(tapeless::json INTERFACE IMPORTED)
  find_package(nlohmann_json 3.9 QUIET)
  if(TARGET nlohmann_json::nlohmann_json)
    target_link_libraries(tapeless::json INTERFACE nlohmann_json::nlohmann_json)
  else()
    message(STATUS "tapeless: no nlohmann_json (nlohmann-json3-dev): checkpoints cannot be included")
  endif()
endif()
