# Hooks: programs in the language of a runtime, loaded into its processes by Seep, found where libseep_heap.so is.

set(hooks node.cjs bun.js python/sitecustomize.py python/seep_lines.py python/__pycache__ ruby/seep_hook.rb
    ruby/seep_lines.rb)
set(hook_outputs)
foreach(hook IN LISTS hooks)
  set(source ${CMAKE_SOURCE_DIR}/src/runtime/hooks/${hook})
  set(output ${CMAKE_BINARY_DIR}/lib/seep/hooks/${hook})
  add_custom_command(OUTPUT ${output} COMMAND ${CMAKE_COMMAND} -E copy ${source} ${output} DEPENDS ${source} VERBATIM)
  list(APPEND hook_outputs ${output})
  get_filename_component(folder ${hook} DIRECTORY)
  install(FILES ${source} DESTINATION lib/seep/hooks/${folder})
endforeach()
add_custom_target(seep_hooks ALL DEPENDS ${hook_outputs})
