// Evaluates an expression for each name on standard input, in JSON.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
const require = createRequire(process.argv[2] + "/");
const { celEnv, parse, plan } = require("@bufbuild/cel");
const { strings } = require("@bufbuild/cel/ext");
const program = plan(celEnv({ funcs: strings }), parse(process.argv[3]));
for (const line of readFileSync(0, "utf8").trimEnd().split("\n")) {
  const found = program({ name: JSON.parse(line) });
  if (typeof found !== "bigint") throw found;
  console.log(String(found));
}
