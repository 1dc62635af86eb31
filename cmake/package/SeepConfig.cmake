# find_package(Seep): Seep::seep, Seep::leak_test and seep_add_leak_test(). The manual is docs/cpp.md of Seep.
include(${CMAKE_CURRENT_LIST_DIR}/SeepTargets.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/SeepAddLeakTest.cmake)

# For seep::LeakOf: the program of this package, wherever it is installed.
get_target_property(_seep_program Seep::seep LOCATION)
set_property(TARGET Seep::leak_test APPEND PROPERTY
  INTERFACE_COMPILE_DEFINITIONS "SEEP_LEAK_TEST_PROGRAM=\"${_seep_program}\"")
unset(_seep_program)
