# seep_version_stamp(FOLDER VERSION OUT): the version that a build of the sources in FOLDER calls itself, of VERSION, the
# project's.
#
#   0.1.0                           a build of the tag v0.1.0, or of sources of which no commit is known
#   0.1.0+5.g992ba832f              five commits behind that tag
#   0.1.0~202611300815.g992ba832f   there is no such tag yet: when the commit was made (UTC), and which it is
#   0.1.0+5.g992ba832f.dirty        the sources were changed since
#
# Debian orders them as they came: `~` is before, `+` is behind. The commit is git's, or that of cmake/commit.txt, which
# git writes into archives of the sources.

set(SEEP_HASH_LENGTH 9)  # as long as git's own abbreviations in a repository of a million objects

# git(OUT WORD...): what it says in FOLDER, empty if it fails.
macro(seep_git out)
  execute_process(COMMAND git -C ${folder} ${ARGN} OUTPUT_VARIABLE ${out} RESULT_VARIABLE status ERROR_QUIET
                  OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT status EQUAL 0)
    set(${out} "")
  endif()
endmacro()

function(seep_version_stamp folder version out)
  set(${out} ${version} PARENT_SCOPE)
  set(hash "")
  set(behind "")
  set(dirty "")
  seep_git(top rev-parse --show-toplevel)
  file(REAL_PATH ${folder} real_folder)
  if(top STREQUAL real_folder)
    seep_git(hash rev-parse HEAD)
    seep_git(seconds log -1 --format=%ct)
    seep_git(describe describe --tags --long --match v${version})
    string(REGEX MATCH "-([0-9]+)-g[0-9a-f]+$" behind "${describe}")
    set(behind "${CMAKE_MATCH_1}")
    seep_git(changes status --porcelain --untracked-files=no)
    if(changes)
      set(dirty .dirty)
    endif()
  elseif(EXISTS ${folder}/cmake/commit.txt)
    file(STRINGS ${folder}/cmake/commit.txt line LIMIT_COUNT 1)
    if(line MATCHES "^([0-9a-f]+) ([0-9]+)(.*)$")
      set(hash ${CMAKE_MATCH_1})
      set(seconds ${CMAKE_MATCH_2})
      string(REPLACE "." "\\." pattern "${version}")
      if(CMAKE_MATCH_3 MATCHES "tag: v${pattern}(,|$)")
        set(behind 0)
      endif()
    endif()
  endif()
  if(NOT hash)
    return()
  endif()
  string(SUBSTRING ${hash} 0 ${SEEP_HASH_LENGTH} hash)
  if(behind STREQUAL "")
    set(before "$ENV{SOURCE_DATE_EPOCH}")
    set(ENV{SOURCE_DATE_EPOCH} ${seconds})  # string(TIMESTAMP) takes it for now
    string(TIMESTAMP time "%Y%m%d%H%M" UTC)
    set(ENV{SOURCE_DATE_EPOCH} "${before}")
    set(version "${version}~${time}.g${hash}${dirty}")
  elseif(NOT behind EQUAL 0 OR dirty)
    set(version "${version}+${behind}.g${hash}${dirty}")
  endif()
  set(${out} ${version} PARENT_SCOPE)
endfunction()
