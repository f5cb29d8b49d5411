import timezoneAt from '@photostructure/tz-lookup';
import type { ImportPlan } from './import-plan.js';
import { OsmHours } from './osm-hours.js';
import { RESTAURANT_COLUMNS, readRestaurantRow } from './restaurant-row.rules.js';
import {
  createRestaurantStaging,
  mergeRestaurants,
  RESTAURANT_STAGING,
  toRestaurantLine,
} from './restaurants-merge.sql.js';

export function planRestaurants(): ImportPlan {
  const hours = new OsmHours();
  const readers = { timezoneAt, readHours: (text: string) => hours.read(text) };
  return {
    name: 'restaurants',
    columns: RESTAURANT_COLUMNS,
    stagingColumns: RESTAURANT_STAGING,
    tables: ['restaurants'],
    createStaging: createRestaurantStaging,
    read(line, fields) {
      const reading = readRestaurantRow(fields, readers);
      return 'refused' in reading
        ? reading
        : { row: toRestaurantLine(line, reading.row), warnings: reading.warnings };
    },
    async merge(tx) {
      const { added, updatedIds, unchanged, removedEarlier } = await mergeRestaurants(tx);
      return {
        counts: [
          ['added', added],
          ['updated', updatedIds.length],
          ['unchanged', unchanged],
          ...(removedEarlier > 0 ? [['removed earlier, left so', removedEarlier] as const] : []),
        ],
        changes: added + updatedIds.length,
        restaurantIds: updatedIds,
        userIds: [],
        isCatalogueChanged: added + updatedIds.length > 0,
      };
    },
  };
}
