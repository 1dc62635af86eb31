#include "heap/reader/origin.h"

#include <gtest/gtest.h>

namespace seep {
namespace {

TEST(ProgramFiles, OwnTheExecutablesWhereverTheyAre) {
  const ProgramFiles files({"/usr/sbin/nginx", "/tmp/server (deleted)", ""});
  EXPECT_TRUE(files.Own("/usr/sbin/nginx"));
  EXPECT_TRUE(files.Own("/tmp/server (deleted)"));
  EXPECT_FALSE(files.Own(""));
  EXPECT_FALSE(files.Own("[vdso]"));
}

TEST(ProgramFiles, DoNotOwnWhatTheLoaderFinds) {
  const ProgramFiles files({"/usr/sbin/nginx"});
  for (const char* path :
       {"/lib/x86_64-linux-gnu/libc.so.6", "/usr/lib/x86_64-linux-gnu/libssl.so.3",
        "/usr/lib64/libz.so.1.2.13", "/usr/lib/libcrypt.so.1", "/usr/local/lib/libpcre2-8.so.0",
        "/lib64/ld-linux-x86-64.so.2", "/usr/lib/aarch64-linux-gnu/libz.so.1",
        "/usr/lib/x86_64-linux-gnu/libz.so.1 (deleted)"}) {
    EXPECT_FALSE(files.Own(path)) << path;
  }
}

TEST(ProgramFiles, OwnPluginsInFoldersOfTheirOwn) {
  const ProgramFiles files({"/usr/sbin/nginx"});
  for (const char* path :
       {"/usr/lib/nginx/modules/ngx_http_perl_module.so", "/usr/lib64/httpd/modules/mod_ssl.so",
        "/usr/lib/python3/dist-packages/_cffi_backend.so", "/opt/app/lib/libapp.so",
        "/usr/lib/x86_64-linux-gnu/varnish/libvarnish.so", "/home/me/build/libserver.so",
        "/srv/venv/lib/python3.11/site-packages/ujson.so", "/usr/libexec/app/core.so"}) {
    EXPECT_TRUE(files.Own(path)) << path;
  }
}

TEST(ProgramFiles, DoNotOwnPluginsOfLibraries) {
  const ProgramFiles files({"/usr/sbin/nginx"});
  for (const char* path :
       {"/usr/lib/x86_64-linux-gnu/gconv/UTF-16.so",
        "/usr/lib/x86_64-linux-gnu/ossl-modules/legacy.so",
        "/usr/lib/x86_64-linux-gnu/engines-3/afalg.so", "/usr/lib64/sasl2/libplain.so",
        "/usr/lib/x86_64-linux-gnu/glibc-hwcaps/x86-64-v3/libz.so.1"}) {
    EXPECT_FALSE(files.Own(path)) << path;
  }
}

TEST(ProgramFiles, DoNotOwnRuntimesAndAllocatorsAnywhere) {
  const ProgramFiles files({"/opt/app/server"});
  for (const char* path :
       {"/opt/conda/lib/libstdc++.so.6.0.29", "/nix/store/abc-glibc-2.37/lib/libc.so.6",
        "/opt/app/lib/libjemalloc.so.2", "/opt/seep/lib/seep/libseep_heap.so"}) {
    EXPECT_FALSE(files.Own(path)) << path;
  }
  EXPECT_TRUE(files.Own("/opt/app/lib/librtmp.so.1"));
}

TEST(ProgramFiles, OwnTheLibraryThatIsTheProgram) {
  const ProgramFiles files({"/usr/bin/node", "/usr/local/bin/python3.11"});
  EXPECT_TRUE(files.Own("/usr/lib/x86_64-linux-gnu/libnode.so.108"));
  EXPECT_TRUE(files.Own("/usr/local/lib/libpython3.11.so.1.0"));
  EXPECT_FALSE(files.Own("/usr/lib/x86_64-linux-gnu/libnodejs-extra.so.1"));
}

SourceFrame From(const std::string& file, const std::string& function) {
  SourceFrame frame;
  frame.file = file;
  frame.function = function;
  return frame;
}

TEST(FromLibrary, IsWhatComesFromSystemHeaders) {
  EXPECT_TRUE(FromLibrary(From("/usr/include/c++/12/bits/stl_vector.h", "std::vector<A>::f()")));
  EXPECT_TRUE(FromLibrary(From("/usr/include/boost/asio/io.hpp", "boost::asio::run()")));
  EXPECT_TRUE(FromLibrary(From("/opt/gcc-13/include/c++/13/new", "f()")));
  EXPECT_TRUE(FromLibrary(From("/rustc/abc/library/alloc/src/vec.rs", "push")));
  EXPECT_FALSE(FromLibrary(From("/home/me/src/cache.cc", "Cache::Add()")));
}

TEST(FromLibrary, IsNamespaceStdWhereTheFileIsUnknown) {
  EXPECT_TRUE(FromLibrary(From("", "void std::vector<Mine>::_M_realloc_insert<Mine>(Mine&&)")));
  EXPECT_TRUE(FromLibrary(From("", "_start")));
  EXPECT_FALSE(FromLibrary(From("", "std_out_of_memory()")));
  EXPECT_FALSE(FromLibrary(From("", "")));
  EXPECT_FALSE(FromLibrary(From("/home/me/key.h", "std::hash<Key>::operator()(Key const&) const")));
}

}  // namespace
}  // namespace seep
