// Compiles the portal's assets: `node build.mjs [folder]`, by default into dist/, which is committed and embedded.
import { build } from "esbuild";
import { compile } from "sass";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "dist");
mkdirSync(join(out, "fonts"), { recursive: true });

for (const name of ["portal", "document"]) {
  const { css } = compile(join(here, `${name}.scss`), {
    loadPaths: [join(here, "node_modules")],
    style: "compressed",
    quietDeps: true,
    silenceDeprecations: ["import"], // govuk-frontend 5 is written for @import
  });
  writeFileSync(join(out, `${name}.css`), css + "\n");
}

await build({
  entryPoints: [join(here, "portal.js")],
  outfile: join(out, "portal.min.js"),
  minify: true,
  bundle: true,
  format: "iife",
  target: "es2020",
});

// A module: browsers that know none, and pages without a draft, do without it.
await build({
  entryPoints: [join(here, "draft.js")],
  outfile: join(out, "draft.min.js"),
  minify: true,
  bundle: true,
  format: "esm",
  target: "es2022",
});

// The faces that printed documents choose from, in order of preference: Extended Latin is large and needed only for what no other face has. The Chinese font
// comes in a hundred slices, of which a text needs a few; in one weight, because browsers embolden its strokes well enough.
const faces = [];
for (const [pack, subsets, weights] of [
  ["noto-sans", ["latin", "vietnamese"], [400, 700]],
  ["noto-sans-khmer", ["khmer"], [400, 700]],
  ["noto-sans-lao", ["lao"], [400, 700]],
  ["noto-sans-thai", ["thai"], [400, 700]],
  ["noto-sans-myanmar", ["myanmar"], [400, 700]],
  ["noto-sans-arabic", ["arabic"], [400, 700]],
  ["noto-sans-tamil", ["tamil"], [400, 700]],
  ["noto-sans", ["latin-ext", "cyrillic", "greek", "devanagari"], [400, 700]],
  ["noto-sans-sc", "slices", [400]],
]) {
  const from = join(here, "node_modules/@fontsource", pack);
  copyFileSync(join(from, "LICENSE"), join(out, "fonts", `${pack}-OFL.txt`));
  const ranges = JSON.parse(readFileSync(join(from, "unicode.json")));
  const slices = Object.keys(ranges).filter((name) => name.startsWith("["));
  for (const subset of subsets === "slices" ? slices : subsets) {
    const name = subset.replace(/^\[(\d+)\]$/, "chinese-$1");
    for (const weight of weights)
      copyFileSync(join(from, "files", `${pack}-${subset.replace(/[[\]]/g, "")}-${weight}-normal.woff2`), join(out, "fonts", `${name}-${weight}.woff2`));
    faces.push({ name, weights, ranges: ranges[subset] });
  }
}
writeFileSync(join(out, "fonts", "faces.json"), JSON.stringify(faces, null, 1) + "\n");
