import { FeaturedSlug } from '@beli/contract';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { slugOf, slugsFor } from './featured-lists.rules.js';

it.each([
  ['Pizza Pilgrimage', 'pizza-pilgrimage'],
  ['  Crème brûlée & Co.  ', 'creme-brulee-co'],
  ['Joe’s “best” slices!!', 'joes-best-slices'],
  ['../../etc/passwd', 'etc-passwd'],
  ["'; drop table lists; --", 'drop-table-lists'],
  ['100% vegan_food', '100-vegan-food'],
  ['ラーメン', ''],
  ['---', ''],
])('%s becomes %j', (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});

it('a list without letters of that kind is named by its number; the one asked for is the only one', () => {
  expect(slugsFor('ラーメン', 7, undefined)).toEqual(['list-7']);
  expect(slugsFor('Pizza', 7, undefined)).toEqual(['pizza', 'pizza-7']);
  expect(slugsFor('Pizza', 7, 'slices')).toEqual(['slices']);
});

it('whatever a list is called, its slugs are such as a route takes', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 80 }),
      fc.integer({ min: 1, max: 1e15 }),
      (name, id) => {
        for (const slug of slugsFor(name, id, undefined))
          expect(FeaturedSlug.safeParse(slug).success).toBe(true);
      },
    ),
  );
});
