// A reverse proxy of a few lines, as the packages' own examples are: node http_proxy.js PACKAGE PORT UPSTREAM-PORT
const http = require('http');
const [, , name, port, upstream] = process.argv;
const proxy = require(name).createProxyServer({ target: `http://127.0.0.1:${upstream}` });
proxy.on('error', (error, request, response) => {
  if (response.writeHead && !response.headersSent) response.writeHead(502);
  if (response.end) response.end();
});
http.createServer((request, response) => proxy.web(request, response)).listen(Number(port), '127.0.0.1');
