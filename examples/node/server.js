// Greets: GET /hello/NAME. It keeps the greetings of the 1,000 names that were asked for last.
import { createServer } from 'node:http';

const greetingsMax = 1000;
const greetings = new Map();  // The one that was not asked for the longest comes first.
const visits = [];

function greetingFor(name) {
  const greeting = greetings.get(name) ?? `Hello, ${name}!\n`;
  greetings.delete(name);
  greetings.set(name, greeting);
  if (greetings.size > greetingsMax) greetings.delete(greetings.keys().next().value);
  return greeting;
}

function remember(request) {  // LEAK=1: nothing ever takes a visit out of the list.
  visits.push(`${new Date().toISOString()} ${request.url}`);
}

createServer((request, response) => {
  if (process.env.LEAK) remember(request);
  const [, folder, name] = request.url.split('/');
  if (folder === 'hello' && name) response.end(greetingFor(name));
  else response.writeHead(404).end('There is /hello/NAME only.\n');
}).listen(process.env.PORT ?? 8080, '127.0.0.1');
