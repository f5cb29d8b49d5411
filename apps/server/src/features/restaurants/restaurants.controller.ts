import { type Parsed, ROUTES } from '@beli/contract';
import { Controller } from '@nestjs/common';
import { Answer } from '../../platform/http/answer.js';
import { Endpoint, IfMatch, Input, Self, Who } from '../../platform/http/endpoint.js';
import type { Actor, Viewer } from '../../platform/viewer.js';
import { MetaService } from './meta.service.js';
import { RestaurantListService } from './restaurant-list.service.js';
import { RestaurantsService } from './restaurants.service.js';

const positionIn = ({ lat, lng }: { lat?: number | undefined; lng?: number | undefined }) =>
  lat === undefined || lng === undefined ? null : { latitude: lat, longitude: lng };

@Controller()
export class RestaurantsController {
  constructor(
    private readonly restaurants: RestaurantsService,
    private readonly lists: RestaurantListService,
    private readonly meta: MetaService,
  ) {}

  @Endpoint(ROUTES.listRestaurants)
  async list(@Who() viewer: Viewer, @Input() { query }: Parsed<typeof ROUTES.listRestaurants>) {
    const { cards, meta } = await this.lists.list(viewer, query);
    return new Answer(cards, meta);
  }

  @Endpoint(ROUTES.listNearby)
  async nearby(@Who() viewer: Viewer, @Input() { query }: Parsed<typeof ROUTES.listNearby>) {
    return new Answer(await this.lists.nearby(viewer, query));
  }

  @Endpoint(ROUTES.listRandom)
  async random(@Who() viewer: Viewer, @Input() { query }: Parsed<typeof ROUTES.listRandom>) {
    const { cards, seed } = await this.lists.random(viewer, query);
    return new Answer(cards, { seed });
  }

  @Endpoint(ROUTES.getScoreDistribution)
  async scores(@Input() { params }: Parsed<typeof ROUTES.getScoreDistribution>) {
    return new Answer(await this.restaurants.scoreDistribution(params.id));
  }

  @Endpoint(ROUTES.getRestaurant)
  async detail(@Who() viewer: Viewer, @Input() { params, query }: Parsed<typeof ROUTES.getRestaurant>) {
    return new Answer(
      await this.restaurants.detail(viewer, params.id, {
        position: positionIn(query),
        expand: query.expand ?? [],
      }),
    );
  }

  @Endpoint(ROUTES.batchRestaurants)
  async batch(@Who() viewer: Viewer, @Input() { body }: Parsed<typeof ROUTES.batchRestaurants>) {
    const { restaurants, missing } = await this.restaurants.batch(viewer, {
      ...body,
      position: positionIn(body),
    });
    return new Answer(restaurants, { missing });
  }

  @Endpoint(ROUTES.createRestaurant)
  async create(@Self() actor: Actor, @Input() { body }: Parsed<typeof ROUTES.createRestaurant>) {
    const { restaurant, version } = await this.restaurants.create(actor, body);
    return new Answer(restaurant, undefined, { version });
  }

  @Endpoint(ROUTES.updateRestaurant)
  async update(
    @Self() actor: Actor,
    @Input() { params, body }: Parsed<typeof ROUTES.updateRestaurant>,
    @IfMatch() version: number | undefined,
  ) {
    const kept = await this.restaurants.update(actor, params.id, body, version);
    return new Answer(kept.restaurant, undefined, { version: kept.version });
  }

  @Endpoint(ROUTES.deleteRestaurant)
  async remove(
    @Self() actor: Actor,
    @Input() { params }: Parsed<typeof ROUTES.deleteRestaurant>,
  ): Promise<void> {
    await this.restaurants.remove(actor, params.id);
  }

  @Endpoint(ROUTES.listCuisines)
  async cuisines() {
    return new Answer(await this.meta.cuisines());
  }

  @Endpoint(ROUTES.listTags)
  async tags() {
    return new Answer(await this.meta.tags());
  }

  @Endpoint(ROUTES.listCities)
  async cities() {
    return new Answer(await this.meta.cities());
  }

  @Endpoint(ROUTES.listDietary)
  async dietary() {
    return new Answer(await this.meta.dietary());
  }

  @Endpoint(ROUTES.listFilters)
  async filters() {
    return new Answer(await this.meta.filters());
  }
}
