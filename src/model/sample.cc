#include "model/sample.h"

namespace seep {

MemoryBytes& MemoryBytes::operator+=(const MemoryBytes& other) {
  anonymous += other.anonymous;
  swap += other.swap;
  lazy_free += other.lazy_free;
  pss += other.pss;
  rss += other.rss;
  shmem += other.shmem;
  file += other.file;
  return *this;
}

DescriptorCounts& DescriptorCounts::operator+=(const DescriptorCounts& other_counts) {
  files += other_counts.files;
  sockets += other_counts.sockets;
  pipes += other_counts.pipes;
  other += other_counts.other;
  return *this;
}

MemoryBytes Sample::Memory() const {
  MemoryBytes sum;
  for (const ProcessSample& process : processes) sum += process.memory;
  return sum;
}

DescriptorCounts Sample::Descriptors() const {
  DescriptorCounts sum;
  for (const ProcessSample& process : processes) sum += process.descriptors;
  return sum;
}

int64_t Sample::Threads() const {
  int64_t sum = 0;
  for (const ProcessSample& process : processes) sum += process.threads;
  return sum;
}

int64_t Sample::Mappings() const {
  int64_t sum = 0;
  for (const ProcessSample& process : processes) sum += process.mappings;
  return sum;
}

double Sample::CpuSeconds() const {
  double sum = 0;
  for (const ProcessSample& process : processes) sum += process.cpu_seconds;
  return sum;
}

}  // namespace seep
