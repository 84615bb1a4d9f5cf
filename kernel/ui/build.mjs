// Builds static/ from sass/ and from the packages that package-lock.json pins. `make ui` calls a copy of it beside them,
// and names the folder of the sources.
import { createHash } from "node:crypto"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { compile } from "sass"

const packages = `${import.meta.dirname}/node_modules`
const lock = JSON.parse(readFileSync(`${import.meta.dirname}/package-lock.json`, "utf8")).packages
const [sources] = process.argv.slice(2)
const built = `${sources}/static/`
const font = "@fontsource/noto-sans-devanagari"
const vendored = [
  ["htmx.js", "htmx.org", "dist/htmx.min.js"],
  ["devanagari-400.*.woff2", font, "files/noto-sans-devanagari-devanagari-400-normal.woff2"],
  ["devanagari-700.*.woff2", font, "files/noto-sans-devanagari-devanagari-700-normal.woff2"],
  ["licences/noto-sans-devanagari.txt", font, "LICENSE"],
  ["licences/htmx.txt", "htmx.org", "LICENSE"],
]
const rows = []
const names = {}

mkdirSync(`${built}licences`, { recursive: true })
for (const [name, source, path] of vendored) {
  const text = readFileSync(`${packages}/${source}/${path}`)
  // A font is named by its content here already, for a style sheet names it.
  const whole = name.replace("*", digest(text, "sha256", "hex").slice(0, 10))
  writeFileSync(built + whole, text)
  names[name] = whole
  record(whole, source, path)
}
for (const sheet of ["citizen", "staff", "operations"]) {
  const { css } = compile(`${sources}/sass/${sheet}.scss`, { style: "compressed", loadPaths: [packages], quietDeps: true })
  writeFileSync(`${built}${sheet}.css`, css.replace(/^\uFEFF/, "").replace(/devanagari-\d+\.\*\.woff2/g, (name) => names[name]) + "\n")
  record(`${sheet}.css`, "govuk-frontend", `sass/${sheet}.scss`)
}
writeFileSync(`${built}SOURCES.md`, account())

function record(name, source, path) {
  const { version, license } = lock[`node_modules/${source}`]
  const hash = digest(readFileSync(built + name), "sha384", "base64")
  rows.push(`| \`${name}\` | ${source} ${version} | \`${path}\` | ${license} | \`sha384-${hash}\` |`)
}

function digest(content, how, shown) {
  return createHash(how).update(content).digest(shown)
}

function account() {
  return `# Where these files come from

Written by \`make ui\` (\`npm ci\`, then \`node build.mjs\`); what the table names is not edited by hand. The rest is our own,
except \`licences/govuk-frontend.txt\`, which its package lacks. The style sheets are compiled from \`kernel/ui/sass\` and
the parts of govuk-frontend that it names: no typeface, no crest and no image of govuk-frontend is taken along.
Running needs neither npm nor Node; the test of a portal that signs officers in does.

| file | package | made from | licence | content |
|---|---|---|---|---|
${rows.join("\n")}
`
}
