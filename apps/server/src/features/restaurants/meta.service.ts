import { DIETARY_SLUGS, type MetaFilters, type Term } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Cache } from '../../platform/cache/cache.js';
import { CACHE } from '../../platform/cache/cache-keys.js';
import { Database, type Db } from '../../platform/database/database.js';
import { Serialized } from '../../platform/http/answer.js';
import {
  countCategories,
  countCities,
  countCuisines,
  countGoodFor,
  countPriceRanges,
  countTags,
} from './meta.sql.js';

const toLabel = (slug: string) =>
  slug
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');

/** What a profile can name; how many people do is nobody's business. */
const DIETARY: Term[] = DIETARY_SLUGS.map((slug) => ({ slug, label: toLabel(slug), count: 0 }));

@Injectable()
export class MetaService {
  constructor(
    private readonly database: Database,
    private readonly cache: Cache,
  ) {}

  cuisines = () => this.kept('cuisines', countCuisines);
  tags = () => this.kept('tags', countTags);
  cities = () => this.kept('cities', countCities);
  dietary = async () => new Serialized<Term[]>(JSON.stringify(DIETARY));

  filters = () =>
    this.kept<MetaFilters>('filters', async (db) => {
      const [cuisines, tags, goodFor, cities, categories, priceRanges] = await Promise.all(
        [countCuisines, countTags, countGoodFor, countCities, countCategories, countPriceRanges].map(
          (count) => count(db),
        ),
      );
      return {
        cuisines: cuisines ?? [],
        tags: tags ?? [],
        goodFor: goodFor ?? [],
        cities: cities ?? [],
        categories: categories ?? [],
        priceRanges: priceRanges ?? [],
        dietary: DIETARY,
      };
    });

  private async kept<T = Term[]>(name: string, load: (db: Db) => Promise<T>): Promise<Serialized<T>> {
    const version = await this.cache.version(CACHE.catalogue, 'all');
    const text = await this.cache.read(CACHE.meta, { name, version }, async () => ({
      value: JSON.stringify(await load(this.database.replica)),
    }));
    return new Serialized(text ?? '[]');
  }
}
