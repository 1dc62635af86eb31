# libseep_heap.so: loaded into targets by LD_PRELOAD, so it brings nothing along but libc, has none of
# the sanitizers of the build, and exports the functions that it takes the place of and no others.
# Its tests start probes, small programs without sanitizers, under it.

if(NOT CMAKE_SYSTEM_NAME STREQUAL "Linux")
  return()
endif()

set(SEEP_WARNINGS -Wall -Wextra -Wshadow -Wconversion -Wold-style-cast $<$<BOOL:${SEEP_WERROR}>:-Werror>)
set(SEEP_NO_BUILTINS -fno-builtin-malloc -fno-builtin-calloc -fno-builtin-realloc -fno-builtin-free)

file(GLOB interposer_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/heap/interpose/*.cc)
add_library(seep_heap SHARED ${interposer_sources})
target_include_directories(seep_heap PRIVATE ${CMAKE_SOURCE_DIR}/src)
set_target_properties(seep_heap PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib/seep)
# Frame pointers: without libgcc_s, stacks are followed by them through our own frames.
target_compile_options(seep_heap PRIVATE ${SEEP_WARNINGS} ${SEEP_NO_BUILTINS} -O2 -fno-exceptions
  -fno-rtti -fno-threadsafe-statics -fno-stack-protector -fno-omit-frame-pointer
  -fasynchronous-unwind-tables -fvisibility=hidden -ftls-model=initial-exec)
target_link_options(seep_heap PRIVATE -nodefaultlibs -Wl,-z,defs -Wl,-z,now)
target_link_libraries(seep_heap PRIVATE -lc)
install(TARGETS seep_heap LIBRARY DESTINATION lib/seep)  # where seep looks for it, beside its bin/

# ---- tests ----

set(probe_folder ${CMAKE_SOURCE_DIR}/tests/heap/interpose)
set(probe_output ${CMAKE_BINARY_DIR}/tests/interpose)

# seep_probe(NAME PROGRAM|LIBRARY SOURCES …): target interpose_NAME. Unoptimised: every allocation is
# made, every function has a frame.
set(interpose_probes "")
function(seep_probe name kind)
  list(TRANSFORM ARGN PREPEND ${probe_folder}/)
  set(target interpose_${name})
  if(kind STREQUAL "PROGRAM")
    add_executable(${target} ${ARGN})
  else()
    add_library(${target} SHARED ${ARGN})
  endif()
  target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_compile_options(${target} PRIVATE ${SEEP_WARNINGS} ${SEEP_NO_BUILTINS} -g -O0 -Wno-alloc-size-larger-than
    -fno-omit-frame-pointer)
  set_target_properties(${target} PROPERTIES OUTPUT_NAME ${name}
    RUNTIME_OUTPUT_DIRECTORY ${probe_output} LIBRARY_OUTPUT_DIRECTORY ${probe_output})
  set(interpose_probes ${interpose_probes} ${target} PARENT_SCOPE)
endfunction()

seep_probe(probe PROGRAM probe.cc probe_allocations.cc probe_operators.cc probe_mappings.cc
           probe_threads.cc probe_processes.cc probe_sites.cc probe_sizes.cc)
target_link_libraries(interpose_probe PRIVATE Threads::Threads)
target_compile_options(interpose_probe PRIVATE -fsized-deallocation)  # clang has to be asked
seep_probe(probe_plain PROGRAM probe_plain.cc)
target_compile_options(interpose_probe_plain PRIVATE -fno-exceptions)
target_link_options(interpose_probe_plain PRIVATE -nodefaultlibs)
target_link_libraries(interpose_probe_plain PRIVATE -lc)
seep_probe(probe_replaced PROGRAM probe_replaced.cc)
seep_probe(probe_seccomp PROGRAM probe_seccomp.cc)
seep_probe(probe_limited PROGRAM probe_limited.cc)
foreach(library bump early noisy no_unwinder plugin)
  seep_probe(probe_${library} LIBRARY probe_${library}.cc)
endforeach()
seep_probe(probe_plugin_of_its_own LIBRARY probe_plugin.cc)
target_link_options(interpose_probe_plugin_of_its_own PRIVATE -static-libstdc++ -static-libgcc)
seep_probe(probe_bump_without_size LIBRARY probe_bump.cc)
target_compile_definitions(interpose_probe_bump_without_size PRIVATE PROBE_WITHOUT_SIZE)

file(GLOB interposer_tests CONFIGURE_DEPENDS ${probe_folder}/*_test.cc)
add_executable(heap_interpose_test ${interposer_tests} ${probe_folder}/rig_linux.cc
  ${CMAKE_SOURCE_DIR}/src/heap/interpose/arena.cc
  ${CMAKE_SOURCE_DIR}/src/heap/interpose/glibc_chunk_linux.cc)
target_include_directories(heap_interpose_test PRIVATE ${CMAKE_SOURCE_DIR}/tests)
target_link_libraries(heap_interpose_test PRIVATE seep_base seep_heap_format GTest::gmock
  GTest::gtest_main)
target_compile_definitions(heap_interpose_test PRIVATE
  SEEP_INTERPOSER="$<TARGET_FILE:seep_heap>" SEEP_PROBE_DIR="${probe_output}"
  SEEP_LIBRARY_DIR="/usr/lib/${CMAKE_LIBRARY_ARCHITECTURE}"
  SEEP_HEAP_DOCUMENT="${CMAKE_SOURCE_DIR}/docs/heap.md")
add_dependencies(heap_interpose_test seep_heap ${interpose_probes})
gtest_discover_tests(heap_interpose_test TEST_PREFIX "heap_interpose." DISCOVERY_MODE PRE_TEST
                     PROPERTIES LABELS quick TIMEOUT 60)
