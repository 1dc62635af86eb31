# Debian packages, made by scripts/package: `seep`, the programs with what they load into servers, and `seep-dev`, what
# tests in C++ are built with. They are the components that the install rules name.

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME seep)
set(CPACK_PACKAGE_VERSION ${SEEP_VERSION_STAMP})
set(CPACK_PACKAGE_CONTACT "the Seep authors <seep@localhost>")
set(CPACK_COMPONENTS_ALL seep dev)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_THREADS 0)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)

set(CPACK_DEBIAN_SEEP_PACKAGE_NAME seep)
set(CPACK_DEBIAN_SEEP_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_SEEP_PACKAGE_SHLIBDEPS ON)
set(CPACK_COMPONENT_SEEP_DESCRIPTION "${PROJECT_DESCRIPTION}
 Starts a server in any language, sends it requests, and answers LEAK, CLEAN or
 INCONCLUSIVE in bytes per request, with the lines of code that leak. With the
 reverse proxy Sluice.")

set(CPACK_DEBIAN_DEV_PACKAGE_NAME seep-dev)
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS "seep (= ${SEEP_VERSION_STAMP})")
set(CPACK_DEBIAN_DEV_PACKAGE_SUGGESTS "cmake, libgmock-dev")
set(CPACK_COMPONENT_DEV_DESCRIPTION "Leak tests in C++: header, library and CMake package of Seep
 seep::LeakOf runs Seep on a server, or on a function of the test, and
 seep_add_leak_test() makes a CTest test of it.")

foreach(package seep seep-dev)
  set(component seep)
  if(package STREQUAL "seep-dev")
    set(component dev)
  endif()
  install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${package} RENAME copyright COMPONENT ${component})
endforeach()

include(CPack)
