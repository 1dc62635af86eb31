#pragma once
// Connections in the order in which they wait for something.

#include <boost/intrusive/list.hpp>

namespace sluice {

// A connection is in one queue of its thread at a time, or in none; it leaves when it is destroyed.
struct Queued
    : boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
};
using Queue = boost::intrusive::list<Queued, boost::intrusive::constant_time_size<false>>;

}  // namespace sluice
