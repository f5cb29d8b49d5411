import { z } from 'zod';
import { defineRoutes } from './route.js';

const Term = z.object({ slug: z.string(), label: z.string(), count: z.int() }).meta({ id: 'Term' });
export type Term = z.output<typeof Term>;

const MetaFilters = z.object({
  cuisines: z.array(Term),
  tags: z.array(Term),
  goodFor: z.array(Term),
  cities: z.array(Term),
  categories: z.array(Term),
  priceRanges: z.array(Term),
  dietary: z.array(Term),
});
export type MetaFilters = z.output<typeof MetaFilters>;

const vocabularyRoute = <P extends `/${string}`>(path: P, summary: string) =>
  ({
    method: 'GET',
    path,
    tag: 'Vocabulary',
    summary,
    access: 'browse',
    output: z.array(Term),
    status: 200,
    errors: [],
    httpCache: 'shared',
  }) as const;

export const metaRoutes = defineRoutes({
  listCuisines: vocabularyRoute('/meta/cuisines', 'Cuisines in use, most frequent first (at most 500)'),
  listTags: vocabularyRoute('/meta/tags', 'Tags of restaurants, most frequent first (at most 500)'),
  listCities: vocabularyRoute(
    '/meta/cities',
    'Cities with restaurants, most restaurants first (at most 500)',
  ),
  listDietary: vocabularyRoute('/meta/dietary', 'Dietary restrictions that a profile can name'),
  listFilters: {
    ...vocabularyRoute('/meta/filters', 'Everything that a filter sheet needs, in one answer'),
    output: MetaFilters,
  },
});
