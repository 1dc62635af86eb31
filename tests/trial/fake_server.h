#pragma once
// A server that exists only as a formula: what it holds after so many requests and so many seconds.
// Time moves when it works.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "load/generator.h"
#include "process/target.h"
#include "sample/sampler.h"
#include "trial/rounds.h"

namespace seep {

class FakeServer {
 public:
  using Bytes = std::function<double(double requests, double seconds)>;
  explicit FakeServer(Bytes bytes)
      : bytes_(std::move(bytes)), load_(*this), sampler_(*this), target_(*this) {}

  Equipment Equip() {
    Equipment equipment;
    equipment.legs = {&load_};
    equipment.sampler = &sampler_;
    equipment.target = &target_;
    equipment.wait_quiet = [this] {
      seconds_ += 0.02;
      return QuietReport{.quiet = quiet, .seconds = 0.02, .cpu_share = 0, .open_connections = 0};
    };
    equipment.pause = [this](milliseconds time) { seconds_ += seep::Seconds(time); };
    equipment.now = [this] {
      return TimePoint(
          std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds_)));
    };
    return equipment;
  }

  // Behaviour that a test changes.
  double requests_per_second = 10'000;
  bool quiet = true;
  std::optional<uint64_t> dies_after;  // requests
  std::optional<uint64_t> refuses_after;
  std::function<void(uint64_t requests)> after_round;  // called with the requests so far
  double descriptors_per_request = 0;

 private:
  struct Load : LoadGenerator {
    explicit Load(FakeServer& s) : server(s) {}
    LoadResult Run(const RoundBounds& bounds, std::stop_token,
                   const std::function<void(const LoadProgress&)>&) override {
      LoadResult result;
      result.requests = bounds.requests;
      result.connections = 4;
      result.seconds = static_cast<double>(bounds.requests) / server.requests_per_second;
      server.seconds_ += result.seconds;
      server.requests_ += bounds.requests;
      if (server.refuses_after && server.requests_ > *server.refuses_after) {
        result.errors[static_cast<size_t>(LoadError::kConnectRefused)] = bounds.requests;
        result.error_example = "127.0.0.1:1: Connection refused";
      } else {
        result.answers = bounds.requests;
        result.status_class[2] = bounds.requests;
      }
      if (server.after_round) server.after_round(server.requests_);
      return result;
    }
    FakeServer& server;
  };

  struct Memory : Sampler {
    explicit Memory(FakeServer& s) : server(s) {}
    Result<Sample> Read(std::span<const pid_t>, bool mappings) override {
      const double held = server.bytes_(static_cast<double>(server.requests_), server.seconds_);
      const auto pages = static_cast<int64_t>(held / 4096) * 4096;
      Sample sample;
      sample.processes.resize(1);
      sample.processes[0].pid = 42;
      sample.processes[0].memory.anonymous = pages;
      sample.processes[0].descriptors.files =
          5 + static_cast<int64_t>(server.descriptors_per_request *
                                   static_cast<double>(server.requests_));
      sample.processes[0].threads = 1;
      if (mappings) sample.mappings = {{"[heap]", pages}, {"[stack]", 8192}};
      return sample;
    }
    FakeServer& server;
  };

  struct Process : Target {
    explicit Process(FakeServer& s) : server(s) {}
    pid_t pid() const override { return 42; }
    std::vector<pid_t> Tree() const override { return {42}; }
    std::optional<ExitInfo> Exited() override {
      if (!server.dies_after || server.requests_ <= *server.dies_after) return std::nullopt;
      return ExitInfo{.signaled = true, .code = 11, .survivors = false};
    }
    std::string OutputTail() const override { return ""; }
    void Stop(milliseconds) override {}
    FakeServer& server;
  };

  Bytes bytes_;
  Load load_;
  Memory sampler_;
  Process target_;
  double seconds_ = 0;
  uint64_t requests_ = 0;
};

}  // namespace seep
