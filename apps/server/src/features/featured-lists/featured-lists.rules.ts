import type { FeaturedListPatch } from '@beli/contract';

const LONGEST_SLUG = 60;

/** A name as lower-case words joined by hyphens; empty where it has no letter that such words are made of. */
export const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f'’]/g, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_SLUG)
    .replaceAll(/^-+|-+$/g, '');

/** Slugs for a list, the one to prefer first: the one asked for and no other, else the name's, else with the list's id. */
export function slugsFor(name: string, listId: number, asked: string | undefined): string[] {
  if (asked !== undefined) return [asked];
  const slug = slugOf(name);
  const number = `-${listId}`;
  const numbered = `${slug.slice(0, LONGEST_SLUG - number.length).replace(/-+$/, '') || 'list'}${number}`;
  return slug === '' ? [numbered] : [slug, numbered];
}

interface Values {
  readonly name: string;
  readonly description: string | null;
  readonly category: NonNullable<FeaturedListPatch['category']>;
  readonly thumbnailImage: string | null;
  readonly city: string | null;
  readonly tags: readonly string[];
  readonly curatorId: number | null;
}

/** A featured list of which nothing but its name was said. */
export const newFeatured = (name: string): Values => ({
  name,
  description: null,
  category: 'restaurants',
  thumbnailImage: null,
  city: null,
  tags: [],
  curatorId: null,
});

/** What stands after an input has changed some of it. */
export const mergeFeatured = (base: Values, input: FeaturedListPatch): Values => ({
  name: input.name ?? base.name,
  description: input.description === undefined ? base.description : input.description || null,
  category: input.category ?? base.category,
  thumbnailImage: input.thumbnailImage === undefined ? base.thumbnailImage : input.thumbnailImage,
  city: input.city === undefined ? base.city : input.city || null,
  tags: input.tags ? [...new Set(input.tags)] : base.tags,
  curatorId: input.curatorId === undefined ? base.curatorId : input.curatorId,
});
