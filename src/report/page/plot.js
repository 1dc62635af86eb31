// A plot with uPlot, where it is in the page; else plain_plot.js draws a plainer one.
//
// What is plotted: { title, per, unit, x: [], series: [{ label, values: [], color, style, dash }],
// band: { low: [], high: [], color }, shades: [{ from, to, label }], marks: [{ x, label, dash }],
// yRange: [low, high], height, together }. Colours are names of the style sheet's variables, styles are
// "points", "line" and "steps"; plots with the same `together` move their cursors as one.

function drawPlot(parent, spec) {
  const figure = add(parent, "div.plot", { style: `min-height: ${spec.height}px` });
  const readout = add(parent, "p.readout");
  let plot = null;
  const draw = () => {
    plot ??= typeof uPlot === "function" ? richPlot(figure, spec, show) : plainPlot(figure, spec);
  };
  readWithKeys(figure, spec, (index) => { draw(); plot.moveTo(index); show(index); });
  show(spec.x.length - 1);
  drawSoon(draw);
  redraws.push(() => { draw(); plot.redraw(); });

  function show(index) {
    const at = index === null || index === undefined ? spec.x.length - 1 : index;
    readout.textContent = readingText(spec, at);
    figure.setAttribute("aria-valuenow", at);
    figure.setAttribute("aria-valuetext", readout.textContent);
  }
}

// One plot after another, so that the page can be read while there are some to draw.
const undrawn = [];

function drawSoon(draw) {
  undrawn.push(draw);
  if (undrawn.length === 1) setTimeout(drawNext);
}

function drawNext() {
  undrawn[0]();
  undrawn.shift();
  if (undrawn.length > 0) setTimeout(drawNext);
}

// To be called when colours change: a canvas keeps those that it was drawn in.
const redraws = [];

function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

// "at 12,000 requests: reading 8.4 MiB".
function readingText(spec, index) {
  const values = spec.series
    .filter(({ values }) => values[index] !== null && values[index] !== undefined)
    .map(({ label, values }) => `${label} ${formatReadout(spec.unit, values[index])}`);
  return `At ${formatX(spec.per, spec.x[index])}: ${values.join(", ")}`;
}

function formatReadout(unit, value) {
  return unit === "ms" ? formatMillis(value) : formatReading(unit, value);
}

