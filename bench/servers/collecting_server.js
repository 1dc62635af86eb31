// For bench/node-collections: answers, and collects all garbage every so many ms. node --expose-gc FILE PORT MS
'use strict';

const [port, every] = process.argv.slice(2).map(Number);
require('node:http').createServer((request, response) => response.end('hello\n')).listen(port, '127.0.0.1');
if (every > 0) setInterval(globalThis.gc, every);
