// What plots have in common: marks of rounds that were no traffic, and the legend in words.

const kMarkKinds = [
  { field: "idle", word: "pause without requests", dash: [2, 4] },
  { field: "replayed", word: "round with the same requests again", dash: [8, 3] },
  { field: "cooling", word: "wait for what is held for a while", dash: [8, 3, 2, 3] },
];

// One for each place on the x-axis and kind: pauses that follow each other are one.
function marksOf(rounds) {
  const marks = [];
  for (const round of rounds) {
    for (const { field, word, dash } of kMarkKinds) {
      if (!round[field]) continue;
      const same = marks.find((mark) => mark.x === round.x && mark.word === word);
      if (!same) marks.push({ x: round.x, word, dash });
    }
  }
  return marks;
}

// Entries: { kind, color, dash, text }; kinds are "points", "line", "band", "shade" and "mark".
function legend(parent, entries) {
  if (entries.length === 0) return;
  const list = add(parent, "ul.legend");
  for (const { kind, color: name, dash, text } of entries) {
    const item = add(list, "li");
    item.append(swatch(kind, name, dash), text);
  }
}

function swatch(kind, name, dash) {
  const svg = makeSvg("svg", { class: "swatch", viewBox: "0 0 24 14", "aria-hidden": "true" });
  const fill = { style: `fill: var(--${name})` };
  const stroke = { style: `stroke: var(--${name}); stroke-width: 2`, "stroke-dasharray": (dash ?? []).join(" ") };
  if (kind === "points") {
    for (const [cx, cy] of [[4, 10], [12, 6], [20, 4]])
      svg.append(makeSvg("circle", { cx, cy, r: 2.5, ...fill }));
  } else if (kind === "line") {
    svg.append(makeSvg("line", { x1: 0, x2: 24, y1: 7, y2: 7, ...stroke }));
  } else if (kind === "mark") {
    svg.append(makeSvg("line", { x1: 12, x2: 12, y1: 0, y2: 14, ...stroke }));
  } else {
    svg.append(makeSvg("rect", { x: 0, y: 1, width: 24, height: 12, ...fill }));
  }
  return svg;
}

// Both ends of a series, with room above and below; at least so far apart.
function rangeOf(values, spanMin) {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value === null || value === undefined) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const missing = Math.max(spanMin - (high - low), 0);
  const room = Math.max((high - low + missing) * 0.08, 1e-9);
  const from = low - missing / 2 - room;
  return [low >= 0 ? Math.max(from, 0) : from, Math.max(high + missing / 2 + room, from + 1e-6)];
}
