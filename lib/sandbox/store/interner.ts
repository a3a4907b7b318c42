const MAX_TEXTS = 10_000;
const MAX_LENGTH = 500;

/** Keeps equal texts once, as far as it remembers them: names, aliases and headers come again and again. */
export class Interner {
  private readonly texts = new Map<string, string>();

  intern(text: string): string {
    const known = this.texts.get(text);
    if (known !== undefined || text.length > MAX_LENGTH) return known ?? text;
    if (this.texts.size >= MAX_TEXTS) this.texts.clear();
    this.texts.set(text, text);
    return text;
  }
}
