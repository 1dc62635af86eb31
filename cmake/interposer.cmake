# libseep_heap.so: loaded into targets by LD_PRELOAD, so it brings nothing along but libc, has none of
# the sanitizers of the build, and exports the functions that it takes the place of and no others.
# Its tests start probes, small programs without sanitizers, under it.

if(NOT CMAKE_SYSTEM_NAME STREQUAL "Linux")
  return()
endif()

set(SEEP_WARNINGS -Wall -Wextra -Wshadow -Wconversion -Wold-style-cast -Werror)
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
install(TARGETS seep_heap LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/seep)
