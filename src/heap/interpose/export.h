#pragma once
// A function of ours that takes the place of the program's; all others are hidden.

#define SEEP_EXPORT extern "C" [[gnu::visibility("default")]]

// Where the entry was called from: the first frame of a stack. In the entry itself, or in what is
// always inlined there.
#define SEEP_CALLER __builtin_return_address(0)
