# seep_add_leak_test(NAME name COMMAND server [arg ...]
#                    [OPTIONS word ...] [LABELS label ...] [TIMEOUT seconds] [SKIP_INCONCLUSIVE])
#
# Adds the CTest test `name`: `seep run OPTIONS -- COMMAND`. It fails when the server leaks memory, and its output is
# the report with the lines that do. A word of COMMAND that names an executable of the project is replaced by its path.
# The server listens on the port in $PORT, which is also what {port} in COMMAND is replaced by.
#
#   OPTIONS             words of `seep run`, such as --path /api/items; `man seep` has them
#   LABELS              of the test; by default `leak`
#   TIMEOUT             in seconds, 180 by default: a run takes up to 60 s, and a machine may be slow. One that is given
#                       more with OPTIONS --time needs more here
#   SKIP_INCONCLUSIVE   a run that shows neither a leak nor its absence is skipped; it fails otherwise
#
# It measures, so that no other test runs beside it (RUN_SERIAL).
function(seep_add_leak_test)
  cmake_parse_arguments(PARSE_ARGV 0 ARG "SKIP_INCONCLUSIVE" "NAME;TIMEOUT" "COMMAND;OPTIONS;LABELS")
  if(ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "seep_add_leak_test: \"${ARG_UNPARSED_ARGUMENTS}\" is not expected; there are "
      "NAME, COMMAND, OPTIONS, LABELS, TIMEOUT and SKIP_INCONCLUSIVE")
  endif()
  foreach(needed NAME COMMAND)
    if(NOT ARG_${needed})
      message(FATAL_ERROR "seep_add_leak_test: ${needed} is missing, as in "
        "seep_add_leak_test(NAME leaks COMMAND my_server --port {port})")
    endif()
  endforeach()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 180)
  endif()
  if(NOT ARG_LABELS)
    set(ARG_LABELS leak)
  endif()
  set(words)
  foreach(word IN LISTS ARG_COMMAND)
    if(TARGET ${word})
      get_target_property(type ${word} TYPE)
      if(type STREQUAL "EXECUTABLE")
        set(word $<TARGET_FILE:${word}>)
      endif()
    endif()
    list(APPEND words ${word})
  endforeach()
  add_test(NAME ${ARG_NAME} COMMAND Seep::seep run ${ARG_OPTIONS} -- ${words})
  set_tests_properties(${ARG_NAME} PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT ${ARG_TIMEOUT} RUN_SERIAL ON)
  if(ARG_SKIP_INCONCLUSIVE)
    set_tests_properties(${ARG_NAME} PROPERTIES SKIP_RETURN_CODE 3)
  endif()
endfunction()
