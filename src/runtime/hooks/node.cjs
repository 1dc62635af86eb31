// Loaded by Seep into each Node.js process of a server under test, and each of its worker threads, which have heaps
// of their own (NODE_OPTIONS=--require). On request it collects garbage and says what lives in V8's heap:
// src/runtime/hook_answer.h has the protocol.
//
// It is a guest: whatever goes wrong here, its host must not notice. It writes nothing, throws nothing, and
// does not keep the process alive. What it uses of the global objects it takes now, before its host can
// replace it.
'use strict';

(() => {
  // A heap so large that one collection takes this long is not collected twice in full.
  const SLOW_MS = 20;
  // Seep waits 2 s for an answer. What has not ended after a quarter of that is collected at once.
  const LATE_MS = 500;
  try {
    const path = process.env.SEEP_RUNTIME_SOCKET;
    if (!path) return;
    const v8 = require('v8');
    const vm = require('vm');
    const { setImmediate, setTimeout, clearTimeout } = require('timers');
    const { stringify } = JSON;
    const { cpuUsage, hrtime } = process;
    const heapStatistics = v8.getHeapStatistics;
    const spaceStatistics = v8.getHeapSpaceStatistics;
    const milliseconds = (from) => {
      const [s, ns] = hrtime(from);
      return s * 1e3 + ns / 1e6;
    };

    // Without --expose_gc on the command line, for a context that is made now and for no other.
    const setFlag = v8.setFlagsFromString;
    setFlag('--expose_gc');
    const gc = vm.runInNewContext('gc');
    setFlag('--no-expose_gc');

    // Collects the whole heap as V8 does it by itself: it marks beside its host, in threads of its own, and ends in a
    // task. gc() marks at once, and so loses the shapes of objects of which there are none at this moment, and with them
    // the optimized code that knows these shapes: V8 spares a shape if its constructor is marked already, which at the
    // begin of gc() it is not (MarkCompactCollector::RetainMaps). A small server then answered at a third of its rate.
    //
    // V8 begins to mark after a collection of the young generation where this flag is set. When it has ended, it tells of
    // an object that is gone.
    let next = null;
    const goOn = () => {
      const then = next;
      next = null;
      if (then) then();
    };
    const gone = typeof FinalizationRegistry === 'function' ? new FinalizationRegistry(goOn) : null;
    let marksBeside = gone !== null;
    let hasMarkedBeside = false;
    const quietly = (work) => () => {
      try {
        work();
      } catch { /* Seep goes on without */ }
    };
    const beginToMark = quietly(() => {
      setFlag('--stress-incremental-marking');
      gc({ type: 'minor' });
      setFlag('--no-stress-incremental-marking');
    });
    const collect = (done) => {
      if (!marksBeside) {
        gc();
        done();
        return;
      }
      const late = setTimeout(quietly(() => {
        marksBeside = hasMarkedBeside; // not where V8 was told not to, as with --no-incremental-marking
        next = null;
        gc();
        done();
      }), LATE_MS);
      late.unref();
      next = quietly(() => {
        clearTimeout(late);
        hasMarkedBeside = true;
        done();
      });
      gone.register({}, 0);
      setImmediate(beginToMark); // nothing here refers to that object any more
    };
    // Calls done with whether that was fast. On a busy machine, a small heap takes long as well, though not long in CPU
    // time. That is of the whole process: of V8's own threads, and of the host's.
    const collectTimed = (done) => {
      const begin = hrtime();
      const used = cpuUsage();
      collect(() => {
        const { user, system } = cpuUsage(used);
        done(milliseconds(begin) <= SLOW_MS || (user + system) / 1e3 <= SLOW_MS);
      });
    };

    // Threads that this one started: those of them that do not answer themselves are in no number.
    let workers = 0;
    process.on('worker', (worker) => {
      workers += 1;
      worker.once('exit', () => { workers -= 1; });
    });

    const socket = require('net').connect({ path });
    socket.unref();
    socket.on('error', () => {});
    // Machine code comes and goes with what V8's compilers find worth their while: some 10 KB up or down from one
    // reading to the next, which the functions that it is of are not.
    const codeBytes = () => {
      let bytes = 0;
      for (const { space_name: name, space_used_size: used } of spaceStatistics()) {
        if (name === 'code_space' || name === 'code_large_object_space') bytes += used;
      }
      return bytes;
    };
    const answer = (begin) => {
      const heap = heapStatistics();
      socket.write(stringify({
        runtime: 'node', used: heap.used_heap_size - codeBytes(), external: heap.external_memory, workers,
        ms: milliseconds(begin),
      }) + '\n');
    };
    // Which code allocates what stays, with V8's own sampling profiler. Of one byte, its interval has each allocation
    // noted. Loaded on request only.
    let session = null;
    const frameOf = ({ functionName, url, lineNumber }) => {
      const file = url.startsWith('file://') ? decodeURI(url.slice(7)) : url;
      return [functionName || '(anonymous)', file, lineNumber + 1,
        file.startsWith('/') && !file.includes('/node_modules/')];
    };
    const sitesOf = ({ head, samples }) => {
      const blocks = new Map();
      for (const { nodeId } of samples) blocks.set(nodeId, (blocks.get(nodeId) || 0) + 1);
      const sites = [];
      const walk = (node, callers) => {
        const stack = node.callFrame.url === '' && node.callFrame.functionName === '(root)'
          ? callers : [frameOf(node.callFrame), ...callers];
        // What this profiler itself allocates.
        if (stack.some(([, file]) => file === __filename || file === 'node:inspector')) return;
        if (node.selfSize > 0) {
          sites.push({ bytes: node.selfSize, blocks: blocks.get(node.id) || 0, stack: stack.slice(0, 16) });
        }
        for (const child of node.children) walk(child, stack);
      };
      walk(head, []);
      return sites.sort((a, b) => b.bytes - a.bytes).slice(0, 200);
    };
    const post = (method, parameters) => new Promise((resolve, reject) => {
      session.post(method, parameters, (error, result) => (error ? reject(error) : resolve(result)));
    });
    // The profiler blames the caller for what a function allocates that V8's compilers have put into it. So they put none
    // there while it notes, and what they made before goes: that is what V8 does when calls are to be counted. A host
    // whose calls are counted already has no such code, and would lose its counts. Maglev came with V8 11.
    const inlineFlags = parseInt(process.versions.v8, 10) < 11 ? ['turbo-inlining'] : ['turbo-inlining', 'maglev-inlining'];
    const counts = Boolean(process.env.NODE_V8_COVERAGE);
    const dropOptimized = async () => {
      if (counts) return;
      await post('Profiler.enable');
      await post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
      await post('Profiler.stopPreciseCoverage');
      await post('Profiler.disable');
    };
    const lines = async (request) => {
      let sites = [];
      if (request === 'b') {
        const { Session } = require('inspector');
        session = new Session();
        session.connect();
        for (const flag of inlineFlags) setFlag(`--no-${flag}`);
        await dropOptimized();
        await post('HeapProfiler.startSampling', { samplingInterval: 1 });
      } else if (request === 't') {
        gc();
        sites = sitesOf((await post('HeapProfiler.getSamplingProfile')).profile);
      } else {
        await post('HeapProfiler.stopSampling');
        for (const flag of inlineFlags) setFlag(`--${flag}`);
        session.disconnect();
      }
      socket.write(stringify({ runtime: 'node', sites }) + '\n');
    };
    const cannot = () => socket.write(
      '{"runtime":"node","problem":"the inspector, which tells the lines, does not work in this Node.js"}\n');

    socket.on('data', (request) => {
      try {
        if (request[0] === 108) { // 'l'
          const begin = hrtime();
          gc({ type: 'minor' });
          answer(begin);
          return;
        }
        if (request[0] !== 99) { // 'c'
          lines(String.fromCharCode(request[0])).catch(cannot);
          return;
        }
        const begin = hrtime();
        // What the first one finalises, in a turn of its own, the second one collects: up to 200 KB of buffers of a
        // small HTTP server. Of a large heap it collects what is young only, which takes a millisecond, has all those
        // buffers, and leaves up to 50 KB of objects.
        collectTimed((fast) => setImmediate(quietly(() => {
          if (fast) {
            collect(() => answer(begin));
          } else {
            gc({ type: 'minor' });
            answer(begin);
          }
        })));
      } catch { /* Seep goes on without */ }
    });
  } catch { /* Seep goes on without */ }
})();
