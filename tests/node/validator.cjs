// Reads documents from standard input, each a line of JSON, and answers each with a line: what is wrong in it.
const { createInterface } = require("node:readline");
const { HtmlValidate, StaticConfigLoader } = require("html-validate");

const validator = new HtmlValidate(
  new StaticConfigLoader({
    extends: ["html-validate:standard"],
    rules: {
      "no-missing-references": "error",
      // What is a matter of taste and not of the standard.
      "doctype-style": "off",
      "long-title": "off",
      "no-implicit-button-type": "off",
      "prefer-native-element": "off",
    },
  }),
);

createInterface({ input: process.stdin }).on("line", (line) => {
  const { results } = validator.validateStringSync(JSON.parse(line));
  const found = results.flatMap(({ messages }) => messages);
  console.log(JSON.stringify(found.map((each) => `line ${each.line}: ${each.message} (${each.ruleId})`)));
});