// The arrow keys go from reading to reading, as a slider's do.
function readWithKeys(figure, spec, moveTo) {
  const last = spec.x.length - 1;
  for (const [name, value] of Object.entries({
    tabindex: 0, role: "slider", "aria-label": `${spec.title}: readings, one after another`,
    "aria-valuemin": 0, "aria-valuemax": last,
  })) figure.setAttribute(name, value);
  figure.addEventListener("keydown", (event) => {
    const now = Number(figure.getAttribute("aria-valuenow"));
    const page = Math.max(Math.round(last / 10), 1);
    const to = {
      ArrowLeft: now - 1, ArrowDown: now - 1, ArrowRight: now + 1, ArrowUp: now + 1,
      PageDown: now - page, PageUp: now + page, Home: 0, End: last,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    moveTo(Math.min(Math.max(to, 0), last));
  });
}

function richPlot(figure, spec, show) {
  const data = [spec.x, ...spec.series.map(({ values }) => values)];
  const series = [{}, ...spec.series.map(richSeries)];
  if (spec.band) {
    data.push(spec.band.high, spec.band.low);
    series.push({ stroke: "transparent", points: { show: false } },
                { stroke: "transparent", points: { show: false } });
  }
  const plot = new uPlot({
    ...sizeOf(figure, spec),
    series,
    bands: spec.band ? [{ series: [data.length - 2, data.length - 1],
                          fill: () => color(spec.band.color) }] : [],
    scales: { x: { time: false, range: rangeOfX(spec) }, y: { range: () => spec.yRange } },
    axes: [axisOfX(spec), axisOfY(spec)],
    legend: { show: false },
    cursor: { y: false, sync: { key: spec.together }, drag: { x: true, y: false } },
    hooks: {
      drawClear: [(u) => drawShades(u, spec.shades ?? [])],
      draw: [(u) => drawMarks(u, spec.marks ?? [])],
      setCursor: [(u) => show(u.cursor.idx)],
    },
  }, data, figure);
  new ResizeObserver(() => plot.setSize(sizeOf(figure, spec))).observe(figure);
  return {
    redraw: () => plot.redraw(false, true),
    moveTo: (index) =>
      plot.setCursor({ left: plot.valToPos(spec.x[index], "x"), top: plot.over.clientHeight / 2 }),
  };
}

function sizeOf(figure, spec) {
  return { width: Math.max(figure.clientWidth, 240), height: spec.height };
}

function richSeries({ color: name, style, dash, values }) {
  const stroke = () => color(name);
  if (style === "points") {
    return { stroke: () => color(`${name}-faint`), width: 1, points: {
      show: true, size: values.length > 300 ? 3 : 5, width: 0, stroke, fill: stroke } };
  }
  return { stroke, width: 2, dash, pxAlign: 0, points: { show: false },
           paths: style === "steps" ? uPlot.paths.stepped({ align: -1 }) : undefined };
}

// From 0 on, unless the readings begin far from it; what is dragged over is shown larger.
function rangeOfX({ x }) {
  const first = x[0];
  const last = x[x.length - 1];
  const from = first > 0.3 * last && x.length > 1 ? first : 0;
  return (u, low, high) => (low === first && high === last ? [from, Math.max(last, from + 1)] : [low, high]);
}

const kAxisFont = '12px system-ui, -apple-system, "Segoe UI", sans-serif';

function axis(more) {
  return {
    stroke: () => color("muted"), font: kAxisFont, labelFont: kAxisFont, labelSize: 18,
    grid: { stroke: () => color("grid"), width: 1 }, ticks: { show: false }, ...more };
}

function axisOfX(spec) {
  return axis({ label: `${spec.per}s`, space: 80, size: 24, grid: { show: false },
                values: (u, splits) => formatTicks("count", splits) });
}

// Between lines of the grid: round numbers of B, KiB, MiB and so on.
const kByteSteps = [1, 1024, 1024 ** 2, 1024 ** 3, 1024 ** 4].flatMap((unit) =>
  [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50].map((step) => Math.round(step * unit)).filter((step) => step > 1));

function axisOfY(spec) {
  return axis({ size: 74, space: 40, incrs: spec.unit === "B" ? kByteSteps : undefined,
                values: (u, splits) => formatTicks(spec.unit, splits) });
}

// Beneath the readings, each with its name within it.
function drawShades(u, shades) {
  const { ctx, bbox } = u;
  ctx.save();
  for (const { from, to, label } of shades) {
    const left = Math.max(u.valToPos(from, "x", true), bbox.left);
    const right = Math.min(u.valToPos(to, "x", true), bbox.left + bbox.width);
    if (right <= left) continue;
    ctx.fillStyle = color("shade");
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
    drawLabel(u, label, left + 6 * uPlot.pxRatio, right);
  }
  ctx.restore();
}

function drawLabel(u, label, left, right) {
  const { ctx, bbox } = u;
  ctx.font = `${11 * uPlot.pxRatio}px system-ui, sans-serif`;
  ctx.textAlign = "left";
  ctx.textBaseline = "bottom";
  ctx.fillStyle = color("muted");
  if (ctx.measureText(label).width < right - left)
    ctx.fillText(label, left, bbox.top + bbox.height - 4 * uPlot.pxRatio);
}

// Upright lines from top to bottom.
function drawMarks(u, marks) {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.lineWidth = uPlot.pxRatio;
  ctx.strokeStyle = color("muted");
  for (const { x, dash } of marks) {
    const at = Math.round(u.valToPos(x, "x", true)) + 0.5;
    if (at < bbox.left || at > bbox.left + bbox.width) continue;
    ctx.setLineDash(dash.map((length) => length * uPlot.pxRatio));
    ctx.beginPath();
    ctx.moveTo(at, bbox.top);
    ctx.lineTo(at, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}
