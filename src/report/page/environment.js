// What the run was, and how to have it again.

function showEnvironment(parent, run, level) {
  if (run.warnings.length > 0) {
    const notes = section(parent, level, "Warnings");
    const list = add(notes, "ul.warnings");
    run.warnings.forEach((warning) => add(list, "li", warning));
  }
  const element = section(parent, level, "Environment");
  facts(element, run.environment);
  if (run.variables.length > 0) {
    const details = add(element, "details.more");
    add(details, "summary", `${plural(run.variables.length, "environment variable")} that Seep set for the server`);
    facts(details, run.variables).classList.add("code");
  }
  if (run.repeat) {
    const again = section(parent, level, "Run it again");
    command(again, run.repeat);
  }
}
