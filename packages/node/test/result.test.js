// What comes of each end of `seep`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertNoLeak, leakOf, SeepError } from '../index.js';
import { leak, meter, run, seepDoes } from './fake_runs.js';

const command = ['node', 'server.js'];

test('a leak has its bytes a request and the line of the own code', async () => {
  seepDoes({ run: leak, report: 'LEAK  live heap grows\n', exitCode: 1 });
  const result = await leakOf({ command });
  assert.equal(result.verdict, 'LEAK');
  assert.equal(result.reason, 'it is LEAK');
  assert.equal(result.report, 'LEAK  live heap grows');
  assert.deepEqual(result.bytesPerRequest, { estimate: 64, low: 63, high: 65 });
  assert.equal(result.sites.length, 1);
  const { file, line, function: name, share, blocksPerRequest } = result.sites[0];
  assert.deepEqual({ file, line, name, share }, { file: '/srv/server.js', line: 14, name: 'keep', share: 1 });
  assert.equal(blocksPerRequest.estimate, 1);
  assert.equal(result.run.leading, 'live_heap');
});

test('without own code, the line is that of the innermost that is no allocator', async () => {
  const [site] = leak.sites.sites;
  seepDoes({ run: { ...leak, sites: { sites: [{ ...site, first_own: undefined }] } }, exitCode: 1 });
  assert.equal((await leakOf({ command })).sites[0].file, '/usr/lib/list.js');
});

test('a frame without debug information has no line', async () => {
  const [site] = leak.sites.sites;
  seepDoes({ run: { ...leak, sites: { sites: [{ ...site, first_own: 0 }] } }, exitCode: 1 });
  const { file, line, function: name } = (await leakOf({ command })).sites[0];
  assert.deepEqual({ file, line, name }, { file: null, line: null, name: 'malloc' });
});

test('bytes a request of a run that leaks nothing are those of the first meter of bytes that came out so', async () => {
  const meters = [meter('live_heap', 'B', 'CLEAN', 0), meter('held_bytes', 'B', 'INCONCLUSIVE', 7)];
  seepDoes({ run: run('INCONCLUSIVE', { meters }), exitCode: 3 });
  assert.equal((await leakOf({ command })).bytesPerRequest.estimate, 7);
});

test('bytes a request are not known of a leak of descriptors, and of too few readings', async () => {
  const meters = [meter('live_heap', 'B', 'CLEAN', 0), meter('descriptors', 'descriptor', 'LEAK', 1)];
  seepDoes({ run: run('LEAK', { meters, leading: 'descriptors' }), exitCode: 1 });
  assert.equal((await leakOf({ command })).bytesPerRequest, null);
  seepDoes({ run: run('INCONCLUSIVE', { meters: [meter('live_heap', 'B', 'INCONCLUSIVE', 0, 0)] }), exitCode: 3 });
  assert.equal((await leakOf({ command })).bytesPerRequest, null);
});

test('a leak fails the test with the report as its message', async () => {
  seepDoes({ run: leak, report: 'LEAK  live heap grows by 64 B a request\n  sites …\n', exitCode: 1 });
  const error = await assertNoLeak({ command }).then(() => null, (reason) => reason);
  assert.ok(error instanceof assert.AssertionError);
  assert.equal(error.message, 'LEAK  live heap grows by 64 B a request\n  sites …');
  assert.equal(error.actual, 'LEAK');
  assert.equal(error.result.sites[0].line, 14);
});

test('a clean server passes and the result is there', async () => {
  seepDoes({ run: run('CLEAN') });
  assert.equal((await assertNoLeak({ command })).verdict, 'CLEAN');
});

test('INCONCLUSIVE fails, unless it is to pass', async () => {
  seepDoes({ run: run('INCONCLUSIVE'), report: 'INCONCLUSIVE  too few requests', exitCode: 3 });
  await assert.rejects(assertNoLeak({ command }), { name: 'AssertionError', message: /too few requests/ });
  assert.equal((await assertNoLeak({ command, inconclusive: 'pass' })).verdict, 'INCONCLUSIVE');
});

test('a leak is no INCONCLUSIVE', async () => {
  seepDoes({ run: leak, report: 'LEAK', exitCode: 1 });
  await assert.rejects(assertNoLeak({ command, inconclusive: 'pass' }), { name: 'AssertionError' });
});

test('beside a baseline its comparison decides', async () => {
  seepDoes({ run: leak, exitCode: 0 });
  const result = await assertNoLeak({ command, options: ['--baseline', 'base.json'] });
  assert.deepEqual([result.verdict, result.exitCode], ['LEAK', 0]);
  seepDoes({ run: leak, report: 'WORSE', exitCode: 1 });
  await assert.rejects(assertNoLeak({ command, options: ['--baseline', 'base.json'] }), { message: 'WORSE' });
});

for (const [exitCode, code] of [[2, 'SEEP_USAGE'], [4, 'SEEP_RUN_FAILED'], [5, 'SEEP_INTERNAL']]) {
  test(`exit code ${exitCode} is an error with what seep said`, async () => {
    const failed = exitCode === 4 ? run('FAILED') : undefined;
    seepDoes({ run: failed, report: 'seep: the server died\n', exitCode });
    for (const call of [leakOf, assertNoLeak]) {
      const error = await call({ command }).then(() => null, (reason) => reason);
      assert.ok(error instanceof SeepError);
      assert.equal(error.code, code);
      assert.equal(error.exitCode, exitCode);
      assert.match(error.message, /the server died/);
      assert.equal(error.run?.verdict, failed?.verdict);
    }
  });
}

test('a verdict without a run in the known format is an error', async () => {
  seepDoes({ exitCode: 0 });
  await assert.rejects(leakOf({ command }), { code: 'SEEP_INTERNAL', message: /seep\.run\/1/ });
  seepDoes({ run: { ...run('CLEAN'), schema: 'seep.run/2' } });
  await assert.rejects(leakOf({ command }), { code: 'SEEP_INTERNAL', message: /schema seep\.run\/2/ });
});
