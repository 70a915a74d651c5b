// Runs a collection against several servers with the library that the command newman is made of.
// node run.cjs NEWMAN COLLECTION '[["name", {"baseUrl": ...}], ...]' RESULT
// A second process takes the second half: each run needs a sandbox of its own, which keeps a processor busy.
const [script, collection, servers, result, half] = process.argv.slice(2);
const path = require("path");
const fs = require("fs");
const { fork } = require("child_process");

let mine = JSON.parse(servers);
let other = Promise.resolve(0);
if (half === undefined) {
  const rest = JSON.stringify(mine.splice(Math.ceil(mine.length / 2)));
  const child = fork(__filename, [script, collection, rest, `${result}.half`, "half"]);
  other = new Promise((resolve) => child.on("exit", resolve));
}
const newman = require(path.resolve(path.dirname(script), ".."));

function once(variables) {
  const values = Object.entries(variables).map(([key, value]) => ({ key, value, enabled: true }));
  const options = {
    collection: JSON.parse(fs.readFileSync(collection, "utf8")),
    environment: { values },
    reporters: [],
    timeoutRequest: 10000,
    timeoutScript: 10000,
  };
  return new Promise((resolve) =>
    newman.run(options, (error, summary) => {
      if (error) return resolve({ problem: String(error.message || error), assertions: 0, failed: [], errors: [] });
      const failed = [];
      const errors = [];
      for (const failure of summary.run.failures) {
        const line = `${failure.source ? failure.source.name : "collection"}: ${failure.error.message}`;
        (failure.error.name === "AssertionError" ? failed : errors).push(line);
      }
      resolve({ problem: "", assertions: summary.run.stats.assertions.total, failed, errors });
    })
  );
}

(async () => {
  const found = {};
  for (const [name, variables] of mine) found[name] = await once(variables);
  if ((await other) !== 0) process.exit(1);
  if (half === undefined) Object.assign(found, JSON.parse(fs.readFileSync(`${result}.half`, "utf8")));
  fs.writeFileSync(result, JSON.stringify(found));
  process.exit(0); // the channel to the first process would keep this one alive
})();
