import { test } from 'node:test';
import { assertNoLeak } from 'seep-test';

test('the server leaks no memory', async (t) => {
  await assertNoLeak({ command: ['node', 'server.js'], path: '/hello/{rand:5000}', signal: t.signal });
});
