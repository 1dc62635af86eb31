# node_hook.cjs: loaded into Node.js processes of targets, found where libseep_heap.so is.

set(node_hook ${CMAKE_BINARY_DIR}/lib/seep/node_hook.cjs)
add_custom_command(OUTPUT ${node_hook}
  COMMAND ${CMAKE_COMMAND} -E copy ${CMAKE_SOURCE_DIR}/src/runtime/node_hook.cjs ${node_hook}
  DEPENDS ${CMAKE_SOURCE_DIR}/src/runtime/node_hook.cjs VERBATIM)
add_custom_target(seep_node_hook ALL DEPENDS ${node_hook})
install(FILES src/runtime/node_hook.cjs DESTINATION lib/seep)
