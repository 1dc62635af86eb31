// How `seep` is started and ended.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertNoLeak, leakOf } from '../index.js';
import { fakeSeep, run, seepDoes } from './fake_runs.js';

const command = ['node', 'server.js', '--port', '{port}'];
let folder;
before(() => { folder = realpathSync(mkdtempSync(join(tmpdir(), 'seep-test-'))); });
after(() => rmSync(folder, { recursive: true }));

test('options become words of seep run, in front of the command', async () => {
  seepDoes({ run: run('CLEAN') });
  const result = await leakOf({ command, path: '/api?x={i}', requests: 30000, time: 1.5, connections: 8,
                                options: ['--tolerance', '16'] });
  assert.deepEqual(result.run.words, [
    'run', '--json', '-', '--path', '/api?x={i}', '-n', '30000', '--time', '1500ms', '--connections', '8',
    '--tolerance', '16', '--', ...command]);
});

test('a time in words is left as it is', async () => {
  seepDoes({ run: run('CLEAN') });
  assert.deepEqual((await leakOf({ command, time: '2m' })).run.words.slice(3, 5), ['--time', '2m']);
});

test('seep runs in the folder that is asked for, though SEEP is relative', async () => {
  seepDoes({ run: run('CLEAN') });
  process.env.SEEP = `./${relative(process.cwd(), fakeSeep)}`;
  assert.equal((await leakOf({ command, cwd: folder })).run.cwd, folder);
});

for (const [options, message] of [
  [undefined, /the options are undefined; pass \{ command/],
  [{}, /command is missing; it is an array of words/],
  [{ command: 'node server.js' }, /command is 'node server\.js'; it has to be an array of words/],
  [{ command: [] }, /command is \[\]/],
  [{ command, conections: 4 }, /there is no option conections; there are command, path/],
  [{ command, path: 'api' }, /path is 'api'; it has to be a path that begins with a slash/],
  [{ command, requests: 0 }, /requests is 0; it has to be a whole number above 0/],
  [{ command, time: NaN }, /time is NaN; it has to be seconds/],
  [{ command, options: ['--json', 'x.json'] }, /options has --json, which is taken/],
  [{ command, options: ['--', 'x'] }, /give the server's command as `command`/],
  [{ command, env: { LEAK: 1 } }, /env is \{ LEAK: 1 \}; it has to be an object of variables/],
  [{ command, signal: 'x' }, /signal is 'x'; it has to be an AbortSignal/],
  [{ command, inconclusive: 'skip' }, /inconclusive is 'skip'; it has to be 'fail' or 'pass'/],
  [{ command, cwd: '/no/such/folder' }, /cwd is \/no\/such\/folder, and there is no such folder/],
]) {
  test(`bad input is named: ${message.source}`, async () => {
    seepDoes({ run: run('CLEAN') });
    await assert.rejects(assertNoLeak(options), { name: 'TypeError', message });
  });
}

test('a SEEP that is not there is named, with what to do', async () => {
  process.env.SEEP = '/no/such/seep';
  await assert.rejects(leakOf({ command }), {
    code: 'SEEP_NOT_FOUND', message: /SEEP is \/no\/such\/seep, which cannot be started \(ENOENT\).*set SEEP/ });
});

test('without seep on PATH the error says how to install it', async () => {
  delete process.env.SEEP;
  await assert.rejects(leakOf({ command, env: { PATH: folder } }), {
    code: 'SEEP_NOT_FOUND', message: /no program seep on PATH.*Install Seep/ });
});

test('an aborted run has ended before it rejects', async () => {
  const state = join(folder, 'state');
  seepDoes({ run: run('CLEAN'), wait: state });
  const aborter = new AbortController();
  const running = leakOf({ command, signal: aborter.signal });
  while (!existsSync(state)) await sleep(5);
  aborter.abort();
  await assert.rejects(running, { name: 'AbortError' });
  assert.equal(readFileSync(state, 'utf8'), 'ended');
});

test('what was aborted beforehand is not started', async () => {
  const state = join(folder, 'never');
  seepDoes({ run: run('CLEAN'), wait: state });
  await assert.rejects(leakOf({ command, signal: AbortSignal.abort() }), { name: 'AbortError' });
  assert.ok(!existsSync(state));
});
