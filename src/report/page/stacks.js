// The call stacks, one after another, with the line of code to look at.

function showSites(parent, run, level) {
  if (!run.sites) {
    if (run.sites_note) add(section(parent, level, "Call stacks"), "p.lead", `None: ${run.sites_note}.`);
    return;
  }
  const { sites } = run;
  const element = section(parent, level, "Call stacks");
  const growing = sites.stacks.filter((stack) => stack.grows || stack.in_steps);
  add(element, "p.lead", `${growing.length === 1 ? "One call stack grows" : `${growing.length} call stacks grow`} ` +
    `over ${plural(sites.requests, "request")} in ${plural(sites.rounds, "round")}` +
    `${sites.sampled_one_in > 1 ? `, of which one block in ${formatCount(sites.sampled_one_in)} was followed` : ""}.`);
  if (sites.problem) add(element, "p.reason", `${sites.problem}.`);
  showFlame(element, sites, level + 1);
  const list = add(element, "ol.stacks");
  growing.forEach((stack, i) => showStack(list, stack, sites, i === 0));
  const others = sites.stacks.filter((stack) => !growing.includes(stack));
  if (others.length > 0) {
    const details = add(element, "details.more");
    add(details, "summary", `${plural(others.length, "call stack")} allocated, but did not grow`);
    const rest = add(details, "ol.stacks");
    others.forEach((stack) => showStack(rest, stack, sites, false));
  }
  if (sites.left_out > 0)
    add(element, "p.reason", `${plural(sites.left_out, "call stack")} more: --json has them.`);
}

function showStack(parent, stack, sites, open) {
  const details = add(add(parent, "li"), "details.stack");
  details.open = open;
  const blamed = stack.stack.length > 0
    ? sites.frames[stack.stack[Math.min(stack.blamed, stack.stack.length - 1)]]
    : { function: "unknown", own: false };
  const summary = add(details, "summary");
  const what = add(summary, "span.what");
  add(what, "strong", shortened(blamed.bare ?? blamed.function, 60));
  if (blamed.file) add(what, "span.file", placeOf(blamed, true));
  const numbers = add(summary, "span.numbers");
  add(numbers, "span", stack.grows ? stack.growth : "no steady pace");
  if (stack.share > 0) {
    add(numbers, "span.share", `${formatShare(stack.share)} of the growth`);
    const meter = add(numbers, "span.bar-of", { "aria-hidden": "true" });
    add(meter, "span", { style: `width: ${Math.min(stack.share, 1) * 100}%` });
  }
  const body = add(details, "div.stack-body");
  facts(body, factsOf(stack));
  if (blamed.source) showSource(body, blamed);
  showFrames(body, stack, sites);
}

function factsOf(stack) {
  const rows = [];
  if (stack.grows) {
    const blocks = formatBlocks(stack.blocks_per_request);
    rows.push({ label: "growth", text: `${stack.growth} (${stack.interval})${blocks ? `, ${blocks}` : ""}` });
  }
  rows.push({ label: "alive", text: `${formatBytes(stack.live_bytes)} in ${plural(Math.round(stack.live_blocks), "block")} at the end of the pass` });
  if (stack.class) rows.push({ label: "class", text: stack.class });
  if (stack.held_by) rows.push({ label: "held by", text: stack.held_by });
  return rows;
}

function placeOf(frame, short) {
  const file = short ? shortPath(frame.file) : frame.file;
  return frame.line ? `${file}:${frame.line}` : file;
}

function showSource(parent, frame) {
  const { from, lines } = frame.source;
  const code = add(parent, "pre.source", { tabindex: "0", role: "group", "aria-label": `Source of ${placeOf(frame, true)}` });
  lines.forEach((text, i) => {
    const number = from + i;
    const line = add(code, number === frame.line ? "mark.line" : "span.line");
    add(line, "span.line-number", `${number === frame.line ? "▸" : " "}${String(number).padStart(5)}  `);
    line.append(`${text}\n`);
  });
}

// All of it, innermost first: the server's own are told by bold type and a mark, what lies beyond is grey.
function showFrames(parent, stack, sites) {
  const list = add(parent, "ol.frames", { "aria-label": "Call stack, innermost first" });
  stack.stack.forEach((id, i) => {
    const frame = sites.frames[id];
    const item = add(list, frame.own ? "li.own" : "li");
    add(item, "span.function", `${i === stack.blamed ? "◆ " : ""}${frame.function}`);
    if (frame.file) add(item, "span.file", placeOf(frame, false));
    else if (frame.module) add(item, "span.file", frame.module);
    if (i === stack.blamed) add(item, "span.only-heard", "the function to look at");
    else if (frame.own) add(item, "span.only-heard", "own code");
  });
}
