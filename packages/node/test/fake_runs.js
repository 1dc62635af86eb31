// Runs in the format seep.run/1, with the fields that the package reads, and the program that writes them.
import { fileURLToPath } from 'node:url';

export const fakeSeep = fileURLToPath(new URL('fake_seep.mjs', import.meta.url));

/** Has the next `seep` do so. */
export function seepDoes(what) {
  process.env.SEEP = fakeSeep;
  process.env.FAKE_SEEP = JSON.stringify(what);
}

export function meter(name, unit, verdict, estimate, confidence = 0.9995) {
  const slope = { estimate, low: estimate - 1, high: estimate + 1, confidence, per: 'request' };
  return { name, unit, verdict, slope };
}

export function run(verdict, fields = {}) {
  const meters = [meter('live_heap', 'B', verdict, 64), meter('descriptors', 'descriptor', 'CLEAN', 0)];
  return { schema: 'seep.run/1', verdict, reason: `it is ${verdict}`, meters, ...fields };
}

const pace = (estimate) => ({ estimate, low: estimate, high: estimate });

export const leak = run('LEAK', {
  leading: 'live_heap',
  sites: {
    sites: [
      {
        grows: true, in_steps: false, share: 1, top: 1, first_own: 2,
        bytes_per_request: pace(64), blocks_per_request: pace(1),
        stack: [
          { function: 'malloc', own: false },
          { function: 'append', file: '/usr/lib/list.js', line: 3, own: false },
          { function: 'keep', file: '/srv/server.js', line: 14, own: true },
        ],
      },
      { grows: false, in_steps: false, share: 0, top: 0, stack: [{ function: 'once', own: true }],
        bytes_per_request: pace(0), blocks_per_request: pace(0) },
    ],
  },
});
