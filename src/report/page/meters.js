// What was measured: a plot for each meter, the one that says most first and largest.

function showMeters(parent, run, level) {
  if (run.meters.length === 0) return;
  const element = section(parent, level, "Readings");
  add(element, "p.lead", "Each point is a reading after a round of traffic, when the server was quiet. " +
    "What a meter gained while nothing was sent is left out. The arrow keys go from reading to reading.");
  const grid = add(element, "div.meters");
  const marks = marksOf(run.rounds);
  run.meters.forEach((meter, i) => showMeter(grid, run, meter, marks, level + 1, i === 0));
}

function showMeter(parent, run, meter, marks, level, leads) {
  const card = add(parent, leads ? "section.meter.leads" : "section.meter");
  const heading = add(card, `h${level}`, meter.title, " ");
  heading.append(badge(meter.verdict));
  if (meter.growth) add(card, "p.growth", make("strong", meter.growth), meter.interval ? `, ${meter.interval}` : "");
  const x = meter.points.map(([at]) => at);
  const readings = meter.points.map(([, y]) => y);
  const series = [{ label: "reading", values: readings, color: "reading", style: "points" }];
  const line = lineThrough(meter, x);
  const tone = toneOf(meter.verdict);
  if (line) series.push({ label: "growth", values: line.middle, color: tone, style: "line" });
  const range = x[x.length - 1] - Math.min(x[0], 0);
  const spanMin = Math.max(meter.tolerance.slope * range, meter.tolerance.floor, meter.tolerance.resolution * 4);
  const shades = meter.grows_from > 0 ? [{ from: 0, to: meter.grows_from, label: "warm-up" }] : [];
  const judged = line ? [{ x: x[meter.judged_from], dash: [1, 0] }] : [];
  drawPlot(card, {
    title: meter.title, per: run.per, unit: meter.unit, x, series, shades,
    band: line ? { low: line.low, high: line.high, color: `${tone}-faint` } : null,
    marks: [...judged, ...marks],
    yRange: rangeOf([...readings, ...(line?.middle ?? [])], spanMin),
    height: leads ? 320 : 170, together: `${run.name} ${run.headline}`,
  });
  // The others have the same marks; their numbers are above them.
  if (leads) legend(card, legendOf(run, meter, marks, line, tone));
  else legend(card, warmUpOf(run, meter));
  if (meter.reason) add(card, "p.reason", `${meter.verdict}: ${meter.reason}.`);
  if (meter.dose) add(card, "p.reason", `What it follows: ${meter.dose}.`);
  readingsTable(card, run, meter);
}

function legendOf(run, meter, marks, line, tone) {
  const shown = meter.points.length < meter.readings
    ? `, ${formatCount(meter.points.length)} of ${formatCount(meter.readings)} drawn: the lowest and highest of each stretch`
    : "";
  const entries = [{ kind: "points", color: "reading", text: `${plural(meter.readings, "reading")}${shown}` }];
  if (line) {
    entries.push({ kind: "line", color: tone, text: `growth beside the warm-up, ${meter.growth}` });
    if (meter.interval) entries.push({ kind: "band", color: `${tone}-faint`, text: meter.interval });
  }
  entries.push(...warmUpOf(run, meter));
  if (line) {
    entries.push({ kind: "mark", color: "muted",
      text: `judged from ${formatX(run.per, meter.points[meter.judged_from][0])} on` });
  }
  for (const { word, dash } of kMarkKinds) {
    const count = marks.filter((mark) => mark.word === word).length;
    if (count > 0) entries.push({ kind: "mark", color: "muted", dash, text: count > 1 ? `${word} (at ${count} places)` : word });
  }
  return entries;
}

function warmUpOf(run, meter) {
  if (meter.grows_from <= 0) return [];
  return [{ kind: "shade", color: "shade", text: `warm-up, until ${formatX(run.per, meter.grows_from)}` }];
}

// The growth line and its bounds at each reading that it goes through.
function lineThrough(meter, x) {
  if (!meter.line) return null;
  const [from, to] = meter.line.x;
  const along = ([begin, end]) => x.map((at) =>
    at < from ? null : begin + ((end - begin) * (at - from)) / (to - from));
  // They cross in the middle.
  const one = along(meter.line.low);
  const other = along(meter.line.high);
  const of = (pick) => one.map((y, i) => (y === null ? null : pick(y, other[i])));
  return { middle: along(meter.line.y), low: of(Math.min), high: of(Math.max) };
}

// Made when it is opened: it may have 2,000 rows.
function readingsTable(parent, run, meter) {
  const details = add(parent, "details.more");
  add(details, "summary", "Readings as a table");
  details.addEventListener("toggle", () => {
    if (!details.open || details.childElementCount > 1) return;
    table(details, `Readings of ${meter.title}`, [`${run.per}s`, meter.title],
      meter.points.map(([x, y]) => [formatCount(x), meter.unit === "B" ? `${formatCount(y)} B` : formatCount(y)]),
      [`${run.per}s`, meter.title]);
  });
}
