#pragma once
// Names of functions as people write them.

#include <string>
#include <string_view>

namespace seep {

// "_ZN5Cache3AddERKSs" → "Cache::Add(std::string const&)", in the spelling of Readable(). Names of
// C functions come back as they are; of Rust's old scheme, which looks like C++, the hash at the
// end goes. Without what compilers and linkers add: "[clone .part.0]", "@@GLIBC_2.2.5".
std::string Demangle(std::string_view linkage_name);

// The same name without what nobody wrote: std::__cxx11:: and std::__1:: are std::, strings are
// std::string, default allocators go, "> >" is ">>".
std::string Readable(std::string name);

}  // namespace seep
