#include "leak_test/fake_seep.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace seep::leak_test {
namespace {

constexpr char kScript[] = R"(#!/bin/sh
here=${0%/*}
printf '%s\n' "$@" > "$here/words"
pwd -P > "$here/folder"
echo "$FAKE" > "$here/variable"
cat > "$here/input"
echo "$3" > "$here/json_path"
cp "$here/json" "$3"
cat "$here/report"
cat "$here/errors" >&2
)";

void Write(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

std::vector<std::string> Lines(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace

FakeSeep::FakeSeep() { setenv("SEEP", program().c_str(), 1); }

FakeSeep::~FakeSeep() { unsetenv("SEEP"); }

void FakeSeep::Does(int exit_code, const std::string& json, const std::string& report,
                    const std::string& errors) const {
  Write(scratch_.Of("json"), json);
  Write(scratch_.Of("report"), report);
  Write(scratch_.Of("errors"), errors);
  Does("exit " + std::to_string(exit_code));
}

void FakeSeep::Does(const std::string& ending) const {
  Write(program(), kScript + ending + "\n");
  std::filesystem::permissions(program(), std::filesystem::perms::owner_all);
}

std::vector<std::string> FakeSeep::Words() const {
  std::vector<std::string> words = Lines(Told("words"));
  if (words.size() >= 3) words.erase(words.begin() + 1, words.begin() + 3);
  return words;
}

std::string FakeSeep::JsonPath() const { return Told("json_path"); }

std::string FakeSeep::Told(const std::string& name) const {
  const std::string text = ReadFile(scratch_.Of(name));
  return text.substr(0, text.find_last_not_of('\n') + 1);
}

}  // namespace seep::leak_test
