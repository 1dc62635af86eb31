// For bench/node-collections: answers, and collects all garbage every so many ms: at once, or as V8 does by itself.
// node --expose-gc FILE PORT MS at-once|beside
'use strict';

const { setFlagsFromString } = require('node:v8');

const [port, every] = process.argv.slice(2, 4).map(Number);
const beside = process.argv[4] === 'beside';

// V8 begins to mark after a collection of the young generation while this flag is set, and ends in a task.
function markBeside() {
  setFlagsFromString('--stress-incremental-marking');
  globalThis.gc({ type: 'minor' });
  setFlagsFromString('--no-stress-incremental-marking');
}

require('node:http').createServer((request, response) => response.end('hello\n')).listen(port, '127.0.0.1');
if (every > 0) setInterval(beside ? markBeside : globalThis.gc, every);
