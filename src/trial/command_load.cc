#include "trial/command_load.h"

#include <fmt/format.h>

#include <array>
#include <thread>
#include <utility>

#include "process/last_output.h"
#include "process/target.h"

namespace seep {
namespace {

constexpr milliseconds kPoll{2};

void ReplaceAll(std::string& word, std::string_view what, const std::string& with) {
  for (size_t at = word.find(what); at != std::string::npos; at = word.find(what, at + with.size()))
    word.replace(at, what.size(), with);
}

class CommandLoad final : public LoadGenerator {
 public:
  explicit CommandLoad(CommandLoadSpec spec) : spec_(std::move(spec)) {}

  LoadResult Run(const RoundBounds& bounds, std::stop_token stop,
                 const std::function<void(const LoadProgress&)>& progress) override {
    ++round_;
    LoadResult result;
    const TimePoint begin = Clock::now();
    const std::string problem = Call(bounds.requests, stop);
    result.seconds = Seconds(Clock::now() - begin);
    if (stop.stop_requested()) return result;
    result.requests = bounds.requests;
    if (problem.empty()) {
      result.answers = bounds.requests;
    } else {
      const auto kind = static_cast<size_t>(LoadError::kCommand);
      result.errors[kind] = bounds.requests;
      result.error_examples[kind] = result.error_example = problem;
    }
    if (progress) progress({result.requests, result.ErrorCount(), result.seconds});
    return result;
  }

 private:
  std::vector<std::string> Words(uint64_t requests) const {
    const std::array<std::pair<std::string_view, std::string>, 4> values = {
        {{"{n}", std::to_string(requests)},
         {"{c}", std::to_string(spec_.connections)},
         {"{url}", spec_.url},
         {"{round}", std::to_string(round_)}}};
    std::vector<std::string> words = spec_.command;
    for (std::string& word : words) {
      for (const auto& [what, with] : values) ReplaceAll(word, what, with);
    }
    return words;
  }

  // What went wrong, one sentence and the command's last output; empty if it went well.
  std::string Call(uint64_t requests, const std::stop_token& stop) const {
    const LaunchSpec launch{.command = Words(requests), .environment = {}, .port = 0};
    Result<std::unique_ptr<Target>> command = Target::Launch(launch);
    if (!command) return command.error().message;
    std::optional<ExitInfo> exit;
    while (!(exit = (*command)->Exited()) && !stop.stop_requested())
      std::this_thread::sleep_for(kPoll);
    (*command)->Stop();
    if (!exit || (!exit->signaled && exit->code == 0)) return "";
    return fmt::format("\"{}\" {}{}", fmt::join(launch.command, " "), exit->Describe(),
                       LastOutput((*command)->OutputTail()));
  }

  const CommandLoadSpec spec_;
  uint64_t round_ = 0;
};

}  // namespace

std::unique_ptr<LoadGenerator> MakeCommandLoad(CommandLoadSpec spec) {
  return std::make_unique<CommandLoad>(std::move(spec));
}

}  // namespace seep
