// Writes the editor of queries as one file of the site's assets, with the licences of all that is in it.
// The file is committed, so that `pip install` needs no Node. Its first line has the checksum of the sources, which a
// test compares: after each change here, run `npm ci && npm run build`.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const SOURCES = ["build.mjs", "package-lock.json", "package.json", "query-editor.js"];
const TARGET = "../src/headword/site/static/query-editor.js";

const digest = createHash("sha256");
for (const name of SOURCES) digest.update(readFileSync(name));

const { outputFiles, metafile } = await build({
  entryPoints: ["query-editor.js"],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  metafile: true,
  write: false,
});

const packages = Object.keys(metafile.inputs).map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
const licences = new Map();
for (const name of [...new Set(packages)].filter(Boolean).sort()) {
  const folder = `node_modules/${name}/`;
  const { version, license } = JSON.parse(readFileSync(`${folder}package.json`, "utf8"));
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  const text = file ? readFileSync(folder + file, "utf8").trim() : `Licence: ${license}`;
  licences.set(text, [...(licences.get(text) ?? []), `${name} ${version}`]);
}
const notices = [...licences].map(([text, names]) => `${names.join(", ")}\n\n${text}`).join("\n\n---\n\n");
const head = `// Built from editor/ by \`npm run build\`; sources ${digest.digest("hex")}\n/*!\n${notices.replaceAll("*/", "* /")}\n*/\n`;
writeFileSync(TARGET, head + outputFiles[0].text);
