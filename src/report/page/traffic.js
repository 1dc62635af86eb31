// Traffic and latencies, with the same x-axis as memory, and what was answered.

function showTraffic(parent, run, level) {
  const rounds = run.rounds.filter((round) => round.requests > 0);
  if (!run.traffic) return;
  const element = section(parent, level, "Traffic");
  const { traffic } = run;
  add(element, "p.lead", `${plural(traffic.requests, "request")} on ` +
    `${plural(traffic.connections, "connection")} in ${formatCount(traffic.seconds)} s of traffic.`);
  const grid = add(element, "div.meters.wide");
  if (rounds.length > 1) {
    showRates(grid, run, rounds, level + 1);
    if (rounds.some((round) => round.latency_ms)) showLatencies(grid, run, rounds, level + 1);
  }
  if (traffic.latency_ms) {
    const names = Object.keys(traffic.latency_ms);
    table(element, "Latencies over the run", ["latency", ...names],
      [["all requests", ...names.map((name) => formatMillis(traffic.latency_ms[name]))]], names);
  }
  facts(element, [
    { label: "answers", text: traffic.answers || "none" },
    { label: "legs", text: traffic.legs.map(({ name, share }) => `${name} ${formatShare(share)}`).join(", ") },
  ].filter(({ text }) => text !== ""));
  if (traffic.errors.length > 0) {
    table(element, "Errors", ["error", "count", "the first of them"],
      traffic.errors.map(({ kind, count, example }) => [kind, formatCount(count), example]), ["count"]);
  } else {
    add(element, "p.reason", "No request failed.");
  }
}

function showRates(parent, run, rounds, level) {
  const card = add(parent, "section.meter");
  add(card, `h${level}`, "Requests a second");
  const rates = rounds.map(({ rate }) => rate ?? null);
  const errors = rounds.map((round) => round.errors ?? null);
  const series = [{ label: "requests a second", values: rates, color: "reading", style: "steps" }];
  const entries = [{ kind: "line", color: "reading", text: "requests a second, round by round" }];
  if (errors.some((count) => count !== null)) {
    series.push({ label: "errors", values: errors, color: "leak", style: "points" });
    entries.push({ kind: "points", color: "leak", text: "errors in the round" });
  }
  plotOfRounds(card, run, rounds, { title: "Requests a second", unit: "count", series });
  legend(card, entries);
}

function showLatencies(parent, run, rounds, level) {
  const card = add(parent, "section.meter");
  add(card, `h${level}`, "Latency");
  const lines = [
    { label: "p50", color: "reading", dash: [] },
    { label: "p90", color: "second", dash: [8, 3] },
    { label: "p99", color: "third", dash: [2, 3] },
  ];
  const series = lines.map(({ label, color: name, dash }) => ({
    label, color: name, dash, style: "line", values: rounds.map((round) => round.latency_ms?.[label] ?? null),
  }));
  plotOfRounds(card, run, rounds, { title: "Latency", unit: "ms", series });
  legend(card, lines.map(({ label, color: name, dash }) => ({
    kind: "line", color: name, dash, text: `${label}: ${Number(label.slice(1))} % of the requests took no longer` })));
}

function plotOfRounds(card, run, rounds, spec) {
  const values = spec.series.flatMap((series) => series.values);
  const [, high] = rangeOf(values, 0);
  drawPlot(card, { per: run.per, x: rounds.map(({ x }) => x), height: 220, yRange: [0, high],
                   together: `${run.name} ${run.headline}`, ...spec });
}
