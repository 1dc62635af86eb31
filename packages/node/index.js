// Tests that a server leaks no memory: runs the program `seep` on it and makes of its verdict a value or an assertion.
import { AssertionError } from 'node:assert';
import { checkedOptions, seepArguments } from './lib/arguments.js';
import { resultOf } from './lib/result.js';
import { runSeep } from './lib/run_seep.js';
import { SeepError } from './lib/seep_error.js';

export { SeepError };

/**
 * Runs the server under traffic and resolves to what Seep found, whatever the verdict.
 * Rejects with a TypeError when an option is wrong, with a SeepError when there is no verdict, and with the reason of
 * `signal` when that was aborted; Seep and the server have ended by then.
 */
export async function leakOf(options) {
  const checked = checkedOptions(options);
  return resultOf(await runSeep(seepArguments(checked), checked));
}

/**
 * Like leakOf, but rejects with an AssertionError, whose message is Seep's report, when the server leaks; and when the
 * run was INCONCLUSIVE, unless `inconclusive` is 'pass'.
 *
 * The exit code decides and not the verdict: with the option --baseline a leak that is no worse than before passes.
 */
export async function assertNoLeak(options) {
  const checked = checkedOptions(options);
  const result = await leakOf(checked);
  if (result.exitCode === 0 || (result.exitCode === 3 && checked.inconclusive === 'pass')) return result;
  const error = new AssertionError({
    message: result.report,
    actual: result.verdict,
    expected: 'CLEAN',
    operator: 'assertNoLeak',
    stackStartFn: assertNoLeak,
  });
  error.result = result;
  throw error;
}
