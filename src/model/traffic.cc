#include "model/traffic.h"

#include <algorithm>
#include <numeric>

namespace seep {

std::string_view Name(LoadError error) {
  switch (error) {
    case LoadError::kConnectRefused:
      return "connection refused";
    case LoadError::kConnectFailed:
      return "could not connect";
    case LoadError::kConnectTimeout:
      return "connect timed out";
    case LoadError::kTimeout:
      return "timed out";
    case LoadError::kReset:
      return "connection reset";
    case LoadError::kClosedEarly:
      return "closed early";
    case LoadError::kProtocol:
      return "not valid HTTP";
    case LoadError::kWrite:
      return "could not send";
    case LoadError::kTls:
      return "TLS failed";
    case LoadError::kCommand:
      return "load command failed";
  }
  return "unknown";
}

uint64_t LoadResult::ErrorCount() const {
  return std::accumulate(errors.begin(), errors.end(), uint64_t{0});
}

void LoadResult::Add(const LoadResult& other) {
  requests += other.requests;
  answers += other.answers;
  aborted += other.aborted;
  cut += other.cut;
  for (size_t i = 0; i < status_class.size(); ++i) status_class[i] += other.status_class[i];
  statuses.Add(other.statuses);
  for (size_t i = 0; i < errors.size(); ++i) errors[i] += other.errors[i];
  for (const auto& [status, times] : other.as_expected) as_expected[status] += times;
  cookies_set += other.cookies_set;
  connections += other.connections;
  reconnects += other.reconnects;
  connections_peak = std::max(connections_peak, other.connections_peak);
  bytes_received += other.bytes_received;
  body_bytes_received += other.body_bytes_received;
  bytes_sent += other.bytes_sent;
  seconds += other.seconds;
  latency.Add(other.latency);
  resumed += other.resumed;
  if (protocol.empty()) protocol = other.protocol;
  for (size_t i = 0; i < error_examples.size(); ++i) {
    if (error_examples[i].empty()) error_examples[i] = other.error_examples[i];
  }
  if (error_example.empty()) error_example = other.error_example;
}

}  // namespace seep
