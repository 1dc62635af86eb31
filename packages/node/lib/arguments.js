// What the caller asks for, checked, and the words that `seep` is started with.
import { inspect } from 'node:util';

/** Each option, what it has to be, and a test of that. */
const kinds = {
  command: ["an array of words, such as ['node', 'server.js']", isWords],
  path: ["a path that begins with a slash, such as '/api/items'", isPath],
  requests: ['a whole number above 0, such as 30000', isCount],
  connections: ['a whole number above 0, such as 16', isCount],
  time: ["seconds, such as 20, or a time as Seep takes it, such as '20s' or '2m'", isTime],
  options: ["an array of further words for `seep run`, such as ['--baseline', 'base.json']", isOptionWords],
  inconclusive: ["'fail' or 'pass'", (value) => value === 'fail' || value === 'pass'],
  cwd: ['the folder to run in', isText],
  env: ["an object of variables for the server, such as { LEAK: '1' }", isVariables],
  signal: ['an AbortSignal', (value) => value instanceof AbortSignal],
};

/** The options, if all of them can be used; throws a TypeError that names the first that cannot. */
export function checkedOptions(options) {
  if (options === null || typeof options !== 'object' || Array.isArray(options))
    throw new TypeError(`seep-test: the options are ${inspect(options)}; pass { command: ['node', 'server.js'] }`);
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(kinds, name))
      throw new TypeError(`seep-test: there is no option ${name}; there are ${Object.keys(kinds).join(', ')}`);
    const [wanted, fits] = kinds[name];
    if (value !== undefined && !fits(value))
      throw new TypeError(`seep-test: ${name} is ${inspect(value)}; it has to be ${wanted}`);
  }
  if (options.command === undefined) throw new TypeError(`seep-test: command is missing; it is ${kinds.command[0]}`);
  return options;
}

/** The words behind `seep`. The run goes to standard output as JSON, so that the report goes to standard error. */
export function seepArguments({ command, path, requests, time, connections, options = [] }) {
  const words = ['run', '--json', '-'];
  if (path !== undefined) words.push('--path', path);
  if (requests !== undefined) words.push('-n', String(requests));
  if (time !== undefined) words.push('--time', typeof time === 'number' ? `${Math.round(time * 1000)}ms` : time);
  if (connections !== undefined) words.push('--connections', String(connections));
  return [...words, ...options, '--', ...command];
}

function isText(value) {
  return typeof value === 'string' && value !== '' && !value.includes('\0');
}

function isWords(value) {
  return Array.isArray(value) && value.length > 0 && value[0] !== '' && value.every(isWord);
}

function isWord(value) {
  return value === '' || isText(value);
}

function isPath(value) {
  return isText(value) && value.startsWith('/');
}

function isCount(value) {
  return Number.isSafeInteger(value) && value > 0;
}

function isTime(value) {
  return typeof value === 'number' ? Number.isFinite(value) && value >= 0.001 : isText(value);
}

function isOptionWords(value) {
  if (!Array.isArray(value) || !value.every(isWord)) return false;
  if (value.some((word) => word === '--json' || word.startsWith('--json=')))
    throw new TypeError('seep-test: options has --json, which is taken: what it would write is `run` of the result');
  if (value.includes('--'))
    throw new TypeError("seep-test: options has '--'; give the server's command as `command`");
  return true;
}

function isVariables(value) {
  return value !== null && typeof value === 'object' && !Array.isArray(value) && Object.values(value).every(isWord);
}
