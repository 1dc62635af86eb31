#include "record/sample_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include "model/answer_tally.h"

namespace seep {
namespace {

void ReadMemory(const JsonNode& node, MemoryBytes& memory) {
  node.Read("anonymous", memory.anonymous);
  node.Read("swap", memory.swap);
  node.Read("lazy_free", memory.lazy_free);
  node.Read("pss", memory.pss);
  node.Read("rss", memory.rss);
  node.Read("shmem", memory.shmem);
  node.Read("file", memory.file);
}

void ReadProcess(const JsonNode& node, ProcessSample& process) {
  node.Read("pid", process.pid);
  node.Read("start_ticks", process.start_ticks);
  node.Read("name", process.name);
  node.Object("memory", [&](const JsonNode& memory) { ReadMemory(memory, process.memory); });
  node.Object("descriptors", [&](const JsonNode& descriptors) {
    descriptors.Read("files", process.descriptors.files);
    descriptors.Read("sockets", process.descriptors.sockets);
    descriptors.Read("pipes", process.descriptors.pipes);
    descriptors.Read("other", process.descriptors.other);
  });
  node.ReadIf("descriptors_max", process.descriptors_max);
  node.Read("threads", process.threads);
  node.Read("mappings", process.mappings);
  node.Read("cpu_seconds", process.cpu_seconds);
}

void ReadHeap(const JsonNode& node, HeapCounts& heap) {
  bool complete = false;
  node.Read("blocks", heap.blocks);
  node.Read("usable_bytes", heap.usable_bytes);
  node.Read("allocations", heap.allocations);
  node.Read("mapped_bytes", heap.mapped_bytes);
  node.ReadIf("pooled_bytes", heap.pooled_bytes);
  node.Read("processes", heap.processes);
  node.Read("complete", complete);
  node.ReadIf("processes_unseen", heap.processes_unseen);
  node.ReadIf("threads_lost", heap.threads_lost);
  node.ReadIf("unseen", heap.unseen);
  // Recorded before the two counts were: which of them it was is not known.
  if (!complete && heap.Complete()) heap.processes_unseen = 1;
}

void ReadRuntimeHeap(const JsonNode& node, RuntimeHeap& heap) {
  bool complete = true;
  node.ReadIf("runtimes", heap.names);
  node.ReadIf("alone", heap.alone);
  node.ReadIf("used_bytes", heap.used_bytes);
  node.ReadIf("objects", heap.objects);
  node.ReadIf("goroutines", heap.goroutines);
  node.Read("external_bytes", heap.external_bytes);
  node.ReadIf("page_bytes", heap.page_bytes);
  node.Read("processes", heap.processes);
  node.Read("complete", complete);
  node.Read("threads_unseen", heap.threads_unseen);
  node.Read("collection_seconds", heap.seconds);
  node.ReadIf("unseen", heap.unseen);
  heap.processes_unseen = complete ? 0 : 1;
}

// "404", or "other".
std::optional<uint16_t> StatusOf(const std::string& name) {
  if (name == StatusName(0)) return uint16_t{0};
  uint16_t status = 0;
  const auto [end, ec] = std::from_chars(name.data(), name.data() + name.size(), status);
  if (ec != std::errc() || end != name.data() + name.size() || status < 100 || status > 599)
    return std::nullopt;
  return status;
}

template <class Value>
void ReadByStatus(const JsonNode& node, const char* key, std::map<uint16_t, Value>& values) {
  node.ObjectIf(key, [&](const JsonNode& object) {
    for (const std::string& name : object.Keys()) {
      const std::optional<uint16_t> status = StatusOf(name);
      if (!status) return object.Complain(fmt::format("\"{}\" is not a status", name));
      object.Read(name.c_str(), values[*status]);
    }
  });
}

}  // namespace

void ReadSample(const JsonNode& node, Sample& sample) {
  node.Read("seconds", sample.seconds);
  node.Read("requests", sample.requests);
  node.ReadIf("failed", sample.failed);
  node.Read("connections", sample.connections);
  node.Read("quiet", sample.quiet);
  node.Objects("processes", [&](const JsonNode& process) {
    ReadProcess(process, sample.processes.emplace_back());
  });
  node.ObjectIf("heap", [&](const JsonNode& heap) { ReadHeap(heap, sample.heap.emplace()); });
  node.ObjectIf("runtime_heap",
                [&](const JsonNode& heap) { ReadRuntimeHeap(heap, sample.runtime.emplace()); });
  node.ReadIf("goroutines", sample.goroutines);
  node.ObjectsIf("mappings", [&](const JsonNode& mapping) {
    MappingBytes& into = sample.mappings.emplace_back();
    mapping.Read("name", into.name);
    mapping.Read("bytes", into.bytes);
  });
}

void ReadLoad(const JsonNode& node, LoadResult& load) {
  node.Read("requests", load.requests);
  node.Read("answers", load.answers);
  node.Read("aborted", load.aborted);
  node.ReadIf("cut", load.cut);
  node.ReadIf("cookies_set", load.cookies_set);
  std::vector<uint64_t> classes;
  node.Read("status_class", classes);
  if (classes.size() > load.status_class.size()) node.Complain("status_class has too many numbers");
  for (size_t i = 0; i < std::min(classes.size(), load.status_class.size()); ++i)
    load.status_class[i] = classes[i];
  ReadByStatus(node, "statuses", load.statuses.answers);
  ReadByStatus(node, "statuses_excused", load.statuses.excused);
  ReadByStatus(node, "status_lines", load.statuses.first_lines);
  node.Object("errors", [&](const JsonNode& errors) {
    for (size_t i = 0; i < kLoadErrorCount; ++i) {
      errors.ReadIf(std::string(Name(static_cast<LoadError>(i))).c_str(), load.errors[i]);
    }
  });
  node.Read("connections", load.connections);
  node.Read("reconnects", load.reconnects);
  node.Read("bytes_sent", load.bytes_sent);
  node.Read("bytes_received", load.bytes_received);
  node.Read("seconds", load.seconds);
  node.ReadIf("error_example", load.error_example);
  node.ObjectIf("error_examples", [&](const JsonNode& examples) {
    for (size_t i = 0; i < kLoadErrorCount; ++i) {
      examples.ReadIf(std::string(Name(static_cast<LoadError>(i))).c_str(), load.error_examples[i]);
    }
  });
}

void ReadRound(const JsonNode& node, Round& round) {
  node.Read("idle", round.idle);
  node.ReadIf("replayed", round.replayed);
  node.ReadIf("cooling", round.cooling);
  node.Read("quiet_seconds", round.quiet_seconds);
  node.Object("sample", [&](const JsonNode& sample) { ReadSample(sample, round.sample); });
  node.ObjectsIf("parts", [&](const JsonNode& json) {
    RoundPart& part = round.parts.emplace_back();
    json.Read("leg", part.leg);
    json.Object("sample", [&](const JsonNode& sample) { ReadSample(sample, part.sample); });
  });
  node.ObjectIf("load", [&](const JsonNode& load) { ReadLoad(load, round.load); });
}

}  // namespace seep
