// Numbers as people read them; the same as in Seep's other reports (base/units.h, report/growth.h).

const kBytePrefixes = ["B", "KiB", "MiB", "GiB", "TiB"];

function formatBytes(bytes) {
  let size = Math.abs(bytes);
  let prefix = 0;
  while (size >= 1024 && prefix + 1 < kBytePrefixes.length) {
    size /= 1024;
    ++prefix;
  }
  const digits = prefix === 0 ? Math.round(size) : size.toFixed(1);
  return `${bytes < 0 ? "-" : ""}${digits} ${kBytePrefixes[prefix]}`;
}

function formatCount(count) {
  const rounded = Math.abs(count) < 10 ? Math.round(count * 100) / 100 : Math.round(count);
  return rounded.toLocaleString("en-US");
}

function formatReading(unit, value) {
  return unit === "B" ? formatBytes(value) : formatCount(value);
}

function formatMillis(millis) {
  if (millis < 1) return `${Math.round(millis * 1000)} µs`;
  if (millis < 1000) return `${millis.toPrecision(3)} ms`;
  return `${(millis / 1000).toPrecision(3)} s`;
}

function formatShare(share) {
  return `${share < 0.01 && share > 0 ? "< 1" : Math.round(share * 100)} %`;
}

function plural(count, word) {
  return `${formatCount(count)} ${word}${count === 1 ? "" : "s"}`;
}

// "12,000 requests", "35 s".
function formatX(per, x) {
  return per === "second" ? `${formatCount(x)} s` : plural(x, per);
}

// "1 block a request", "1 block every 100 requests".
function formatBlocks(perRequest) {
  if (perRequest <= 0) return "";
  if (perRequest >= 0.95) {
    const blocks = perRequest < 10 ? Math.round(perRequest * 10) / 10 : Math.round(perRequest);
    return `${plural(blocks, "block")} a request`;
  }
  return `1 block every ${formatCount(Math.round(1 / perRequest))} requests`;
}

// For the ends of an axis: short, and each of them different.
function formatTicks(unit, values) {
  const largest = Math.max(...values.map(Math.abs));
  if (unit === "ms") return values.map((value) => (value === 0 ? "0" : formatMillis(value)));
  if (unit !== "B") return values.map((value) => formatLarge(value, largest));
  let scale = 1;
  let prefix = 0;
  while (largest / scale >= 1024 && prefix + 1 < kBytePrefixes.length) {
    scale *= 1024;
    ++prefix;
  }
  for (let digits = 0; ; ++digits) {
    const texts = values.map((value) => `${(value / scale).toFixed(digits)} ${kBytePrefixes[prefix]}`);
    if (digits === 3 || new Set(texts).size === values.length) return texts;
  }
}

function formatLarge(value, largest) {
  if (value === 0) return "0";
  if (largest >= 1e6) return `${+(value / 1e6).toFixed(2)} M`;
  if (largest >= 1e4) return `${+(value / 1e3).toFixed(1)} k`;
  return `${+value.toFixed(2)}`;
}

// A name of code that fits: without its middle where it is longer.
function shortened(text, length) {
  if (text.length <= length) return text;
  const end = Math.floor(length * 0.6);
  return `${text.slice(0, length - end - 1)}…${text.slice(-end)}`;
}

// The last two parts of a path.
function shortPath(file) {
  const parts = file.split("/");
  return parts.length <= 2 ? file : parts.slice(-2).join("/");
}
