#pragma once
// The seep program as a user runs it, with what it may leave behind watched.

#include <filesystem>
#include <string>

#include <nlohmann/json.hpp>

#include "e2e/command.h"
#include "e2e/fixture.h"
#include "sanitized.h"

namespace seep::e2e {

// Exit statuses, as the manual promises them.
inline constexpr int kClean = 0;
inline constexpr int kLeak = 1;
inline constexpr int kUsage = 2;
inline constexpr int kInconclusive = 3;
inline constexpr int kRunFailed = 4;

// "At once" for a person at a terminal; a sanitizer's build gets ten times as long.
inline constexpr double kSoonSeconds = kSanitized ? 10 : 1;

// A directory of its own, removed at the end.
class ScratchDirectory {
 public:
  ScratchDirectory();
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  ~ScratchDirectory();
  const std::filesystem::path& path() const { return path_; }
  bool Empty() const { return std::filesystem::is_empty(path_); }

 private:
  std::filesystem::path path_;
};

// One `seep …`, with TMPDIR in an empty directory.
class Seep {
 public:
  explicit Seep(const Words& arguments);

  Command& command() { return command_; }
  Finished Wait(milliseconds bound = kPatience) { return command_.Wait(bound); }
  // Of all that it started. Right after its end nothing may be left; after a SIGKILL, soon.
  std::vector<pid_t> Left() const { return command_.Processes(); }
  // In TMPDIR, nor of the memory shared with its server.
  bool LeftNoFiles() const;

 private:
  ScratchDirectory scratch_;
  Command command_;
};

// Runs `seep …` to its end and checks that nothing of it is left.
Finished RunSeep(const Words& arguments);

// The same with --json: what it recorded.
struct Recorded {
  Finished end;
  nlohmann::json json;  // discarded if there is no such file or it does not parse
};
// `arguments` begin with the subcommand.
Recorded RunSeepRecorded(const Words& arguments);

// A report without its line breaks: with one blank wherever it has any.
std::string OneLine(const std::string& text);

// The meter of that name in a recorded run; null if there is none.
nlohmann::json MeterOf(const nlohmann::json& run, const std::string& name);

}  // namespace seep::e2e
