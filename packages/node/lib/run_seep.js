// Starts the program `seep` and waits for its end.
import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { resolve as resolvePath } from 'node:path';
import { SeepError } from './seep_error.js';

/** After a first signal Seep stops the server and reports; a second one, sent so much later, ends it at once. */
const patienceMs = 10_000;

/** Resolves to { exitCode, signalName, stdout, stderr }; rejects when it could not be started or was aborted. */
export async function runSeep(words, { cwd, env, signal }) {
  signal?.throwIfAborted();
  const program = programPath();
  checkFolder(cwd);  // Else spawn says that the program is not there.
  const child = spawn(program, words, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = stopper(child);
  signal?.addEventListener('abort', stop.now);
  process.once('exit', stop.now);
  try {
    const ended = await endOf(child, program);
    signal?.throwIfAborted();
    return ended;
  } finally {
    stop.noMore();
    signal?.removeEventListener('abort', stop.now);
    process.off('exit', stop.now);
  }
}

/** $SEEP is relative to this process's folder, and not to that of the server. */
function programPath() {
  const named = process.env.SEEP || 'seep';
  return named.includes('/') ? resolvePath(named) : named;
}

function stopper(child) {
  let again;
  return {
    now: () => {
      child.kill('SIGTERM');
      again ??= setTimeout(() => child.kill('SIGTERM'), patienceMs);
    },
    noMore: () => clearTimeout(again),
  };
}

function endOf(child, program) {
  return new Promise((resolve, reject) => {
    const stdout = textOf(child.stdout);
    const stderr = textOf(child.stderr);
    child.once('error', (error) => reject(notStarted(error, program)));
    child.once('close', (exitCode, signalName) => {
      resolve({ exitCode, signalName, stdout: stdout(), stderr: stderr() });
    });
  });
}

function textOf(stream) {
  const pieces = [];
  stream.on('data', (piece) => pieces.push(piece));
  return () => Buffer.concat(pieces).toString('utf8');
}

function checkFolder(cwd) {
  if (cwd !== undefined && !statSync(cwd, { throwIfNoEntry: false })?.isDirectory())
    throw new TypeError(`seep-test: cwd is ${cwd}, and there is no such folder; give one that is there`);
}

function notStarted(error, program) {
  const how = process.platform === 'linux'
    ? 'Install Seep (README.md of its repository, "Build and install"), or set SEEP to the path of the program.'
    : 'Seep runs on Linux only so far: run this test there, or in a container.';
  const what = process.env.SEEP
    ? `SEEP is ${program}, which cannot be started (${error.code ?? error.message}).`
    : `there is no program seep on PATH (${error.code ?? error.message}).`;
  return new SeepError('SEEP_NOT_FOUND', `seep-test: ${what} ${how}`);
}
