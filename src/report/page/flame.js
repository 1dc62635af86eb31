// The call stacks that grow as icicles: the outermost function on top, as wide as what is allocated below it.

const kRowPixels = 26;

function showFlame(parent, sites, level) {
  const root = treeOf(sites);
  if (root.children.size === 0) return;
  const element = section(parent, level, "Where it comes from");
  add(element, "p.lead", "A bar is a function, beneath it what it calls, as wide as its part of the growth. " +
    "Bold bars are the server's own code; ◆ is the function to look at. Enter or a click shows a bar " +
    "larger, Escape all of them. The list below says the same in words.");
  const view = add(element, "div.flame", { role: "tree", "aria-label": "Functions by their part of the growth" });
  const told = add(element, "p.readout", "");
  const nodes = [];
  collect(root, nodes);
  const bars = new Map(nodes.map((node) => [node, barOf(node, root, sites)]));
  view.append(...bars.values());
  let current = root;
  let zoomed = root;
  layOut();

  view.addEventListener("click", (event) => {
    const bar = event.target.closest(".bar");
    const node = nodes.find((each) => bars.get(each) === bar);
    if (node) { zoomed = node; layOut(); focus(node); }
  });
  view.addEventListener("focusin", (event) => {
    const node = nodes.find((each) => bars.get(each) === event.target);
    if (node) tell(node);
  });
  view.addEventListener("pointerover", (event) => {
    const node = nodes.find((each) => bars.get(each) === event.target.closest(".bar"));
    if (node) told.textContent = describe(node, root, sites);
  });
  view.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") zoomed = current;
    else if (event.key === "Escape") zoomed = root;
    else {
      const to = neighbour(current, event.key);
      if (to === undefined) return;
      event.preventDefault();
      if (to && !bars.get(to).hidden) focus(to);
      return;
    }
    event.preventDefault();
    layOut();
    focus(current);
  });

  function focus(node) {
    bars.get(node).focus();
  }
  function tell(node) {
    bars.get(current).tabIndex = -1;
    current = node;
    bars.get(node).tabIndex = 0;
    told.textContent = describe(node, root, sites);
  }
  // The zoomed bar and those it is in are as wide as there is room; others by their part of it.
  function layOut() {
    let deepest = 0;
    for (const node of nodes) {
      const around = contains(node, zoomed);
      const within = contains(zoomed, node);
      const bar = bars.get(node);
      bar.hidden = !around && !within;
      bar.style.left = around ? "0" : `${((node.begin - zoomed.begin) / zoomed.weight) * 100}%`;
      bar.style.width = around ? "100%" : `${(node.weight / zoomed.weight) * 100}%`;
      bar.style.top = `${node.depth * kRowPixels}px`;
      if (!bar.hidden) deepest = Math.max(deepest, node.depth);
    }
    view.style.height = `${(deepest + 1) * kRowPixels}px`;
    bars.get(current).tabIndex = 0;
    told.textContent = describe(current, root, sites);
  }
}

// Of frames that follow each other from the outermost of the server's own to the innermost that does more than allocate.
function treeOf(sites) {
  const growing = sites.stacks.filter((stack) => stack.grows || stack.in_steps);
  const byShare = growing.some((stack) => stack.share > 0);
  const root = { whole: 0, frame: null, weight: 0, depth: 0, begin: 0, parent: null, children: new Map() };
  for (const stack of growing) {
    const weight = byShare ? stack.share : stack.live_bytes;
    if (weight <= 0) continue;
    let node = root;
    root.weight += weight;
    for (let i = stack.last_own ?? stack.stack.length - 1; i >= stack.top && i >= 0; --i) {
      const id = stack.stack[i];
      if (!node.children.has(id)) {
        node.children.set(id, { frame: id, weight: 0, depth: node.depth + 1, begin: 0, parent: node,
                                children: new Map(), blamed: false });
      }
      node = node.children.get(id);
      node.weight += weight;
      node.blamed ||= i === stack.blamed;
    }
  }
  // What other call stacks have of the growth stays empty.
  root.whole = byShare ? Math.max(root.weight, 1) : root.weight;
  root.weight = root.whole;
  place(root);
  return root;
}

function place(node) {
  const children = [...node.children.values()].sort((a, b) => b.weight - a.weight);
  node.ordered = children;
  let begin = node.begin;
  for (const child of children) {
    child.begin = begin;
    begin += child.weight;
    place(child);
  }
}

function collect(node, nodes) {
  nodes.push(node);
  node.ordered.forEach((child) => collect(child, nodes));
}

function contains(outer, inner) {
  for (let node = inner; node; node = node.parent) if (node === outer) return true;
  return false;
}

function barOf(node, root, sites) {
  const frame = node.frame === null ? null : sites.frames[node.frame];
  const name = frame === null ? "all that grows" : (node.blamed ? "◆ " : "") + (frame.bare ?? frame.function);
  return make(`div.bar${frame === null ? ".root" : frame.own ? ".own" : ""}${node.blamed ? ".blamed" : ""}`, {
    role: "treeitem", tabindex: "-1", "aria-level": node.depth + 1, "aria-selected": "false",
    "aria-label": describe(node, root, sites),
  }, name);
}

function describe(node, root, sites) {
  const share = formatShare(node.weight / root.whole);
  if (node.frame === null) return `All that grows, ${plural(node.ordered.length, "way")} in`;
  const frame = sites.frames[node.frame];
  const place = frame.file ? ` in ${frame.file}${frame.line ? `:${frame.line}` : ""}` : "";
  return `${frame.bare ?? frame.function}${place}: ${share} of the growth${node.blamed ? ", the function to look at" : ""}`;
}

function neighbour(node, key) {
  const siblings = node.parent ? node.parent.ordered : [node];
  const at = siblings.indexOf(node);
  switch (key) {
    case "ArrowUp": return node.parent;
    case "ArrowDown": return node.ordered[0] ?? null;
    case "ArrowLeft": return siblings[at - 1] ?? null;
    case "ArrowRight": return siblings[at + 1] ?? null;
    default: return undefined;
  }
}
