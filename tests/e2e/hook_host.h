#pragma once
// A program of a runtime that loads the hook of Seep, and is asked what lives in its heap.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>

#include "e2e/command.h"
#include "e2e/fixture.h"
#include "e2e/processes.h"
#include "e2e/seep_run.h"
#include "runtime/hook_meter.h"

namespace seep::e2e {

class HookHost : public testing::Test {
 protected:
  // Skips the test where the program is not installed. The hooks are in a folder of that name: a
  // space is what not every variable can hold.
  void Start(const std::string& program, const std::string& library = "my library") {
    if (RunCommand({program, "--version"}).status != 0)
      GTEST_SKIP() << program << " is not installed";
    if (kSanitized) GTEST_SKIP() << program << " is not built with sanitizers";
    hooks_ = folder_.path() / library;
    std::filesystem::copy(Program("../lib/seep/hooks"), hooks_,
                          std::filesystem::copy_options::recursive);
    meter_ = WithPatience(milliseconds(20'000));
  }

  std::unique_ptr<RuntimeMeter> WithPatience(milliseconds patience) const {
    static int sockets = 0;
    auto made = MakeHookMeter(folder_.path() / std::to_string(++sockets), hooks_, patience);
    EXPECT_TRUE(made) << made.error().message;
    return made ? std::move(*made) : nullptr;
  }

  std::string Write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_.path() / name) << text;
    return folder_.path() / name;
  }

  // What a living host's processes say once it has printed "ready". Their first answer may go
  // without a collection.
  std::optional<RuntimeHeap> Ask(Command& host) const {
    EXPECT_TRUE(host.WaitForOut("ready")) << host.Err();
    (void)meter_->Read(host.Processes());
    return meter_->Read(host.Processes());
  }

  std::optional<RuntimeHeap> AskOnce(const Words& words) const {
    Command host(words, meter_->Environment());
    return Ask(host);
  }

  // A program that prints nothing and ends with this status, as if there were no hook.
  void ExpectUnnoticed(const Words& words, const Environment& environment, int status) const {
    const Finished end = RunCommand(words, environment);
    EXPECT_EQ(end.status, status) << end.err;
    EXPECT_THAT(end.out + end.err, testing::IsEmpty());
  }

  ScratchDirectory folder_;
  std::filesystem::path hooks_;
  std::unique_ptr<RuntimeMeter> meter_;
};

}  // namespace seep::e2e
