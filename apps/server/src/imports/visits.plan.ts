import { readVisitRow, VISIT_COLUMNS } from './graph-rows.rules.js';
import type { ImportPlan } from './import-plan.js';
import { createVisitStaging, mergeVisits, toVisitLine, VISIT_STAGING } from './visits-merge.sql.js';

/** @param asOf the day (YYYY-MM-DD) before which all visits lie */
export function planVisits(asOf: string): ImportPlan {
  return {
    name: 'visits',
    columns: VISIT_COLUMNS,
    stagingColumns: VISIT_STAGING,
    tables: ['users', 'relations', 'visits', 'activities'],
    createStaging: createVisitStaging,
    read(line, fields) {
      const reading = readVisitRow(fields);
      return 'refused' in reading ? reading : { row: toVisitLine(line, reading.row), warnings: [] };
    },
    async merge(tx) {
      const { people, added, unchanged, venues, restaurants, recounted, touchedIds } = await mergeVisits(
        tx,
        asOf,
      );
      return {
        counts: [
          ['added', added],
          ['unchanged', unchanged],
          ['people created', people],
          ['people recounted', recounted],
          ['venues', venues],
          ['venues without a restaurant', Math.max(0, venues - restaurants)],
        ],
        changes: added + people + recounted,
        restaurantIds: [],
        userIds: touchedIds,
        isCatalogueChanged: false,
      };
    },
  };
}
