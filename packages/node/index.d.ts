export type Verdict = 'LEAK' | 'CLEAN' | 'INCONCLUSIVE';

export interface LeakOptions {
  /** The server's program and arguments. `{port}` in them is replaced by a free port, which is also in $PORT. */
  command: string[];
  /** The path and query to request: `/` if none is given. `{i}`, `{uuid}` and `{rand:1000}` differ by request. */
  path?: string;
  /** At most so many requests. */
  requests?: number;
  /** For at most so long: seconds, or a time such as '20s' or '2m'. */
  time?: number | string;
  /** Connections that are open at once. */
  connections?: number;
  /** Further words for `seep run`, but for `--json`. */
  options?: string[];
  /** The folder that Seep and the server run in. */
  cwd?: string;
  /** Variables for the server, beside those of this process. */
  env?: Record<string, string>;
  /** Ends Seep and the server when it is aborted. */
  signal?: AbortSignal;
}

export interface AssertOptions extends LeakOptions {
  /** Whether a run that shows neither fails the test ('fail', the default) or not. */
  inconclusive?: 'fail' | 'pass';
}

/** An estimate with its confidence interval. */
export interface Interval {
  estimate: number;
  low: number;
  high: number;
}

/** A call stack that holds more with every request. */
export interface Site {
  /** The line to look at, null where it is not known. */
  file: string | null;
  line: number | null;
  function: string | null;
  bytesPerRequest: Interval;
  blocksPerRequest: Interval;
  /** Of the growth, from 0 to 1. */
  share: number;
  /** The frames as in seep.run/1, innermost first. */
  stack: Record<string, unknown>[];
}

export interface LeakResult {
  verdict: Verdict;
  /** One sentence. */
  reason: string;
  /** Of a leak, what the report begins with. null when it is not known in bytes, as of a leak of descriptors. */
  bytesPerRequest: Interval | null;
  /** Only of a leak; the largest first. */
  sites: Site[];
  /** What `seep run` prints for people. */
  report: string;
  /** Everything that was measured: seep.run/1, see docs/formats.md. */
  run: Record<string, any>;
  /** 0, 1 or 3. With --baseline that of the comparison: 0 not worse, 1 worse, 3 neither could be shown. */
  exitCode: 0 | 1 | 3;
}

/** There is no verdict. */
export class SeepError extends Error {
  name: 'SeepError';
  code: 'SEEP_NOT_FOUND' | 'SEEP_USAGE' | 'SEEP_RUN_FAILED' | 'SEEP_INTERNAL';
  exitCode: number | null;
  /** What was recorded of a run that failed. */
  run: Record<string, any> | null;
}

/** Runs the server under traffic and resolves to what Seep found, whatever the verdict. */
export function leakOf(options: LeakOptions): Promise<LeakResult>;

/** Like leakOf, but rejects with an AssertionError, whose message is Seep's report, unless the server is clean. */
export function assertNoLeak(options: AssertOptions): Promise<LeakResult>;
