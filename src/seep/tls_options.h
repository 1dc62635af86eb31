#pragma once
// The options that say how TLS is spoken.

#include <string>

#include <CLI/CLI.hpp>

#include "model/traffic.h"

namespace seep {

// Part of ParseOptions. The object has to outlive the parsing.
class TlsOptions {
 public:
  // --tls only if `with_flag`: where no URL says it.
  void Add(CLI::App* app, TlsSpec& tls, bool with_flag);
  // Once the endpoint is known. Throws CLI::ValidationError.
  void Finish(TrafficSpec& traffic) const;

 private:
  std::string alpn_;
  bool insecure_ = false;
};

}  // namespace seep
