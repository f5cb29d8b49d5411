import { slipsAllowed, slipsBetween } from '../words.rules.js';

const CJK_RUN = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]{2,}/g;

const quoted = (word: string): string => `'${word.replaceAll(/['\\]/g, '')}'`;

function pairsOf(word: string): string[] {
  return (word.match(CJK_RUN) ?? []).flatMap((run) => {
    const characters = [...run];
    return characters.slice(1).map((character, index) => quoted(`#${characters[index]}${character}`));
  });
}

/**
 * A tsquery, as text: every word as typed, as the beginning of a word, as a part of CJK writing, or as one of the
 * words that it may have been meant to be.
 * @param words comparable words: letters and digits only
 * @param alike per word, words of names that look like it; those too many slips away are left out
 */
export function toTextQuery(words: readonly string[], alike: readonly (readonly string[])[] = []): string {
  return words
    .map((word, index) => {
      const length = [...word].length;
      const meant = (alike[index] ?? []).filter(
        (other) => slipsBetween(word, other, slipsAllowed(length)) !== Number.POSITIVE_INFINITY,
      );
      const pairs = pairsOf(word);
      const ways = [
        `${quoted(word)}:*`,
        ...meant.map(quoted),
        ...(pairs.length > 0 ? [`(${pairs.join(' & ')})`] : []),
      ];
      return `(${ways.join(' | ')})`;
    })
    .join(' & ');
}
