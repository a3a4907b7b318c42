/** Words that only streets have. */
const STREET =
  /^(street|road|avenue|av|avda|boulevard|drive|lane|highway|rue|allée|chemin|impasse|via|viale|corso|piazza|calle|carrera|avenida|rua|travessa|estrada|ulica|ul|улица|ул|проспект|sokak|sokağı|caddesi)$/;
/** The same at the end of a word. */
const STREET_ENDING =
  /(straße|strasse|str|gasse|weg|allee|platz|straat|laan|gracht|gatan|vägen|vej|gade|gata|katu)$/;
/** The same as the last word: before others they mean something else, as in St. Gallen. */
const STREET_SHORT = /^(st|rd|ave|blvd|dr|ln|hwy)$/;

/**
 * Whether a text looks like the line of a street: a number beside a word that only streets have. Many
 * regions have a number too (Dublin 4, Praha 1, Zona 10), so a number alone says nothing.
 */
export function isStreetLine(text: string): boolean {
  if (!/\d/.test(text)) return false;
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  if (words.some((word) => STREET_ENDING.test(word))) return true;
  return (
    words.length > 1 &&
    (words.some((word) => STREET.test(word)) || STREET_SHORT.test(words.at(-1)!))
  );
}
