// Writes the pages of made runs into a folder: render_pages FOLDER.

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string>

#include "judge/compare.h"
#include "report/html.h"
#include "report/page/made_runs.h"

namespace {

std::string Line(const std::string& file, int line) {
  return line > 40 ? "  kept_.push_back(Entry{key, value});  // line " + std::to_string(line) +
                         " of " + file
                   : "";
}

// False: it could not be written, which has been said.
bool WritePage(const std::string& folder, const std::string& name, const std::string& page) {
  std::ofstream file(folder + "/" + name + ".html", std::ios::binary);
  file << page;
  if (file.flush()) return true;
  std::fprintf(stderr, "render_pages: cannot write %s.html\n", name.c_str());
  return false;
}

const seep::RunResult& RunNamed(const std::vector<seep::MadeRun>& all, const std::string& name) {
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const seep::MadeRun& made) { return made.name == name; });
  return found->runs.front();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: render_pages FOLDER\n", stderr);
    return 2;
  }
  const std::vector<seep::MadeRun> all = seep::MadeRuns();
  for (const seep::MadeRun& made : all) {
    const std::vector<seep::NamedRun> runs =
        made.runs.size() > 1 ? seep::NamedByShape(made.runs)
                             : std::vector<seep::NamedRun>{seep::Named(made.runs.front())};
    if (!WritePage(argv[1], made.name, seep::HtmlReport(runs, Line))) return 1;
  }
  const seep::RunResult& base = RunNamed(all, "clean");
  const seep::RunResult& changed = RunNamed(all, "leak_native");
  const std::string page = seep::HtmlComparison(seep::Compare(base, changed), base, changed, Line);
  return WritePage(argv[1], "compared", page) ? 0 : 1;
}
