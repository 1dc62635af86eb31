// Writes the pages of made runs into a folder: render_pages FOLDER.

#include <cstdio>
#include <fstream>
#include <string>

#include "report/html.h"
#include "report/page/made_runs.h"

namespace {

std::string Line(const std::string& file, int line) {
  return line > 40 ? "  kept_.push_back(Entry{key, value});  // line " + std::to_string(line) +
                         " of " + file
                   : "";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: render_pages FOLDER\n", stderr);
    return 2;
  }
  for (const seep::MadeRun& made : seep::MadeRuns()) {
    const std::vector<seep::NamedRun> runs =
        made.runs.size() > 1 ? seep::NamedByShape(made.runs)
                             : std::vector<seep::NamedRun>{seep::Named(made.runs.front())};
    std::ofstream file(std::string(argv[1]) + "/" + made.name + ".html", std::ios::binary);
    file << seep::HtmlReport(runs, Line);
    if (!file.flush()) {
      std::fprintf(stderr, "render_pages: cannot write %s.html\n", made.name.c_str());
      return 1;
    }
  }
  return 0;
}
