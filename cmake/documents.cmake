# What is installed to be read: manual pages, completions, and the documents as they lie in the repository, so that
# their links work: README.md names docs/, examples/ and packages/.

file(GLOB man_pages CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/docs/man/*.1)
install(FILES ${man_pages} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)

# SHELL FILE FOLDER: what `seep completions SHELL` prints, where Debian's shells look for it below the prefix /usr.
# seep's own build makes them, so that whoever builds seep can install.
function(seep_completions shell file folder)
  set(output ${CMAKE_BINARY_DIR}/completions/${shell}/${file})
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/completions/${shell})
  add_custom_command(TARGET seep POST_BUILD COMMAND $<TARGET_FILE:seep> completions ${shell} > ${output} VERBATIM)
  install(FILES ${output} DESTINATION ${CMAKE_INSTALL_DATADIR}/${folder})
endfunction()
seep_completions(bash seep bash-completion/completions)
seep_completions(zsh _seep zsh/vendor-completions)
seep_completions(fish seep.fish fish/vendor_completions.d)

install(FILES README.md CHANGELOG.md CONTRIBUTING.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES examples/sluice/sluice.service DESTINATION lib/systemd/system)
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN *.md PATTERN *.png PATTERN *.1)
install(DIRECTORY examples packages DESTINATION ${CMAKE_INSTALL_DOCDIR}
        PATTERN build EXCLUDE PATTERN node_modules EXCLUDE PATTERN __pycache__ EXCLUDE PATTERN .pytest_cache EXCLUDE
        PATTERN *.egg-info EXCLUDE PATTERN package-lock.json EXCLUDE)
# Sources that the documents name by a link.
foreach(source cmake/layers.txt src/heap/format/size_class.h src/heap/interpose/glibc_chunk.h)
  get_filename_component(folder ${source} DIRECTORY)
  install(FILES ${source} DESTINATION ${CMAKE_INSTALL_DOCDIR}/${folder})
endforeach()
