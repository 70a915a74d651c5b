// Runs a collection against several servers with the library that the command newman is made of.
// node run.cjs NEWMAN COLLECTION '{"name": {"baseUrl": ...}}' RESULT
const [script, collection, servers, result] = process.argv.slice(2);
const path = require("path");
const fs = require("fs");
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
  for (const [name, variables] of Object.entries(JSON.parse(servers))) found[name] = await once(variables);
  fs.writeFileSync(result, JSON.stringify(found));
})();
