import { CompiledQuery } from 'kysely';
import type { Db } from '../../../platform/database/database.js';

export interface TypedRow {
  /** the text as names are compared */
  readonly text: string;
  readonly words: string[];
  /** per word, in the same order: words of names that it may have been meant to be */
  readonly alike: string[][];
}

/** Words of a text that are looked up; whoever types more has said enough. */
const MOST_WORDS = 10;
const MOST_ALIKE = 40;

const WORDS = `typed as (select comparable_name($1) as text),
words as (select word, place from typed, unnest(string_to_array(typed.text, ' ')) with ordinality as w(word, place) where word <> '' and place <= ${MOST_WORDS})`;

const TYPED = `/* search-typed */
with ${WORDS}
select typed.text, coalesce((select array_agg(word order by place) from words), '{}') as words, '[]'::json as alike from typed`;

// One letter wrong, missing, too many or swapped leaves a form in common; in longer words two slips leave trigrams.
const TYPED_AND_ALIKE = `/* search-typed-alike */
with ${WORDS}
select typed.text, coalesce((select array_agg(word order by place) from words), '{}') as words,
  coalesce((select json_agg(array(
    select n.word from name_words n
    where char_length(words.word) between 3 and 30 and (n.forms && forms_of(words.word) or (char_length(words.word) >= 6 and n.word % words.word)) and n.word <> words.word
    order by similarity(n.word, words.word) desc, n.word limit ${MOST_ALIKE}) order by place) from words), '[]') as alike
from typed`;

/** A text as the database compares names, with its words. */
export async function readTyped(db: Db, text: string, withAlike: boolean): Promise<TypedRow> {
  const statement = withAlike ? TYPED_AND_ALIKE : TYPED;
  const { rows } = await db.executeQuery<TypedRow>(CompiledQuery.raw(statement, [text]));
  return rows[0] ?? { text: '', words: [], alike: [] };
}
