/** The words of an element's script, in the reader's language; {0} and on in them are places for values. */
export function wordsOf(element) {
  const texts = JSON.parse(element.dataset.texts);
  return (name, ...values) => texts[name].replace(/\{(\d)\}/g, (_, place) => values[place]);
}
