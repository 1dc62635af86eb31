// The page: one run, or a table of several with each of them beneath, or two that are compared.

function showOne(page, run) {
  showVerdict(page, 1, run.verdict, run.headline, run.name);
  showRun(page, run, 2);
}

function showSeveral(page, data) {
  const counts = new Map();
  for (const run of data.runs) counts.set(run.verdict, (counts.get(run.verdict) ?? 0) + 1);
  const told = [...counts].map(([verdict, count]) => `${count} ${verdict}`).join(", ");
  showVerdict(page, 1, data.verdict, `${data.runs.length} runs: ${told}`, "");
  const overview = section(page, 2, "Overview");
  overview.className = "overview";
  const details = data.runs.map((run, i) => makeRun(run, `run-${i + 1}`));
  const rows = data.runs.map((run, i) => [linkTo(run, details[i]), badge(run.verdict), run.growth || "–",
                                          run.traffic ? formatCount(run.traffic.requests) : "–"]);
  table(overview, "All runs, the worst first", ["run", "verdict", "growth", "requests"], rows, ["requests"]);
  page.append(...details);
  if (data.verdict === "LEAK" || data.runs.length === 1) details[0].open = true;
}

// Two runs: what came of holding them against each other, and each of them beneath.
function showCompared(page, data) {
  const { change, reason, verdicts, meters, warnings } = data.comparison;
  showVerdict(page, 1, change, reason, "");
  const overview = section(page, 2, "What changed");
  overview.className = "overview";
  const rows = meters.map((meter) => [meter.title, badge(meter.change), meter.base ?? "–", meter.changed ?? "–",
                                      meter.difference ? `${meter.difference} (${meter.interval})` : meter.reason]);
  table(overview, "Growth by meter", ["meter", "verdict", "baseline", "this run", "difference"], rows,
        ["baseline", "this run"]);
  facts(overview, [{ label: "verdicts", text: verdicts }, ...warnings.map((text) => ({ label: "warning", text }))]);
  const details = data.runs.map((run, i) => makeRun(run, `run-${i + 1}`));
  page.append(...details);
  if (change !== "NOT WORSE") details[0].open = true;
}

function linkTo(run, details) {
  const link = make("a", { href: `#${details.id}` }, run.name || "run");
  link.addEventListener("click", () => {
    details.open = true;
    details.querySelector("summary").focus();
  });
  return link;
}

// What is in it is made when it is opened.
function makeRun(run, id) {
  const details = make("details.run", { id });
  const summary = add(details, "summary");
  add(summary, "h2", run.name || "run", " ").append(badge(run.verdict));
  add(summary, "p", run.headline);
  details.addEventListener("toggle", () => fill(details, run));
  details.fill = () => fill(details, run);
  return details;
}

function fill(details, run) {
  if (!details.open || details.childElementCount > 1) return;
  showRun(add(details, "div.run-body"), run, 3);
}

// On paper all is open that is no table of readings, and light.
function printWell() {
  let opened = [];
  addEventListener("beforeprint", () => {
    document.documentElement.dataset.paper = "";
    opened = [...document.querySelectorAll("details:not([open]):not(.more)")];
    for (const details of opened) {
      details.open = true;
      details.fill?.();
    }
    redraws.forEach((redraw) => redraw());
  });
  addEventListener("afterprint", () => {
    delete document.documentElement.dataset.paper;
    for (const details of opened) details.open = false;
    redraws.forEach((redraw) => redraw());
  });
}

function main() {
  const data = JSON.parse(document.getElementById("data").textContent);
  const page = document.getElementById("page");
  page.replaceChildren();
  if (data.comparison) showCompared(page, data);
  else if (data.runs.length === 1) showOne(page, data.runs[0]);
  else showSeveral(page, data);
  add(document.body, "footer", `Made by Seep ${data.seep}. This page holds all it shows and loads nothing.`);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => redraws.forEach((redraw) => redraw()));
  printWell();
}

main();
