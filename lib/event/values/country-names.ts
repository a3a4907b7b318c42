/** Names that stand for another country in another language. */
const AMBIGUOUS: ReadonlySet<string> = new Set(['congo', 'kongo', 'конго']);

/** The names of countries, in whatever way they are written. A name that is there already stays. */
export class CountryNames {
  /** An empty code where several countries have the name in one language. */
  private readonly codes = new Map<string, string>();

  /**
   * Adds the names of one language.
   *
   * @param minLength of a name in plain Latin letters; shorter ones are not taken
   */
  add(names: Iterable<readonly [name: string, code: string]>, minLength: number): void {
    const added = new Map<string, string>();
    for (const [name, code] of names) {
      const written = normalise(name);
      for (const key of new Set([written, withoutAccents(written)])) {
        if (AMBIGUOUS.has(key) || (key.length < minLength && /^[a-z ]*$/.test(key))) continue;
        added.set(key, (added.get(key) ?? code) === code ? code : '');
      }
    }
    for (const [key, code] of added) if (!this.codes.has(key)) this.codes.set(key, code);
  }

  /** @returns undefined where the name is unknown, nothing where it stands for several countries */
  find(name: string): string | undefined {
    const written = normalise(name);
    if (AMBIGUOUS.has(written)) return '';
    return this.codes.get(written) ?? this.codes.get(withoutAccents(written));
  }
}

/** Lower case, without punctuation, and in one way what is written in several. */
function normalise(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[.'’‘ʼʻ`´]+/g, '')
    .replace(/&/g, ' and ')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
    .replace(/^the /, '')
    .replace(/\bst\b/g, 'saint');
}

/** Without the accents of European letters; the vowel signs of other scripts are no accents. */
function withoutAccents(text: string): string {
  if (/^[a-z ]*$/.test(text)) return text;
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]+/g, '')
    .normalize('NFC');
}
