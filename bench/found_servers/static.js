// Files of a folder, by a package: node static.js PACKAGE PORT FOLDER [patched]
// "patched": as the package should be; what it reads is closed when the client is gone.
const fs = require('fs');
const http = require('http');
const [, , name, port, folder, patched] = process.argv;
if (patched) {
  const createReadStream = fs.createReadStream;
  fs.createReadStream = (...words) => {
    const stream = createReadStream(...words);
    const pipe = stream.pipe;
    stream.pipe = (to, ...rest) => {
      to.on('close', () => stream.destroy());
      return pipe.call(stream, to, ...rest);
    };
    return stream;
  };
}
const handlers = {
  'serve-handler': () => (request, response) => require('serve-handler')(request, response, { public: folder }),
  'sirv': () => require('sirv')(folder, { dev: false }),
  'st': () => require('st')({ path: folder, cache: false }),
  'node-static': () => {
    const files = new (require('node-static').Server)(folder);
    return (request, response) => files.serve(request, response);
  },
  'serve-static': () => {
    const files = require('serve-static')(folder);
    return (request, response) => files(request, response, () => response.end());
  },
};
http.createServer(handlers[name]()).listen(Number(port), '127.0.0.1');
