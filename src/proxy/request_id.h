#pragma once
// Names for requests, by which one is found again in the logs of all who had to do with it.

#include <cstddef>
#include <cstdint>

namespace sluice {

inline constexpr size_t kRequestIdBytesMax = 64;

// Of one thread. No two are the same, whoever else makes some: half of an ID is random, and chosen
// once; the other half counts.
class RequestIds {
 public:
  RequestIds();

  // Writes 32 hexadecimal digits; returns how many these are.
  size_t Next(char (&out)[kRequestIdBytesMax]);

 private:
  uint64_t chosen_;
  uint64_t count_;
};

}  // namespace sluice
