// Answers after a while, with more than sockets hold: node slow_upstream.js PORT MILLISECONDS BYTES
const http = require('http');
const [, , port, wait, bytes] = process.argv;
const body = Buffer.alloc(Number(bytes), 'x');
http.createServer((request, response) => {
  request.resume();
  setTimeout(() => response.end(body), Number(wait));
}).listen(Number(port), '127.0.0.1');
