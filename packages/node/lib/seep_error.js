/**
 * There is no verdict. `code` says why: SEEP_NOT_FOUND, SEEP_USAGE (exit code 2: an option, address or file is wrong),
 * SEEP_RUN_FAILED (4: the server could not be started, died, or answered something else than asked) or SEEP_INTERNAL
 * (5, or an end that Seep does not know). `exitCode` is Seep's, null if it has none; `run` is what was recorded of a
 * run that failed, or else null.
 */
export class SeepError extends Error {
  constructor(code, message, { exitCode = null, run = null } = {}) {
    super(message);
    this.name = 'SeepError';
    this.code = code;
    this.exitCode = exitCode;
    this.run = run;
  }
}
