// Says what Microsoft's parser thinks of each query on standard input, in JSON: a list of messages.
const { createRequire } = require("node:module");
const { readFileSync } = require("node:fs");
const load = createRequire(process.argv[2] + "/");
load("@kusto/language-service-next/bridge.js");
load("@kusto/language-service-next/Kusto.Language.Bridge.js");
const { KustoCode, GlobalState } = globalThis.Kusto.Language;
for (const line of readFileSync(0, "utf8").trimEnd().split("\n")) {
  const found = [];
  const all = KustoCode.ParseAndAnalyze(JSON.parse(line), GlobalState.Default).GetDiagnostics();
  for (let i = 0; i < all.Count; i++) found.push(all.getItem(i).Message);
  console.log(JSON.stringify(found));
}
