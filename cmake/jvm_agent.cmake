# libseep_jvm.so: loaded into JVMs of targets for a site pass, so it brings nothing along but libc and has none of the
# sanitizers of the build. Found where libseep_heap.so is.

if(NOT CMAKE_SYSTEM_NAME STREQUAL "Linux")
  return()
endif()

file(GLOB jvm_agent_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/runtime/jvm_agent/*.cc)
add_library(seep_jvm SHARED ${jvm_agent_sources})
target_include_directories(seep_jvm PRIVATE ${CMAKE_SOURCE_DIR}/src)
set_target_properties(seep_jvm PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib/seep)
target_compile_options(seep_jvm PRIVATE ${SEEP_WARNINGS} -O2 -fno-exceptions -fno-rtti
  -fno-threadsafe-statics -fno-stack-protector -fvisibility=hidden)
target_link_options(seep_jvm PRIVATE -nodefaultlibs -Wl,-z,defs -Wl,-z,now)
target_link_libraries(seep_jvm PRIVATE -lc)
install(TARGETS seep_jvm LIBRARY DESTINATION lib/seep)
