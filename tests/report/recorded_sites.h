#pragma once
// A site pass as it could have been, for the reports' tests.

#include <string>
#include <utility>
#include <vector>

#include "model/heap.h"

namespace seep {

inline constexpr size_t kServer = 0;  // indices into the modules
inline constexpr size_t kLibstdcxx = 1;
inline constexpr size_t kLibssl = 2;

inline Frame RecordedFrame(size_t module, uint64_t offset, const std::string& function,
                           const std::string& file = "", int line = 0) {
  Frame frame;
  frame.module = module;
  frame.module_offset = offset;
  frame.address = 0x5500'0000 + (module << 24) + offset;
  frame.function = function;
  frame.file = file;
  frame.line = line;
  frame.own = module == kServer && !file.starts_with("/usr/include/");
  return frame;
}

// Cache::Remember keeps a string for each request, in a vector whose code is inlined.
inline LeakSite RecordedCacheSite() {
  LeakSite site;
  site.stack = {
      RecordedFrame(kLibstdcxx, 0xa0f10, "operator new(unsigned long)"),
      RecordedFrame(kServer, 0x2310, "std::vector<Entry>::push_back(Entry&&)",
                    "/usr/include/c++/12/bits/stl_vector.h", 1294),
      RecordedFrame(kServer, 0x2310, "cache::Cache::Remember(std::string const&, int)",
                    "/home/me/server/src/cache/cache.cc", 42),
      RecordedFrame(kServer, 0x4420, "server::(anonymous namespace)::Handle(Request const&)",
                    "/home/me/server/src/handle.cc", 118),
      RecordedFrame(kServer, 0x5108, "main", "/home/me/server/src/main.cc", 31),
      RecordedFrame(kLibssl + 1, 0x27249, "__libc_start_call_main"),
  };
  site.stack[1].inlined = true;
  site.stack[2].linkage_name = "_ZN5cache5Cache8RememberERKNSt7__cxx1112basic_stringIcEEi";
  site.top = 1;
  site.first_own = 2;
  site.last_own = 4;
  site.births = 12'000;
  site.live_blocks = 12'000;
  site.live_bytes = 768'000;
  site.bytes_per_request = {64, 63.4, 64.6};
  site.blocks_per_request = {1, 0.99, 1.01};
  site.share = 0.985;
  site.grows = true;
  site.cohorts = {{1, 3000, 192'000}, {2, 3000, 192'000}};
  return site;
}

// A library keeps a connection's state, once in a hundred requests.
inline LeakSite RecordedLibrarySite() {
  LeakSite site;
  site.stack = {
      RecordedFrame(SIZE_MAX, 0, "malloc"),
      RecordedFrame(kLibssl, 0x41a20, "CRYPTO_zalloc"),
      RecordedFrame(kLibssl, 0x388c0, "SSL_SESSION_new"),
      RecordedFrame(kLibssl, 0x39fc4, ""),
      RecordedFrame(kServer, 0x61f0, "tls::Accept(int)", "/home/me/server/src/tls.cc", 77),
      RecordedFrame(kServer, 0x5108, "main", "/home/me/server/src/main.cc", 31),
  };
  site.top = 2;
  site.first_own = 4;
  site.last_own = 5;
  site.live_blocks = 120;
  site.live_bytes = 11'040;
  site.bytes_per_request = {0.92, 0.81, 1.03};
  site.blocks_per_request = {0.01, 0.009, 0.011};
  site.share = 0.014;
  site.grows = true;
  return site;
}

inline SitePass RecordedSites() {
  SitePass pass;
  pass.modules = {
      {"/home/me/server/build/server", "0123abcd", 0x5500'0000, 0x5501'0000, 0x1000},
      {"/usr/lib/x86_64-linux-gnu/libstdc++.so.6", "", 0x5600'0000, 0x5620'0000, 0},
      {"/usr/lib/x86_64-linux-gnu/libssl.so.3", "beef", 0x5700'0000, 0x5708'0000, 0x1d000},
      {"/usr/lib/x86_64-linux-gnu/libc.so.6", "", 0x5800'0000, 0x5820'0000, 0}};
  LeakSite steady = RecordedCacheSite();  // filled once, and then kept
  steady.stack.erase(steady.stack.begin());
  steady.top = 0;
  steady.first_own = 1;
  steady.last_own = 3;
  steady.live_blocks = 1;
  steady.live_bytes = 4096;
  steady.bytes_per_request = steady.blocks_per_request = {};
  steady.share = 0;
  steady.grows = false;
  pass.sites = {RecordedCacheSite(), RecordedLibrarySite(), steady};
  pass.requests = 12'000;
  pass.rounds = 8;
  return pass;
}

}  // namespace seep
