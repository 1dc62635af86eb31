#!/usr/bin/env node
// Stands for the program `seep` in the tests: does what the variable FAKE_SEEP says, as JSON. `run` goes to standard
// output, `report` to standard error; with `wait` it creates the file of that name and waits for SIGTERM before that.
import { writeFileSync } from 'node:fs';

const { run, report = '', exitCode = 0, wait } = JSON.parse(process.env.FAKE_SEEP);

function finish() {
  const told = { ...run, words: process.argv.slice(2), cwd: process.cwd() };
  if (run !== undefined) process.stdout.write(JSON.stringify(told));
  process.stderr.write(report);
  process.exitCode = exitCode;
}

if (wait === undefined) {
  finish();
} else {
  const alive = setInterval(() => {}, 1000);
  process.once('SIGTERM', () => {
    clearInterval(alive);
    writeFileSync(wait, 'ended');
    finish();
  });
  writeFileSync(wait, 'waits');
}
