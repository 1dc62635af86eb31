// Loaded by Seep into each Node.js process of a server under test (NODE_OPTIONS=--require). On request it
// collects garbage and says what lives in V8's heap: src/runtime/hook_answer.h has the protocol.
//
// It is a guest: whatever goes wrong here, its host must not notice. It writes nothing, throws nothing, and
// does not keep the process alive. What it uses of the global objects it takes now, before its host can
// replace it.
'use strict';

(() => {
  // A heap so large that one collection takes this long is not collected twice: on small ones, the second
  // collection changed what is read by 8 bytes.
  const SLOW_MS = 20;
  try {
    const path = process.env.SEEP_RUNTIME_SOCKET;
    const { isMainThread } = require('worker_threads');
    if (!path || !isMainThread) return;
    const v8 = require('v8');
    const vm = require('vm');
    const { setImmediate } = require('timers');
    const { stringify } = JSON;
    const { hrtime } = process;
    const heapStatistics = v8.getHeapStatistics;
    const milliseconds = (from) => {
      const [s, ns] = hrtime(from);
      return s * 1e3 + ns / 1e6;
    };

    // Without --expose_gc on the command line, for a context that is made now and for no other.
    v8.setFlagsFromString('--expose_gc');
    const gc = vm.runInNewContext('gc');
    v8.setFlagsFromString('--no-expose_gc');

    // Threads have heaps of their own, which this one does not see.
    let workers = 0;
    process.on('worker', (worker) => {
      workers += 1;
      worker.once('exit', () => { workers -= 1; });
    });

    const socket = require('net').connect({ path });
    socket.unref();
    socket.on('error', () => {});
    const answer = (begin) => {
      const heap = heapStatistics();
      socket.write(stringify({
        runtime: 'node', used: heap.used_heap_size, external: heap.external_memory, workers, ms: milliseconds(begin),
      }) + '\n');
    };
    socket.on('data', () => {
      try {
        const begin = hrtime();
        gc();
        if (milliseconds(begin) > SLOW_MS) {
          answer(begin);
          return;
        }
        // What the first one finalises, in a turn of its own, the second one collects.
        setImmediate(() => {
          try {
            gc();
            answer(begin);
          } catch { /* Seep goes on without */ }
        });
      } catch { /* Seep goes on without */ }
    });
  } catch { /* Seep goes on without */ }
})();
