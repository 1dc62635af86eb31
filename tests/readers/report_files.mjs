// Are the files that Seep writes what their readers take? report_files.mjs SEEP LEAKY PEERS
// SARIF against the schema of OASIS, JUnit's XML by a reader of it, Markdown by a renderer, each from npm below PEERS.
// Exit codes: 0 they are, 1 one is not, 77 the readers are not installed (scripts/bootstrap --peers).
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { sarifSchema } from './sarif_schema.mjs';

const [seep, leaky, peers] = process.argv.slice(2);
const modules = resolve(peers, 'node_modules');
const needed = ['@microsoft/jest-sarif', 'junit2json', 'marked'];
const missing = needed.filter((name) => !existsSync(join(modules, name)));
if (missing.length > 0) {
  console.log(`left out: ${missing.join(', ')} is not installed (scripts/bootstrap --peers)`);
  process.exit(77);
}
const require = createRequire(join(modules, 'none.js'));
const isSarif = sarifSchema(peers);
const { parse } = require('junit2json');
const { marked } = require('marked');

const folder = mkdtempSync(join(tmpdir(), 'seep-readers-'));
const file = (name) => join(folder, name);
const outputs = ['html', 'junit', 'markdown', 'sarif', 'bencher'].flatMap((kind) => [`--${kind}`, file(kind)]);

function run(args, ...codes) {
  const env = { ...process.env, GITHUB_STEP_SUMMARY: file('summary') };
  const ended = spawnSync(seep, args, { encoding: 'utf8', env });
  assert.ok(codes.includes(ended.status), ended.stdout + ended.stderr);
  return {
    sarif: JSON.parse(readFileSync(file('sarif'))),
    html: readFileSync(file('html'), 'utf8'),
    junit: readFileSync(file('junit'), 'utf8'),
    markdown: readFileSync(file('markdown'), 'utf8'),
    bencher: JSON.parse(readFileSync(file('bencher'))),
  };
}

async function check(reports) {
  assert.ok(isSarif(reports.sarif), JSON.stringify(isSarif.errors, null, 1));
  const suites = await parse(reports.junit);
  const cases = suites.testsuite.flatMap((suite) => suite.testcase);
  const names = cases.map((one) => `${one.classname} ${one.name}`);
  assert.equal(new Set(names).size, names.length, 'a name comes twice');
  assert.equal(suites.tests, cases.length);
  assert.equal(suites.failures, cases.filter((one) => one.failure).length);
  assert.equal(suites.errors, cases.filter((one) => one.error).length);
  assert.match(reports.html, /^<!doctype html>/i);
  const html = marked.parse(reports.markdown);
  assert.match(html, /<h2>/);
  for (const [name, measures] of Object.entries(reports.bencher)) {
    for (const [measure, metric] of Object.entries(measures)) {
      for (const key of ['value', 'lower_value', 'upper_value'])
        assert.equal(typeof metric[key], 'number', `${name} ${measure} ${key}`);
      assert.ok(metric.lower_value <= metric.value && metric.value <= metric.upper_value, measure);
    }
  }
  return { cases, html };
}

try {
  const server = ['--', leaky, '--port', '{port}'];
  const leak = run(['run', ...outputs, '--json', file('run.json'), ...server, '--leak', 'request', '--bytes', '64'], 1);
  const { cases, html } = await check(leak);
  // Which meters there are is the machine's: a server with a sanitizer has no live heap to be read.
  const { meters } = JSON.parse(readFileSync(file('run.json')));
  const leaking = meters.filter((meter) => meter.verdict === 'LEAK').length;
  assert.ok(leaking > 0);
  assert.equal(cases.filter((one) => one.failure?.length === 1).length, leaking);
  // The line comes from the live heap.
  const sites = meters.some((meter) => meter.name === 'live_heap') ? 1 : 0;
  assert.equal(leak.sarif.runs[0].results.length, sites);
  assert.match(html, /LEAK/);
  assert.match(leak.html, /LEAK/);
  // What a CI shows of a step comes by itself, and behind what is there.
  assert.equal(readFileSync(file('summary'), 'utf8'), leak.markdown);
  // The same again from the recorded run.
  const again = run(['report', file('run.json'), '-q', ...outputs], 0);
  await check(again);
  assert.deepEqual(again.bencher, leak.bencher);
  // The step has it already; a report has to be asked for, and goes behind what is there.
  assert.equal(readFileSync(file('summary'), 'utf8'), leak.markdown);
  run(['report', file('run.json'), '-q', '--markdown', file('summary')], 0);
  assert.equal(readFileSync(file('summary'), 'utf8'), leak.markdown + again.markdown);

  // CLEAN or too short for a verdict: the files are what is looked at.
  const hunt = run(['hunt', '-t', '4s', '--shapes', 'close,head', ...outputs, '--json', file('hunt.json'), ...server], 0, 3);
  await check(hunt);
  await check(run(['report', file('hunt.json'), '-q', ...outputs], 0));

  // A CI reads the file of a hunt whose server never starts, too.
  const none = run(['hunt', '--shapes', 'close', ...outputs, '--', leaky, '--no-such-option'], 4);
  assert.equal((await check(none)).cases[0].error.length, 1);

  const failed = run(['run', ...outputs, '--', leaky, '--no-such-option'], 4);
  assert.equal((await check(failed)).cases[0].error.length, 1);
  assert.equal(failed.sarif.runs[0].invocations[0].executionSuccessful, false);
} finally {
  rmSync(folder, { recursive: true });
}
