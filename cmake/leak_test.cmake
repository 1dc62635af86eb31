# What C++ projects use of an installed Seep: find_package(Seep) and libseep-leak-test. docs/cpp.md.
#
#   Seep::leak_test           the library of include/seep/leak_test.h
#   Seep::seep, Seep::sluice  the programs
#   seep_add_leak_test()      cmake/package/SeepAddLeakTest.cmake

if(NOT CMAKE_SYSTEM_NAME STREQUAL "Linux")
  return()
endif()

file(GLOB leak_test_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/leak_test/*.cc)
add_library(seep_leak_test STATIC ${leak_test_sources})
set_target_properties(seep_leak_test PROPERTIES OUTPUT_NAME seep-leak-test EXPORT_NAME leak_test
  POSITION_INDEPENDENT_CODE ON)
target_include_directories(seep_leak_test PUBLIC
  $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_compile_features(seep_leak_test INTERFACE cxx_std_17)
# Nothing that the library is made of is needed by those who use it.
target_link_libraries(seep_leak_test PRIVATE $<BUILD_INTERFACE:seep_options>
  $<BUILD_INTERFACE:nlohmann_json::nlohmann_json>)
add_dependencies(seep seep_leak_test)  # `scripts/build release seep sluice` makes all that is installed

install(FILES ${CMAKE_SOURCE_DIR}/include/seep/leak_test.h ${CMAKE_SOURCE_DIR}/include/seep/leak_test_matchers.h
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/seep COMPONENT dev)
install(TARGETS seep_leak_test EXPORT SeepTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT dev)

include(CMakePackageConfigHelpers)
set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/Seep)
install(EXPORT SeepTargets NAMESPACE Seep:: DESTINATION ${package_folder} COMPONENT dev)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/package/SeepConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)  # before 1.0 a minor version may change anything
install(FILES ${CMAKE_SOURCE_DIR}/cmake/package/SeepConfig.cmake
              ${CMAKE_SOURCE_DIR}/cmake/package/SeepAddLeakTest.cmake
              ${CMAKE_BINARY_DIR}/package/SeepConfigVersion.cmake
        DESTINATION ${package_folder} COMPONENT dev)
