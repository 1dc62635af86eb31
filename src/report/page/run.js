// One run: its verdict first, then what it is made from.

const kMarks = {
  LEAK: "▲", CLEAN: "✓", PASSED: "✓", INCONCLUSIVE: "?", FAILED: "✕", WORSE: "▲", "NOT WORSE": "✓",
};
const kTones = {
  LEAK: "leak", CLEAN: "clean", PASSED: "clean", INCONCLUSIVE: "open", WORSE: "leak", "NOT WORSE": "clean",
};

function toneOf(verdict) {
  return kTones[verdict] ?? "failed";
}

function badge(verdict) {
  const element = make(`span.badge.${toneOf(verdict)}`);
  add(element, "span", { "aria-hidden": "true" }, `${kMarks[verdict] ?? ""} `);
  element.append(verdict);
  return element;
}

function showVerdict(parent, level, verdict, headline, name) {
  const header = add(parent, `div.verdict.${toneOf(verdict)}`);
  const heading = add(header, `h${level}`);
  add(heading, "span.mark", { "aria-hidden": "true" }, kMarks[verdict] ?? "");
  heading.append(` ${verdict}`);
  add(header, "p.headline", headline);
  if (name) add(header, "p.name", name);
}

function showRun(parent, run, level) {
  const told = add(parent, "section.told");
  if (run.facts.length > 0) facts(told, run.facts);
  if (run.next) {
    const next = add(told, "div.next");
    add(next, `h${level}`, "What to do next");
    add(next, "p", `${run.next[0].toUpperCase()}${run.next.slice(1)}.`);
    if (run.command) command(next, run.command);
  }
  showMeters(parent, run, level);
  showSites(parent, run, level);
  showTraffic(parent, run, level);
  showEnvironment(parent, run, level);
}
