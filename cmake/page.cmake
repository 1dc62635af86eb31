# The page of the HTML report: src/report/page/ and uPlot, which draws its series, in one string of seep_report.
# scripts/bootstrap puts uPlot into build/page; without it the page draws its series by itself, and plainer.

set(page_folder ${CMAKE_SOURCE_DIR}/src/report/page)
set(page_scripts dom.js format.js plot.js plain_plot.js series.js meters.js traffic.js flame.js stacks.js
                 environment.js run.js page.js)
list(TRANSFORM page_scripts PREPEND ${page_folder}/)
set(uplot_folder ${CMAKE_SOURCE_DIR}/build/page/node_modules/uplot)
set(uplot_files)
if(EXISTS ${uplot_folder}/dist/uPlot.iife.min.js)
  set(uplot_files ${uplot_folder}/dist/uPlot.iife.min.js ${uplot_folder}/dist/uPlot.min.css ${uplot_folder}/LICENSE)
else()
  message(STATUS "left out, no ${uplot_folder} (scripts/bootstrap): the HTML report's plot library")
endif()

set(page_source ${CMAKE_BINARY_DIR}/page/page_template.cc)
add_custom_command(
  OUTPUT ${page_source}
  COMMAND ${CMAKE_COMMAND} "-DOUTPUT=${page_source}" "-DFOLDER=${page_folder}" "-DSCRIPTS=${page_scripts}"
          "-DUPLOT=${uplot_files}" -P ${CMAKE_SOURCE_DIR}/cmake/embed_page.cmake
  DEPENDS ${page_folder}/page.html ${page_folder}/page.css ${page_scripts} ${uplot_files}
          ${CMAKE_SOURCE_DIR}/cmake/embed_page.cmake
  COMMENT "Embedding the page of the HTML report" VERBATIM)
target_sources(seep_report PRIVATE ${page_source})
