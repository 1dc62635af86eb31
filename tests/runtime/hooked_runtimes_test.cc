#include "runtime/hooked_runtimes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace seep {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

// What the runtime is started with, beside what the user has.
EnvironmentList Of(std::string_view runtime, const std::string& hook,
                   const std::map<std::string, std::string>& users = {}) {
  EnvironmentList list =
      HookEnvironment(FindHookedRuntime(runtime)->variables(hook), [&](const char* name) {
        const auto found = users.find(name);
        return found == users.end() ? nullptr : found->second.c_str();
      });
  std::erase_if(list, [](const auto& one) { return one.first.starts_with("SEEP_KEEP_"); });
  return list;
}

// Of a start script that sets its own.
TEST(HookedRuntimes, AreKeptByVariablesOfTheirOwn) {
  const GetEnv none = [](const char*) { return nullptr; };
  EXPECT_THAT(HookEnvironment(FindHookedRuntime("node")->variables("/h/node.cjs"), none),
              Contains(Pair("SEEP_KEEP_NODE_OPTIONS", R"(> --require "/h/node.cjs")")));
  EXPECT_THAT(HookEnvironment(FindHookedRuntime("python")->variables("/h/p/x.py"), none),
              Contains(Pair("SEEP_KEEP_PYTHONPATH", "<:/h/p")));
}

TEST(HookedRuntimes, NodeLoadsItsHookBehindWhatTheUserHas) {
  EXPECT_THAT(Of("node", "/h/node.cjs"),
              ElementsAre(Pair("NODE_OPTIONS", R"(--require "/h/node.cjs")")));
  EXPECT_THAT(Of("node", "/h/node.cjs", {{"NODE_OPTIONS", ""}}),
              ElementsAre(Pair("NODE_OPTIONS", R"(--require "/h/node.cjs")")));
  EXPECT_THAT(
      Of("node", "/h/node.cjs", {{"NODE_OPTIONS", "--max-old-space-size=64"}}),
      ElementsAre(Pair("NODE_OPTIONS", R"(--max-old-space-size=64 --require "/h/node.cjs")")));
}

TEST(HookedRuntimes, NodeTakesPathsWithSpacesAndQuotes) {
  EXPECT_THAT(Of("node", R"(/my lib/a"b\c.cjs)"),
              ElementsAre(Pair("NODE_OPTIONS", R"(--require "/my lib/a\"b\\c.cjs")")));
}

TEST(HookedRuntimes, BunLoadsItsHookBeforeWhatTheUserHas) {
  EXPECT_THAT(Of("bun", "/h/bun.js"), ElementsAre(Pair("BUN_OPTIONS", "--preload=/h/bun.js")));
  EXPECT_THAT(Of("bun", "/h/bun.js", {{"BUN_OPTIONS", "--smol"}}),
              ElementsAre(Pair("BUN_OPTIONS", "--preload=/h/bun.js --smol")));
}

TEST(HookedRuntimes, NodeAloneIsLetBeWhileItCompiles) {
  for (const HookedRuntime& runtime : HookedRuntimes())
    EXPECT_EQ(runtime.warm_up.count() > 0, runtime.name == "node") << runtime.name;
}

// It would not start.
TEST(HookedRuntimes, BunIsLeftAloneWhereItsOptionsCannotNameTheHook) {
  for (const char* hook : {"/my lib/bun.js", "/a\"b/bun.js", "/a\\b/bun.js"})
    EXPECT_THAT(Of("bun", hook), IsEmpty()) << hook;
}

TEST(HookedRuntimes, PythonFindsItsHookFirst) {
  EXPECT_THAT(Of("python", "/my lib/python/sitecustomize.py"),
              ElementsAre(Pair("PYTHONPATH", "/my lib/python")));
  EXPECT_THAT(Of("python", "/h/python/sitecustomize.py", {{"PYTHONPATH", "/own:/more"}}),
              ElementsAre(Pair("PYTHONPATH", "/h/python:/own:/more")));
}

TEST(HookedRuntimes, RubyLoadsItsHookByNameFromAFolderOfAnyName) {
  EXPECT_THAT(Of("ruby", "/my lib/ruby/seep_hook.rb"),
              ElementsAre(Pair("RUBYLIB", "/my lib/ruby"), Pair("RUBYOPT", "-rseep_hook")));
  EXPECT_THAT(Of("ruby", "/h/seep_hook.rb", {{"RUBYLIB", "/own"}, {"RUBYOPT", "-W0"}}),
              ElementsAre(Pair("RUBYLIB", "/h:/own"), Pair("RUBYOPT", "-rseep_hook -W0")));
}

TEST(HookedRuntimes, KnowTheirPrograms) {
  const auto runs = [](std::string_view runtime, std::string_view program) {
    return FindHookedRuntime(runtime)->runs(program);
  };
  for (const char* program : {"python", "python3", "python3.11"})
    EXPECT_TRUE(runs("python", program)) << program;
  for (const char* program : {"ruby", "ruby3.1"}) EXPECT_TRUE(runs("ruby", program)) << program;
  for (const char* program : {"node", "nodejs"}) EXPECT_TRUE(runs("node", program)) << program;
  for (const char* program : {"bun", "bun.exe"}) EXPECT_TRUE(runs("bun", program)) << program;
  for (const char* program : {"pythonize", "rubyist", "node-exporter", "", "pyth", "bunx"}) {
    for (const HookedRuntime& runtime : HookedRuntimes())
      EXPECT_FALSE(runtime.runs(program)) << program;
  }
  EXPECT_EQ(FindHookedRuntime("cobol"), nullptr);
}

}  // namespace
}  // namespace seep
