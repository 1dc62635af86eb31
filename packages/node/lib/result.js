// What `seep` said, as a value. The fields of its JSON are those of seep.run/1 (docs/formats.md).
import { SeepError } from './seep_error.js';

const exitCodesOfVerdicts = [0, 1, 3];
const codes = { 2: 'SEEP_USAGE', 4: 'SEEP_RUN_FAILED' };

/** Throws a SeepError when the program ended without a verdict. */
export function resultOf({ exitCode, signalName, stdout, stderr }) {
  const run = parsed(stdout);
  const report = stderr.trimEnd();
  if (!exitCodesOfVerdicts.includes(exitCode)) {
    const end = signalName ? `was ended by ${signalName}` : `ended with exit code ${exitCode}`;
    throw new SeepError(codes[exitCode] ?? 'SEEP_INTERNAL', `seep ${end}: ${report || 'it said nothing'}`,
                        { exitCode, run });
  }
  if (run?.schema !== 'seep.run/1') {
    throw new SeepError('SEEP_INTERNAL', 'seep wrote no run in the format seep.run/1, but ' +
      `${run ? `schema ${run.schema}` : 'something else'}; is seep-test of the same version as seep?`, { exitCode });
  }
  return {
    verdict: run.verdict,
    reason: run.reason,
    bytesPerRequest: bytesPerRequest(run),
    sites: (run.sites?.sites ?? []).filter((site) => site.grows || site.in_steps).map(siteOf),
    report,
    run,
    exitCode,
  };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * Of a leak, the growth that the report begins with; otherwise that of the first meter that counts bytes and came out
 * as the run did. null when that is not known in bytes, as of a leak of descriptors.
 */
function bytesPerRequest(run) {
  const decides = run.leading
    ? (meter) => meter.name === run.leading
    : (meter) => meter.unit === 'B' && meter.verdict === run.verdict;
  const meter = run.meters.find(decides);
  return meter?.unit === 'B' && meter.slope.confidence > 0 ? interval(meter.slope) : null;
}

function interval({ estimate, low, high }) {
  return { estimate, low, high };
}

/** The line to look at: the innermost of the server's own code, or else the innermost that is no allocator. */
function siteOf(site) {
  const frame = site.stack[site.first_own ?? site.top] ?? {};
  return {
    file: frame.file ?? null,
    line: frame.line || null,
    function: frame.function ?? null,
    bytesPerRequest: interval(site.bytes_per_request),
    blocksPerRequest: interval(site.blocks_per_request),
    share: site.share,
    stack: site.stack,
  };
}
