// The same plots as SVG, where Seep was built without uPlot: lines, a band and shades, no cursor.

function plainPlot(figure, spec) {
  const width = Math.max(figure.clientWidth, 240);
  const height = spec.height;
  const edge = { left: 74, right: 8, top: 8, bottom: 24 };
  const last = spec.x[spec.x.length - 1];
  const first = spec.x[0] > 0.3 * last && spec.x.length > 1 ? spec.x[0] : 0;
  const [low, high] = spec.yRange;
  const atX = (x) =>
    edge.left + ((x - first) / Math.max(last - first, 1e-9)) * (width - edge.left - edge.right);
  const atY = (y) =>
    height - edge.bottom - ((Math.min(Math.max(y, low), high) - low) / (high - low)) *
      (height - edge.top - edge.bottom);
  const path = (values) => spec.x
    .map((x, i) => [x, values[i]])
    .filter(([, y]) => y !== null && y !== undefined)
    .map(([x, y]) => `${atX(x).toFixed(1)},${atY(y).toFixed(1)}`);

  const svg = makeSvg("svg", { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
  for (const { from, to } of spec.shades ?? []) {
    svg.append(makeSvg("rect", { class: "shade", x: atX(Math.max(from, first)), y: edge.top,
      width: Math.max(atX(to) - atX(Math.max(from, first)), 0),
      height: height - edge.top - edge.bottom }));
  }
  if (spec.band) {
    svg.append(makeSvg("polygon", { style: `fill: var(--${spec.band.color})`,
      points: [...path(spec.band.high), ...path(spec.band.low).reverse()].join(" ") }));
  }
  for (const { values, color: name, style, dash } of spec.series) {
    svg.append(makeSvg("polyline", { points: path(values).join(" "), fill: "none",
      style: `stroke: var(--${name}); stroke-width: ${style === "points" ? 1 : 2}`,
      "stroke-dasharray": (dash ?? []).join(" ") }));
  }
  for (const { x, dash } of spec.marks ?? []) {
    svg.append(makeSvg("line", { class: "mark", x1: atX(x), x2: atX(x), y1: edge.top,
      y2: height - edge.bottom, "stroke-dasharray": dash.join(" ") }));
  }
  const label = (x, y, anchor, text) =>
    svg.append(makeSvg("text", { x, y, "text-anchor": anchor }, text));
  for (const y of [low, (low + high) / 2, high])
    label(edge.left - 8, Math.max(atY(y) + 4, 12), "end", formatReadout(spec.unit, y));
  formatTicks("count", [first, (first + last) / 2, last]).forEach((text, i) =>
    label(atX(first + ((last - first) * i) / 2), height - 6, ["start", "middle", "end"][i], text));
  figure.append(svg);
  return { redraw: () => {}, moveTo: () => {} };
}
