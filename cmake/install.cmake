# cmake --install: the headers and a package that find_package(tapeless) understands.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(tapeless_package_dir ${CMAKE_INSTALL_DATADIR}/cmake/tapeless)
install(DIRECTORY include/tapeless DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")
install(TARGETS tapeless EXPORT tapelessTargets)
install(EXPORT tapelessTargets NAMESPACE tapeless:: DESTINATION ${tapeless_package_dir})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

configure_package_config_file(cmake/tapelessConfig.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/tapelessConfig.cmake
                              INSTALL_DESTINATION ${tapeless_package_dir})
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/tapelessConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES cmake/dependencies.cmake ${CMAKE_CURRENT_BINARY_DIR}/tapelessConfig.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/tapelessConfigVersion.cmake
        DESTINATION ${tapeless_package_dir})
