export default {
  root: true,
  extends: ["html-validate:standard", "html-validate:a11y"],
  rules: {
    // On a narrow screen rows become cards: browsers forget what the elements are when their display changes, so their roles say it.
    "no-redundant-role": "off",
    // A link that looks like a button leads to a page: it is a link.
    "prefer-native-element": ["error", { exclude: ["button"] }],
    "aria-label-misuse": ["error", { allowAnyNamable: true }],
  },
};
