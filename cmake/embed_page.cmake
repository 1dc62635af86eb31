# Writes OUTPUT, a C++ source with the page as one string: FOLDER/page.html with its style and scripts in it.
# UPLOT is empty, or uPlot's script, style and licence. What stays open in the page is filled in by report/html.cc.

set(style "")
set(script "")
if(UPLOT)
  list(GET UPLOT 0 uplot_script)
  list(GET UPLOT 1 uplot_style)
  list(GET UPLOT 2 uplot_licence)
  file(READ "${uplot_script}" uplot_script)
  file(READ "${uplot_style}" uplot_style)
  file(READ "${uplot_licence}" uplot_licence)
  string(APPEND style "${uplot_style}\n")
  string(APPEND script "/* uPlot\n${uplot_licence}*/\n${uplot_script}\n")
endif()

file(READ "${FOLDER}/page.css" page_style)
string(APPEND style "${page_style}")

string(APPEND script "(() => {\n\"use strict\";\n")
foreach(file IN LISTS SCRIPTS)
  file(READ "${file}" text)
  string(APPEND script "${text}")
endforeach()
string(APPEND script "})();\n")

file(READ "${FOLDER}/page.html" page)
string(REPLACE "{{style}}" "${style}" page "${page}")
string(REPLACE "{{script}}" "${script}" page "${page}")
file(WRITE "${OUTPUT}" "// Made by cmake/embed_page.cmake.
#include \"report/page_template.h\"

namespace seep {

const std::string_view kPageTemplate = R\"seep_page(${page})seep_page\";

}  // namespace seep
")
