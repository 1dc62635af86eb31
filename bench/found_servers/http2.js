// HTTP/2 in the clear, by Node.js itself: node http2.js PORT
const server = require('http2').createServer();
server.on('stream', (stream) => {
  stream.on('error', () => {});
  stream.respond({ ':status': 200 });
  stream.end('hello, '.repeat(20));
});
server.on('sessionError', () => {});
server.listen(Number(process.argv[2]), '127.0.0.1');
