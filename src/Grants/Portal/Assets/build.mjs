// Compiles the portal's assets: `node build.mjs [folder]`, by default into dist/, which is committed and embedded.
import { build } from "esbuild";
import { compile } from "sass";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
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

for (const [pack, subsets] of [
  ["noto-sans", ["latin", "latin-ext", "vietnamese"]],
  ["noto-sans-khmer", ["khmer"]],
  ["noto-sans-lao", ["lao"]],
  ["noto-sans-myanmar", ["myanmar"]],
  ["noto-sans-thai", ["thai"]],
]) {
  const from = join(here, "node_modules/@fontsource", pack);
  copyFileSync(join(from, "LICENSE"), join(out, "fonts", `${pack}-OFL.txt`));
  for (const subset of subsets)
    for (const weight of [400, 700])
      copyFileSync(join(from, "files", `${pack}-${subset}-${weight}-normal.woff2`), join(out, "fonts", `${subset}-${weight}.woff2`));
}
