// Loaded by Seep into each Bun process of a server under test (BUN_OPTIONS=--preload). On request it collects
// garbage and says what lives in JavaScriptCore's heap: src/runtime/hook_answer.h has the protocol.
//
// It is a guest, as node.cjs is: whatever goes wrong here, its host must not notice.
'use strict';

(() => {
  const SITES_MOST = 200; // kHookSitesMax
  try {
    const path = process.env.SEEP_RUNTIME_SOCKET;
    if (!path || !Bun.isMainThread) return;
    const { heapStats } = require('bun:jsc');
    const { gc, generateHeapSnapshot } = Bun;
    const { stringify } = JSON;
    const now = performance.now.bind(performance);

    const socket = require('node:net').connect({ path });
    socket.unref();
    socket.on('error', () => {});
    const heapAnswer = () => {
      const begin = now();
      gc(true);
      const { heapSize: used, extraMemorySize: external, objectCount: objects } = heapStats();
      return { runtime: 'bun', used, external, objects, workers: 0, ms: now() - begin };
    };

    // Objects of one class are told from those of another, and not by the code that made them: Bun does not say that.
    let before = null; // class → [objects, bytes], when the site pass began
    const byClass = () => {
      const { nodes, nodeClassNames } = generateHeapSnapshot();
      const classes = new Map();
      for (let i = 0; i + 3 < nodes.length; i += 4) { // id, size, class, flags
        const name = nodeClassNames[nodes[i + 2]];
        const [objects, bytes] = classes.get(name) || [0, 0];
        classes.set(name, [objects + 1, bytes + nodes[i + 1]]);
      }
      return classes;
    };
    const grown = () => {
      const sites = [];
      for (const [name, [objects, bytes]] of byClass()) {
        const [objectsBefore, bytesBefore] = before.get(name) || [0, 0];
        if (bytes <= bytesBefore || objects <= objectsBefore) continue;
        sites.push({ bytes: bytes - bytesBefore, blocks: objects - objectsBefore, stack: [[name, '', 0, false]] });
      }
      return sites.sort((a, b) => b.bytes - a.bytes).slice(0, SITES_MOST);
    };
    const sitesAnswer = (request) => {
      gc(true);
      if (request === 'b') before = byClass();
      const sites = request === 't' ? grown() : [];
      if (request === 'e') before = null;
      return { runtime: 'bun', sites };
    };

    socket.on('data', (data) => {
      try {
        const request = String.fromCharCode(data[0]);
        socket.write(stringify(request === 'c' ? heapAnswer() : sitesAnswer(request)) + '\n');
      } catch { /* Seep goes on without */ }
    });
  } catch { /* Seep goes on without */ }
})();
