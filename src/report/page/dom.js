// Elements of the page, made from text: nothing of the data is ever read as HTML.

// add(parent, "p.note", "text") or with attributes: add(parent, "a.link", { href: "#x" }, "text").
function add(parent, tagAndClasses, ...content) {
  const element = make(tagAndClasses, ...content);
  parent.append(element);
  return element;
}

function make(tagAndClasses, ...content) {
  const [tag, ...classes] = tagAndClasses.split(".");
  const element = document.createElement(tag);
  if (classes.length > 0) element.className = classes.join(" ");
  for (const part of content) {
    if (part === null || part === undefined) continue;
    if (typeof part === "string" || part instanceof Node) {
      element.append(part);
    } else {
      for (const [name, value] of Object.entries(part)) element.setAttribute(name, value);
    }
  }
  return element;
}

function makeSvg(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// A section with its heading, of a level that fits its place.
function section(parent, level, title) {
  const element = add(parent, "section");
  add(element, `h${level}`, title);
  return element;
}

// Rows of {label, text}; an empty label goes on with the one before it.
function facts(parent, rows) {
  const list = add(parent, "dl.facts");
  let group = null;
  for (const { label, text } of rows) {
    if (label !== "" || group === null) {
      group = add(list, "div");
      add(group, "dt", label || "note");
    }
    add(group, "dd", text);
  }
  return list;
}

// A command that one click copies.
function command(parent, text) {
  const box = add(parent, "div.command");
  const code = add(box, "pre");
  const words = add(code, "code");  // lines break between them, and not behind a dash
  text.split(" ").forEach((word, i) => {
    if (i > 0) words.append(" ");
    add(words, "span.word", word);
  });
  const button = add(box, "button", { type: "button" }, "Copy");
  const told = add(box, "span.only-heard", { role: "status" });
  button.addEventListener("click", async () => {
    const copied = await copy(text, code);
    button.textContent = copied ? "Copied" : "Press Ctrl+C";
    told.textContent = copied ? "Copied" : "Selected: press Ctrl+C";
    setTimeout(() => { button.textContent = "Copy"; told.textContent = ""; }, 2000);
  });
}

// Where there is no access to the clipboard, the text is selected instead.
async function copy(text, element) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const range = document.createRange();
    range.selectNodeContents(element);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return false;
  }
}

// A table of texts: the first column heads its row, columns named in `numbers` stand to the right.
function table(parent, caption, columns, rows, numbers = []) {
  const frame = add(parent, "div.scroll", { tabindex: "0", role: "group", "aria-label": caption });
  const element = add(frame, "table");
  add(element, "caption.only-heard", caption);
  const kind = (column) => (numbers.includes(column) ? ".number" : "");
  const head = add(add(element, "thead"), "tr");
  for (const column of columns) add(head, `th${kind(column)}`, { scope: "col" }, column);
  const body = add(element, "tbody");
  for (const row of rows) {
    const line = add(body, "tr");
    row.forEach((cell, i) => {
      if (i === 0) add(line, `th${kind(columns[i])}`, { scope: "row" }, cell);
      else add(line, `td${kind(columns[i])}`, cell);
    });
  }
  return element;
}
