// Variables that a start script set anew get back what has a runtime load Seep's hook.

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <string>

#include "heap/interpose/rig.h"

namespace seep::heap {
namespace {

// What a program finds in SEEP_X: `variables` are what it is started with, as a shell has them.
std::string Found(const std::string& variables) {
  const std::string command =
      "LD_PRELOAD=" + InterposerPath() + " " + variables + " /usr/bin/printenv SEEP_X";
  FILE* const pipe = popen(command.c_str(), "r");
  std::array<char, 1024> text{};
  const size_t size = fread(text.data(), 1, text.size(), pipe);
  pclose(pipe);
  return std::string(text.data(), size);
}

TEST(KeepVariables, PutsBackWhatWasSetAnew) {
  EXPECT_EQ(Found("SEEP_KEEP_SEEP_X='<:/ours' SEEP_X=/users"), "/ours:/users\n");
  EXPECT_EQ(Found("SEEP_KEEP_SEEP_X='> --ours' SEEP_X=--users"), "--users --ours\n");
}

TEST(KeepVariables, PutsBackWhatWasUnset) {
  EXPECT_EQ(Found("SEEP_KEEP_SEEP_X='<:/ours'"), "/ours\n");
  EXPECT_EQ(Found("SEEP_KEEP_SEEP_X='<:/ours' SEEP_X="), "/ours\n");
}

TEST(KeepVariables, LeavesWhatHasIt) {
  EXPECT_EQ(Found("SEEP_KEEP_SEEP_X='<:/ours' SEEP_X=/users:/ours"), "/users:/ours\n");
}

TEST(KeepVariables, LeavesWhatItDoesNotUnderstand) {
  EXPECT_EQ(Found("SEEP_KEEP_SEEP_X= SEEP_X=/users"), "/users\n");
  EXPECT_EQ(Found("SEEP_KEEP_SEEP_X='<' SEEP_X=/users"), "/users\n");
  EXPECT_EQ(Found("SEEP_KEEP_SEEP_X='<:' SEEP_X=/users"), "/users\n");
  EXPECT_EQ(Found("SEEP_KEEP_='<:/ours' SEEP_X=/users"), "/users\n");
}

}  // namespace
}  // namespace seep::heap
