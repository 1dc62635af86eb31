// HTTP/2 by Node.js itself: node http2.js PORT in the clear; node http2.js PORT FOLDER over TLS, with FOLDER's certificate.
const fs = require('fs');
const http2 = require('http2');

const [port, folder] = process.argv.slice(2);
const server = folder
  ? http2.createSecureServer({ key: fs.readFileSync(`${folder}/key.pem`), cert: fs.readFileSync(`${folder}/certificate.pem`) })
  : http2.createServer();
server.on('stream', (stream) => {
  stream.on('error', () => {});
  stream.respond({ ':status': 200 });
  stream.end('hello, '.repeat(20));
});
server.on('sessionError', () => {});
server.listen(Number(port), '127.0.0.1');
