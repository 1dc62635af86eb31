# seep_layer(NAME [FOLDERS FOLDER...]): one static library seep_NAME from src/NAME/*.cc and
# src/NAME/FOLDER/*.cc, linked to what cmake/layers.txt lets it include, and one test program
# NAME_test from tests/NAME/*_test.cc.
# NAME is a folder; heap/reader makes seep_heap_reader and heap_reader_test.
# A file named *_linux.cc, *_macos.cc or *_windows.cc is compiled on that platform only.

set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/cmake/layers.txt)
file(STRINGS ${CMAKE_SOURCE_DIR}/cmake/layers.txt SEEP_LAYER_LINES REGEX "^[a-z_/]+:")

if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
  set(SEEP_FOREIGN_PLATFORMS "_(macos|windows)\\.cc$")
elseif(CMAKE_SYSTEM_NAME STREQUAL "Darwin")
  set(SEEP_FOREIGN_PLATFORMS "_(linux|windows)\\.cc$")
else()
  set(SEEP_FOREIGN_PLATFORMS "_(linux|macos)\\.cc$")
endif()

function(seep_layer_links name out)
  foreach(line IN LISTS SEEP_LAYER_LINES)
    if(line MATCHES "^${name}:(.*)$")
      separate_arguments(folders UNIX_COMMAND "${CMAKE_MATCH_1}")
      list(TRANSFORM folders REPLACE "/" "_")
      list(TRANSFORM folders PREPEND "seep_")
      set(${out} ${folders} PARENT_SCOPE)
      return()
    endif()
  endforeach()
  message(FATAL_ERROR "cmake/layers.txt has no line for src/${name}")
endfunction()

function(seep_layer name)
  cmake_parse_arguments(ARG "" "" "LIBS;FOLDERS" ${ARGN})
  set(globs ${CMAKE_SOURCE_DIR}/src/${name}/*.cc)
  foreach(folder IN LISTS ARG_FOLDERS)
    list(APPEND globs ${CMAKE_SOURCE_DIR}/src/${name}/${folder}/*.cc)
  endforeach()
  file(GLOB sources CONFIGURE_DEPENDS ${globs})
  list(FILTER sources EXCLUDE REGEX ${SEEP_FOREIGN_PLATFORMS})
  list(FILTER sources EXCLUDE REGEX "/main\\.cc$")
  seep_layer_links(${name} links)
  string(REPLACE "/" "_" target ${name})
  if(sources)
    add_library(seep_${target} STATIC ${sources})
    target_link_libraries(seep_${target} PUBLIC seep_options ${links} ${ARG_LIBS})
  else()
    add_library(seep_${target} INTERFACE)
    target_link_libraries(seep_${target} INTERFACE seep_options ${links} ${ARG_LIBS})
  endif()

  file(GLOB tests CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/${name}/*.cc)
  list(FILTER tests EXCLUDE REGEX ${SEEP_FOREIGN_PLATFORMS})
  if(tests)
    add_executable(${target}_test ${tests})
    target_include_directories(${target}_test PRIVATE ${CMAKE_SOURCE_DIR}/tests)
    target_compile_options(${target}_test PRIVATE -Og)  # Tests are compiled more often than they run: half the time.
    target_link_libraries(${target}_test PRIVATE seep_${target} GTest::gmock GTest::gtest_main)
    gtest_discover_tests(${target}_test TEST_PREFIX "${target}." DISCOVERY_MODE PRE_TEST
                         PROPERTIES LABELS quick TIMEOUT 60)
  endif()
endfunction()
